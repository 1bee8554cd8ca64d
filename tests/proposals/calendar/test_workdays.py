"""Due dates, against dates worked out by hand from 民法典 201-203 and the State Council's notices."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.calendar import limits
from proposals.calendar.workdays import WorkCalendar, add_months, reply_due
from proposals.models import CalendarDay, Kind, Limit

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (D(2024, 3, 4), 3, D(2024, 6, 4)),
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2025, 1, 31), 1, D(2025, 2, 28)),
        (D(2025, 11, 30), 3, D(2026, 2, 28)),
        (D(2025, 12, 31), 6, D(2026, 6, 30)),
        (D(2025, 10, 15), 15, D(2027, 1, 15)),
    ],
)
def test_a_limit_of_months_ends_on_the_same_day_or_the_last(start, months, end):
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("handed_on", "due", "why"),
    [
        (D(2024, 3, 4), D(2024, 6, 4), "a Tuesday"),
        (D(2024, 7, 1), D(2024, 10, 8), "October 1 is 国庆, off to the 7th"),
        (D(2025, 2, 1), D(2025, 5, 6), "May 1 is 劳动节, off to the 5th"),
        (D(2025, 6, 28), D(2025, 9, 28), "a Sunday made a working day for 国庆"),
        (D(2025, 10, 14), D(2026, 1, 14), "over the year's end"),
        (D(2025, 11, 15), D(2026, 2, 24), "February 15 to 23, 2026 is 春节"),
        (D(2026, 8, 31), D(2026, 11, 30), "a month without a 31st"),
    ],
)
def test_three_months_from_handing_over(handed_on, due, why):
    assert reply_due(handed_on) == due, why


def test_a_helping_unit_has_one_month():
    assert reply_due(D(2026, 3, 2), helps=True) == D(2026, 4, 2)


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ({}, "reply"),
        ({"wide": True}, "wide"),
        ({"again": True}, "again"),
        ({"again": True, "wide": True}, "again"),
        ({"helps": True}, "help"),
        ({"helps": True, "again": True, "wide": True}, "help"),
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_which_limit_an_answer_has(said, step, kind):
    days = WorkCalendar.load()
    assert days.answer_limit(kind, **said) == days.limit(step, kind)
    assert reply_due(D(2026, 3, 4), kind=kind, **said) == days.due(D(2026, 3, 4), step, kind)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (D(2026, 4, 28), 7, D(2026, 5, 11)),  # 劳动节 off May 1-5, Saturday May 9 works
        (D(2026, 9, 24), 3, D(2026, 9, 30)),  # 中秋 off September 25-27
        (D(2026, 11, 23), 0, D(2026, 11, 23)),
    ],
)
def test_working_days_after(start, count, end):
    assert WorkCalendar.load().after_working_days(start, count) == end


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (D(2026, 11, 23), D(2026, 11, 23), 0),
        (D(2026, 11, 23), D(2026, 11, 24), 1),
        (D(2026, 11, 20), D(2026, 11, 23), 1),
        (D(2026, 11, 24), D(2026, 11, 23), -1),
        (D(2026, 11, 30), D(2026, 11, 23), -5),
        (D(2026, 10, 4), D(2026, 9, 30), -1),  # late from the first day, though all are days off
    ],
)
def test_working_days_left(today, due, left):
    assert WorkCalendar.load().working_days_left(today, due) == left


def test_a_year_without_a_notice_is_provisional():
    days = WorkCalendar.load()
    assert (days.is_provisional(D(2026, 12, 31)), days.is_provisional(D(2027, 1, 4))) == (False, True)


def test_an_edited_day_counts():
    CalendarDay.objects.create(date=D(2026, 6, 4), is_working=False, name="临时放假")
    assert reply_due(D(2026, 3, 4)) == D(2026, 6, 5)


DATES = st.dates(D(2023, 1, 1), D(2026, 12, 31))
LOADED: dict[str, WorkCalendar] = {}


def calendar() -> WorkCalendar:
    return LOADED.setdefault("all", WorkCalendar.load())


@given(start=DATES, months=st.integers(1, 12))
def test_a_due_date_is_a_working_day_not_before_the_limit_ends(start, months):
    due = calendar().after_months(start, months)
    assert calendar().is_working(due)
    assert due >= add_months(start, months)
    between = [
        add_months(start, months) + dt.timedelta(days=n) for n in range((due - add_months(start, months)).days)
    ]
    assert [day for day in between if calendar().is_working(day)] == []


@given(start=DATES, count=st.integers(1, 40))
def test_working_days_after_and_left_agree(start, count):
    due = calendar().after_working_days(start, count)
    assert calendar().working_days_left(start, due) == count


def test_a_migration_writes_the_limits_of_the_steps_that_its_model_knows(monkeypatch):
    """What a later version adds to the law is no row of an older migration."""
    monkeypatch.setattr(limits, "LAW", (*limits.LAW, ("later", "", 1, "months", "以后的规定")))
    Limit.objects.all().delete()
    limits.write_missing_limits(Limit.objects)
    assert list(Limit.objects.values_list("step", flat=True)) == [row[0] for row in limits.LAW[:-1]]
