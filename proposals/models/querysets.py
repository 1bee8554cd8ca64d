"""Which cases a person reaches, and cases in order, by date, with what a page shows of them.

Each rule of reach stands here once, as the values that columns of a case must have; queries and the checks of a
single case are both made from it.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Coalesce

from proposals.formats.case_numbers import number_key
from proposals.models.administration.archive import in_archived_year
from proposals.models.administration.committee import followed_by
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import BODIES, KIND_STUDIED, SEEING, STAFF, Level, Role, Unit, User
from proposals.models.rounds import plugged_rounds
from proposals.models.states import FINAL, Status
from proposals.models.suggestion import Kind, LedAs, Session

if TYPE_CHECKING:
    from proposals.models.case import Case  # whose queryset this is


def joined_cases(to_case: str = "") -> Q:
    """The cases that go along with the steps of another (并案), as Case.is_joined says of one; `to_case` is the path
    of a relation that leads to the case."""
    return Q(**{f"{to_case}joined_to__isnull": False, f"{to_case}answered_on__isnull": True})


JOINED = joined_cases()
OPEN = ~Q(status__in=FINAL)  # neither closed, returned nor withdrawn
RUNNING = OPEN & Q(delivered_on__isnull=True)  # a date still counts, as Case.clock_runs says of one


@dataclass(frozen=True)
class Reach:
    """The cases of which each of these columns has one of its values; without columns every case. `also`: and those
    of other reaches."""

    columns: dict[str, Any]
    also: tuple["Reach", ...] = ()

    def as_q(self, to_case: str = "") -> Q:
        """As a condition; `to_case` is the path of a relation that leads to the case."""
        held = {f"{to_case}{column}__in": values for column, values in self.columns.items()}
        own = Q(**held or {f"{to_case}pk__isnull": False})  # an empty Q() would vanish in an "or"
        return reduce(Q.__or__, (one.as_q(to_case) for one in self.also), own)

    def covers(self, case: "Case") -> bool:
        """Of one case, without a query."""
        if any(one.covers(case) for one in self.also):
            return True
        return all(reduce(getattr, column.split("__"), case) in values for column, values in self.columns.items())


EVERY_CASE, NO_CASE = Reach({}), Reach({"pk": ()})


def reach_of(user: User, role: str) -> Reach:
    """The cases on which this person may act in that role: a handler on the own ones and on those of an absent
    handler for whom this person stands in, office and leader on the unit's, the district office on all, a working
    body on the kind that it studies, where it was asked of the district; a committee reads and asks in its fields and
    where it leads a 重点督办."""
    if role not in SEEING or not user.has_role(role):
        return NO_CASE
    if role == Role.DISTRICT:
        return EVERY_CASE
    if role == Role.CONGRESS:
        own = {"suggestion__session__level": {Level.DISTRICT}}  # what the city's deputies asked, its own bodies study
        return Reach({"suggestion__kind": user.kinds_studied()} | own)
    if role == Role.COMMITTEE:
        asked = {"suggestion__kind": {Kind.SUGGESTION}, "suggestion__session__level": {Level.DISTRICT}}
        followed = followed_by(user)
        led = {"suggestion__led_as": {LedAs.KEY}, "suggestion__led_by": followed.marks}
        return Reach({"suggestion__category": followed.categories} | asked, also=(Reach(led | asked),))
    if role == Role.HANDLER:
        held = [row for row in user.active_memberships if row.role == role]
        first, *others = (Reach({"unit_id": {row.unit_id}, "handler_id": {row.user_id}}) for row in held)
        return replace(first, also=tuple(others))
    return Reach({"unit_id": user.units_as(role)})


def own_reach(user: User) -> Reach:
    """The cases of the units in which this person works, whose texts may be read before they are signed."""
    return Reach({"unit_id": user.units_as(*STAFF)})


def sight_of(user: User) -> tuple[Reach, ...]:
    """The cases this person may open. The district office sees every case; a unit's people see the unit's own; a
    working body (代表工委, 提案委) sees those of its kind from 交办 on (代表法 52, SH 25), a committee those of its
    fields."""
    if user.has_role(Role.DISTRICT):
        return (EVERY_CASE,)
    return own_reach(user), reach_of(user, Role.CONGRESS), reach_of(user, Role.COMMITTEE)


def may_open(user: User, case: "Case") -> bool:
    """Whether this person may open the case; no query where its suggestion and session are there."""
    return any(reach.covers(case) for reach in sight_of(user))


def reachable_cases(user: User, *roles: str) -> Q:
    """The cases on which this person may act in one of these roles."""
    return reduce(Q.__or__, (reach_of(user, role).as_q() for role in roles))


def overseen_cases(user: User) -> Q:
    """The cases that this person sees to from outside the units: the district office all, a working body those of
    its kind."""
    return reachable_cases(user, *BODIES)


def own_cases(user: User, to_case: str = "") -> Q:
    """The cases of the units in which this person works."""
    return own_reach(user).as_q(to_case)


def late_cases(on: dt.date) -> Q:
    """Past the date the unit works to and not yet with every deputy (with CaseQuerySet.with_due)."""
    return RUNNING & Q(due_on__lt=on)


def count_related(rows: models.QuerySet["Case"], relation: str) -> Coalesce:
    """How many rows of that relation the one row of `rows` has, as an annotation."""
    counted = rows.order_by().values("pk").annotate(n=models.Count(relation)).values("n")
    return Coalesce(models.Subquery(counted), 0, output_field=models.IntegerField())


def by_number(to_case: str = "") -> tuple[str, ...]:
    """How cases stand in a register: the district's own before the city's and the nation's, the newest session first,
    the two bodies apart, then by number. `to_case` is the path of a relation that leads to the case."""
    asked = f"{to_case}suggestion__"
    order = (
        "-session__level",
        "-session__term",
        "-session__meeting",
        "session__body",
        "session__place",
        "number_key",
    )
    return (*(f"-{asked}{one[1:]}" if one[0] == "-" else f"{asked}{one}" for one in order), "pk")


class CaseQuerySet(KeptPrefetches["Case"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The cases this person may open (sight_of)."""
        if not user.is_authenticated:
            return self.none()
        sight = sight_of(user)
        if EVERY_CASE in sight:
            return self
        seen = reduce(Q.__or__, (reach.as_q() for reach in sight))
        return self.filter(pk__in=self.model._base_manager.filter(seen).values("pk"))

    def studied_by(self, unit: Unit) -> Self:
        """The cases of the kind that a working body studies, where it was asked of the district (reach_of)."""
        kind = KIND_STUDIED.get(unit.kind, "")
        return self.filter(suggestion__kind=kind, suggestion__session__level=Level.DISTRICT)

    def years_handed_on(self) -> list[int]:
        """The years in which they were handed on, the newest first."""
        return [day.year for day in self.order_by().dates("handed_on", "year", order="DESC")]

    def sessions(self) -> models.QuerySet[Session]:
        """The sessions at which they were made."""
        return Session.objects.filter(pk__in=self.order_by().values("suggestion__session"))

    def for_lists(self) -> Self:
        """With everything a row of a list shows, in a constant number of queries."""
        return (
            self.annotate(in_archive=in_archived_year("handed_on"))
            .select_related(
                "suggestion__session", "unit", "handler", "approval_plan", "approval_step", "joined_to__suggestion"
            )
            .prefetch_related("suggestion__sponsorships__deputy", "joined__suggestion", *plugged_rounds().prefetch)
        )

    def for_due_dates(self) -> Self:
        """With what the date of the current round is counted from (due_date.due_of), for many cases at once."""
        return self.select_related("suggestion__session", "unit", "approval_step").prefetch_related(
            *plugged_rounds().prefetch, "extensions"
        )

    def supervised(self) -> Self:
        """The cases with a 督办 that the unit has not answered yet; of what is void nobody asks any more."""
        asked = self.model._base_manager.filter(supervisions__isnull=False, supervisions__answered_at__isnull=True)
        return self.filter(pk__in=asked.exclude(status=Status.VOID).values("pk"))

    def with_due(self) -> Self:
        """With `due_on`, the date the unit works to, to filter and order by."""
        return self.annotate(due_on=Coalesce("internal_due", "statutory_due"))

    def running(self) -> Self:
        """The cases whose clock runs."""
        return self.filter(RUNNING)

    def by_urgency(self, first: Q | None = None) -> Self:
        """Those that are to come `first`; the longest overdue, then by days left; last where no clock runs. Needs
        with_due."""
        conditions = [first, RUNNING] if first else [RUNNING]
        # Cast: where a condition can never hold a bare 1 is left, which PostgreSQL reads as the first column.
        places = [Cast(models.Case(models.When(one, then=0), default=1), models.IntegerField()) for one in conditions]
        return self.order_by(*places, "due_on", "pk")

    def due_in(self, when: str, today: dt.date) -> Self:
        """Narrowed to late, soon (a week), running or answered; all for any other word."""
        if when == "late":
            return self.with_due().filter(late_cases(today))
        if when == "soon":
            return self.with_due().running().filter(due_on__range=(today, today + dt.timedelta(days=7)))
        if when == "running":
            return self.with_due().running()
        return self.filter(Q(delivered_on__isnull=False) | Q(finished_before=True)) if when == "answered" else self

    def numbered(self, typed: str) -> Self:
        """The cases of that number, typed as people type it: 70, 第070号, ０７０."""
        return self.filter(suggestion__number_key=number_key(typed))
