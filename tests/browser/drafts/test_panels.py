"""The drafting page: its head stays, its left side is in tabs, what is missing leads to its place."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import open_tab, violations
from tests.factories import addressed, make_case, world, write

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def case(transactional_db):
    case = make_case("in_progress")
    write(
        case, world().handler, body=addressed(case)["body"].replace("你们", "您们"), disclosure="", classification=""
    )
    return case


@pytest.fixture
def desk(page, sign_in, case):
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    return page


def tab(page, name):
    return page.get_by_role("tab", name=name)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_every_tab_stands_at_every_width_under_a_head_that_stays(desk, case, size):
    desk.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    for name in ("答复", "办理情况表", "公文要素", "建议原文"):
        open_tab(desk, name)
        expect(tab(desk, name)).to_have_attribute("aria-selected", "true")
        assert (violations(desk), desk.evaluate(SIDEWAYS)) == ([], False)
    expect(desk.get_by_text(case.suggestion.text).first).to_be_visible()
    desk.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(desk.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(desk.locator(".draft-head .num")).to_have_text(case.suggestion.short_number)


def test_the_tabs_go_by_arrows_and_come_back_with_the_page(desk):
    tab(desk, "答复").focus()
    desk.keyboard.press("ArrowRight")
    expect(tab(desk, "办理情况表")).to_be_focused()
    expect(desk.locator("#id_handling")).to_be_visible()
    desk.keyboard.press("End")
    expect(tab(desk, "建议原文")).to_be_focused()
    expect(desk.locator("#id_body")).to_be_hidden()
    desk.keyboard.press("Home")
    desk.keyboard.press("ArrowRight")
    desk.reload()
    expect(tab(desk, "办理情况表")).to_have_attribute("aria-selected", "true")


def test_what_is_missing_is_counted_and_leads_to_its_place(desk):
    missing = desk.locator("#missing")
    expect(missing.get_by_role("heading")).to_have_text("送审前还差4项")
    for said in ("答复 1处要办", "办理情况表 2处要办", "公文要素"):
        expect(tab(desk, said.split()[0])).to_have_text(said)
    missing.get_by_role("link", name="还没有选公开属性").press("Enter")
    expect(tab(desk, "办理情况表")).to_have_attribute("aria-selected", "true")
    expect(desk.locator("[name=disclosure]").first).to_be_focused()
    desk.keyboard.press("Space")
    expect(missing.get_by_role("heading")).to_have_text("送审前还差3项")
    expect(desk.locator("#lacking")).to_have_text("还差3项，看看是什么")
    expect(tab(desk, "办理情况表")).to_have_text("办理情况表 1处要办")
    # A finding of the text opens its tab.
    desk.keyboard.press("F8")
    expect(tab(desk, "答复")).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#id_body")).to_be_focused()


def test_what_a_page_says_is_wrong_is_in_the_open_tab(desk):
    open_tab(desk, "公文要素")
    desk.locator("#id_phone").evaluate("(one) => { one.removeAttribute('maxlength'); one.value = '1'.repeat(60); }")
    open_tab(desk, "建议原文")
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    expect(tab(desk, "公文要素")).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#id_phone")).to_be_visible()


def test_without_script_everything_stands_below_each_other(new_context, sign_in, case):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    expect(page.get_by_role("tab")).to_have_count(0)
    for name in ("id_body", "id_handling", "id_phone", "missing"):
        expect(page.locator(f"#{name}")).to_be_visible()
    expect(page.get_by_text(case.suggestion.text).first).to_be_visible()
