"""本单位审批步骤: what the unit's office says on the page."""

import re

import pytest
from django.urls import reverse
from lxml import html

from proposals.models import ApprovalPlan
from tests import factories as f
from tests.factories import world
from tests.replies.review.plans import head

pytestmark = pytest.mark.django_db
ROW = {"name": "", "place": "1", "taker": "office"}


def typed(*rows, signers=(), seen=0):
    """The four rows of the page; those that are not named are empty."""
    data = {"seen": seen, "signers": [user.pk for user in signers]}
    for number in range(1, 5):
        row = ROW | {"place": str(number)} | (rows[number - 1] if number <= len(rows) else {})
        data |= {f"step{number}-{name}": value for name, value in row.items()}
    return data


def page(client, who=None, data=None):
    client.force_login(who or world().office)
    where = reverse("approvals")
    return client.get(where) if data is None else client.post(where, data)


def line(client):
    found = html.fromstring(page(client).content).xpath("//p[contains(@class, 'approval-line')]")[0]
    return re.sub(r"\s+", "", found.text_content())


def steps():
    chief, other = head(), head("head2", "王敏", "养老服务科")
    return typed(
        {"name": "办公室核稿", "place": "2"},
        {"name": "科长审核", "place": "1", "taker": "people", "people": [chief.pk, other.pk], "own_section": "on"},
        {"name": "法制审核", "place": "3", "taker": "leader", "only_wide": "on"},
        signers=[world().second_leader],
    )


def test_a_unit_that_has_said_nothing_has_the_usual_step(client):
    assert line(client) == "经办人送审→核稿（办公室）→局领导签发"
    rows = html.fromstring(page(client).content).xpath("//input[@name='step1-name']/@value")
    assert (rows, ApprovalPlan.objects.count()) == (["核稿"], 0)


def test_steps_are_said_in_their_order_and_read_in_a_line(client):
    answer = page(client, data=steps())
    assert (answer.status_code, answer.url) == (302, reverse("approvals"))
    assert line(client) == (
        "经办人送审→科长审核（李强、王敏，各审本科室的）→办公室核稿→法制审核（局领导，只审涉及面广的）"
        "→局领导签发（涉及面广、处理难度大的由鲁正平签发）"
    )


def test_the_same_sent_twice_is_kept_once_and_a_change_beside_the_old_one(client):
    said = steps()
    for _ in range(2):
        assert page(client, data=said).status_code == 302
    assert ApprovalPlan.objects.count() == 1
    assert page(client, data=typed({"name": "核稿"}, seen=1)).status_code == 302
    history = html.fromstring(page(client).content).xpath("//ol[contains(@class, 'timeline')]/li")
    assert [re.sub(r"\s+", "", row.text_content())[:12] for row in history] == [
        "经办人送审→核稿（办公室",
        "经办人送审→科长审核（李",
        "经办人送审→核稿（办公室",
    ]


def test_an_old_page_changes_nothing_and_keeps_what_was_typed(client):
    page(client, data=steps())
    answer = page(client, data=typed({"name": "法制审核", "taker": "leader"}))
    assert (answer.status_code, ApprovalPlan.objects.count()) == (409, 1)
    assert html.fromstring(answer.content).xpath("//input[@name='step1-name']/@value") == ["法制审核"]
    assert "刚刚被别人改过" in answer.content.decode()


def test_all_rows_empty_is_no_step_at_all(client):
    page(client, data=typed())
    assert line(client) == "经办人送审→局领导签发"


@pytest.mark.parametrize(
    ("rows", "status", "said"),
    [
        ([{"name": "科长审核", "taker": "people"}], 400, "请选审这一步的人，至少一位。"),
        ([{"name": "核稿"}, {"name": "核稿", "taker": "leader"}], 409, "有两步都叫“核稿”"),
        ([{"name": "科" * 11}], 400, "10"),
        ([{"name": "核稿", "taker": "odd"}], 400, "请从列出的里面选。"),
        ([{"name": "核稿", "place": "9"}], 400, "9"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, rows, status, said):
    answer = page(client, data=typed(*rows))
    assert (answer.status_code, ApprovalPlan.objects.count()) == (status, 0)
    assert said in answer.content.decode()


def test_nobody_of_another_unit_is_offered_or_taken(client):
    stranger = world().other_leader
    text = page(client).content.decode()
    assert "白杰" not in text
    data = typed({"name": "法制审核", "taker": "people", "people": [stranger.pk]}, signers=[stranger])
    assert (page(client, data=data).status_code, ApprovalPlan.objects.count()) == (400, 0)


def test_the_other_office_changes_its_own_steps_only(client):
    page(client, world().other_office, typed({"name": "法制审核", "taker": "leader"}))
    assert [plan.unit for plan in ApprovalPlan.objects.all()] == [world().other_bureau]
    assert line(client) == "经办人送审→核稿（办公室）→局领导签发"


def test_the_office_finds_the_page_at_the_side_and_nobody_else(client):
    found = {}
    for who in ("office", "handler", "leader", "district"):
        client.force_login(getattr(f.world(), who))
        found[who] = f'href="{reverse("approvals")}"' in client.get(reverse("worklist")).content.decode()
    assert found == {"office": True, "handler": False, "leader": False, "district": False}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("签发", "“签发”是固定的步骤，不能再叫这个名称，请换一个，如“分管领导审核”。"),
        ("局领导签发", "“签发”是固定的步骤，不能再叫这个名称，请换一个，如“分管领导审核”。"),
        ("送审", "“送审”是固定的步骤，不能再叫这个名称，请换一个，如“分管领导审核”。"),
        ("分管局领导和法制审核科", "步骤名称最多10个字，现在有11个。"),
    ],
)
def test_a_name_of_the_law_or_too_long_is_refused_and_kept_as_typed(client, name, said):
    answer = page(client, data=typed({"name": name}))
    html_text = answer.content.decode()
    assert (answer.status_code, said in html_text, f'value="{name}"' in html_text) == (400, True, True)
    assert ApprovalPlan.objects.count() == 0
    assert html.fromstring(html_text).xpath("//input[@name='step1-name']/@maxlength") == []


def test_the_usual_name_may_be_said(client):
    assert page(client, data=typed({"name": "核稿"})).status_code == 302
