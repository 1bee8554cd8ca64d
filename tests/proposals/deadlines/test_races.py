"""Two people of the district office at the same moment: a decision, a change of the calendar. (That the harness races
is shown in test_races.)"""

import datetime as dt
import uuid

import pytest

from proposals.deadlines import calendar_changes
from proposals.extensions.actions import decide_extension
from proposals.models import CalendarChange, CalendarDay, Case, Event, Extension, Status, User
from tests import factories as f
from tests.proposals.cases.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_extension_is_decided_once():
    case = f.make_case(Status.IN_PROGRESS)
    asked, due = f.extension(case), case.statutory_due
    district = f.world().district

    def decide(agree: bool) -> None:
        one = Extension.objects.select_related("case__suggestion").get(pk=asked.pk)
        decide_extension(one, User.objects.get(pk=district.pk), agree=agree, opinion="批复。")

    outcomes = at_once(lambda: decide(True), lambda: decide(False))
    assert sorted(outcomes) == ["Stale", "done"]
    asked.refresh_from_db()
    agreed = outcomes[0] == "done"
    assert (asked.outcome, Event.objects.filter(case=case, action="decide_extension").count()) == (
        "agreed" if agreed else "refused", 1,
    )  # fmt: skip
    assert Case.objects.get(pk=case.pk).statutory_due == (asked.wished_on if agreed else due)


def test_the_calendar_is_changed_one_after_the_other():
    """Both saw the same calendar: the second one's change is refused, and no case is moved by half."""
    case = f.make_case(Status.IN_PROGRESS, handed_on=dt.date(2026, 8, 24))
    district, made = f.world().district, CalendarChange.objects.count()
    days = [dt.date(2026, 11, 24), dt.date(2026, 11, 25)]
    assert case.statutory_due == days[0]
    seen = {day: calendar_changes.foresee_change(off(day)).seen for day in days}

    def change(day: dt.date) -> None:
        user = User.objects.get(pk=district.pk)
        calendar_changes.carry_out_change(off(day), user, reason="停工", key=uuid.uuid4(), seen=seen[day])

    outcomes = at_once(*(lambda day=day: change(day) for day in days))
    assert sorted(outcomes) == ["Stale", "done"]
    [changed] = CalendarDay.objects.filter(date__in=days)
    assert CalendarChange.objects.count() == made + 1
    moved = dt.date(2026, 11, 25) if changed.date == days[0] else days[0]
    assert Case.objects.get(pk=case.pk).statutory_due == moved


def off(day: dt.date) -> calendar_changes.PlannedChange:
    return calendar_changes.one_day(CalendarDay(date=day, is_working=False, name="停工"), day)
