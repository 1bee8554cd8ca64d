"""The state line over a case with who has each step or the day it was done, and what its tabs count."""

import datetime as dt
from dataclasses import replace

from proposals.formats.chinese import cn_date
from proposals.models import Case
from proposals.models.states import ANSWERED, Phase, case_phases
from replies.models.reply import find_reply


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
