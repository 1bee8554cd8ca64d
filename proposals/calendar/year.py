"""A year of the calendar at a glance."""

import calendar
import datetime as dt
from dataclasses import dataclass

from proposals.calendar.workdays import WorkCalendar


@dataclass(frozen=True)
class Day:
    """A day as the year shows it: 休 is off, 班 is a weekend day at work; nothing for an ordinary one."""

    date: dt.date
    css: str
    mark: str
    name: str


@dataclass(frozen=True)
class Holiday:
    """Days off in a row, and the weekend days that are worked for them."""

    name: str
    first: dt.date
    last: dt.date
    worked: tuple[dt.date, ...]

    @property
    def length(self) -> int:
        """Days from the first to the last, both counted."""
        return (self.last - self.first).days + 1


def year_months(year: int, days: WorkCalendar, today: dt.date) -> list[tuple[int, list[list[Day | None]]]]:
    """The twelve months as weeks of seven, None where a week reaches out of its month."""
    weeks = calendar.Calendar()
    off = {one.first + dt.timedelta(days=n) for one in year_holidays(year, days) for n in range(one.length)}
    return [
        (
            month,
            [
                [_day(day, days, today, day in off) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _day(day: dt.date, days: WorkCalendar, today: dt.date, in_holiday: bool) -> Day:
    weekend, works = day.weekday() > 4, days.is_working(day)
    off = in_holiday or (not weekend and not works)
    css, mark = ("work", "班") if weekend and works else ("off", "休") if off else ("", "")
    css = css or ("rest" if weekend else "")
    name = days.names.get(day, "") or ("法定节日" if css == "off" else "")
    return Day(day, f"{css} today".strip() if day == today else css, mark, name)


def year_holidays(year: int, days: WorkCalendar) -> list[Holiday]:
    """The year's holidays in their order, each with its neighbouring weekend and what is worked for it."""
    found: list[Holiday] = []
    named = {day: name for day, name in days.names.items() if day.year == year}
    for day in sorted(day for day in named if not days.days[day]):
        if found and day <= found[-1].last:
            continue
        first = last = day
        while not days.is_working(first - dt.timedelta(days=1)):
            first -= dt.timedelta(days=1)
        while not days.is_working(last + dt.timedelta(days=1)):
            last += dt.timedelta(days=1)
        worked = tuple(sorted(one for one, name in named.items() if days.days[one] and name == f"{named[day]}调休"))
        found.append(Holiday(named[day], first, last, worked))
    return found
