"""代: who stands in for an absent colleague acts on the cases of that colleague, in the own name, for the time."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from proposals.cases.access import NotYours, Refused, roles_in
from proposals.cases.workflow import available, perform
from proposals.models import Case, Event, Membership, Role, Status, User
from replies.desk.case.facts import case_timeline
from tests import factories as f

pytestmark = pytest.mark.django_db
S = Status


def stand_in(who: str, for_whom: str, **facts) -> User:
    w = f.world()
    f.lend((getattr(w, for_whom), w.bureau, getattr(w, who)), **facts)
    return getattr(f.world(), who)


def test_the_stand_in_does_the_handlers_work_in_the_own_name():
    case = f.make_case(S.IN_PROGRESS)
    user = stand_in("second_handler", "handler")
    f.contact_all(case, user)
    f.write(case, user)
    perform(case, "submit", user)
    case.reload()
    assert (case.status, case.handler.name) == (S.CHECKING, "高扬")
    events = list(Event.objects.filter(case=case, actor=user))
    assert {event.actor_name for event in events} == {"许静"}
    assert {event.data["stands_in_for"] for event in events} == {"高扬"}
    assert {event.role for event in events} == {Role.HANDLER}
    assert events[-1].hash == events[-1].computed_hash()
    assert case_timeline(case.events.all(), inside=True)[0].who == "许静代高扬"


def test_on_the_own_cases_nobody_is_stood_in_for():
    case, w = f.make_case(S.RECEIVED), f.world()
    f.assign_case(case, w.office, handler=w.second_handler, section="养老服务科")
    user = stand_in("second_handler", "handler")
    f.contact_all(case, user)
    assert "stands_in_for" not in case.events.last().data


def test_a_stand_in_reaches_the_absent_ones_cases_for_the_time_and_no_others():
    case, w = f.make_case(S.IN_PROGRESS), f.world()
    [absence] = f.lend((w.handler, w.bureau, w.second_handler))
    assert roles_in(case, f.world().second_handler) == {Role.HANDLER}
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        assert roles_in(case, f.world().second_handler) == {Role.HANDLER}
    for days in (-1, 6):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            assert roles_in(case, f.world().second_handler) == set()
    absence.ended_at, absence.ended_by = timezone.now(), w.office
    absence.save()
    with pytest.raises(NotYours):
        perform(case, "submit", f.world().second_handler)


@pytest.mark.parametrize("gone", ["handler", "second_handler"])
def test_who_left_lends_nothing_and_stands_in_for_nobody(gone):
    case, w = f.make_case(S.IN_PROGRESS), f.world()
    f.lend((w.handler, w.bureau, w.second_handler))
    Membership.objects.filter(user=getattr(w, gone)).update(is_active=False)
    assert roles_in(case, f.world().second_handler) == set()


@pytest.mark.parametrize("step", ["sign", "amend_sign"])
def test_who_stands_in_for_the_handler_does_not_sign_that_case(step):
    """Also not when the handler is back: the text is the stand-in's own."""
    case, w = f.make_case(S.IN_PROGRESS), f.world()
    f.lend((w.handler, w.bureau, w.leader))
    user = f.world().leader
    f.contact_all(case, user)
    f.write(case, user)
    perform(case, "submit", user)
    f.advance(case, "check")
    reasons = {choice.name: choice.reason for choice in available(case, user)}
    assert reasons[step] == "您在代高扬办理这一件，不能签发，请另一位领导签发"
    assert case.status == S.SIGNING
    with pytest.raises(Refused, match="您在代高扬办理这一件"):
        perform(case, step, user, comment="同意。")
    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        back = f.world().leader
        assert "这份答复是您送审的" in {one.name: one.reason for one in available(case, back)}[step]
        assert {one.name: one.reason for one in available(case, f.world().second_leader)}[step] == ""


def test_a_leaders_stand_in_signs_in_the_unit_but_not_the_own_case():
    case, w = f.make_case(S.SIGNING), f.world()
    f.lend((w.leader, w.bureau, w.second_handler), (w.second_leader, w.bureau, w.handler))
    assert {one.name: one.reason for one in available(case, f.world().second_handler)}["sign"] == ""
    own = {one.name: one.reason for one in available(case, f.world().handler)}["sign"]
    assert own == "经办人不能签发自己办理的答复，请另一位领导签发"
    assert Case.objects.get(pk=case.pk).status == S.SIGNING
