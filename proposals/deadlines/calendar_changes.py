"""The calendar or a limit changes: what that would do to the open cases, and doing it, all at once."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.calendar import holidays
from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours, Stale, may_change_calendar
from proposals.cases.locks import lock_suggestions
from proposals.cases.workflow import record_event
from proposals.deadlines import due_date
from proposals.deadlines.effects import (
    BESIDE,
    DeciderChange,
    Step,
    TermMove,
    cases_with_consents,
    end_voided_consents,
    foresee_decider,
    list_term_moves,
)
from proposals.deadlines.moves import kept_internal, move_dates
from proposals.formats.chinese import cn_date
from proposals.journal.enter import enter_after_commit
from proposals.models import CalendarChange, CalendarDay, Case, Limit, MovedCase, PlaceRule, Role, User
from proposals.models.calendar import FROM_FIRST
from proposals.models.querysets import RUNNING

RECOUNT = "recount"
NOT_YOURS = "工作日历和期限由区政府办公室或者区一级的系统管理员改，您不能替办。"


@dataclass
class PlannedChange:
    """What is to be changed: days (None is the ordinary week again), limits and a rule, with what it says."""

    days: dict[dt.date, CalendarDay | None] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    rule: PlaceRule | None = None
    what: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.days or self.limits or self.rule)

    def applied_to(self, now: WorkCalendar) -> WorkCalendar:
        """The calendar `now` with this change made; nothing is saved."""
        days = {day: row for day, row in self.days.items() if row}
        kept = {day: now.days[day] for day in now.days if day not in self.days}
        return WorkCalendar(
            kept | {day: row.is_working for day, row in days.items()},
            now.names | {day: row.name for day, row in days.items()},
            now.limits | {(row.step, row.kind): row for row in self.limits},
            self.rule if self.rule and self.rule.question == FROM_FIRST.question else now.ruled,
        )


@dataclass(frozen=True)
class CaseMove:
    """What would become of one case. `dropped` is the district's date where the law's would come before it."""

    case: Case
    due: dt.date
    dropped: dt.date | None
    provisional: bool

    def is_late(self, on: dt.date) -> bool:
        """Whether the case would be late by the new date and is not by the old one."""
        return self.due < on <= self.case.statutory_due


@dataclass(frozen=True)
class Forecast:
    """What a change would do. `seen` stands for all of it: a page that shows another is an old one."""

    change: PlannedChange
    moves: list[CaseMove]
    number: int
    terms: list[TermMove] = field(default_factory=list)
    decider: DeciderChange | None = None

    @property
    def seen(self) -> str:
        """A hash of what the forecast says, by which an old preview is noticed."""
        facts = [self.number, self.change.what, [(one.case.pk, one.case.version, one.due) for one in self.moves]]
        facts += [[(one.case.pk, one.label, one.new) for one in self.terms], self.decider and self.decider.said]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]

    @property
    def made_late(self) -> int:
        """How many cases would be late today."""
        return sum(one.is_late(timezone.localdate()) for one in self.moves)

    @property
    def terms_late(self) -> int:
        """Of how many a limit beside the law's would be past at once."""
        return sum(one.is_late(timezone.localdate()) for one in self.terms)

    @property
    def beside(self) -> list[str]:
        """What the changed limits do, that moves no date of a case."""
        return [BESIDE[Step(one.step)] for one in self.change.limits if one.step in BESIDE]

    @property
    def headline(self) -> str:
        """会改动3件在办的期限; 在办的期限都不变."""
        if self.decider:
            return "以后由谁决定会改，期限不变"
        said = [f"{len(self.moves)}件在办的答复期限"] if self.moves else []
        for label, moves in self._terms_by_label().items():
            said.append(f"{len(moves)}件在办的{label}")
        return f"会改动{'、'.join(said)}" if said else "在办的期限都不变"

    def _terms_by_label(self) -> dict[str, list[TermMove]]:
        found: dict[str, list[TermMove]] = {}
        for one in self.terms:
            found.setdefault(one.label, []).append(one)
        return found

    @property
    def told(self) -> list[str]:
        """What is kept of it in the record of the change, beyond the dates that it moved."""
        lines = [
            f"{label}随之改动{len(moves)}件" + (f"，其中{late}件随即超期" if late else "")
            for label, moves in self._terms_by_label().items()
            for late in [sum(one.is_late(timezone.localdate()) for one in moves)]
        ]
        return lines + ([self.decider.said] if self.decider and self.decider.waiting else [])


def running_cases() -> Iterable[Case]:
    """The cases whose clock runs: not yet with every deputy, not at their end."""
    return Case.objects.running().for_due_dates().order_by("pk")


def foresee_change(change: PlannedChange) -> Forecast:
    """Which running cases the change would move, and to what day; what else it would do. Changes nothing."""
    now = WorkCalendar.load()
    days = change.applied_to(now)
    moves = []
    for case in running_cases():
        due = due_date.due_of(case, days)
        if due != case.statutory_due:
            dropped = case.internal_due if kept_internal(case.internal_due, due) is None else None
            moves.append(CaseMove(case, due, dropped, days.is_provisional(due)))
    last = CalendarChange.objects.first()
    terms = list_term_moves(now, days) if change.days or change.limits else []
    return Forecast(change, moves, last.number if last else 0, terms, foresee_decider(change.rule))


def carry_out_change(
    change: PlannedChange, user: User | None, *, reason: str, key: uuid.UUID, seen: str | None = None
) -> CalendarChange:
    """Change the calendar and the limits, and every running case with them, whole or not at all. The same form sent
    twice is one change. Raises Stale where it would do something else than the page showed (`seen`)."""
    if user is not None and not may_change_calendar(user):
        raise NotYours(NOT_YOURS)
    try:
        with transaction.atomic():
            made = CalendarChange.objects.filter(key=key).first()
            return made or _carry_out(change, user, reason, key, seen)
    except IntegrityError:
        raise Stale("日历刚刚被别人改过，请看过最新情况再办。您填写的内容都还在，没有保存。") from None


def _carry_out(
    change: PlannedChange, user: User | None, reason: str, key: uuid.UUID, seen: str | None
) -> CalendarChange:
    lock_suggestions(Case.objects.filter(RUNNING | cases_with_consents()))
    found = foresee_change(change)
    if seen is not None and seen != found.seen:
        raise Stale(
            "日历、期限或者在办的件刚刚有了变化，会改动的件和您看到的不同。请重新看过再保存，您填写的内容都还在。"
        )
    enter_after_commit()
    made = CalendarChange.objects.create(
        number=found.number + 1,
        key=key,
        what="\n".join(change.what),
        followed=found.told,
        reason=reason,
        by=user,
    )
    CalendarDay.objects.filter(date__in=change.days).delete()
    CalendarDay.objects.bulk_create(row for row in change.days.values() if row)
    for row in change.limits:
        row.save()
    if rule := change.rule:
        facts = {"answer": rule.answer, "source": rule.source}
        PlaceRule.objects.update_or_create(question=rule.question, kind=rule.kind, defaults=facts)
    if found.decider:
        end_voided_consents(found.decider, user, _role_of(user))
    for one in found.moves:
        _move(one, made, user)
    return made


def _move(one: CaseMove, change: CalendarChange, user: User | None) -> None:
    case = one.case
    old, internal = case.statutory_due, None if one.dropped else case.internal_due
    MovedCase.objects.create(change=change, case=case, old_due=old, new_due=one.due, dropped=one.dropped)
    move_dates(case, one.due, internal=internal)
    data = {"change": change.pk, "old_due": old, "new_due": one.due, "internal_due": internal, "dropped": one.dropped}
    said = f"{change.what}\n理由：{change.reason}"
    record_event(case, user, RECOUNT, "期限重新计算", role=_role_of(user), comment=said, data=data)


def _role_of(user: User | None) -> Role:
    return Role.SYSTEM if user is None else Role.DISTRICT if user.has_role(Role.DISTRICT) else Role.ADMIN


# ---- the kinds of change ---------------------------------------------------------------------------


def one_day(row: CalendarDay | None, day: dt.date) -> PlannedChange:
    """A day made a holiday or a working day, or with None the ordinary week again; empty where it is so already."""
    now = CalendarDay.objects.filter(date=day).first()
    if (now and (now.is_working, now.name)) == (row and (row.is_working, row.name)):
        return PlannedChange()
    head = f"{cn_date(day)}（{due_date.weekday_name(day)}）"
    said = f"{head}改为{'上班' if row.is_working else '放假'}：{row.name}" if row else f"{head}改为照平常的星期"
    return PlannedChange(
        days={day: row}, what=[f"{said}（原来：{now or '照平常的星期'}{f'，{now.name}' if now else ''}）"]
    )


def whole_year(rows: list[CalendarDay], year: int) -> PlannedChange:
    """A year's notice. Days that are known already, corrected ones too, are left as they are."""
    have = set(CalendarDay.objects.filter(date__in=[row.date for row in rows]).values_list("date", flat=True))
    new = [row for row in rows if row.date not in have]
    if not new:
        return PlannedChange()
    off, work = sum(not row.is_working for row in new), sum(row.is_working for row in new)
    said = f"载入{year}年的放假安排：工作日放假{off}天，周末调休上班{work}天"
    return PlannedChange(days={row.date: row for row in new}, what=[said])


def known_years() -> list[tuple[int, PlannedChange]]:
    """The years whose notice the program knows and the calendar lacks, each as a change."""
    years = sorted({row.date.year for row in holidays.known_days()})
    changes = [(year, whole_year(holidays.known_days(year), year)) for year in years]
    return [(year, change) for year, change in changes if change]


def one_limit(row: Limit, now: Limit) -> PlannedChange:
    """The change from limit `now` to `row`; empty where they say the same."""
    if (row.count, row.measure, row.source) == (now.count, now.measure, now.source):
        return PlannedChange()
    return PlannedChange(
        limits=[row], what=[f"{now.name}的期限：{now.length}（{now.source}）改为{row.length}（{row.source}）"]
    )


def one_rule(row: PlaceRule, now: PlaceRule) -> PlannedChange:
    """The change from rule `now` to `row`; empty where they say the same."""
    if (row.answer, row.source) == (now.answer, now.source):
        return PlannedChange()
    old, new = f"{now.get_answer_display()}（{now.source}）", f"{row.get_answer_display()}（{row.source}）"
    return PlannedChange(rule=row, what=[f"{row.name}：{old}改为{new}"])
