"""What a reviewer reads next to the letter: what changed, what is in order, what was said; with few queries."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from replies.consultations.actions import ask_units
from replies.contacts.actions import add_contact
from replies.drafts import findings
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from replies.rounds.actions import assign_case
from tests import factories as f
from tests.factories import TEXTS, advance, make_case, world

pytestmark = pytest.mark.django_db

NEW = TEXTS["body"].replace("12处", "15处")


@pytest.fixture
def shown(go):
    """`shown(user, case)`: the rows of the page's right column, heading → words."""

    def read(user, case, **how):
        tree = html.fromstring(go(user, "review", case.pk, **how).content)
        rows = tree.xpath("//aside[contains(@class, 'brief')]/section")
        return {row.xpath("string(h2)"): " ".join(row.xpath("string(div)").split()) for row in rows}

    return read


def changed(go, user, case):
    tree = html.fromstring(go(user, "review", case.pk).content)
    return tree.xpath("//del/text()"), tree.xpath("//ins/text()")


def sent_back(case=None):
    """Sent back by the leader, written and checked again."""
    case = case or make_case("signing")
    decide_review(case, world().leader, Verdict.SEND_BACK, opinion="请写实。")
    case.reload()
    names = "、".join(deputy.name for deputy in case.suggestion.proposers)
    f.write(case, world().handler, body=NEW.replace("赵洪蓉、周建伟", names))
    return advance(case, "submit", "check")


# ---- what changed ----------------------------------------------------------------------------------------


def test_the_first_time_there_is_nothing_to_compare(shown):
    assert shown(world().leader, make_case("signing"))["改动"] == "您第一次看这份答复。"


def test_a_leader_sees_what_changed_since_the_version_the_leader_judged(go, shown):
    case = sent_back()
    assert changed(go, world().leader, case) == (["12"], ["15"])
    assert shown(world().leader, case)["改动"].startswith("和您上次审的第1稿相比： 正文")


def test_another_leader_sees_what_changed_since_it_was_sent_back(go, shown):
    case = sent_back()
    assert changed(go, world().second_leader, case) == (["12"], ["15"])
    assert shown(world().second_leader, case)["改动"].startswith("和退回时的第1稿相比：")


def test_what_did_not_change_is_said(shown):
    case = make_case("checking")
    decide_review(case, world().office, Verdict.CHECK_BACK, opinion="再想想。")
    case.reload()
    advance(case, "submit")
    assert shown(world().office, case)["改动"] == "和您上次审的第1稿相比没有改动。"


def test_a_leader_sees_what_the_office_corrected(go, shown):
    case = make_case("checking")
    decide_review(
        case, world().office, Verdict.AMEND_CHECK, opinion="改了数字。", texts={**TEXTS, "body": NEW}, base=1
    )
    case.reload()
    assert changed(go, world().leader, case) == (["12"], ["15"])
    assert shown(world().leader, case)["改动"].startswith("和经办人送审的第1稿相比：")


def test_a_later_round_is_compared_with_what_was_signed_in_the_one_before(go, shown):
    case = make_case("seeking_feedback")
    advance(case, "deliver", "dissatisfy", "reopen", "prepare")
    f.write(case, world().handler, body=NEW)
    advance(case, "submit", "check")
    assert changed(go, world().leader, case) == (["12"], ["15"])
    rows = shown(world().leader, case)
    assert rows["改动"].startswith("和第1轮签发的答复相比：")
    assert "赵洪蓉 结果不满意 · 方案满意 · 态度满意没有写完成时间。" in rows["上一轮"]


# ---- what is in order ------------------------------------------------------------------------------------


def test_everything_is_read_without_opening_anything(shown):
    case = make_case("signing")
    rows = shown(world().leader, case)
    assert list(rows) == ["请您办", "改动", "检查", "代表", "会办", "分类", "公开", "办理情况", "审核意见", "原文"]
    assert rows["代表"].startswith("2位代表都已联系 赵洪蓉 走访")
    assert (rows["会办"], rows["分类"], rows["公开"]) == ("没有请其他单位会办。", "已采纳", "主动公开·全文")
    assert rows["办理情况"] == TEXTS["handling"]
    assert rows["请您办"].startswith("签发答复")


def test_who_was_not_contacted_and_who_did_not_answer_stands_in_red(go, shown):
    case = make_case("in_progress")
    f.write(case, world().handler)
    ask(case, [world().other_bureau])
    type(case).objects.filter(pk=case.pk).update(status="signing")
    case.reload()
    tree = html.fromstring(go(world().leader, "review", case.pk).content)
    assert [p.text for p in tree.xpath("//aside//p[@class='bad']")] == ["还有2位没有联系：赵洪蓉、周建伟"]
    assert tree.xpath("//ul[@class='glance']/li[contains(@class, 'late')]/text()") == [
        "代表2位未联系",
        "会办意见1家未到",
    ]


def test_what_the_checker_says_is_read_here_with_the_reason_that_let_it_stand(shown):
    case = make_case("in_progress")
    f.contact_all(case, world().handler)
    f.write(case, world().handler, body=TEXTS["body"].replace("你们", "您们"))
    for mark in findings.errors_left(case.current_round.latest_draft):
        findings.override_finding(case.current_round, world().handler, mark.key, "代表来信原话。")
    advance(case, "submit")
    rows = shown(world().office, case)
    assert "您们" in rows["检查"]
    assert "要改" not in rows["检查"] + rows["请您办"]
    assert "经办人不改的理由：代表来信原话。 高扬" in rows["检查"]


def ask(case, units):
    today, key = timezone.localdate(), uuid.uuid4()
    ask_units(case.current_round, world().handler, units=units, question="请看。", due_on=today, key=key)


# ---- afterwards ------------------------------------------------------------------------------------------


def test_the_handler_sees_afterwards_what_the_leader_changed(go, client):
    case = make_case("signing")
    decide_review(
        case, world().leader, Verdict.AMEND_SIGN, opinion="按修改稿签发。", texts={**TEXTS, "body": NEW}, base=1
    )
    client.force_login(world().handler)
    where = html.fromstring(client.get(reverse("case_tab", args=[case.pk, "reply"])).content).xpath(
        "//a[contains(., '看领导改了哪里')]/@href"
    )
    assert where == [f"/cases/{case.pk}/draft/1/2/#amended"]
    page = html.fromstring(client.get(where[0]).content)
    part = page.xpath("//section[@id='amended']")[0]
    assert part.xpath("string(h2)") == "领导修改了哪里"
    assert (part.xpath(".//del/text()"), part.xpath(".//ins/text()")) == (["12"], ["15"])
    assert "领导修改" in page.xpath("string(//ol[contains(@class, 'timeline')])")


def test_what_a_leader_changed_is_the_units_own(go):
    case = make_case("signing")
    decide_review(
        case, world().leader, Verdict.AMEND_SIGN, opinion="按修改稿签发。", texts={**TEXTS, "body": NEW}, base=1
    )
    page = go(world().district, "draft_version", case.pk, 1, 2).content.decode()
    assert ("15处" in page, "12处" in page, "amended" in page) == (True, False, False)


# ---- queries ---------------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_page_asks_as_often_for_much_as_for_little(go):
    """More deputies, contacts, helpers, versions, reviews and waiting cases: the same number of queries."""
    little = sent_back()
    much = make_case("signing", deputies=8)
    for turn in range(3):
        sent_back(much)
        make_case("signing")
        for deputy in much.suggestion.proposers:
            add_contact(
                much.current_round,
                world().handler,
                deputies=[deputy],
                way="电话",
                on=timezone.localdate(),
                staff="高扬",
                summary=f"第{turn}次听取意见。",
                key=uuid.uuid4(),
            )
    counts = {}
    for name, case in (("warm", little), ("little", little), ("much", much)):
        with CaptureQueriesContext(connection) as asked:
            assert go(world().leader, "review", case.pk).status_code == 200
        counts[name] = len(asked)
    assert counts["little"] == counts["much"]


# ---- where its author was then ---------------------------------------------------------------------------


def line_of_version(go, user, case) -> str:
    """第1稿 · 高扬（基层政权科）, without the hour."""
    tree = html.fromstring(go(user, "review", case.pk).content)
    lines = ["".join(one.text_content().split()) for one in tree.xpath("//aside//p")]
    [line] = [text for text in lines if text.startswith("第") and "保存" in text]
    return line.partition(f"{timezone.localdate().month}月")[0]


def test_a_version_says_the_section_of_its_author_when_it_was_saved(go):
    w, case = world(), make_case("checking")
    before = line_of_version(go, w.office, case)
    assign_case(case, w.office, handler=w.second_handler, section="养老服务科", comment="")
    assert [before, line_of_version(go, w.office, case)] == ["第1稿·高扬（基层政权科）"] * 2
    decide_review(
        case, w.office, Verdict.AMEND_CHECK, opinion="改好了。", texts={**TEXTS, **f.addressed(case), "phone": "1"}
    )
    case.reload()
    assert line_of_version(go, w.leader, case) == "第2稿·孙莉"
