"""The law's own sentences on limits (民法典 201-203), held against any calendar one could load."""

import calendar
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Limit

DATES = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
# Any days off and at work that somebody may have entered, the year's end and 2027 without a notice among them.
CALENDARS = st.dictionaries(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), st.booleans(), max_size=60).map(
    WorkCalendar
)
ONE = dt.timedelta(days=1)


def months(count: int) -> Limit:
    return Limit(step="reply", count=count, measure="months", source="依据")


def working_days(count: int) -> Limit:
    return Limit(step="return", count=count, measure="working_days", source="依据")


LIMITS = st.one_of(st.integers(1, 24).map(months), st.integers(1, 60).map(working_days))


def between(start: dt.date, end: dt.date) -> list[dt.date]:
    """The days after the start, up to and with the end."""
    return [start + ONE * n for n in range(1, (end - start).days + 1)]


@given(days=CALENDARS, start=DATES, limit=LIMITS)
def test_201_the_first_day_does_not_count(days, start, limit):
    """A limit is never over on the day it begins, and the first day at work or off changes nothing."""
    due = days.count_limit(start, limit).due
    assert due > start
    for works in (True, False):
        turned = WorkCalendar({**days.days, start: works})
        # A year with one row is a year with a notice: compared only where it had one already.
        if start.year in days.years:
            assert turned.count_limit(start, limit).due == due


@given(days=CALENDARS, start=DATES, count=st.integers(1, 24))
def test_202_months_end_on_the_same_numbered_day_or_the_months_last(days, start, count):
    ends = days.count_limit(start, months(count)).ends
    last = calendar.monthrange(ends.year, ends.month)[1]
    assert (ends.year * 12 + ends.month) - (start.year * 12 + start.month) == count
    assert ends.day == min(start.day, last)


@given(days=CALENDARS, start=DATES, count=st.integers(1, 24))
def test_203_a_last_day_off_rolls_to_the_next_working_day_and_no_further(days, start, count):
    found = days.count_limit(start, months(count))
    assert days.is_working(found.due)
    passed = [found.ends, *between(found.ends, found.due)][:-1]
    assert [day for day in passed if days.is_working(day)] == []


@given(days=CALENDARS, start=DATES, count=st.integers(1, 60))
def test_working_days_are_counted_one_by_one(days, start, count):
    due = days.count_limit(start, working_days(count)).due
    counted = [day for day in between(start, due) if days.is_working(day)]
    assert (len(counted), counted[-1]) == (count, due)
    assert days.working_days_left(start, due) == count


@given(days=CALENDARS, start=DATES, later=st.integers(0, 40), limit=LIMITS)
def test_who_begins_later_ends_no_earlier(days, start, later, limit):
    assert days.count_limit(start, limit).due <= days.count_limit(start + ONE * later, limit).due


@given(days=CALENDARS, start=DATES, limit=LIMITS, off=st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)))
def test_one_more_day_off_never_brings_a_date_forward(days, start, limit, off):
    """In a year whose notice is loaded, that is: the notice itself may take a day off away from the plain law."""
    if off.year in days.years:
        more = WorkCalendar({**days.days, off: False})
        assert more.count_limit(start, limit).due >= days.count_limit(start, limit).due
