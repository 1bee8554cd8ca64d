"""What the page of a case says beside the work: its dates and why they are those, and what happened."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from proposals.deadlines import WorkCalendar, reply_due
from proposals.models import Event, Handling


@dataclass(frozen=True)
class DateFact:
    label: str
    day: dt.date
    why: str = ""
    provisional: bool = False


def dates(case: Handling, days: WorkCalendar) -> list[DateFact]:
    """The case's dates in their order; the law's term and the district's are told apart."""
    facts = [
        ("交办", case.handed_on, "", False),
        ("签收", case.received_on, "", False),
        ("法定期限", case.statutory_due, why_due(case, days), True),
        ("区内期限", case.internal_due, "区里或本单位要求的，早于法定期限", True),
        ("全部送达", case.delivered_on, "答复期限停止计算", False),
        ("办结", case.closed_on, "", False),
    ]
    return [
        DateFact(label, day, why, counted and days.is_provisional(day)) for label, day, why, counted in facts if day
    ]


def why_due(case: Handling, days: WorkCalendar) -> str:
    """Where the statutory date comes from: 代表法 51; SH (上海市代表建议规定) 17 for 会办, 21 for a second round,
    22 for what follows a promise."""
    reply = case.current_reply
    again = reply is not None and reply.round > 1
    if again and reply.occasion == "follow_up":
        return "跟踪办理，承诺完成的日期；开始跟踪后不到一个月的，按一个月（市代表建议规定第22条）"
    if again and not case.helps:
        return "再次办理，一个月内答复（市代表建议规定第21条）"
    begun = reply.opened_on if again else case.handed_on
    if case.statutory_due != reply_due(begun, helps=case.helps, days=days):
        return "按交办清单写明的期限"
    if case.helps:
        return "会办，一个月内提出意见（市代表建议规定第17条）"
    law = "（代表法第51条）" if case.suggestion.kind == "建议" else ""
    return f"交办之日起三个月内答复{law}"


# What a step wrote beside its comment, as the timeline says it.
TOLD = {
    "proposed_unit": "建议改由",
    "leader": "同意的领导",
    "handler": "经办人",
    "section": "科室",
    "internal_due": "区内期限",
    "due": "期限",
    "text": "征求意见稿",
    "way": "方式",
    "on": "日期",
    "receipt": "回执号",
    "on_behalf_of": "代签",
    "behalf_reason": "代签原因",
    "told_on": "告知代表",
}
# Told to the unit's own people only: why a leader could not sign.
TOLD_INSIDE = ("behalf_reason",)
# The unit's own talk: about who does the work, and about an unsigned text.
INTERNAL = ("assign", "reassign", "submit", "recall", "check", "amend_check", "check_back", "send_back")


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: dt.datetime
    who: str
    role: str
    label: str
    comment: str = ""
    told: tuple[tuple[str, str], ...] = ()
    moved: bool = False
    drafts: tuple[int, ...] = field(default=())


def timeline(events: Iterable[Event], *, inside: bool) -> list[Entry]:
    """What happened, newest first. Versions saved one after the other are one line. Outside the unit neither the
    versions nor the words of an internal review are shown."""
    entries: list[Entry] = []
    for event in events:
        if event.action == "draft" and not inside:
            continue
        entry = _entry(event, inside)
        last = entries[-1] if entries else None
        if last and last.drafts and entry.drafts and last.who == entry.who:
            drafts = (last.drafts[0], entry.drafts[-1])
            entries[-1] = replace(entry, drafts=drafts, label=f"保存第{drafts[0]}稿至第{drafts[1]}稿")
        else:
            entries.append(entry)
    return entries[::-1]


def _entry(event: Event, inside: bool) -> Entry:
    told = tuple(
        (label, _plain(event.data[key]))
        for key, label in TOLD.items()
        if event.data.get(key) and (inside or key not in TOLD_INSIDE)
    )
    return Entry(
        at=event.at,
        who=event.actor_name,
        role=event.get_role_display(),
        label=event.label,
        comment=event.comment if inside or event.action not in INTERNAL else "",
        told=told,
        moved=event.moved,
        drafts=(event.data["draft"],) if event.action == "draft" and "draft" in event.data else (),
    )


def _plain(value: object) -> str:
    """A date as it is written on paper; anything else as it is."""
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{day.year}年{day.month}月{day.day}日"
