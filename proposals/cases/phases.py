"""The line of a case: 收件 → 办理 → 审核 → 征求意见 → 办结, the present step marked."""

from dataclasses import dataclass

from proposals.models import Case, Status
from proposals.models.states import ENDED, FINAL

S = Status
PHASES: tuple[tuple[str, tuple[Status, ...]], ...] = (
    ("收件", (S.AWAITING_RECEIPT, S.RETURN_REQUESTED, S.RECEIVED, S.RETURNED)),
    ("办理", (S.IN_PROGRESS,)),
    ("审核", (S.CHECKING, S.SIGNING, S.SIGNED)),
    ("征求意见", (S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT)),
    ("办结", (S.CLOSED,)),
)


@dataclass(frozen=True)
class Phase:
    """A step of the line; `told` is who has it, or on which day it was done."""

    name: str
    css: str
    told: str = ""


def case_phases(case: Case) -> list[Phase]:
    """The steps with the present one marked. A 会办 case has no 征求意见; a case that was given back,
    withdrawn or void ends at its last step."""
    if case.finished_before and case.status not in ENDED:
        return [Phase("办结（补录）", "now")]
    line = [(name, states) for name, states in PHASES if not (case.helps and name == "征求意见")]
    if case.status in ENDED:
        return [Phase("收件", "past"), Phase(case.get_status_display(), "now")]
    at = next(n for n, (_, states) in enumerate(line) if case.status in states)
    ended = case.status == S.CLOSED
    marks = [Phase(name, "past" if n < at or ended else "now" if n == at else "") for n, (name, _) in enumerate(line)]
    if case.status not in FINAL:
        name, state = line[at][0], case.state_label.removeprefix("审核中·")
        marks[at] = Phase(name if state in (name, f"{name}中") else f"{name}：{state}", "now")
    elif case.status == S.RETURNED:
        marks = [Phase("收件", "past"), Phase(S.RETURNED.label, "now")]
    return marks
