"""Notices go to people who can act: who stands in, else the unit's office, else the district office."""

import uuid

import pytest
from django.utils import timezone

from proposals.cases import workflow
from proposals.models import Case, Membership, Notice, Role, Status, User
from proposals.notices import reminders
from proposals.notices.events import tell_units
from replies.consultations.actions import ask_units, remind_unit
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db


def leave(*names):
    Membership.objects.filter(user__in=[getattr(world(), name).pk for name in names]).update(is_active=False)


def lend(who, stand_in=None):
    w = world()
    f.lend((getattr(w, who), w.bureau, getattr(w, stand_in) if stand_in else None))


def told(**facts):
    rows = Notice.objects.filter(**facts).select_related("recipient").order_by("pk")
    return [str(row.recipient) for row in rows]


GONE = [
    (lambda: None, ["高扬"]),
    (lambda: lend("handler", "second_handler"), ["许静"]),
    (lambda: lend("handler"), ["孙莉"]),
    (lambda: leave("handler"), ["孙莉"]),
    (lambda: User.objects.filter(username="handler").update(is_active=False), ["孙莉"]),
    (lambda: (lend("handler", "second_handler"), lend("second_handler")), ["孙莉"]),
    (lambda: (leave("handler"), lend("office", "leader")), ["郑国华"]),
    (lambda: leave("handler", "office"), ["陆文"]),
]


@pytest.mark.parametrize(("go", "heard"), GONE, ids=map(str, range(len(GONE))))
def test_a_date_that_comes_near_is_told_to_who_can_act(go, heard):
    case = make_case(Status.IN_PROGRESS)
    today = timezone.localdate()
    Case.objects.filter(pk=case.pk).update(statutory_due=today, handed_on=f.day(-9), received_on=f.day(-8))
    go()
    reminders.remind_staff()
    assert told(kind="due") == heard


@pytest.mark.parametrize(("go", "heard"), GONE, ids=map(str, range(len(GONE))))
def test_what_the_handler_is_told_of_reaches_who_can_act(go, heard):
    """催办 of an opinion goes to its handler alone (the office was mailed)."""
    w, asked = world(), f.hand_over(f.suggestion(), world().other_bureau)
    f.advance(asked, "sign_for", "assign")
    day = timezone.localdate()
    [one] = ask_units(
        asked.current_round, w.other_handler, units=[w.bureau], question="请看。", due_on=day, key=uuid.uuid4()
    )
    f.advance(one.helping, "sign_for", "assign")
    remind_unit(one, w.other_handler)
    go()
    tell_units()
    assert told(sentence__contains="催办会办意见") == heard


def test_the_district_offices_people_who_are_there_are_told():
    case, w = make_case(), world()
    second = f.person("district2", "尤嘉", (w.district_office, Role.DISTRICT))
    workflow.perform(case, "ask_return", w.office, comment="不属于本单位职责。", data={"leader": "郑国华"})
    f.lend((w.district, w.district_office, None))
    tell_units()
    assert told(sentence__contains="申请退办") == [second.name]
