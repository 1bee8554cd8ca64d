"""The state line over a case: 收件 → 办理 → 审核 → 征求意见 → 办结, the present step marked."""

import datetime as dt
from dataclasses import dataclass, replace

from proposals.formats.chinese import cn_date
from proposals.models import Case, Status
from proposals.models.states import ANSWERED, ENDED, FINAL
from replies.models.reply import find_reply

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


def tell_phases(case: Case, today: dt.date) -> list[Phase]:
    """The state line as the page of a case shows it: the steps, with who has each or the day it was done."""
    reply = find_reply(case)
    told = {
        "收件": _day(case.received_on, today),
        "办理": case.handler.name if case.handler else "",
        "审核": _day(reply.given_on, today) if reply else "",
        "征求意见": "" if case.helps else f"{len(case.suggestion.proposers)}位{case.suggestion.address}",
        "办结": _day(case.closed_on, today),
    }
    return [replace(one, told=told.get(one.name.split("：")[0], "")) for one in case_phases(case)]


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


def _day(day: dt.date | None, today: dt.date) -> str:
    """9月3日; with its year where that is another."""
    if day is None:
        return ""
    return f"{day.month}月{day.day}日" if day.year == today.year else cn_date(day)


def count_in_tabs(case: Case) -> dict[str, str]:
    """How many of the deputies were spoken to and have answered, of how many: 1/3; by the tab that shows them. {}
    before there is anything to count."""
    reply = find_reply(case)
    asked = len(case.suggestion.asked_deputies)
    if reply is None or case.helps or not asked:
        return {}
    counted = {"contacts": asked - len(reply.uncontacted_deputies())}
    if case.status in ANSWERED:
        counted["feedback"] = asked - len(reply.unanswered_deputies())
    return {tab: f"{number}/{asked}" for tab, number in counted.items()}
