"""What the page of a case says next to the work: its dates and why they are those, and what happened."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils import timezone

from proposals.administration.passwords import AFTER_RESET
from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import records_outside, roles_in
from proposals.cases.events import STOOD_IN_FOR, WHY_AT_OFFICE
from proposals.cases.workflow import BY_NAME
from proposals.deadlines import due_date
from proposals.deadlines.due_date import Reason
from proposals.deadlines.moves import why_not_widen
from proposals.extensions.actions import why_not_extend
from proposals.formats.chinese import cn_date
from proposals.models import Case, Event, Note, Role, Status, User
from proposals.models.event import UNDOES
from replies.terms.place import PlaceTerm, running_terms


@dataclass(frozen=True)
class DateFact:
    """A date of the case; `reasons` are the steps that lead to it, for people who ask why."""

    label: str
    day: dt.date | None
    why: str = ""
    provisional: bool = False
    reasons: tuple[Reason, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()  # (name of a page, what it does): what may be decided about it


def case_dates(case: Case, days: WorkCalendar, user: User | None = None) -> list[DateFact]:
    """The case's dates in their order; the law's and the district's are told apart. With what this person may
    decide about them."""
    facts = [
        *([DateFact("首次交办", case.first_handed_on)] if case.first_handed_on else []),
        DateFact("改办" if case.first_handed_on else "交办", case.handed_on),
        *_return_limit(case, days),
        *map(_term_fact, running_terms(case, days, timezone.localdate())),
        DateFact("签收", case.received_on),
        *_limits(case, days, user),
        DateFact("区内期限", case.internal_due, "区里或本单位要求的，早于法定期限"),
        *([DateFact("答复", case.answered_on, "补录，照往年的记载")] if case.finished_before else []),
        DateFact("全部送达", case.delivered_on, "答复期限停止计算"),
        DateFact(case.ended_as, case.closed_on),
    ]
    dated = ("首次交办", "改办", "交办", "签收", "答复", "全部送达", case.ended_as)
    return [
        replace(one, provisional=one.label not in dated and days.is_provisional(one.day)) for one in facts if one.day
    ]


def _term_fact(term: PlaceTerm) -> DateFact:
    """A limit of the place that runs, with what of it is still to be done."""
    limit = term.limit
    still = f"，还要{term.doing}" if term.doing != term.rule else ""
    return DateFact(term.label, term.due, f"{term.begins}之日起{limit.length}内{term.rule}（{limit.source}）{still}")


def _limits(case: Case, days: WorkCalendar, user: User | None) -> list[DateFact]:
    """The law's date; of a case that was finished before nobody is held to one."""
    if case.finished_before:
        return []
    reasons = tuple(due_date.explain_due_date(case, days))
    changes = _changes(case, days, user)
    return [DateFact("法定期限", case.statutory_due, why_due(case, days), reasons=reasons, changes=changes)]


def _changes(case: Case, days: WorkCalendar, user: User | None) -> tuple[tuple[str, str], ...]:
    found, held = [], roles_in(case, user) if user else set()
    if Role.OFFICE in held and not why_not_extend(case, days):
        found.append(("extend", "申请延期"))
    widens = Role.DISTRICT in held or (user is not None and records_outside(case, user, (Role.DISTRICT,)))
    if widens and not why_not_widen(case):
        found.append(("widen", "改回一般期限" if case.wide_reason else "按较长期限办理"))
    return tuple(found)


def _return_limit(case: Case, days: WorkCalendar) -> list[DateFact]:
    """Until when the unit may ask to give the case back; told only while it still can."""
    if case.status not in BY_NAME["ask_return"].sources or case.answered_on:
        return []
    reasons = tuple(due_date.explain_return_date(case, days))
    last = [one.day for one in reasons if one.kind in (due_date.ReasonKind.ENDS, due_date.ReasonKind.ROLLS)][-1]
    if case.status != Status.AWAITING_RECEIPT and last < timezone.localdate():
        return []
    return [DateFact("退办期限", last, reasons=reasons)]


def why_due(case: Case, days: WorkCalendar) -> str:
    """Where the statutory date comes from, in one line; due_date.explain_due_date tells it step by step."""
    limit = due_date.limit_of(case, days)
    if due_date.follows_up(case) and not due_date.agreed_extensions(case):
        return "跟踪办理，承诺完成的日期（市代表建议规定第二十二条）"
    if case.statutory_due != due_date.due_of(case, days):
        return "按登记的日期"
    if granted := due_date.agreed_extensions(case):
        return f"同意延期，原期限{cn_date(granted[0].from_due)}"
    if lead := due_date.leading_case(case):
        return f"共同主办，随{lead.unit.short_name}的答复期限"
    if case.hosts_along:
        return f"共同主办，现在没有单位牵头，交办之日起{limit.length}内答复（{limit.source}）"
    if case.helps:
        return f"会办，{limit.length}内提出意见（{limit.source}）"
    if limit.step == due_date.STEP.AGAIN:
        return f"再次办理，{limit.length}内答复（{limit.source}）"
    if case.first_handed_on:
        begun = "首次交办" if due_date.begun_on(case, days) == case.first_handed_on else "改办"
        return f"{begun}之日起{limit.length}内答复（{limit.source}）"
    return f"交办之日起{limit.length}内答复（{limit.source}）"


# What a step wrote in addition to its comment, as the timeline says it.
TOLD = {
    "proposed_unit": "建议改由",
    "handed_to": "改由",
    "returned_by": "退回的单位",
    "first_handed_on": "首次交办",
    "leader": "同意的领导",
    "handler": "经办人",
    "section": "科室",
    "internal_due": "区内期限",
    "due": "期限",
    "old_due": "原期限",
    "new_due": "新期限",
    "wished_on": "申请延到",
    "dropped": "不再适用的区内期限",
    "text": "征求意见稿",
    "signed_text": "答复稿",
    "way": "方式",
    "on": "日期",
    "receipt": "回执号",
    "on_behalf_of": "代签",
    "behalf_reason": "代签原因",
    AFTER_RESET: "签前一天内账号",
    "told_on": "告知代表",
    "form": "不再有效的定稿",
    "promises_back": "移出台账的承诺",
}
# Told to the unit's own people only: why a leader could not sign.
TOLD_INSIDE = ("behalf_reason",)
# What a unit says to itself: about who does the work, and about an unsigned text.
INTERNAL = ("assign", "reassign", "submit", "recall", "check", "amend_check", "check_back", "send_back", "take_back")


@dataclass(frozen=True)
class AssignNote:
    """What the office wrote when it gave the case to somebody."""

    by: str
    at: dt.datetime
    text: str


def assign_note(events: Iterable[Event], *, inside: bool) -> AssignNote | None:
    """分办: the newest word of the office to the person who handles the case now; for the unit's own people."""
    events = list(events)
    undone = {event.data[UNDOES] for event in events if UNDOES in event.data}
    given = [one for one in events if one.action in ("assign", "reassign") and one.sequence not in undone]
    last = given[-1] if inside and given else None
    return AssignNote(last.actor_name, last.at, last.comment) if last and last.comment else None


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the timeline."""

    at: dt.datetime
    who: str
    role: str
    label: str
    comment: str = ""
    told: tuple[tuple[str, str], ...] = ()
    moved: bool = False
    drafts: tuple[int, ...] = field(default=())
    note: Note | None = None


def case_timeline(events: Iterable[Event], *, inside: bool, notes: Iterable[Note] = ()) -> list[TimelineEntry]:
    """What happened, newest first, with colleagues' notes where they belong. Versions saved one after the other are
    one line. Outside the unit neither the versions nor the words of an internal review are shown, nor any note."""
    happened = _happened(events, inside=inside)
    said = [_note(note) for note in notes] if inside else []
    return sorted([*happened, *said], key=lambda entry: entry.at, reverse=True)


def _note(note: Note) -> TimelineEntry:
    return TimelineEntry(at=note.at, who=str(note.author), role="", label="留言", note=note)


def _happened(events: Iterable[Event], *, inside: bool) -> list[TimelineEntry]:
    entries: list[TimelineEntry] = []
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


def _entry(event: Event, inside: bool) -> TimelineEntry:
    told = tuple(
        (label, _plain(event.data[key]))
        for key, label in TOLD.items()
        if event.data.get(key) and (inside or key not in TOLD_INSIDE)
    )
    return TimelineEntry(
        at=event.at,
        who=f"{event.actor_name}代{absent}" if (absent := event.data.get(STOOD_IN_FOR)) else event.actor_name,
        role=event.get_role_display(),
        label=f"{event.label}（{why}）" if inside and (why := event.data.get(WHY_AT_OFFICE)) else event.label,
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
    return cn_date(day)
