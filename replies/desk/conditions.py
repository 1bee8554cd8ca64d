"""Conditions on cases: what waits for a person, what was promised, what is supervised."""

import datetime as dt

from django.db.models import F, Q
from django.utils import timezone

from proposals.cases.workflow import TABLE, Transition
from proposals.models import Case, Extension, Role, Status, User
from proposals.models.approval import signing_cases, step_cases
from proposals.models.people import CASE_STAFF, STAFF
from proposals.models.querysets import reachable_cases
from proposals.models.states import ENDED
from replies.models import Reply
from replies.models.cases import wished_cases

S = Status

# From models.cases.with_feedback_counts: every deputy has answered, or is known not to.
ALL_ANSWERED = Q(delivered_on__isnull=False, given__gte=F("asked") - F("silent"))
AWAITED = Q(status=S.SEEKING_FEEDBACK, delivered_on__isnull=False) & ~ALL_ANSWERED


def waiting_cases(user: User) -> Q:
    """What waits for this person: cases in a state whose main step is this person's, unless that step itself
    waits for somebody else; and for the handler, what is signed and has not reached every deputy, and what a deputy
    asks for."""
    found = Q(status=S.SEEKING_FEEDBACK, delivered_on__isnull=True) & reachable_cases(user, Role.HANDLER)
    found |= wished_cases() & reachable_cases(user, Role.HANDLER)
    untold = Q(pk__in=Extension.objects.untold().values("case")) & ~Q(status__in=ENDED)
    found |= untold & (reachable_cases(user, Role.HANDLER) | Q(handler=None) & reachable_cases(user, Role.OFFICE))
    found |= extension_cases() & reachable_cases(user, Role.DISTRICT)
    for row in TABLE:
        if row.main:
            here = Q(status__in=row.sources, part__in=row.parts) & _not_elsewhere(row, user)
            found |= here & (step_cases(user) if row.stepwise else reachable_cases(user, *row.by))
    return found


def _not_elsewhere(row: Transition, user: User) -> Q:
    """The table's blockers as far as they mean that somebody else is to act."""
    if S.SIGNED in row.sources:
        held = Reply.objects.filter(sends_at__isnull=False, signer=user)
        return Q(pk__in=held.values("case"))
    if Role.LEADER in row.by:
        return ~Q(handler=user) & signing_cases(user)
    if row.name == "hand_on":
        return Q(passed_on=None)
    if row.name == "report":
        return ALL_ANSWERED | Q(status=S.TO_REPORT)
    return Q()


def extension_cases() -> Q:
    """The cases on whose extension the district office still has to decide."""
    return Q(pk__in=Extension.objects.waiting().values("case"))


def promised_cases(user: User, days: int) -> Q:
    """The cases of this handler or office that owe something promised by so many days from now."""
    by = timezone.localdate() + dt.timedelta(days=days)
    owed = Q(replies__promises__kept_on=None, replies__promises__carried_to=None, replies__promises__due_on__lte=by)
    cases = Case.objects.exclude(status__in=ENDED).filter(owed, finished_before=False)
    return Q(pk__in=cases.values("pk")) & reachable_cases(user, *CASE_STAFF)


def supervised_cases(user: User) -> Q:
    """The cases of this handler, office or leader with a 督办 that is not answered yet."""
    return Q(pk__in=Case.objects.supervised().values("pk")) & reachable_cases(user, *STAFF)
