"""改办 keeps the first 交办 (SH 14, 代表法 51): both dates are shown, and which one binds is a rule of the place."""

import datetime as dt
import uuid

import pytest
import time_machine

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.workflow import perform
from proposals.deadlines.due_date import due_of, explain_due_date
from proposals.models import CalendarChange, Case, Event, PlaceRule, Status, Unit
from proposals.returns.actions import agree_return
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
FIRST, OWN = dt.date(2026, 3, 2), dt.date(2026, 3, 10)
FROM_FIRST, FROM_OWN = dt.date(2026, 6, 2), dt.date(2026, 6, 10)
SOURCE = "代表法第五十一条、市代表建议规定第十四条"


def at(day: dt.date) -> time_machine.travel:
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 2, tzinfo=dt.UTC), tick=False)


def handed_on() -> Case:
    with at(FIRST):
        case = make_case(Status.RETURN_REQUESTED)
    with at(OWN):
        made = agree_return(case, world().district, comment="同意。", unit=world().other_bureau)
    assert made
    return made


def change(client, **more):
    sent = {"answer": "own", "source": "区政府办公室通知", "reason": "本区规定。", "key": uuid.uuid4()}
    return client.post("/calendar/counting/", {**sent, **more})


def test_the_limit_runs_from_the_first_day_and_both_are_told(client):
    made = handed_on()
    with at(OWN):
        assert (made.first_handed_on, made.handed_on, made.statutory_due) == (FIRST, OWN, FROM_FIRST)
        assert explain_due_date(made, WorkCalendar.load())[0].said == (
            f"2026年3月2日首次交办，2026年3月10日改办，以首次交办为准，依据：{SOURCE}；从2026年3月2日算起，当天不算。"
        )
        client.force_login(world().other_office)
        dates = client.get(f"/cases/{made.pk}/").context["dates"]
    assert [(one.label, one.day) for one in dates][:3] == [
        ("首次交办", FIRST), ("改办", OWN), ("退办期限", dt.date(2026, 3, 19)),
    ]  # fmt: skip
    why = next(one.why for one in dates if one.label == "法定期限")
    assert why == "首次交办之日起三个月内答复（代表法第五十一条）"


def test_the_place_may_say_that_the_new_day_binds_and_sees_first_what_moves(client):
    made, other = handed_on(), make_case(handed_on=OWN)
    client.force_login(world().district)
    with at(OWN):
        page = change(client)
        moves = page.context["foreseen"].moves
        assert [(one.case, one.case.statutory_due, one.due) for one in moves] == [(made, FROM_FIRST, FROM_OWN)]
        assert PlaceRule.objects.count() == 0
        seen = {"seen": page.context["foreseen"].seen, "key": uuid.uuid4()}
        for _ in range(2):
            assert change(client, **seen).status_code == 302
        made.refresh_from_db()
        assert (made.statutory_due, due_of(made, WorkCalendar.load())) == (FROM_OWN, FROM_OWN)
        event = Event.objects.get(case=made, action="recount")
        assert event.data["old_due"] == "2026-06-02"
        assert CalendarChange.objects.latest("number").what == (
            f"改办以后，答复期限从哪一天算起：以首次交办为准（{SOURCE}）改为以改办为准（区政府办公室通知）"
        )
        assert change(client, seen="").context["form"].errors == {"answer": ["和现在的一样，不用改。"]}
        assert "以改办为准" in client.get("/calendar/").content.decode()
    assert Event.objects.filter(case=other, action="recount").count() == 0


def test_given_back_again_the_very_first_day_is_kept():
    made = handed_on()
    with at(dt.date(2026, 3, 12)):
        perform(made, "ask_return", world().other_office, comment="也不属于我们。", data={"proposed_unit": ""})
        third = Unit.objects.create(name="宝山区卫健委", short_name="区卫健委", kind="bureau")
        again = agree_return(made, world().district, comment="同意。", unit=third)
    assert (again.first_handed_on, again.handed_on, again.statutory_due) == (FIRST, dt.date(2026, 3, 12), FROM_FIRST)
