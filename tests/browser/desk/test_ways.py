"""Finding the way by keys alone: Ctrl+K, the field in the head, what “?” opens; 撤销 at the foot of the page."""

import pytest
from playwright.sync_api import expect

from proposals.models import Case, Status
from tests import factories as f
from tests.browser.looking import go_by, violations


@pytest.fixture
def case(transactional_db):
    return f.make_case(Status.AWAITING_RECEIPT, number="301", title="增设过街天桥")


@pytest.fixture
def office(page, sign_in, case):
    sign_in(page, f.world().office)
    page.goto("/")
    return page


def test_ctrl_k_goes_to_a_case_by_keys_alone(office, case):
    page = office
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="去哪里")
    expect(field).to_be_focused()
    field.fill("天桥")
    row = page.get_by_role("dialog").get_by_role("option", name="天桥")
    expect(row).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == row.get_attribute("id")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="去哪里").fill("签收")
    page.get_by_role("dialog").get_by_role("option", name="签收").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_field_in_the_head_lists_and_still_searches(office):
    page = office
    page.keyboard.press("/")
    page.keyboard.type("打印室")
    page.get_by_role("option", name="打印室").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/?q=*")


def test_a_question_mark_opens_the_keys_and_the_chapter_of_the_page(office):
    page = office
    page.locator("h1").first.click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="手册：我的待办")
    expect(dialog.get_by_role("heading", name="按键")).to_be_visible()
    expect(dialog.get_by_role("heading", name="撤销")).to_be_attached()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("#jump").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_was_done_is_undone_at_the_foot(office, case):
    page = office
    page.goto(f"/cases/{case.pk}/")
    go_by(page.get_by_role("button", name="签收", exact=True))
    go_by(page.get_by_role("button", name="撤销"))
    expect(page.get_by_text("已撤销1件：301号。")).to_be_visible()
    assert Case.objects.get(pk=case.pk).status == Status.AWAITING_RECEIPT


def test_the_handbook_is_read_and_searched_by_keys(office):
    page = office
    go_by(page.get_by_role("navigation", name="主导航").get_by_role("link", name="按键和手册"))
    page.wait_for_url("**/help/*/")
    assert violations(page) == []
    page.get_by_role("searchbox", name="在手册里查").fill("撤销签发")
    page.keyboard.press("Enter")
    page.wait_for_url("**/help/?q=*")
    expect(page.get_by_text("手册里没有“撤销签发”")).to_be_visible()
    assert violations(page) == []
