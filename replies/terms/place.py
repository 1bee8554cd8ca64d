"""Which limits of the place run on a case, until when, and the cases on which one has run out."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.workflow import ANSWERING
from proposals.models import Case, Kind, Limit, Sponsorship, Status
from proposals.models.querysets import JOINED
from replies.models.contact import Contact
from replies.models.reply import find_reply

S, STEP = Status, Limit.Step
BEFORE_REPLY = (S.AWAITING_RECEIPT, S.RECEIVED, S.IN_PROGRESS)  # a unit speaks to the deputies before it answers
TO_REPORT = (S.SEEKING_FEEDBACK, S.TO_REPORT)
HELD_TO = (STEP.SIGN_FOR, STEP.CONTACT, STEP.REPORT)


@dataclass(frozen=True)
class PlaceTerm:
    """A limit of the place that runs on a case: what is to be done until that day."""

    limit: Limit
    start: dt.date
    due: dt.date
    doing: str
    left: int  # working days; negative once it is past
    begins: str  # what it counts from: 交办, 改办, 答复全部送达
    rule: str  # what the limit asks for, whatever of it is done

    @property
    def label(self) -> str:
        return f"{self.limit.get_step_display()}期限"


def running_terms(case: Case, days: WorkCalendar, today: dt.date) -> list[PlaceTerm]:
    """Those of one case; nothing where the place has none. Reads the contacts of the round."""
    return [
        PlaceTerm(
            limit, start, due, doing, days.working_days_left(today, due), _begins(case, limit), _rule(case, limit)
        )
        for limit, start, doing in _open_limits(case, days)
        for due in [days.count_limit(start, limit).due]
    ]


def _begins(case: Case, limit: Limit) -> str:
    if limit.step == STEP.REPORT:
        return "答复全部送达"
    return "改办" if case.first_handed_on else "交办"


def _rule(case: Case, limit: Limit) -> str:
    """签收; 联系每一位代表; 报送办结."""
    return {STEP.SIGN_FOR: "签收", STEP.REPORT: "报送办结"}.get(
        STEP(limit.step), f"联系每一位{case.suggestion.address}"
    )


def _open_limits(case: Case, days: WorkCalendar) -> Iterator[tuple[Limit, dt.date, str]]:
    if case.finished_before:
        return
    kind, own_steps = case.suggestion.kind, not case.is_joined
    if own_steps and case.status == S.AWAITING_RECEIPT and (limit := days.place_limit(STEP.SIGN_FOR, kind)):
        yield limit, case.handed_on, "签收"
    # Of a joined case (并案) the steps are taken with the leading one, but its deputies are spoken to for their own.
    if (limit := days.place_limit(STEP.CONTACT, kind)) and (uncontacted := _count_uncontacted(case)):
        every, noun = len(case.suggestion.asked_deputies), case.suggestion.address
        spoken = f"（已联系{every - uncontacted}位）" if uncontacted < every else ""
        yield limit, case.handed_on, f"联系{uncontacted}位{noun}{spoken}"
    if (
        own_steps
        and case.delivered_on
        and case.status in TO_REPORT
        and (limit := days.place_limit(STEP.REPORT, kind))
    ):
        yield limit, case.delivered_on, "报送办结"


def _count_uncontacted(case: Case) -> int:
    """How many deputies the unit has still to speak to for its first answer."""
    if case.helps or case.status not in BEFORE_REPLY:
        return 0
    reply = find_reply(case)
    if reply is None:
        return len(case.suggestion.asked_deputies)
    return len(reply.uncontacted_deputies()) if reply.round == 1 else 0


def find_open_cases() -> QuerySet[Case]:
    """The cases on which one of them can run, with what running_terms reads."""
    cases = Case.objects.filter(Q(status__in=BEFORE_REPLY) | Q(status__in=TO_REPORT), finished_before=False)
    return cases.for_lists().prefetch_related("replies__contacts").order_by("pk")


def past_terms(days: WorkCalendar, today: dt.date) -> Q | None:
    """The cases on which one of them has run out; None where the place has none."""
    found: Q | None = None
    for step in HELD_TO:
        for kind in Kind.values:
            if limit := days.place_limit(step, kind):
                cases = _begun_by(step, days.last_start_past(limit, today)) & Q(suggestion__kind=kind)
                found = cases if found is None else found | cases
    return found & Q(finished_before=False) if found is not None else None


def _begun_by(step: Limit.Step, last: dt.date) -> Q:
    """The cases on which that step is still to be done, and whose limit began on that day or before."""
    if step == STEP.SIGN_FOR:
        return Q(status=S.AWAITING_RECEIPT, handed_on__lte=last) & ~JOINED
    if step == STEP.REPORT:
        return Q(status__in=TO_REPORT, delivered_on__lte=last) & ~JOINED
    here = Q(status__in=BEFORE_REPLY, part__in=ANSWERING, handed_on__lte=last)
    return here & ~Q(replies__round__gt=1) & Q(Exists(_uncontacted_people()))


def _uncontacted_people() -> QuerySet[Sponsorship]:
    """Who signed the case's suggestion, is still a deputy, and was not spoken to."""
    held = Contact.objects.filter(reply__case=OuterRef(OuterRef("pk")), corrected_by=None, denied_at=None)
    spoken = held.filter(deputy=OuterRef("deputy"))
    people = Sponsorship.objects.filter(suggestion=OuterRef("suggestion"), deputy__left_on=None)
    return people.filter(~Exists(spoken))
