"""No power of an administrator becomes a signature unseen: within a day of a new password, or of a telephone unbound,
the page says so before the signature and the record for ever after."""

import datetime as dt

import pytest
import time_machine

from proposals.administration.factors.lost import ask_reset, decide_reset
from proposals.administration.passwords import give_password
from proposals.models import Event, Role, SecondFactor, User
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAID = "03月02日 09:00由钟凯重置了密码；03月02日 09:05由顾荃解除了两步登录"


def reset(leader):
    w = f.world()
    with time_machine.travel("2027-03-02T09:00:00+08:00", tick=False):
        give_password(leader, w.admin, turn=0)
        User.objects.filter(pk=leader.pk).update(password_until=None, password_given_by=None)
    with time_machine.travel("2027-03-02T09:05:00+08:00", tick=False):
        SecondFactor.objects.create(user=leader, secret="x")
        decide_reset(ask_reset(leader, w.admin, reason="丢了"), w.grants, agree=True)
    return User.objects.get(pk=leader.pk)


def sign(leader, case):
    page = browser_of(leader).get(f"/cases/{case.pk}/review/")
    said = {name: field_on(page, name) for name in ("seen", "base", "step")} | {"opinion": "同意签发。"}
    browser_of(leader).post(f"/cases/{case.pk}/review/", said)
    return page, Event.objects.filter(case=case, action="sign").get()


@pytest.mark.parametrize(("after", "said"), [(dt.timedelta(hours=23), SAID), (dt.timedelta(hours=24, minutes=6), "")])
def test_a_signature_within_a_day_says_so_on_the_page_and_in_the_record(after, said):
    w = f.world()
    with time_machine.travel("2027-03-01T09:00:00+08:00", tick=False):
        case = f.make_case("signing")
    leader = reset(w.leader)
    with time_machine.travel(dt.datetime.fromisoformat("2027-03-02T09:00:00+08:00") + after, tick=False):
        page, event = sign(leader, case)
        told = seen_on(page, "warn", "p")
        record = browser_of(w.handler).get(f"/cases/{case.pk}/").content.decode()
    assert [text for text in told if "由钟凯" in text] == (
        [f"您的账号{SAID}。一天内签发的，办理记录里会写明这一点。不是您请他们办的，先不要签，请马上告诉审计管理员。"]
        if said
        else []
    )
    assert event.data.get("after_reset", "") == said
    assert ("签前一天内账号" in record, SAID in record) == (bool(said), bool(said))


def test_who_chose_the_own_password_or_was_given_a_role_leaves_no_such_words():
    w = f.world()
    browser_of(w.leader).post("/password/", {"old_password": f.PASSWORD, "new_password1": "新的密码-2027x"})
    f.person("newcomer", "新来的", (w.bureau, Role.LEADER))
    page, event = sign(w.leader, f.make_case("signing"))
    assert ("after_reset" in event.data, "先不要签" in page.content.decode()) == (False, False)
