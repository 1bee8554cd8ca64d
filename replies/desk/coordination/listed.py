"""What waits of 协调会, and what the page of a case shows of it."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from proposals.cases.access import roles_in
from proposals.cases.oversight.coordination import live_cases, why_not_coordinate
from proposals.cases.workflow import ANSWERING
from proposals.models import Case, Coordination, CoordinationAsk, User
from proposals.models.people import BODIES, CASE_STAFF
from proposals.models.querysets import overseen_cases, reachable_cases
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
        """Whether there is something to say beside the case; what is open stands under its head."""
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
