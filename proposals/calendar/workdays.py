"""Working days and due dates.

Limits are counted as 民法典 201-203 count them: the first day does not count; a limit of months ends on the
same-numbered day, or on the month's last day where there is none; a last day that is a day off rolls to the
next working day. Working days are Monday to Friday, corrected by the State Council's yearly notice: holidays
and 调休 make-up days, kept as rows of CalendarDay. A year without rows is counted by the plain week and the
holidays that the law itself names, and its dates are 暂定 (provisional).
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from borax.calendars.lunardate import LunarDate, TermUtils

from proposals.models import CalendarDay, Case, Kind, Limit, PlaceRule
from proposals.models.calendar import FROM_FIRST
from proposals.models.kept.rows import fetch_all

# From so many days before its day a promise (SH 22) asks for attention and may be answered again.
PROMISE_SOON_DAYS = 30


QINGMING = TermUtils.get_index_for_name("清明")
LUNAR_YEARS = range(1901, 2100)  # what the almanac covers


@lru_cache(maxsize=32)
def legal_holidays(year: int) -> frozenset[dt.date]:
    """The days off that the law names, before any notice moves them (全国年节及纪念日放假办法 2, as revised 2024):
    元旦, 春节 from 除夕 to 初三, 清明, 劳动节 1-2, 端午, 中秋, 国庆 1-3."""
    fixed = {dt.date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))}
    if year not in LUNAR_YEARS:
        return frozenset(fixed)
    first = LunarDate(year, 1, 1).to_solar_date()
    spring = {first + dt.timedelta(days=days) for days in range(-1, 3)}
    moved = {LunarDate(year, month, day).to_solar_date() for month, day in ((5, 5), (8, 15))}
    return frozenset(fixed | spring | moved | {TermUtils.nth_term_day(year, QINGMING)})


def add_months(start: dt.date, months: int) -> dt.date:
    """The same-numbered day so many months on, or that month's last day: 11-30 and 3 months → 02-28."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class LimitCount:
    """One counting of a limit, as one would do it on paper: from `start`, which does not count, the limit `ends` on a
    day; where that is a day off, `due` is the next working day."""

    start: dt.date
    limit: Limit
    ends: dt.date
    due: dt.date


@dataclass
class WorkCalendar:
    """The present calendar and limits: read once, asked often (two queries for a whole list)."""

    days: dict[dt.date, bool] = field(default_factory=dict)
    names: dict[dt.date, str] = field(default_factory=dict)
    given: dict[tuple[str, str], Limit] | None = None
    ruled: PlaceRule | None = None

    @classmethod
    def load(cls) -> "WorkCalendar":
        """The calendar as the database has it now."""
        rows = fetch_all(CalendarDay)
        return cls({row.date: row.is_working for row in rows}, {row.date: row.name for row in rows})

    @cached_property
    def years(self) -> set[int]:
        """The years for which the State Council's holiday notice is loaded."""
        return {day.year for day in self.days}

    @cached_property
    def limits(self) -> dict[tuple[str, str], Limit]:
        """Every limit by step and kind of suggestion; read once."""
        if self.given is not None:
            return self.given
        return {(row.step, row.kind): row for row in fetch_all(Limit)}

    @cached_property
    def counting_rule(self) -> PlaceRule:
        """From which day the limit of a case counts that came by 改办, by the rule of the place."""
        return self.ruled or PlaceRule.objects.filter(question=FROM_FIRST.question).first() or FROM_FIRST

    def counted_from(self, case: Case) -> dt.date:
        """From which 交办 the first answer is due: the first one or, where the place says so, that of 改办."""
        if case.first_handed_on and self.counting_rule.answer == PlaceRule.Answer.FIRST:
            return case.first_handed_on
        return case.handed_on

    def limit(self, step: str, kind: str = "") -> Limit:
        """The limit of a step for a kind of suggestion, or the one for both."""
        return self.limits.get((step, kind)) or self.limits[step, ""]

    def place_limit(self, step: str, kind: str = "") -> Limit | None:
        """A limit that not every place has; None where this one has none."""
        found = self.limits.get((step, kind)) or self.limits.get((step, ""))
        return found if found and found.is_set else None

    def last_start_past(self, limit: Limit, today: dt.date) -> dt.date:
        """The last day from which the limit has run out today: what began on it or before is late."""
        day = today
        while self.count_limit(day, limit).due >= today:
            day -= dt.timedelta(days=1)
        return day

    def answer_limit(self, kind: str, *, helps: bool = False, wide: bool = False, again: bool = False) -> Limit:
        """The limit of an answer: SH 17 for 会办, in every round; SH 21 for a later round, and at least for a
        follow-up; 代表法 51 for a first answer, the longer one where the matter is `wide`."""
        if helps:
            step = Limit.Step.HELP
        elif again:
            step = Limit.Step.AGAIN
        else:
            step = Limit.Step.WIDE if wide else Limit.Step.REPLY
        return self.limit(step, kind)

    def is_working(self, day: dt.date) -> bool:
        """Whether the day is worked: by the notice, or without one Monday to Friday without the legal holidays."""
        if day in self.days:
            return self.days[day]
        return day.weekday() < 5 and not (self.is_provisional(day) and day in legal_holidays(day.year))

    def is_provisional(self, day: dt.date) -> bool:
        """Whether no notice is loaded yet for the day's year, so that a date counted there is 暂定."""
        return day.year not in self.years

    def next_working_day(self, day: dt.date) -> dt.date:
        """The day itself, or the next working day after it."""
        while not self.is_working(day):
            day += dt.timedelta(days=1)
        return day

    def after_months(self, start: dt.date, months: int) -> dt.date:
        """The same day so many months later (民法典 202), or the next working day (203)."""
        return self.next_working_day(add_months(start, months))

    def after_working_days(self, start: dt.date, count: int) -> dt.date:
        """The count-th working day after the start, which itself does not count."""
        day = start
        while count > 0:
            day += dt.timedelta(days=1)
            count -= self.is_working(day)
        return day

    def count_limit(self, start: dt.date, limit: Limit) -> LimitCount:
        """Count a limit from `start`, which itself does not count (民法典 201-203)."""
        if limit.measure == Limit.Measure.MONTHS:
            ends = add_months(start, limit.count)
            return LimitCount(start, limit, ends, self.next_working_day(ends))
        ends = self.after_working_days(start, limit.count)
        return LimitCount(start, limit, ends, ends)

    def due(self, start: dt.date, step: str, kind: str = "") -> dt.date:
        """The last day of a step's limit that counts from `start`."""
        return self.count_limit(start, self.limit(step, kind)).due

    def _days(self, start: dt.date, end: dt.date) -> Iterator[dt.date]:
        return (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))

    def working_days_left(self, today: dt.date, due: dt.date) -> int:
        """Working days from tomorrow to the due date; 0 on the day; negative once late."""
        if due >= today:
            return sum(map(self.is_working, self._days(today, due)))
        return -sum(map(self.is_working, self._days(due, today))) or -1


def reply_due(
    begun_on: dt.date,
    *,
    helps: bool = False,
    wide: bool = False,
    again: bool = False,
    kind: str = Kind.SUGGESTION,
    days: WorkCalendar | None = None,
) -> dt.date:
    """The statutory date of an answer (answer_limit) that counts from that day."""
    days = days or WorkCalendar.load()
    return days.count_limit(begun_on, days.answer_limit(kind, helps=helps, wide=wide, again=again)).due
