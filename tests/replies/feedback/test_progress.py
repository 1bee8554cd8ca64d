"""How far each deputy is with the feedback, and what deputies ask in turn."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from replies.feedback.actions import record_paper_feedback
from replies.feedback.links import revoke_link
from replies.feedback.progress import deputy_progress
from replies.models import Wish
from tests.factories import contact_all, judgement, make_case, scan, try_to_hear, world
from tests.replies.feedback.test_deputy import answer, at, invite, opened, submitted, text, tree

pytestmark = pytest.mark.django_db
SIGNED_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def case():
    return make_case("seeking_feedback")


def labels(case):
    case.reload()
    return [one.label for one in deputy_progress(case.current_round)]


def worklist(client):
    client.force_login(world().handler, SIGNED_IN)
    return text(client.get(reverse("worklist")))


def tab(client, case):
    client.force_login(world().handler, SIGNED_IN)
    return text(client.get(reverse("case_tab", args=[case.pk, "feedback"])))


# ---- 已发 · 已打开 · 已答复 · 已面商 ---------------------------------------------------------------------------


def test_the_link_goes_through_its_states(client, case):
    assert labels(case) == ["未发", "未发"]
    link = invite(case)
    assert labels(case) == ["已发", "未发"]
    opened(client, link)
    client.get(at(link))
    client.head(at(link))
    assert labels(case) == ["已发", "未发"]
    assert client.post(at(link, "seen/")).status_code == 204
    assert labels(case) == ["已打开", "未发"]
    submitted(client, link)
    assert labels(case) == ["已答复", "未发"]
    assert "赵洪蓉 已答复" in tab(client, case)


def test_an_answer_alone_says_that_it_was_opened(client, case):
    link = invite(case)
    client.post(at(opened(client, link) and link), answer())
    assert labels(case)[0] == "已打开"


def test_the_first_opening_is_kept(client, case):
    link = invite(case)
    opened(client, link)
    with time_machine.travel("2026-12-01 09:00 +0800"):
        client.get(f"/d/{link.url.rsplit('/', 1)[1]}")
        client.post(at(link, "seen/"))
    first = case.current_round.invitations.get().opened_at
    client.post(at(link, "seen/"))
    assert case.current_round.invitations.get().opened_at == first


def test_ended_links_say_so(case):
    invite(case)
    revoke_link(case.current_round, world().handler, case.suggestion.proposers[0])
    assert labels(case)[0] == "链接已停用"
    invite(case)
    with time_machine.travel("2027-12-01"):
        assert labels(case)[0] == "链接已过期"


def test_a_recorded_paper_form_is_told_apart(case):
    handler, deputy = world().handler, case.suggestion.proposers[0]
    record_paper_feedback(case.current_round, handler, deputy, judgement(), scan=scan(case, handler))
    assert labels(case)[0] == "已录入纸表"


def test_a_conclusion_is_said_until_a_later_attempt_takes_it_back(case):
    handler, deputy = world().handler, case.suggestion.proposers[0]
    try_to_hear(case, handler, deputy, outcome="不愿签", conclusion="拒签")
    assert labels(case) == ["拒签", "未发"]
    try_to_hear(case, handler, deputy, outcome="以后再填")
    assert labels(case) == ["未发", "未发"]


def test_a_meeting_after_signing_is_said_next_to_it(case):
    """The contacts before the reply was signed are not about the reply."""
    reply = case.current_round
    assert [one.met for one in deputy_progress(reply)] == [True, True]  # the same day
    reply.contacts.update(on="2020-01-01")
    case.reload()
    assert [one.met for one in deputy_progress(case.current_round)] == [False, False]
    contact_all(case, world().handler)
    case.reload()
    assert [one.met for one in deputy_progress(case.current_round)] == [True, True]


# ---- 请工作人员代填, 我想当面谈 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "said"), [("代填", "请工作人员代填"), ("面谈", "想当面谈")])
def test_a_wish_waits_for_the_handler_until_it_is_settled(client, go, case, kind, said):
    link = invite(case)
    opened(client, link)
    got = client.post(at(link, "wish/"), {"kind": kind})
    assert "已经告诉经办人" in text(got)
    assert f"您说{said}" in text(client.get(at(link)))
    made = Wish.objects.get()
    assert f"赵洪蓉{said}" in worklist(client)
    assert f"{said}" in tab(client, case)
    refused = go(world().handler, "settle", made.pk, data={"outcome": ""})
    assert (refused.status_code, Wish.objects.get().settled_at) == (400, None)
    go(world().handler, "settle", made.pk, data={"outcome": "已到代表家中当面谈过。"})
    made.refresh_from_db()
    assert (made.settled_by, made.outcome) == (world().handler, "已到代表家中当面谈过。")
    assert f"赵洪蓉{said}" not in worklist(client)
    assert [event.label for event in case.events.order_by("-sequence")[:2]] == [
        "办好赵洪蓉代表的请求",
        f"赵洪蓉代表{said}",
    ]


def test_a_wish_sent_twice_is_one_and_may_be_made_again_when_settled(go, case):
    link = invite(case)
    phone = opened(Client(), link)
    for _ in range(2):
        phone.post(at(link, "wish/"), {"kind": "面谈"})
    assert tree(phone.get(at(link))).xpath("//button[@name='kind']/@value") == ["代填"]
    made = Wish.objects.get()
    for _ in range(2):
        go(world().handler, "settle", made.pk, data={"outcome": "谈过了。"})
    assert case.events.filter(action="wish_settled").count() == 1
    phone.post(at(link, "wish/"), {"kind": "面谈"})
    assert Wish.objects.count() == 2


def test_for_who_answered_after_all_nobody_fills_in(client, case):
    link = invite(case)
    phone = opened(Client(), link)
    phone.post(at(link, "wish/"), {"kind": "代填"})
    assert "代填 办好了" in tab(client, case)
    submitted(phone, link)
    assert "请工作人员代填（代表已有意见，不用再代填） 办好了" in tab(client, case)


@pytest.mark.parametrize("kind", ["", "办结", "<b>", "面谈面谈"])
def test_what_cannot_be_wished_changes_nothing(client, case, kind):
    link = invite(case)
    opened(client, link)
    assert client.post(at(link, "wish/"), {"kind": kind})["Location"] == at(link)
    assert not Wish.objects.exists()


def test_looking_is_no_wish(client, case):
    link = invite(case)
    opened(client, link)
    assert [client.get(at(link, page)).status_code for page in ("wish/", "seen/")] == [405, 405]


def test_what_was_typed_is_kept_while_one_asks_for_help(client, case):
    link = invite(case)
    opened(client, link)
    client.post(at(link), answer(comment="写到一半"))
    client.post(at(link, "wish/"), {"kind": "代填"})
    assert "写到一半" in client.get(f"{at(link)}?change").content.decode()


def test_the_page_has_one_form_a_wish_and_no_script_sends_it(client, case):
    link = invite(case)
    opened(client, link)
    page = client.get(at(link)).content.decode()
    assert re.findall(r'name="kind" value="(\w+)"', page) == ["代填", "面谈"]


# ---- only the 方案 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "flagged"),
    [
        ({"plan": "不满意", "comment": "方案没有时间表。"}, True),
        ({"plan": "理解"}, False),
        ({"plan": "不满意", "result": "不满意", "comment": "都没有。"}, False),  # that goes to study
    ],
)
def test_who_is_unhappy_with_the_plan_alone_is_shown_to_the_leader(client, case, marks, flagged):
    link = invite(case)
    submitted(opened(client, link), link, **marks)
    client.force_login(world().leader, SIGNED_IN)
    page = text(client.get(reverse("worklist"), {"group": "plan"}))
    assert (case.suggestion.title in page) == flagged
    case.reload()
    assert ("只对办理方案不满意" in tab(client, case)) == flagged
