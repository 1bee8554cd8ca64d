"""What the checker found, underlined in the text while it is written: where the words stand, by keys alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import violations
from tests.factories import addressed, contact_all, make_case, world, write

LINES = 60
# Where each line under the words begins, and how wide it is, in characters and lines of the text; how far it rolled.
WHERE = """() => {
  const area = document.getElementById('id_body'), look = getComputedStyle(area), box = area.getBoundingClientRect();
  const size = parseFloat(look.fontSize), line = parseFloat(look.lineHeight);
  return [...document.querySelectorAll('.underline')].map((one) => one.getBoundingClientRect()).map((one) => [
    Math.round((one.left - box.left - area.clientLeft - parseFloat(look.paddingLeft)) / size),
    Math.floor((one.top - box.top - area.clientTop - parseFloat(look.paddingTop) + area.scrollTop + line / 2) / line),
    Math.round(one.width / size),
  ]);
}"""

CHOSEN = (
    "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
)
INTO_THE_LAST = """() => {
  const area = document.getElementById('id_body'), at = area.value.lastIndexOf('们');
  area.setSelectionRange(at, at);
}"""


@pytest.fixture
def case(transactional_db):
    case = make_case("in_progress")
    contact_all(case, world().handler)
    head, rest = addressed(case)["body"].split("\n", 1)
    more = "\n".join(["今年新增的助餐点都已经开门。"] * LINES)
    write(case, world().handler, body=f"{head}\n请您们放心。\n{rest}\n{more}\n也请您们监督。")
    return case


@pytest.fixture
def desk(page, sign_in, case):
    sign_in(page, world().handler)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/cases/{case.pk}/draft/")
    page.evaluate("document.getElementById('draft-form').dataset.autosaveWait = 50")
    return page


def chosen(page):
    return page.evaluate(CHOSEN)


def last_line(page):
    return page.locator("#id_body").input_value().count("\n")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_the_lines_stand_under_the_words_and_roll_with_them(desk, size):
    desk.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    expect(desk.locator(".underline.error")).to_have_count(2)
    assert desk.evaluate(WHERE) == [[1, 1, 2], [2, last_line(desk), 2]]
    assert violations(desk) == []
    desk.locator("#id_body").evaluate("(one) => { one.scrollTop = one.scrollHeight; }")
    expect(desk.locator(".underlines > div").first).not_to_have_css("transform", "matrix(1, 0, 0, 1, 0, 0)")
    assert desk.evaluate(WHERE) == [[1, 1, 2], [2, last_line(desk), 2]]


def test_what_is_typed_before_them_moves_them_and_typed_in_them_takes_them_away(desk):
    expect(desk.locator(".underline")).to_have_count(2)
    desk.route("**/check/", lambda route: None)  # before the checker has looked again
    desk.focus("#id_body")
    desk.evaluate("document.activeElement.setSelectionRange(0, 0)")
    desk.keyboard.type("甲\n乙")
    desk.wait_for_function(f"() => ({WHERE})()[0][1] === 2")
    assert desk.evaluate(WHERE) == [[1, 2, 2], [2, last_line(desk), 2]]
    desk.evaluate(INTO_THE_LAST)
    desk.keyboard.type("丙")
    expect(desk.locator(".underline")).to_have_count(1)


def test_f8_goes_from_one_to_the_next_and_its_finding_is_mended_or_left_by_keys(desk):
    expect(desk.locator(".underline")).to_have_count(2)
    before = desk.input_value("#id_body")
    says = desk.locator(".mark-pop")
    desk.keyboard.press("F8")
    assert (chosen(desk), desk.locator(".findings .current").count()) == ("您们", 1)
    assert desk.evaluate("document.activeElement.scrollTop") == 0
    expect(says).to_contain_text("书面语没有“您们”，应为“你们”。")
    assert violations(desk) == []
    desk.keyboard.press("F8")
    assert desk.evaluate("document.activeElement.scrollTop") > 0
    expect(says).to_be_in_viewport(ratio=1)
    bar = desk.locator(".action-bar").last
    assert says.bounding_box()["y"] + says.bounding_box()["height"] <= bar.bounding_box()["y"]
    desk.keyboard.press("Tab")
    expect(says.get_by_role("button", name="改成“你们”")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(says).to_have_count(0)
    expect(desk.locator("#id_body")).to_be_focused()
    desk.keyboard.press("Shift+F8")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".underline")).to_have_count(1)
    assert desk.input_value("#id_body") == before.replace("您们", "你们", 1)
    desk.keyboard.press("Control+z")
    assert desk.input_value("#id_body") == before


def test_a_press_on_the_words_says_what_is_wrong_and_the_list_leads_back(desk):
    expect(desk.locator(".underline")).to_have_count(2)
    bar = desk.locator(".underline").first.bounding_box()
    desk.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    says = desk.locator(".mark-pop")
    expect(says).to_contain_text("书面语没有“您们”")
    desk.keyboard.type("x")
    expect(says).to_have_count(0)
    desk.keyboard.press("Control+z")
    expect(desk.locator(".underline")).to_have_count(2)
    desk.locator("#findings .place").last.click()
    assert chosen(desk) == "您们"
    expect(says).to_be_in_viewport()


def test_saving_goes_on_and_nothing_of_the_lines_is_saved(desk, case):
    expect(desk.locator(".underline")).to_have_count(2)
    desk.keyboard.press("F8")
    desk.keyboard.press("Control+s")
    expect(desk.get_by_text("没有改动，仍是第1稿")).to_be_visible()
    assert case.current_round.drafts.count() == 1
