"""A year at a glance: which days are off, which are worked for them, which is today."""

import datetime as dt
from pathlib import Path

import pytest

from proposals.calendar.workdays import WorkCalendar
from proposals.calendar.year import year_holidays, year_months
from tests.approved import assert_approved

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_day_of_a_year_that_is_no_plain_working_day():
    days = WorkCalendar.load()
    rows = []
    for year in (2025, 2026):
        for month, weeks in year_months(year, days, dt.date(2026, 5, 4)):
            shown = [day for week in weeks for day in week if day]
            rows += [[str(day.date), day.css, day.mark, day.name] for day in shown if day.css]
            rows.append([f"{year}-{month}", len(shown), [sum(day is None for day in week) for week in weeks]])
        for one in year_holidays(year, days):
            rows.append([one.name, str(one.first), str(one.last), one.length, *map(str, one.worked)])
    assert_approved(Path(__file__).with_name("approved") / "year.jsonl", rows)
