"""What waits of 协调会, and what the page of a case shows of it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from proposals.cases.access import roles_in
from proposals.cases.oversight.coordination import live_cases, why_not_coordinate
from proposals.cases.workflow import ANSWERING
from proposals.models import Case, Coordination, CoordinationAsk, Role, User
from proposals.models.oversight.deciders import deciders_for
from proposals.models.people import BODIES, CASE_STAFF, Level
from proposals.models.querysets import overseen_cases, reach_of, reachable_cases
from proposals.models.states import LEFT


def cases_to_coordinate(user: User) -> Q:
    """The cases whose units ask for a meeting, and those of a meeting that this person's body has called and whose
    record is not written."""
    asks = CoordinationAsk.objects.filter(settled_at=None).order_by().values("case")
    found = Q(pk__in=asks) & overseen_cases(user)
    return (found | _of_meetings(user, Q())) & ~Q(status__in=LEFT)


def late_coordination(user: User) -> Q:
    """Those whose day is past."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return _of_meetings(user, Q(meets_at__lt=midnight)) & ~Q(status__in=LEFT)


def coordination_tasks(user: User) -> Q:
    """The cases of which a meeting is for this person to act on (turn.meetings says the same of each): what a unit
    asks for, by the body that hears the deputies on the assignment; the record, from the day of the meeting on, by
    the body that called it; to come, until that day is over, for the office and the handler of each unit that is
    invited."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    asks = CoordinationAsk.objects.filter(settled_at=None).order_by().values("case")
    found = Q(pk__in=asks) & cases_heard_by(user) | _of_meetings(
        user, Q(meets_at__lt=midnight + dt.timedelta(days=1))
    )
    invited = Coordination.objects.filter(
        suggestion=OuterRef("suggestion"),
        units=OuterRef("unit"),
        off_at=None,
        recorded_at=None,
        meets_at__gte=midnight,
    )
    found |= Q(Exists(invited.order_by())) & reachable_cases(user, *CASE_STAFF)
    return found & ~Q(status__in=LEFT)


def cases_heard_by(user: User) -> Q:
    """The cases of which this person's body hears units and deputies (Deciders.hears)."""
    found = Q(pk__in=())
    if user.has_role(Role.CONGRESS):
        found |= reach_of(user, Role.CONGRESS).as_q() & Q(suggestion__session__level=Level.DISTRICT)
    if user.has_role(Role.DISTRICT):
        kinds = deciders_for(user).kinds
        left = ~Q(suggestion__kind__in=kinds) | ~Q(suggestion__session__level=Level.DISTRICT)
        found |= left & reach_of(user, Role.DISTRICT).as_q()
    return found


def _of_meetings(user: User, more: Q) -> Q:
    found = Q(pk__in=())
    for role in BODIES:
        if user.has_role(role):
            rows = Coordination.objects.filter(more, body=role, off_at=None, recorded_at=None)
            own = Q(suggestion__in=rows.order_by().values("suggestion"), part__in=ANSWERING)
            found |= own & reachable_cases(user, role)
    return found


@dataclass(frozen=True)
class CoordinationSummary:
    """Meetings of the suggestion's units and what this unit asked for; whether this person may ask or call."""

    standing: list[Coordination]
    past: list[Coordination]
    asks: list[CoordinationAsk]
    may_ask: bool
    may_call: bool
    bodies: set[str]

    @property
    def waiting(self) -> list[CoordinationAsk]:
        return [one for one in self.asks if one.is_open]

    @property
    def refused(self) -> list[CoordinationAsk]:
        return [one for one in self.asks if one.refusal]

    def __bool__(self) -> bool:
        return bool(self.standing or self.asks or self.is_told)

    @property
    def is_told(self) -> bool:
        """Whether anything stands in its section of the page: what is standing or waits is in the strip."""
        return bool(self.past or self.refused or self.may_ask or self.may_call)


def coordination_summary(case: Case, user: User) -> CoordinationSummary:
    """Of a case fetched with for_page of the case's page."""
    meetings, roles = list(case.suggestion.coordinations.all()), roles_in(case, user)
    asks = list(case.coordination_asks.all())
    several = len([one for one in case.suggestion.cases.all() if one.status not in LEFT]) > 1
    possible = several and not why_not_coordinate(case, live_cases(case.suggestion))
    return CoordinationSummary(
        standing=[one for one in meetings if one.is_standing],
        past=[one for one in meetings if not one.is_standing],
        asks=asks,
        may_ask=possible and bool(roles.intersection(CASE_STAFF)) and not any(one.is_open for one in asks),
        may_call=possible and bool(roles.intersection(BODIES)),
        bodies={str(role) for role in roles.intersection(BODIES)},
    )
