"""The parts a unit has in a suggestion, the states of a case, and the line they stand on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from proposals.models.case import Case


class Part(models.TextChoices):
    """What part a unit has in a suggestion (市政府办理代表建议规定). 会办 helps the 主办 unit and answers it, not the
    deputies. Of several 主办 units (SH 13, 17) one leads and sends the one answer (主办); each of the others
    (共同主办) does its part and signs the very text along. 分别办理, each answering alone: a rule of other places."""

    MAIN = "主办", "主办"
    HELP = "会办", "会办"
    SOLE = "独办", "独办"
    EACH = "分别办理", "分别办理"
    JOINT = "共同主办", "共同主办"


# What these units have to say goes to the 主办 unit, which answers the deputies.
HELPING_PARTS = (Part.HELP, Part.JOINT)


class Status(models.TextChoices):
    """The state of a case. The steps between states are written in workflow.TABLE only."""

    AWAITING_RECEIPT = "awaiting_receipt", "待签收"
    RETURN_REQUESTED = "return_requested", "退办待批"
    RETURNED = "returned", "已退回"
    RECEIVED = "received", "已签收"
    IN_PROGRESS = "in_progress", "办理中"
    CHECKING = "checking", "审核中·待核稿"
    SIGNING = "signing", "审核中·待签发"
    SIGNED = "signed", "已签发·待发出"
    SEEKING_FEEDBACK = "seeking_feedback", "征求意见"
    UNDER_STUDY = "under_study", "待研究"
    TO_REPORT = "to_report", "待报送"
    CLOSED = "closed", "办结"
    WITHDRAWN = "withdrawn", "已撤回"
    VOID = "void", "已作废"


S = Status

FINAL = (S.RETURNED, S.CLOSED, S.WITHDRAWN, S.VOID)
# Nothing more comes of it: the deputies took it back, or it should never have been registered.
ENDED = (S.WITHDRAWN, S.VOID)
# Nor is the unit any longer (or ever was) the one to handle it.
LEFT = (S.RETURNED, *ENDED)

# The unit has signed for the case; before it, nobody in the unit works on it.
TAKEN = (
    S.RECEIVED,
    S.IN_PROGRESS,
    S.CHECKING,
    S.SIGNING,
    S.SIGNED,
    S.SEEKING_FEEDBACK,
    S.UNDER_STUDY,
    S.TO_REPORT,
    S.CLOSED,
)

ASSIGNED = tuple(status for status in TAKEN if status != S.RECEIVED)

# A signed reply exists in the current round and has gone out: the signature can no longer be taken back.
ANSWERED = (S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT, S.CLOSED)
# A round is under way.
AT_WORK = (S.IN_PROGRESS, S.CHECKING, S.SIGNING, S.SIGNED, S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT)

# The line of a case, each part with its states.
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


def case_phases(case: "Case") -> list[Phase]:
    """The steps with the present one marked. A 会办 case has no 征求意见; a case that was given back,
    withdrawn or void ends at its last step."""
    if case.finished_before and case.status not in ENDED:
        return [Phase("办结（补录）", "now")]
    line = [(name, states) for name, states in PHASES if not (case.helps and name == "征求意见")]
    if case.hosts_along:
        line = [("会签" if name == "审核" else name, states) for name, states in line]
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
