"""核稿 and 签发 in a real browser: one press agrees, a phrase is corrected on the page and seen before it counts."""

import re

import pytest
from playwright.sync_api import expect

from proposals.models import Status
from tests import factories as f
from tests.browser.looking import go_by, violations

WIDE, MIDDLE, NARROW = ({"width": width, "height": 900} for width in (1440, 1024, 390))


@pytest.fixture
def cases(transactional_db):
    return [f.make_case(Status.SIGNING, number=number) for number in ("201", "202")]


@pytest.fixture
def leader(page, sign_in, cases):
    sign_in(page, f.world().leader)
    page.set_viewport_size(WIDE)
    return page


def test_a_leader_corrects_a_phrase_and_goes_on_to_the_next_case(leader, cases):
    page, (first, second) = leader, cases
    page.goto(f"/cases/{first.pk}/review/")
    expect(page.get_by_text("第1件，共2件")).to_be_visible()
    go_by(page.get_by_role("link", name="修改后签发"))
    body = page.locator("[name=body]")
    body.fill(body.input_value().replace("12处", "15处"))
    changed = page.locator("#own-changes")
    expect(changed.locator("del")).to_have_text(re.compile("12"))
    expect(changed.locator("ins")).to_have_text(re.compile("15"))
    findings = page.locator("#findings")
    body.fill(body.input_value().replace("你们提出", "您们提出"))
    findings.get_by_role("button", name="改正", exact=True).click()
    expect(findings).to_contain_text("没有发现问题")
    expect(body).to_have_value(re.compile("你们提出"))
    assert first.current_round.drafts.count() == 1
    with page.expect_navigation():
        body.press("Control+Enter")
    expect(page.locator(".messages")).to_contain_text(
        re.compile("^\\s*201号已修改并签发。.*接着是下一件。", re.DOTALL)
    )
    assert page.url.endswith(f"/cases/{second.pk}/review/")
    reply = first.replies.get()
    assert [(row.note, "15处" in row.body) for row in reply.drafts.all()] == [("", False), ("领导修改", True)]
    go_by(page.get_by_role("button", name="同意签发", exact=True))
    expect(page.locator(".messages")).to_contain_text(re.compile(r"202号已签发。[\s\S]*没有别的件在等您审核了。"))


def test_ready_phrases_and_a_reason_that_must_be_given(leader, cases):
    page = leader
    page.goto(f"/cases/{cases[0].pk}/review/")
    opinion = page.locator("#id_sign_opinion")
    page.get_by_role("button", name="同意，请抓紧落实所承诺的事项。").click()
    expect(opinion).to_have_value("同意，请抓紧落实所承诺的事项。")
    opinion.fill("可以。")
    page.get_by_role("button", name="同意签发。").click()
    expect(opinion).to_have_value("可以。同意签发。")
    page.locator("summary", has_text="退回修改").click()
    expect(page.locator("#id_send_back_opinion")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#id_send_back_opinion")).to_be_hidden()
    page.locator("summary", has_text="退回修改").click()
    go_by(page.get_by_role("button", name="退回给高扬修改"))
    expect(page.get_by_role("alert")).to_contain_text("请写明意见")
    for phrase in ("请先与代表当面沟通再报。", "请补充会办单位意见。"):
        page.get_by_role("button", name=phrase).click()
    go_by(page.get_by_role("button", name="退回给高扬修改"))
    expect(page.locator(".messages")).to_contain_text("201号已退回给经办人高扬。接着是下一件。")
    assert cases[0].replies.get().reviews.last().opinion == "请先与代表当面沟通再报。请补充会办单位意见。"


def test_whom_one_stands_in_for_is_read_on_the_closed_fold(leader, cases):
    page = leader
    page.goto(f"/cases/{cases[0].pk}/review/")
    page.get_by_text("代其他领导签").click()
    page.get_by_label("代谁签").fill("鲁正平")
    page.get_by_label("代签原因").fill("外出开会")
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="代鲁正平签")).to_be_visible()
    go_by(page.get_by_role("button", name="同意签发", exact=True))
    expect(page.locator(".messages")).to_contain_text("201号已签发")
    assert cases[0].replies.get().reviews.last().on_behalf_of == "鲁正平"


@pytest.mark.parametrize("rest", ["", "?step=amend_sign"])
def test_the_page_stands_at_every_width_with_its_decision_in_view(leader, cases, rest):
    page = leader
    page.goto(f"/cases/{cases[0].pk}/review/{rest}")
    found = {}
    for size in (WIDE, MIDDLE, NARROW):
        page.set_viewport_size(size)
        faults = [(one["id"], one["nodes"][0]["target"]) for one in violations(page)]
        sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        columns = page.evaluate("getComputedStyle(document.querySelector('.review-grid')).gridTemplateColumns")
        expect(page.locator("[data-main]")).to_be_in_viewport()
        found[size["width"]] = (faults, sideways, len(columns.split()))
    assert found == {1440: ([], False, 2), 1024: ([], False, 2), 390: ([], False, 1)}
    page.locator("summary:visible", has_text=re.compile("退回修改|代其他领导签")).first.click()
    assert violations(page) == []
