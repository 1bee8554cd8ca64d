"""What an auditor reads: of all units in the district's office, of the own ones in a bureau."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from proposals.administration.access import administered_units
from proposals.administration.records.forms import RecordFilter
from proposals.cases.access import administers_all
from proposals.models import AdministrationEvent, Export, Role, SignIn, Unit, User

T = TypeVar("T", bound=Model)
UNIT = str(User._meta.get_field("unit").verbose_name)  # as record.list_changes names it


def read_events(auditor: User, chosen: RecordFilter) -> QuerySet[AdministrationEvent]:
    """管理记录 under the chosen conditions, the newest first."""
    rows = AdministrationEvent.objects.filter(**chosen.span()).select_related("unit")
    if not administers_all(auditor, Role.AUDITOR):
        rows = rows.filter(unit__in=_units(auditor))
    if show := chosen.said("show"):
        rows = rows.filter(subject=show)
    for word in chosen.said("q").split():
        fits = Q(actor_name__contains=word) | Q(subject_name__contains=word) | Q(label__contains=word)
        fits |= Q(comment__contains=word) | Q(source__contains=word) | Q(unit__short_name__contains=word)
        rows = rows.filter(fits)
    return rows


def read_sign_ins(auditor: User, chosen: RecordFilter) -> QuerySet[SignIn]:
    """登录记录 under the chosen conditions, the newest first. Names that no account has are read in the district."""
    rows = SignIn.objects.filter(**chosen.span()).select_related("user__unit")
    if not administers_all(auditor, Role.AUDITOR):
        rows = rows.filter(user__unit__in=_units(auditor))
    if show := chosen.said("show"):
        rows = rows.filter(outcome=show)
    for word in chosen.said("q").split():
        rows = rows.filter(Q(typed__icontains=word) | Q(user__name__contains=word) | Q(address__startswith=word))
    return rows


def read_exports(auditor: User, chosen: RecordFilter) -> QuerySet[Export]:
    """Who took a list of cases away as a file, and how many; not its conditions, which may hold a title."""
    rows = Export.objects.filter(**chosen.span()).select_related("user__unit").defer("name", "conditions")
    if not administers_all(auditor, Role.AUDITOR):
        rows = rows.filter(user__unit__in=_units(auditor))
    for word in chosen.said("q").split():
        rows = rows.filter(Q(user__name__contains=word) | Q(user__username__icontains=word))
    return rows


def name_units_then(rows: Iterable[T]) -> list[T]:
    """These rows, each sign-in and each export with `unit_then`: the unit of the person at that moment, which
    管理记录 remembers when the person has moved since. One query."""
    found = list(rows)
    users = {row.user_id for row in found if isinstance(row, SignIn | Export) and row.user_id}
    moved: dict[int, list[tuple[dt.datetime, str]]] = defaultdict(list)
    person = AdministrationEvent.Subject.PERSON
    for event in AdministrationEvent.objects.filter(subject=person, subject_id__in=users).order_by("pk"):
        for change in event.changes:
            if change["field"] == UNIT and event.subject_id is not None:
                moved[event.subject_id].append((event.at, change["old"]))
    for row in found:
        if isinstance(row, SignIn | Export) and row.user:
            now = str(row.user.unit or "")
            row.__dict__["unit_then"] = next((old for at, old in moved[row.user.pk] if at > row.at), now)
    return found


def _units(auditor: User) -> QuerySet[Unit]:
    return Unit.objects.filter(administered_units(auditor, Role.AUDITOR))
