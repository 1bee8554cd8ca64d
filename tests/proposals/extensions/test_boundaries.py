"""The first and the last day of an extension, and what a decision must say."""

import datetime as dt

import pytest

from proposals.calendar.workdays import WorkCalendar
from proposals.extensions.actions import latest_day, why_not_extend, why_wrong_day
from proposals.extensions.forms import DecideExtensionForm
from proposals.models import Case
from tests import factories as f

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def due_on(case: Case, day: dt.date) -> Case:
    Case.objects.filter(pk=case.pk).update(statutory_due=day)
    return Case.objects.get(pk=case.pk)


def test_what_was_extended_to_the_last_day_is_not_extended_again():
    days, case = WorkCalendar.load(), f.make_case("in_progress")
    last = latest_day(case, days)
    said = [bool(why_not_extend(due_on(case, last + n * DAY), days)) for n in (-1, 0, 1)]
    assert said == [False, True, True]


@pytest.mark.parametrize(("ago", "barred"), [(0, False), (1, True)])
def test_on_its_own_day_a_case_may_still_be_extended(ago, barred):
    days, case = WorkCalendar.load(), f.make_case("in_progress", handed_on=f.day(-30))
    said = why_not_extend(due_on(case, f.day(-ago)), days)
    assert ("已经过了" in said) == barred


def test_the_days_that_may_be_asked_for():
    days, case = WorkCalendar.load(), f.make_case("in_progress")
    first, last = case.statutory_due, latest_day(case, days)
    said = [why_wrong_day(case, day, days)[:2] for day in (first, last, last + DAY)]
    assert (said[0], said[2]) == ("要晚", "最多")
    assert said[1] in ("", why_wrong_day(case, last, days)[:2])
    assert why_wrong_day(case, days.next_working_day(first + DAY), days) == ""


@pytest.mark.parametrize(("verdict", "day", "wrong"), [("agree", "", True), ("refuse", "", False)])
def test_who_agrees_says_until_when(verdict, day, wrong):
    extension = f.extension(f.make_case("in_progress"))
    data = {"verdict": verdict, "granted_on": day, "opinion": "同意。"}
    form = DecideExtensionForm(data, extension=extension, days=WorkCalendar.load())
    form.is_valid()
    assert form.errors.get("granted_on", []) == (["请写同意延到哪一天。"] if wrong else [])
