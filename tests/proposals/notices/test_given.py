"""分办 and 改派 are told to whom the case was given."""

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.models import Membership, Notice, Role, Status
from proposals.notices.recipients import case_name
from replies.handover.actions import move_section
from tests import factories as f
from tests.factories import make_case, world
from tests.replies.desk.many.test_give import send, sheet
from tests.replies.handover.test_hand_over import hand_over
from tests.replies.joint.pair import join_pair

pytestmark = pytest.mark.django_db
NAME = "070号建议《社区食堂》"
LIST = "/?group=mine"


def enter(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def new_case():
    return make_case(Status.RECEIVED, number="070", title="社区食堂")


def give(case, to, who=None, comment=""):
    case.reload()
    data = {"handler": to.pk, "seen": case.version, "comment": comment}
    answer = enter(who or world().office).post(reverse("replies:assign", args=[case.pk]), data)
    assert answer.status_code == 302


def told():
    call_command("housekeeping", verbosity=0)
    rows = Notice.objects.filter(kind=Notice.Kind.GIVEN).select_related("recipient", "case").order_by("pk")
    return [(str(row.recipient), row.sentence) for row in rows if row.key.startswith(("event:", "given:"))]


def test_the_handler_is_told_once_of_each_giving():
    case, w = new_case(), world()
    give(case, w.handler)
    assert told() == told() == [("高扬", f"{NAME}：孙莉分办给您，请办理。")]
    give(case, w.second_handler, comment="交接：请接着办")
    assert told()[1:] == [("许静", f"{NAME}：孙莉改派给您，请办理。")]
    page = enter(w.second_handler).get(reverse("notices")).content.decode()
    assert "孙莉改派给您，请办理。" in page
    assert Notice.objects.last().get_absolute_url() == case.get_absolute_url()


def test_who_stands_in_for_the_handler_is_told():
    case, w = new_case(), world()
    f.lend((w.handler, w.bureau, w.second_handler))
    give(case, w.handler)
    assert told() == [("许静", f"{NAME}：孙莉分办给高扬，由您代办，请办理。")]


def test_who_gave_the_case_to_the_own_person_is_not_told():
    case, w = new_case(), world()
    Membership.objects.create(user=w.office, unit=w.bureau, role=Role.HANDLER)
    give(case, w.office)
    assert told() == []


def test_a_move_to_another_section_tells_nothing_new():
    case, w = new_case(), world()
    give(case, w.handler)
    case.reload()
    member = w.handler.memberships.get(role="handler")
    move_section(member, w.office, section="养老服务科", cases=[(case, case.version)])
    assert told() == [("高扬", f"{NAME}：孙莉分办给您，请办理。")]


def test_what_was_handed_over_is_told_as_that_alone(client):
    case, w = new_case(), world()
    give(case, w.handler)
    hand_over(client, {case: w.second_handler})
    assert told() == []
    heard = Notice.objects.get(recipient=w.second_handler)
    assert (heard.kind, heard.headline) == (Notice.Kind.HANDED, "高扬交接给您1件。")


def test_many_given_at_one_press_are_told_in_one_line(client):
    w, cases = world(), [make_case(Status.RECEIVED) for _ in range(4)]
    send(client, sheet(client, *cases), {**dict.fromkeys(cases[:3], w.handler), cases[3]: w.second_handler})
    names = [case_name(case) for case in cases]
    found = dict(told())
    assert found["高扬"].split("\n")[0] == "孙莉分办给您3件，请办理。"
    assert sorted(found["高扬"].split("\n")[1:]) == sorted(names[:3])
    assert found["许静"] == f"{names[3]}：孙莉分办给您，请办理。"
    one = Notice.objects.get(recipient=w.handler)
    assert (one.get_absolute_url(), enter(w.handler).get(LIST).status_code) == (LIST, 200)


@pytest.mark.parametrize("undone", [1, 3])
@pytest.mark.parametrize("heard", [False, True])
def test_what_was_undone_is_told_to_who_had_heard_of_it(client, undone, heard):
    w, cases = world(), [make_case(Status.RECEIVED) for _ in range(3)]
    names = sorted(case_name(case) for case in cases)
    cases.sort(key=case_name)
    with time_machine.travel("2026-11-24 22:00 +0800") as clock:
        send(client, sheet(client, *cases), dict.fromkeys(cases, w.handler))
        first = [("高扬", "\n".join(["孙莉分办给您3件，请办理。", *names]))]
        if heard:
            assert told() == first
            Notice.objects.update(read_at=timezone.now())
        clock.shift(30)
        steps = [f"{case.pk}.{case.events.get(action='assign').sequence}" for case in cases[:undone]]
        assert client.post("/undo/", {"step": steps}).status_code == 302
        clock.shift(30)
        back = f"{names[0]}：分办已撤回。" if undone == 1 else "\n".join(["分办已撤回3件。", *names])
        rest = "\n".join(["孙莉分办给您2件，请办理。", *names[1:]])
        wanted = [*first, ("高扬", back)] if heard else [("高扬", rest)] if undone == 1 else []
        assert [(who, in_order(said)) for who, said in told()] == wanted == [(who, in_order(x)) for who, x in told()]


def test_what_was_not_read_is_told_anew_without_what_was_undone(client):
    w, cases = world(), sorted((make_case(Status.RECEIVED) for _ in range(2)), key=case_name)
    with time_machine.travel("2026-11-24 22:00 +0800") as clock:
        send(client, sheet(client, *cases), dict.fromkeys(cases, w.handler))
        assert len(told()) == 1
        clock.shift(30)
        step = f"{cases[0].pk}.{cases[0].events.get(action='assign').sequence}"
        assert client.post("/undo/", {"step": [step]}).status_code == 302
        clock.shift(30)
        assert told() == told() == [("高扬", f"{case_name(cases[1])}：孙莉分办给您，请办理。")]


def in_order(sentence):
    first, *lines = sentence.split("\n")
    return "\n".join([first, *sorted(lines)])


def test_joined_cases_are_told_as_their_leading_one():
    pair, w = join_pair("sign_for"), world()
    give(pair.reload().lead, w.handler)
    assert [who for who, _ in told()] == ["高扬"]
    assert Notice.objects.get(recipient=w.handler, kind=Notice.Kind.GIVEN).case == pair.lead
