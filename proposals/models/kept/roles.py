"""The roles in which a person acts: they are read on each page, so their queries are written once."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.utils import timezone

from proposals.models.kept.rows import Many, fetch_rows, places, places_for

if TYPE_CHECKING:
    from proposals.models.leave.absence import Absence  # which stand above
    from proposals.models.people import Membership, User


def read_own_roles(user: "User") -> list["Membership"]:
    """The person's own roles, with their units."""
    rows: list[Membership] = fetch_rows(_write_own, of=[user.pk])
    for row in rows:
        row.user = user
    return rows


def read_lent_absences(user: "User", units: Collection[int]) -> list["Absence"]:
    """The absences, lasting today, of people for whom this person stands in, in those of the units in which the
    person is there; one query."""
    rows: list[Absence] = fetch_rows(_write_absences, timezone.localdate(), of=[user.pk]) if units else []
    away = {one.unit_id for one in rows if one.user_id == user.pk}
    lent = [one for one in rows if one.stand_in_id == user.pk and one.user.is_active]
    return [one for one in lent if one.unit_id in units and one.unit_id not in away]


def read_lent_roles(whose: Collection[tuple[int, int]], roles: tuple[str, ...]) -> list["Membership"]:
    """Which of the roles those people have in those units (a person, a unit); none, no query."""
    people = sorted({person for person, _ in whose})
    rows: list[Membership] = fetch_rows(_write_lent, roles, places_for(len(people)), of=people) if people else []
    return [row for row in rows if (row.user_id, row.unit_id) in whose]


def _write_own() -> Many:
    rows: Any = _model("Membership").objects.filter(user=-1, is_active=True, unit__is_active=True)
    return cast(Many, rows.select_related("unit").order_by("pk"))


def _write_absences(today: dt.date) -> Many:
    rows = _model("Absence").objects.lasting(today)
    of = rows.filter(stand_in=-1) | rows.filter(user=-1)
    return cast(Many, of.select_related("user").order_by("pk"))


def _write_lent(roles: tuple[str, ...], count: int) -> Many:
    rows = _model("Membership").objects.filter(user__in=places(count), role__in=roles)
    rows = rows.filter(is_active=True, unit__is_active=True)
    return cast(Many, rows.select_related("unit", "user").order_by("pk"))


def _model(name: str) -> Any:
    return apps.get_model("proposals", name)
