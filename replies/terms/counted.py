"""What the statistics count of the limits of the place: 签收 and 联系代表, each with its day and when it was done.
Counted like what runs (place): from 交办, after 改办 from that day; a joined case (并案) is signed for with the
leading one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.workflow import ANSWERING
from proposals.models import Case, Limit, Status
from proposals.models.states import LEFT

STEP = Limit.Step
COUNTED = (STEP.SIGN_FOR, STEP.CONTACT)


@dataclass(frozen=True)
class StepTerm:
    """One limit of one case: its last day, and the day on which it was done; None while it is not."""

    due: dt.date
    done_on: dt.date | None

    def counts(self, today: dt.date) -> bool:
        """Whether it is known: done, or past without it."""
        return self.done_on is not None or self.due < today

    @property
    def in_time(self) -> bool:
        return self.done_on is not None and self.done_on <= self.due


def count_terms(
    case: Case,
    days: WorkCalendar,
    *,
    status: str,
    received_on: dt.date | None,
    spoken: dict[int, dt.date],
    asked: Iterable[int],
) -> dict[str, StepTerm]:
    """The limits that the place has for this case, by step. `status` and `received_on` are of the day counted;
    `spoken`: by deputy the first talk that counts; `asked`: who is to be spoken to."""
    if case.finished_before or status in LEFT:
        return {}
    found, kind = {}, case.suggestion.kind
    signs = received_on or (status == Status.AWAITING_RECEIPT and not case.is_joined)
    if signs and (limit := days.place_limit(STEP.SIGN_FOR, kind)):
        found[STEP.SIGN_FOR.value] = StepTerm(days.count_limit(case.handed_on, limit).due, received_on)
    people = set(asked)
    talks = case.part in ANSWERING and people and status != Status.RETURN_REQUESTED
    if talks and (limit := days.place_limit(STEP.CONTACT, kind)):
        last = max(spoken[one] for one in people) if people <= spoken.keys() else None
        found[STEP.CONTACT.value] = StepTerm(days.count_limit(case.handed_on, limit).due, last)
    return found
