"""Many cases at once in a real browser: ticks and ranges, what the bar says, the sheet by keys alone."""

import pytest
from playwright.sync_api import expect

from proposals.models import Case, Status
from tests import factories as f


@pytest.fixture
def cases(transactional_db):
    new = [f.make_case(Status.AWAITING_RECEIPT, number=number) for number in ("301", "302", "303")]
    return [*new, f.make_case(Status.RECEIVED, number="304")]


@pytest.fixture
def office(page, sign_in, cases):
    sign_in(page, f.world().office)
    page.goto("/")
    return page


def box(page, number):
    return page.get_by_role("checkbox", name=f"选{number}号")


def acts(page):
    """What can be pressed under the list, as it stands there."""
    buttons = page.locator("[data-act]").all()
    return [" ".join(one.inner_text().split()) for one in buttons if one.is_enabled()]


def test_the_bar_counts_what_is_ticked_and_says_why_an_act_does_not_fit(office):
    page, says = office, office.locator("[data-chosen]")
    expect(says).to_have_text("打勾选中要一起办的")
    assert acts(page) == []
    box(page, 301).check()
    box(page, 303).click(modifiers=["Shift"])
    expect(says).to_have_text("4件中选了3件")
    assert acts(page) == ["分办… 3件", "签收 3件", "导出 3件"]
    expect(page.locator("#many-why")).to_contain_text("改派用不上：还没有经办人")
    page.get_by_role("checkbox", name="全选这一页").check()
    assert acts(page) == ["分办… 4件", "签收 3件", "导出 4件"]
    page.get_by_role("button", name="不选了").click()
    assert acts(page) == []


def test_a_days_work_by_keys_alone(office, cases):
    """Walk to a row with j, tick it with x; in the sheet a number gives the case, the double quote the one above."""
    page, w = office, f.world()
    for key in ("j", "x", "j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-chosen]")).to_have_text("4件中选了3件")
    page.get_by_role("button", name="分办").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("分办3件")
    expect(page.locator("[data-keys]")).to_be_visible()
    page.locator("[data-give-row] [type=radio]").first.focus()
    page.keyboard.press("1")
    page.keyboard.press('"')
    expect(page.locator("[data-left]")).to_have_text("304号还没有选人，会留在待分办")
    expect(page.locator(f'[data-load="{w.second_handler.pk}"]')).to_have_text("0 → 2件")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messages")).to_contain_text("已分办3件：301号、302号、304号。")
    rows = Case.objects.order_by("suggestion__number")
    assert [str(row.handler or "") for row in rows] == ["许静", "许静", "", "高扬"]
