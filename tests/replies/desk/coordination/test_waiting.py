"""协调会 in 我的待办: of whom, with what to do, until when; what the list holds and what its row says agree."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from proposals.cases.oversight.coordination import drop_coordination, record_coordination, refuse_coordination
from proposals.models import Case, Part, Unit
from tests import factories as f
from tests.proposals.administration.offices import browser_of
from tests.rules.oversight.meeting import ask_for, call_for, two_units

pytestmark = pytest.mark.django_db
PEOPLE = (
    "office", "handler", "leader", "other_office", "other_handler", "other_leader", "district", "congress", "cppcc",
)  # fmt: skip


def waiting(case: Case) -> dict[str, str]:
    """What each person's 我的待办 says of a case; who has it not there is not named."""
    found = {}
    for who in PEOPLE:
        rows = browser_of(getattr(f.world(), who)).get("/").context["rows"]
        for row in rows:
            if row.case.pk == case.pk:
                found[who] = row.to_do
    return found


def without_work(found: dict[str, str]) -> dict[str, str]:
    """What is said of the meeting alone."""
    return {who: said.rsplit("；", 1)[-1] for who, said in found.items() if "协调" in said}


def on(days: int) -> time_machine.travel:
    noon = timezone.make_aware(dt.datetime.combine(f.day(days), dt.time(18)))
    return time_machine.travel(noon)


def test_what_a_unit_asks_for_waits_for_the_working_body():
    case = two_units()
    ask = ask_for(case)
    assert without_work(waiting(case)) == {"congress": "答复协调的请求"}
    refuse_coordination(ask, f.world().district, why="已经电话商定。")
    assert without_work(waiting(case)) == {}


def test_of_another_kind_it_waits_for_the_body_of_that_kind():
    case = f.make_case("in_progress", part=Part.MAIN, body="政协")
    f.hand_over(case.suggestion, f.world().other_bureau, Part.HELP)
    ask_for(case)
    assert without_work(waiting(case)) == {"cppcc": "答复协调的请求"}


def test_where_no_working_body_takes_part_it_waits_for_the_district():
    case = two_units()
    ask_for(case)
    Unit.objects.filter(pk=f.world().congress_office.pk).update(is_active=False)
    assert without_work(waiting(case)) == {"district": "答复协调的请求"}


def test_a_meeting_waits_for_the_units_until_it_is_over_then_for_its_record():
    case = two_units()
    helper = case.suggestion.cases.exclude(pk=case.pk).get()
    held = call_for(case)
    comes = f"{held.when}参加协调会"
    days = (timezone.localdate(held.meets_at) - timezone.localdate()).days
    assert without_work(waiting(case)) == {"office": comes, "handler": comes}
    assert without_work(waiting(helper)) == {"other_office": comes}
    with on(days):
        assert without_work(waiting(case)) == {"office": comes, "handler": comes, "congress": "写协调会纪要"}
        [row] = [one for one in browser_of(f.world().congress).get("/").context["rows"] if one.case.pk == case.pk]
        assert (row.page, row.holder) == (f"/coordination/{held.pk}/record/", "代表工作机构")
    with on(days + 1):
        assert without_work(waiting(case)) == {"congress": "写协调会纪要"}
        assert without_work(waiting(helper)) == {}
        record_coordination(held, f.world().congress, minutes="由民政牵头。", tasks="", file=None)
        assert without_work(waiting(case)) == {}


def test_a_unit_that_is_not_invited_and_a_meeting_that_is_off_wait_for_nobody():
    case = two_units()
    third = f.hand_over(case.suggestion, f.unit("区交通委"), Part.HELP)
    invited = [case.unit, f.world().other_bureau]
    held = call_for(case, units=invited)
    assert without_work(waiting(third)) == {}
    drop_coordination(held, f.world().congress, why="已经商定。")
    assert without_work(waiting(case)) == {}
