"""插入表格 and 改这张表格 in a real browser, without the mouse: what comes out are the lines in the text."""

import re

import pytest
from playwright.sync_api import expect

from replies.letter.tables.mark import find_tables
from tests.browser.drafts.test_table_paste import EXCEL
from tests.browser.looking import go_by, open_tab, violations
from tests.factories import addressed, advance, contact_all, make_case, world, write

TABLE = "表1　进度\n| 项目 | 计划 | 完成 |\n| --- | --: | --: |\n| 食堂 | 12 | 10 |\n| 合计 | 12 | < |"
CELL = "[data-table-roll] [data-at='{}-{}']"
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  const how = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', how));
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def desk(page, sign_in, transactional_db):
    case = make_case("in_progress")
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    page.evaluate("document.getElementById('draft-form').dataset.autosaveWait = 50")
    return page


def body(page):
    return page.input_value("#id_body")


def put_cursor(page, at):
    page.focus("#id_body")
    page.evaluate(f"document.getElementById('id_body').setSelectionRange({at}, {at})")


def open_grid(page, text, at, label):
    """The grid from the keyboard alone: back from the text to its button."""
    page.fill("#id_body", text)
    put_cursor(page, at)
    button = page.locator("[data-table-open]").first
    expect(button).to_have_text(label)
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()


def here(page):
    return page.evaluate("document.activeElement.dataset.at")


def press(page, name):
    button = page.locator("dialog").get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def sized(page):
    return page.input_value("[data-table-size=rows]"), page.input_value("[data-table-size=columns]")


def test_a_table_is_written_cell_by_cell_and_comes_in_behind_the_paragraph(desk):
    open_grid(desk, "前段。\n后段。", 1, "插入表格")
    assert (here(desk), desk.input_value("#table-caption")) == ("0-0", "表1　")
    for word in ("项目", "计划", "完成"):
        desk.keyboard.type(word)
        desk.keyboard.press("Tab")
    desk.keyboard.type("食堂")
    desk.keyboard.press("Tab")
    desk.keyboard.type("甲|乙")
    desk.keyboard.press("Shift+Enter")
    desk.keyboard.type("丙")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    assert here(desk) == "2-1"
    desk.keyboard.press("Enter")
    assert (here(desk), sized(desk)) == ("3-0", ("4", "3"))
    desk.keyboard.type("合计")
    desk.fill("#table-caption", "表1　进度")
    desk.locator(CELL.format(2, 0)).focus()
    press(desk, "删去这行")
    desk.keyboard.press("Control+Enter")
    assert body(desk) == "前段。\n表1　进度\n| 项目 | 计划 | 完成 |\n| 食堂 | 甲\\|乙<br>丙 | |\n| 合计 | | |\n后段。"
    assert desk.locator(".pasted").inner_text() == "表格已经放进正文，打印时是带框线的表。 撤销"
    expect(desk.locator("#id_body")).to_be_focused()
    expect(desk.locator("#autosave-state")).to_have_text(re.compile("已自动保存"))
    desk.keyboard.press("Control+z")
    assert body(desk) == "前段。\n后段。"


def test_the_table_under_the_cursor_is_changed_in_place(desk):
    open_grid(desk, f"前段。\n{TABLE}\n后段。", len("前段。\n") + TABLE.index("12 | 10"), "改这张表格")
    assert (here(desk), desk.input_value("#table-caption"), sized(desk)) == ("1-1", "表1　进度", ("3", "3"))
    joined = desk.locator(CELL.format(2, 2))
    assert (joined.input_value(), joined.get_attribute("aria-label")) == ("←", "第3行第3列（完成），并入左边一格")
    desk.locator(CELL.format(1, 1)).fill("13")
    press(desk, "右边加列")
    desk.locator(CELL.format(0, 2)).fill("责任")
    press(desk, "放进正文")
    assert body(desk).splitlines() == [
        *("前段。", "表1　进度", "| 项目 | 计划 | 责任 | 完成 |", "| --- | --: | --- | --: |"),
        *("| 食堂 | 13 | | 10 |", "| 合计 | 12 | < | < |", "后段。"),
    ]
    desk.locator(".pasted").get_by_role("button", name="撤销").click()
    assert body(desk) == f"前段。\n{TABLE}\n后段。"


def test_the_unit_below_the_caption_comes_along(desk):
    text = "单位：个\n\n表1　投入\n\n（单位：万元）\n| 街镇 | 投入 |\n| 杨行镇 | 3 |"
    for at in ("投入\n", "万元", "| 3"):
        open_grid(desk, text, text.index(at), "改这张表格")
        assert (desk.input_value("#table-caption"), sized(desk)) == ("表1　投入（单位：万元）", ("2", "2"))
        desk.locator(CELL.format(1, 1)).fill("4")
        press(desk, "放进正文")
        assert body(desk) == "单位：个\n\n表1　投入（单位：万元）\n| 街镇 | 投入 |\n| 杨行镇 | 4 |"


def test_a_unit_alone_is_a_line_of_the_text(desk):
    text = "单位：个\n| 街镇 | 投入 |"
    open_grid(desk, text, 1, "插入表格")
    desk.keyboard.press("Escape")
    put_cursor(desk, len(text))
    expect(desk.locator("[data-table-open]").first).to_have_text("改这张表格")


def test_cells_are_joined_parted_and_taken_back_step_by_step(desk):
    open_grid(desk, TABLE, TABLE.index("12 | <"), "改这张表格")
    press(desk, "拆开")
    desk.locator(CELL.format(2, 2)).fill("10")
    desk.locator(CELL.format(2, 1)).focus()
    press(desk, "并入上边一格")
    assert desk.locator(CELL.format(1, 1)).input_value() == "12\n12"
    press(desk, "退回一步")
    assert [desk.locator(CELL.format(2, on)).input_value() for on in range(3)] == ["合计", "12", "10"]
    press(desk, "退回一步")
    assert desk.locator(CELL.format(2, 2)).input_value() == ""
    press(desk, "退回一步")
    expect(desk.locator(CELL.format(2, 2))).to_have_value("←")
    expect(desk.get_by_role("button", name="退回一步")).to_be_disabled()
    # What goes takes no words along that a merged cell goes on with.
    desk.locator(CELL.format(0, 1)).focus()
    press(desk, "删去这列")
    desk.keyboard.press("Control+Enter")
    assert body(desk) == "表1　进度\n| 项目 | 完成 |\n| --- | --: |\n| 食堂 | 10 |\n| 合计 | 12 |"


def test_a_sheet_is_pasted_straight_into_the_cells(desk):
    open_grid(desk, "", 0, "插入表格")
    desk.evaluate(PASTE, [EXCEL, ""])
    assert (desk.input_value("#table-caption"), sized(desk)) == (
        "表1　2026年为老服务项目进度（单位：个）",
        ("3", "3"),
    )
    desk.locator(CELL.format(2, 2)).focus()
    desk.evaluate(PASTE, ["", "1\t2\n3\t4\n"])
    assert sized(desk) == ("4", "4")
    desk.keyboard.press("Control+Enter")
    assert body(desk).splitlines()[1:] == [
        "| 项目 | 计划<br>（上年） | 完成 | |",
        "| 社区食堂 | 1,200 | 10 | |",
        r"| 甲\|乙 | | 1 | 2 |",
        "| | | 3 | 4 |",
    ]


def test_the_size_is_typed_and_no_words_are_lost_by_it(desk):
    open_grid(desk, "", 0, "插入表格")
    desk.locator(CELL.format(1, 1)).fill("12")
    for name, size in (("rows", "1"), ("columns", "5")):
        desk.fill(f"[data-table-size={name}]", size)
        desk.keyboard.press("Tab")
    assert sized(desk) == ("2", "5")
    desk.fill("[data-table-size=columns]", "1")
    desk.keyboard.press("Tab")
    assert sized(desk) == ("2", "2")
    assert desk.locator("[data-table-says]").inner_text() == "第2列里有字，没有删。要删请用“删去”。"


def test_escape_asks_and_what_is_not_put_in_is_there_the_next_time(desk):
    open_grid(desk, "前段。", 3, "插入表格")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    expect(desk.locator("#id_body")).to_be_focused()
    open_grid(desk, "前段。", 3, "插入表格")
    desk.keyboard.type("项目")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("alertdialog")).to_be_visible()
    desk.keyboard.press("Escape")
    assert (here(desk), desk.locator("dialog[open]").count()) == ("0-0", 1)
    desk.reload()
    open_grid(desk, "前段。", 3, "插入表格")
    press(desk, "接着写那一张")
    assert desk.locator(CELL.format(0, 0)).input_value() == "项目"
    press(desk, "放进正文")
    assert body(desk) == "前段。\n| 项目 | | |\n| | | |\n| | | |"
    put_cursor(desk, 0)
    desk.locator("[data-table-open]").first.click()
    expect(desk.locator("[data-table-kept]")).to_be_hidden()
    desk.keyboard.type("不要")
    desk.keyboard.press("Escape")
    press(desk, "不要这些改动")
    put_cursor(desk, 0)
    desk.locator("[data-table-open]").first.click()
    expect(desk.locator("[data-table-kept]")).to_be_hidden()


def test_the_box_of_the_form_has_a_grid_of_its_own(desk):
    open_grid(desk, "前段。", 0, "插入表格")
    desk.keyboard.type("正文的")
    desk.keyboard.press("Escape")
    press(desk, "不要这些改动")
    open_tab(desk, "办理情况表")
    desk.fill("#id_handling", "栏里。")
    desk.locator("[data-table-open]").last.click()
    desk.keyboard.type("栏里的")
    desk.keyboard.press("Control+Enter")
    assert (desk.input_value("#id_handling"), body(desk)) == ("栏里。\n| 栏里的 | | |\n| | | |\n| | | |", "前段。")


def test_a_cell_is_as_high_as_its_words(desk):
    open_grid(desk, "| 项 | 说明 |\n| 甲 | " + "很长的说明" * 9 + " |", 3, "改这张表格")
    hidden = "(one) => one.scrollHeight - one.clientHeight"
    long = desk.locator(CELL.format(1, 1))
    assert long.evaluate(hidden) == 0
    high = long.bounding_box()["height"]
    long.press("Control+End")
    desk.keyboard.type("还没有说完的说明" * 3)
    assert long.evaluate(hidden) == 0
    assert long.bounding_box()["height"] > high
    long.fill("短")
    assert long.bounding_box()["height"] < high


ODD = [
    TABLE,
    "|a|b\n|c",
    "｜ 全角 ｜ 格 ｜\n| < | ^ |\n| \\< | \\^ |\n| ^ | < |",
    "|  | 甲\\|乙\\\\ | 丙<br/>丁<BR>戊 |\n| - | 1 | — |\n|:-:|--:|:--|",
    "表一　题\n\n|a|b|\n|||\n|:--|--|\n|c\\||",
    "| 甲 | < | < |\n| ^ | 乙 | ^ |\n| \\\\\\\\| |",
]


def test_the_browser_reads_and_writes_as_the_server_does(desk):
    """What it writes without a change is the same table, here and there."""
    for text in ODD:
        lines = [line for line in text.split("\n") if line.strip()]
        again = desk.evaluate("(lines) => letterTables.write(letterTables.read(lines))", lines)
        (before,), (after,) = find_tables(lines), find_tables(again)
        assert [after.caption, after.rows, after.head, after.sides] == [
            before.caption,
            before.rows,
            before.head,
            before.sides,
        ]
        assert desk.evaluate("(lines) => letterTables.write(letterTables.read(lines))", again) == again


def test_an_input_method_keeps_its_keys(desk):
    open_grid(desk, "", 0, "插入表格")
    desk.locator(CELL.format(0, 0)).dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert here(desk) == "0-0"


def test_the_keys_of_the_page_do_not_act_behind_the_grid(desk):
    open_grid(desk, "", 0, "插入表格")
    desk.keyboard.type("j/k")
    assert desk.locator(CELL.format(0, 0)).input_value() == "j/k"
    desk.keyboard.press("Control+s")
    expect(desk.get_by_text("已保存第1稿")).to_be_visible()
    assert body(desk) == "| j/k | | |\n| | | |\n| | | |"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_the_grid_is_open_to_everybody_and_fits_every_screen(desk, size):
    desk.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    wide = "| " + " | ".join(["一个很长的栏目名称"] * 12) + " |\n| " + " | ".join(["1"] * 12) + " |"
    open_grid(desk, f"{TABLE}\n\n{wide}", len(TABLE) + 5, "改这张表格")
    assert violations(desk) == []
    assert not desk.evaluate(SIDEWAYS)
    box = desk.locator("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    desk.locator(CELL.format(1, 11)).focus()
    edge = desk.locator(CELL.format(1, 11)).bounding_box()
    assert box["x"] <= edge["x"]
    assert edge["x"] + edge["width"] <= size[0]
    desk.keyboard.type("2")
    desk.keyboard.press("Escape")
    assert violations(desk) == []


def test_who_is_in_a_table_before_the_scripts_have_come_is_offered_it(desk):
    desk.fill("#id_body", f"前段。\n{TABLE}")
    expect(desk.locator("#autosave-state")).to_have_text(re.compile("已自动保存"))
    held = []
    desk.route("**/drafts/grid.js", lambda route: held.append(route))
    desk.reload(wait_until="commit")
    desk.focus("#id_body")
    put_cursor(desk, len(f"前段。\n{TABLE}") - 1)
    held[0].continue_()
    expect(desk.locator("[data-table-open]").first).to_have_text("改这张表格")


def test_a_reviewer_has_it_too(page, sign_in, transactional_db):
    case = make_case("in_progress")
    contact_all(case, world().handler)
    write(case, world().handler, body=f"{addressed(case)['body']}\n{TABLE}")
    advance(case, "submit", "check")
    sign_in(page, world().leader)
    page.goto(f"/cases/{case.pk}/review/")
    go_by(page.get_by_role("link", name="修改后签发"))
    field = page.locator("form[data-amend] [name=body]")
    field.evaluate("(one) => { one.focus(); const at = one.value.indexOf('食堂'); one.setSelectionRange(at, at); }")
    page.get_by_role("button", name="改这张表格").click()
    page.locator(CELL.format(1, 1)).fill("13")
    page.keyboard.press("Control+Enter")
    assert field.input_value().endswith(TABLE.replace("食堂 | 12", "食堂 | 13"))
    changed = page.locator("#own-changes table")
    expect(changed.locator("td", has_text="13")).to_have_text("（删去：12）（新增：13）")
    assert violations(page) == []
