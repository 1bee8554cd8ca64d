"""A table pasted at the text in a real browser: from Word, WPS, Excel, a web page, or as a sheet's plain text."""

from html import escape

import pytest

from replies.letter.tables.mark import find_tables
from tests.browser.drafts.test_paste import MADE, PASTE
from tests.browser.looking import open_tab
from tests.factories import make_case, world

PUT = """([html, text, from, to]) => {
  const field = document.getElementById('id_body'), data = new DataTransfer();
  field.focus();
  field.setSelectionRange(from, to ?? from);
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text);
  const how = {clipboardData: data, bubbles: true, cancelable: true};
  return field.dispatchEvent(new ClipboardEvent('paste', how)) ? null : field.value;
}"""
# As Excel puts it on the clipboard: a title over all columns, a unit, a hidden row, a line break within a cell.
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><!--StartFragment-->
<table border=0 cellpadding=0><col width=72><col style='display:none'><col width=72 span=2>
<tr height=18><td colspan=4 class=xl66>2026年为老服务项目进度</td></tr>
<tr><td colspan=4 align=right>单位：个</td></tr>
<tr><td class=xl65>项目</td><td>编号</td><td class=xl65>计划<br style='mso-data-placement:same-cell'>（上年）</td>
<td>完成</td></tr>
<tr style='display:none'><td>看不见</td><td></td><td>1</td><td>1</td></tr>
<tr><td>社区食堂</td><td>A1</td><td align=right x:num>1,200</td><td align=right>&nbsp;10 </td></tr>
<tr><td>甲|乙</td><td>A2</td><td></td><td>—</td></tr>
<tr height=0><td></td><td></td><td></td><td></td></tr>
<tr><td colspan=4>注：数据截至10月底。</td></tr>
</table><!--EndFragment--></body></html>"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=ZH-CN>
<p class=MsoNormal>进度见下表。<o:p></o:p></p><p class=MsoCaption>表 1 各街镇进度</p>
<table class=MsoTableGrid border=1><thead><tr><td rowspan=2><p class=MsoNormal>街镇<o:p></o:p></p></td>
<td colspan=2><p class=MsoNormal align=center>社区食堂</p></td></tr>
<tr><td><p class=MsoNormal>计划</p></td><td><p class=MsoNormal>完成</p></td></tr></thead>
<tr><td><p class=MsoNormal>友谊路<br>街道</p></td><td><p>3</p></td><td><p><del>2</del><ins>3</ins></p></td></tr>
<tr><td rowspan=2 colspan=2><p>合</p><p>计</p></td><td><p>5</p></td></tr><tr><td><p>6</p></td></tr>
</table><p class=MsoNormal>谢谢。</p>
<table><tr><td><p>发文</p></td></tr><tr><td><p>一、只有一列的表格是排版用的</p><p>第二段</p></td></tr></table></body>"""
WEB = """<div>甲<table role="presentation"><tr><td>左</td><td>右</td></tr></table>
<table><tr><td><table><caption>进度</caption><tr><th>项<th>数<tr><td>食堂<td>&lt;<tr><td>点位<td>^</table></td><td>旁</td></tr>
</table><ol><li>一<table><tr><td>a<td>b<tr><td>c<td>d</table></ol></div>"""


@pytest.fixture
def desk(page, sign_in, transactional_db):
    case = make_case("in_progress")
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    return page


def body(page):
    return page.input_value("#id_body")


def said(page):
    return page.locator(".pasted").inner_text()


def test_a_sheet_of_excel_becomes_a_table_with_its_title_and_its_note(desk):
    assert desk.evaluate(PASTE, [EXCEL, "项目\t计划"]).splitlines() == [
        "表1　2026年为老服务项目进度（单位：个）",
        "| 项目 | 计划<br>（上年） | 完成 |",
        "| 社区食堂 | 1,200 | 10 |",
        r"| 甲\|乙 | | — |",
        "注：数据截至10月底。",
    ]
    assert said(desk) == f"{MADE} 撤销"


def test_a_table_of_word_keeps_its_merged_cells_and_the_words_around_it(desk):
    assert desk.evaluate(PASTE, [WORD, ""]).splitlines() == [
        "进度见下表。",
        "表 1 各街镇进度",
        "| 街镇 | 社区食堂 | < |",
        "| ^ | 计划 | 完成 |",
        "| 友谊路<br>街道 | 3 | 3 |",
        "| 合<br>计 | < | 5 |",
        "| ^ | < | 6 |",
        "谢谢。",
        "发文",
        "一、只有一列的表格是排版用的",
        "第二段",
    ]


def test_a_table_that_only_places_things_is_read_as_words(desk):
    assert desk.evaluate(PASTE, [WEB, ""]).splitlines() == [
        *["甲", "左", "右", "表1　进度", "| 项 | 数 |", r"| 食堂 | \< |", r"| 点位 | \^ |", "旁", "1.一"],
        *["| a | b |", "| c | d |"],
    ]
    assert said(desk) == "已把2张表格转成竖线写法，打印时是带框线的表。 撤销"


def test_a_table_with_another_in_a_cell_is_taken_apart_and_told(desk):
    inner = "<table><tr><td>内1</td><td>内2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    outer = f"<table><tr><td>街镇</td><td>数量</td></tr><tr><td>甲</td><td>{inner}</td></tr></table>"
    assert desk.evaluate(PASTE, [outer, ""]).splitlines() == ["街镇", "数量", "甲", "| 内1 | 内2 |", "| 3 | 4 |"]
    assert said(desk) == f"{MADE}里面套着表格的那张拆成了一段一段，请核对。 撤销"


# What a cell says, not what a mark of ours means: on a page about web pages, in a sheet with formulas.
SIGNS = ["<br>", "甲<br/>乙", "a|b", "｜", "\\|", "\\<br>", "C:\\", "\\\\", "<", "^", "<<", "|---|", ":-:"]


def test_signs_of_the_mark_within_a_cell_stay_what_they_were(desk):
    page = "".join(f"<tr><td>{number}</td><td>{escape(sign)}</td></tr>" for number, sign in enumerate(SIGNS))
    rows = desk.evaluate(PASTE, [f"<table><tr><td>号</td><td>写法</td></tr>{page}</table>", ""])
    (read,) = find_tables(rows.split("\n"))
    assert [row[1].text for row in read.grid] == ["写法", *SIGNS]
    desk.fill("#id_body", "")
    rows = desk.evaluate(PASTE, ["", "\n".join(["号\t写法", *(f"{at}\t{sign}" for at, sign in enumerate(SIGNS))])])
    (read,) = find_tables(rows.split("\n"))
    assert [row[1].text for row in read.grid] == ["写法", *SIGNS]
    assert written_again(desk, rows) == rows


def written_again(page, rows):
    """The same lines through the grid's own reading and writing."""
    return page.evaluate("(rows) => letterTables.write(letterTables.read(rows.split('\\n'))).join('\\n')", rows)


SHEETS = {
    "项目\t计划\n食堂\t12\n": ["| 项目 | 计划 |", "| 食堂 | 12 |"],
    '前\n"项\n目"\t计划\r\n"他说""好"""\t"1\t2"\n后': ["前", "| 项<br>目 | 计划 |", '| 他说"好" | 1 2 |', "后"],
    '项"目\t计划\n"没有收口\t12': ['| 项"目 | 计划 |', '| "没有收口 | 12 |'],
    "序号\t项目\n1\t食堂\n2\t点位": ["| 序号 | 项目 |", "| 1 | 食堂 |", "| 2 | 点位 |"],
}
NO_SHEETS = ["1.\t甲\n2.\t乙", "\t甲\n\t乙", "甲\t乙", "一、\t甲\n（一）\t乙", "没有制表符"]


def test_the_plain_text_of_a_sheet_becomes_a_table(desk):
    pages = {text: "<div>" + text.replace("\n", "<br>") + "</div>" for text in SHEETS}
    assert {text: desk.evaluate(PASTE, ["", text]).splitlines() for text in SHEETS} == SHEETS
    assert {text: desk.evaluate(PASTE, [pages[text], text]).splitlines() for text in SHEETS} == SHEETS


def test_numbers_and_indents_with_a_tab_are_no_table(desk):
    assert {text: desk.evaluate(PASTE, ["", text]) for text in NO_SHEETS} == dict.fromkeys(NO_SHEETS)


TWO = "<table><tr><td>点位<td>40<tr><td>合计<td>52</table>"
TEXT = "前一段\n| 项目 | 数 |\n| 食堂 | 12 |\n后一段"


# The text and where in it, and what it is with the rows.
PLACES = {
    ("前段。后段。", 3): "前段。\n| 点位 | 40 |\n| 合计 | 52 |\n后段。",
    ("前段。\n\n后段。", 4): "前段。\n| 点位 | 40 |\n| 合计 | 52 |\n后段。",
    # in a row of a table with as many columns: further rows of it
    (TEXT, 9): "前一段\n| 项目 | 数 |\n| 点位 | 40 |\n| 合计 | 52 |\n| 食堂 | 12 |\n后一段",
    # in one with other columns: a table by itself
    ("| 项 | 一 | 二 |\n| 甲 | 1 | 2 |", 15): "| 项 | 一 | 二 |\n| 甲 | 1 | 2 |\n\n| 点位 | 40 |\n| 合计 | 52 |",
    # below one, on a line of its own: a table by itself too
    ("| 项目 | 数 |\n\n后", 11): "| 项目 | 数 |\n\n| 点位 | 40 |\n| 合计 | 52 |\n后",
}


def test_rows_get_lines_of_their_own(desk):
    found = {}
    for text, at in PLACES:
        desk.fill("#id_body", text)
        found[text, at] = desk.evaluate(PUT, [TWO, "", at])
    assert found == PLACES


def test_one_press_takes_a_paste_back_whole(desk):
    desk.fill("#id_body", "前段。后段。")
    desk.evaluate(PUT, [EXCEL, "", 0, 3])
    desk.keyboard.press("Control+z")
    assert body(desk) == "前段。后段。"
    desk.evaluate(PUT, [EXCEL, "", 0, 3])
    desk.keyboard.press("Control+End")
    desk.keyboard.type("又写。")
    desk.locator(".pasted").get_by_role("button", name="撤销").click()
    assert (body(desk), said(desk)) == ("前段。后段。又写。", "已撤销。")
    desk.keyboard.press("Control+z")
    assert body(desk).startswith("表1　2026年为老服务项目进度（单位：个）\n")
    desk.evaluate(PUT, [TWO, "", 0])
    desk.evaluate("document.getElementById('id_body').value = '全改了'")
    desk.locator(".pasted").get_by_role("button", name="撤销").click()
    assert (body(desk), said(desk)) == ("全改了", "这以后又改过，请按 Ctrl+Z 一步一步退回。")


def test_a_table_that_no_page_can_hold_is_left_out_and_told(desk):
    wide = "<table>" + "<tr>" + "<td>1" * 21 + "</tr><tr>" + "<td>2" * 21 + "</tr></table>"
    assert desk.evaluate(PASTE, [f"<p>甲</p>{wide}<p>乙</p>", ""]) == "甲\n乙"
    assert said(desk) == "有1张表格太大，没有放进来：信里的表最多20列、300行，请作为附件。"


def test_a_field_that_is_no_text_of_a_letter_takes_no_table(desk):
    open_tab(desk, "公文要素")
    script = PASTE.replace("id_body", "id_copies_to")
    assert desk.evaluate(script, [f"<p>甲</p>{TWO}", ""]) == "甲"


def test_what_was_pasted_is_kept_and_numbered_on(desk):
    desk.evaluate("document.getElementById('draft-form').dataset.autosaveWait = 50")
    desk.fill("#id_body", "表1　进度\n| 项 | 数 |\n| 甲 | 1 |\n后。")
    desk.evaluate(PUT, [EXCEL, "", 99])
    assert "后。\n表2　2026年为老服务项目进度（单位：个）\n| 项目 |" in body(desk)
    desk.locator("#autosave-state.saved").wait_for()
    desk.reload()
    assert "| 社区食堂 | 1,200 | 10 |" in body(desk)


COVERED = """() => {
  const [note, field] = ['.pasted', '#id_body'].map((one) => document.querySelector(one).getBoundingClientRect());
  const shown = Math.min(field.bottom, document.querySelector('.action-bar').getBoundingClientRect().top);
  const apart = note.bottom <= field.top || note.top >= shown;
  return [apart, note.top >= 0 && note.bottom <= innerHeight];
}"""


@pytest.mark.parametrize("end", ["top", "bottom"])
def test_what_is_said_of_a_paste_is_in_view_and_covers_no_text(desk, end):
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        desk.set_viewport_size({"width": width, "height": height})
        desk.goto(desk.url)
        desk.fill("#id_body", "一段很长的文字。\n" * 40)
        desk.evaluate(f"document.getElementById('id_body').scrollIntoView({str(end == 'top').lower()})")
        assert desk.evaluate(PUT, [EXCEL, "", 0]).split("\n")[4:6] == ["注：数据截至10月底。", "一段很长的文字。"]
        assert desk.evaluate(COVERED) == [True, True], (width, height)
        desk.keyboard.type("写")
        assert desk.evaluate("document.querySelector('#id_body + .pasted').className") == "help pasted"


def test_there_is_one_note_for_all_fields_and_it_belongs_to_the_last(desk):
    assert desk.evaluate(PASTE, [EXCEL, ""])
    open_tab(desk, "办理情况表")
    desk.evaluate(PASTE.replace("id_body", "id_handling"), [EXCEL, ""])
    open_tab(desk, "答复")
    desk.locator("#id_body").press("End")
    desk.keyboard.type("写")
    open_tab(desk, "办理情况表")
    assert (desk.locator(".pasted").count(), desk.locator(".pasted.fresh").count()) == (1, 1)
    desk.locator(".pasted").get_by_role("button", name="撤销").click()
    assert desk.input_value("#id_handling") == ""
