"""An address that takes only what a button sends, opened by itself: said to deputies in their words, with the way on;
to staff in theirs."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from proposals.models import Deputy
from tests import factories as f
from tests.replies.feedback.test_deputy import at, invite, opened
from tests.replies.mine.phones import let_in, text, tree

pytestmark = pytest.mark.django_db
KEY = "6f1c7a52-0000-4000-8000-000000000001"
DESK = ("待办", "操作没有执行", "由您办理")


def ways(page):
    return [(" ".join(one.text_content().split()), one.get("href")) for one in tree(page).xpath("//main//a")]


def outside_addresses():
    """Every address of the outside with a number of its own, as a browser's memory has it."""
    [outside] = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "outside"]
    given = {"pk": 7, "case_pk": 9, "contact_key": KEY, "token": "a", "code": "B", "copy": "c"}
    for one in outside.url_patterns:
        takes = one.pattern.converters
        if set(takes) <= set(given):
            yield one.name, reverse(f"outside:{one.name}", kwargs={name: given[name] for name in takes})


def test_what_only_a_button_opens_leads_a_deputy_on():
    case = f.make_case("seeking_feedback")
    link = invite(case)
    phone = let_in(Deputy.objects.get(name="赵洪蓉"))
    opened(phone, link)
    one = reverse("outside:mine_one", args=[7])
    mine = ("打开我的建议", "/mine/")
    found = {}
    for name, address in outside_addresses():
        page = phone.get(address)
        if page.status_code == 405:
            assert "这一页不能单独打开" in text(page), name
            assert not [word for word in DESK if word in text(page)], name
            found[name] = ways(page)
    back, ask = ("回到答复", "/deputy/7/"), ("回到回访", "/revisit/7/")
    assert found == {
        "mine_answer": [("回到这一件", one), mine],
        "mine_object": [("回到这一件", one), mine],
        "mine_unsay": [mine],
        "mine_deny": [mine],
        "mine_revisit": [mine],
        "revisit_who": [ask, mine],
        "who": [back, mine],
        "renew": [back, mine],
        "seen": [back, mine],
        "wish": [back, mine],
    }


@pytest.mark.parametrize("page", ["seen/", "wish/"])
def test_the_way_back_leads_to_the_reply(page):
    link = invite(f.make_case("seeking_feedback"))
    phone = opened(Client(), link)
    assert ways(phone.get(at(link, page))) == [("回到答复", at(link)), ("打开我的建议", "/mine/")]


def test_large_letters_stay_large():
    link = invite(f.make_case("seeking_feedback"))
    phone = opened(Client(), link)
    phone.get(at(link) + "?size=big")
    assert tree(phone.get(at(link, "wish/"))).get("class") == "big"


def test_what_was_typed_for_a_page_that_is_gone_comes_back_in_their_words():
    f.make_case("seeking_feedback")
    phone = let_in(Deputy.objects.get(name="赵洪蓉"))
    page = phone.post("/mine/7/object/9/", {"reason": "这条路不归它管。"})
    assert page.status_code == 404
    assert ("您写的没有交上去" in text(page), "这条路不归它管。" in text(page)) == (True, True)
    assert not [word for word in DESK if word in text(page)]


def test_staff_read_it_in_theirs(client):
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    page = client.get(reverse("replies:follow", args=[case.pk]))
    assert (page.status_code, "请回到您的待办" in re.sub(r"\s", "", text(page))) == (405, True)
