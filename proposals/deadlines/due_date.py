"""Which limit runs on a case, until when, and why it is that day and no other."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from proposals.calendar.workdays import LimitCount, WorkCalendar
from proposals.formats.chinese import cn_date
from proposals.models import Case, Extension, Limit, Part
from proposals.models.event import EXTENSION_DECIDED
from proposals.models.states import LEFT

STEP = Limit.Step
WEEKDAYS = "一二三四五六日"


def begun_on(case: Case, days: WorkCalendar) -> dt.date:
    """From when the current limit counts: 交办 (after 改办 the first one, or that to this unit, as the place has it),
    or the opening of a later round."""
    now = case.current_round
    return now.opened_on if now and now.round > 1 else days.counted_from(case)


def limit_of(case: Case, days: WorkCalendar) -> Limit:
    """The limit of the current round."""
    now = case.current_round
    again = bool(now and now.round > 1)
    return days.answer_limit(
        case.suggestion.kind, helps=case.part == Part.HELP, wide=bool(case.wide_reason), again=again
    )


def follows_up(case: Case) -> bool:
    """跟踪办理 (SH 22): its date is the promised one, and was fixed when the round opened."""
    now = case.current_round
    return bool(now and now.round > 1 and now.is_follow_up)


def count_current_limit(case: Case, days: WorkCalendar) -> LimitCount:
    """The law's arithmetic for the current round, without an extension."""
    count = days.count_limit(begun_on(case, days), limit_of(case, days))
    now = case.current_round
    if now and follows_up(case):
        granted = agreed_extensions(case)
        day = granted[0].from_due if granted else now.due_on
        return LimitCount(count.start, count.limit, day, days.next_working_day(day))
    return count


def agreed_extensions(case: Case) -> list[Extension]:
    """The extensions agreed to in the current round, the first first (SH 19)."""
    current = case.current_round.round if case.current_round else 1
    return [one for one in case.extensions.all() if one.outcome == Extension.Outcome.AGREED and one.round == current]


def who_agreed(one: Extension) -> str:
    """Which body agreed to the extension, or which both, by the record: 区政府办公室."""
    decided = (event for event in one.case.events.all() if event.action == EXTENSION_DECIDED)
    return next(event.bodies for event in decided if event.data["extension"] == one.pk)


def leading_case(case: Case) -> Case | None:
    """Of a unit that signs along (共同主办) the open case of the unit that leads."""
    if not case.hosts_along:
        return None
    rows = (one for one in case.suggestion.cases.all() if one.part == Part.MAIN and one.status not in LEFT)
    return next(rows, None)


def due_of(case: Case, days: WorkCalendar) -> dt.date:
    """The statutory date of the current round, by this calendar and these limits. An agreed extension replaces the
    computed date; it never shortens it. Who signs along (共同主办) has the date of the leading unit."""
    if lead := leading_case(case):
        return lead.statutory_due
    granted = [days.next_working_day(one.granted_on) for one in agreed_extensions(case) if one.granted_on]
    return max([count_current_limit(case, days).due, *granted])


# ---- why this date ---------------------------------------------------------------------------------------


class ReasonKind(StrEnum):
    BEGINS = "begins"
    LIMIT = "limit"
    ENDS = "ends"
    ROLLS = "rolls"
    EXTENDED = "extended"
    STANDS = "stands"
    PROVISIONAL = "provisional"


@dataclass(frozen=True)
class Reason:
    """One step of the way to a date: what it is about, the day it leads to, and the sentence a person reads."""

    kind: ReasonKind
    day: dt.date
    said: str


def explain_due_date(case: Case, days: WorkCalendar) -> list[Reason]:
    """Why the case's statutory date is the day it is, step by step. Derived, never stored: it says what the calendar
    and the limits say now, and says so where the registered date is another."""
    if lead := leading_case(case):
        words = f"共同主办的，答复期限随{lead.unit}的，是{cn_date(lead.statutory_due)}。"
        said = [Reason(ReasonKind.LIMIT, lead.statutory_due, words)]
        return said + provisional_note(case.statutory_due, days)
    count = count_current_limit(case, days)
    said = [Reason(ReasonKind.BEGINS, count.start, _begins(case, count.start, days))]
    if follows_up(case):
        least = count.limit.length
        words = f"按答复里承诺完成的日期；不到{least}的，按{least}（市代表建议规定第二十二条）。"
        said.append(Reason(ReasonKind.LIMIT, count.ends, words))
    else:
        said += [Reason(ReasonKind.LIMIT, count.start, _limit(case, count.limit)), explain_end(count)]
    said += explain_roll(count.ends, count.due, days)
    said += [_extended(one, one.granted_on, days) for one in agreed_extensions(case) if one.granted_on]
    if due_of(case, days) != case.statutory_due:
        words = f"登记的期限是{cn_date(case.statutory_due)}，与推算的不同，以登记的为准。"
        said.append(Reason(ReasonKind.STANDS, case.statutory_due, words))
    return said + provisional_note(case.statutory_due, days)


def explain_return_date(case: Case, days: WorkCalendar) -> list[Reason]:
    """The same for the last day on which the unit may ask to give the case back (SH 14)."""
    count = days.count_limit(case.handed_on, days.limit(STEP.RETURN, case.suggestion.kind))
    begins = Reason(ReasonKind.BEGINS, count.start, f"{cn_date(count.start)}交办，当天不算。")
    words = f"申请退办的期限是{count.limit.length}，依据：{count.limit.source}。"
    return [
        begins,
        Reason(ReasonKind.LIMIT, count.start, words),
        explain_end(count),
        *explain_roll(count.ends, count.due, days),
        *provisional_note(count.due, days),
    ]


def _extended(one: Extension, granted_on: dt.date, days: WorkCalendar) -> Reason:
    day = days.next_working_day(granted_on)
    on = cn_date(timezone.localdate(one.decided_at))
    source = days.limit(STEP.EXTEND, one.case.suggestion.kind).source
    return Reason(
        ReasonKind.EXTENDED,
        day,
        f"{on}{who_agreed(one)}同意延期：{cn_date(one.from_due)}延到{cn_date(day)}，依据：{source}。",
    )


def _begins(case: Case, start: dt.date, days: WorkCalendar) -> str:
    now = case.current_round
    if case.first_handed_on and (not now or now.round == 1):
        rule = days.counting_rule
        first, own = cn_date(case.first_handed_on), cn_date(case.handed_on)
        said = f"{first}首次交办，{own}改办，{rule.get_answer_display()}，依据：{rule.source}"
        return f"{said}；从{cn_date(start)}算起，当天不算。"
    if not now or now.round == 1 or start == case.handed_on:
        return f"{cn_date(start)}交办，当天不算。"
    again = "开始跟踪办理" if follows_up(case) else "再次请会办" if case.part == Part.HELP else "要求再次办理"
    return f"{cn_date(start)}{again}，当天不算。"


def _limit(case: Case, limit: Limit) -> str:
    reason = f"（{case.wide_reason.rstrip('。')}）" if limit.step == STEP.WIDE else ""
    return f"{limit.get_step_display()}{reason}的期限是{limit.length}，依据：{limit.source}。"


def explain_end(count: LimitCount) -> Reason:
    """民法典 202: the same-numbered day of the last month, or its last day; or the last of the working days."""
    limit, day = count.limit, count.ends
    if limit.measure == Limit.Measure.WORKING_DAYS:
        said = f"从第二天起数{limit.length}，节假日不算、调休上班的日子算，到{cn_date(day)}。"
    elif day.day == count.start.day:
        said = f"{limit.length}以后的同一日是{cn_date(day)}。"
    else:
        said = f"{day.year}年{day.month}月没有{count.start.day}日，到月末{cn_date(day)}为止。"
    return Reason(ReasonKind.ENDS, day, said)


def explain_roll(ends_on: dt.date, due: dt.date, days: WorkCalendar) -> list[Reason]:
    """民法典 203: a last day that is a day off rolls to the next working day."""
    if ends_on == due:
        return []
    off, next_day = describe_day_off(ends_on, days), f"{cn_date(due)}（{weekday_name(due)}"
    said = f"{cn_date(ends_on)}是{off}，顺延到下一个工作日{next_day}"
    made_up = due.weekday() > 4 and days.names.get(due)
    return [Reason(ReasonKind.ROLLS, due, f"{said}，{made_up}上班）。" if made_up else f"{said}）。")]


def provisional_note(day: dt.date, days: WorkCalendar) -> list[Reason]:
    """The note that a date is 暂定, while the holiday notice of its year is not loaded; else nothing."""
    if not days.is_provisional(day):
        return []
    said = f"{day.year}年的放假安排还没有载入，先按双休日和法定节日推算，所以是暂定；载入以后会重新计算。"
    return [Reason(ReasonKind.PROVISIONAL, day, said)]


def describe_day_off(day: dt.date, days: WorkCalendar) -> str:
    """周四，国庆节放假; 周六."""
    name = days.names.get(day, "")
    if name or day.weekday() < 5:
        return f"{weekday_name(day)}，{name or '法定节日'}放假"
    return weekday_name(day)


def why_not_worked(day: dt.date, days: WorkCalendar) -> str:
    """That the day is a day off, with the next one that is worked, for who chose it; "" of a working day."""
    if days.is_working(day):
        return ""
    off, following = describe_day_off(day, days), cn_date(days.next_working_day(day))
    return f"{cn_date(day)}是{off}，请选一个上班的日子，如{following}。"


def weekday_name(day: dt.date) -> str:
    return f"周{WEEKDAYS[day.weekday()]}"
