"""Tables of a Word file: 发文稿纸 whose whole text stands in one, 办理情况表, layout, and tables that are data."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from replies.letter.docx.markup.package import UnreadableDocument
from tests.replies.letter.docx.made import (
    BODY,
    CENTRE,
    OPENING,
    SALUTATION,
    TITLE,
    UNIT,
    add,
    add_letter,
    add_table,
    new_file,
    read,
    taken,
    w_run,
)
from tests.replies.letter.docx.test_head import PRINTED

LETTER = f"{SALUTATION}\n{OPENING}\n一、总体情况\n　　已排查小区126个。"
NUMBER = {"document_number": "宝建〔2026〕18号"}
COPIES = {"copies_to": "区人大常委会代表工委\n区政府办公室"}
ANNEX, CONTACT = {"annexes": "项目清单"}, {"contact": "陆一鸣", "phone": "55550118"}


def one_column():
    made = new_file()
    add(made, UNIT, align=CENTRE, size=36, red=True)
    table = add_table(made, ["发文稿纸"], ["拟稿：陆一鸣　　核稿：王小川"], [TITLE], [LETTER])
    table.rows[2].cells[0].paragraphs[0].alignment = CENTRE
    return made, {}, f"版头：{UNIT}；稿纸：发文稿纸；拟稿：陆一鸣；核稿：王小川。"


def one_column_a_paragraph_a_row():
    made = new_file()
    rows = [UNIT + "发文稿纸", "签发：同意。郑国华 4月20日", TITLE, *LETTER.split("\n"), UNIT, "2026年4月20日"]
    add_table(made, *([row] for row in rows))
    return made, {}, (f"签发人：同意。郑国华 4月20日；稿纸：{UNIT}发文稿纸；落款：{UNIT}；成文日期：2026年4月20日。")


def form_of_labels():
    made = new_file()
    table = add_table(
        made,
        ["宝山区建管委发文稿纸", "", "", ""],
        ["发文字号", "宝建〔2026〕18号", "密 级", ""],
        ["签发", "同意\n郑国华 4月20日", "会签", "水务局：无意见"],
        ["拟稿人", "陆一鸣", "核稿", "王小川"],
        ["标题", TITLE, "", ""],
        ["主送", "林佩芬、顾晓代表", "", ""],
        ["抄送", "区人大常委会代表工委，区政府办公室", "", ""],
        ["附件", "项目清单", "", ""],
        ["正文", f"{OPENING}\n一、总体情况\n　　已排查小区126个。", "", ""],
    )
    for row in (0, 4, 5, 6, 7, 8):
        table.cell(row, min(row, 1)).merge(table.cell(row, 3))
    beside = "密级；签发人：同意 郑国华 4月20日；会签：水务局：无意见；拟稿：陆一鸣；核稿：王小川；"
    beside += "稿纸：宝山区建管委发文稿纸。"
    return made, NUMBER | COPIES | ANNEX, beside


def form_with_labels_in_their_cells():
    made = new_file()
    add_table(
        made,
        ["文号：宝建〔2026〕18号", "缓急：急件"],
        ["签发：\n同意。郑国华", "审核：\n王小川"],
        ["事由：\n" + TITLE, "份数：8"],
        ["主送：林佩芬、顾晓代表", "抄送：区人大常委会代表工委、区政府办公室"],
        ["拟稿单位：市政科\n", "联系人：陆一鸣　电话：55550118"],
    )
    add_letter(made)
    return (
        made,
        NUMBER | CONTACT | COPIES,
        "紧急程度：急件；签发人：同意。郑国华；核稿：王小川；印发：8；拟稿：市政科。",
    )


@pytest.mark.parametrize(
    "make", [one_column, one_column_a_paragraph_a_row, form_of_labels, form_with_labels_in_their_cells]
)
def test_the_letter_in_a_form_is_taken(make):
    made, fields, beside = make()
    found = read(made)
    assert taken(found) == (TITLE, BODY, fields)
    assert (found.left_out, found.notes) == ([], [f"{PRINTED}{beside}"])


def test_of_the_form_of_the_case_only_its_account_is_taken():
    made = new_file()
    add_table(
        made,
        ["标题", "关于雨污混接改造的建议", ""],
        ["提出人", "林佩芬、顾晓", ""],
        ["办理情况", "已排查小区126个，\n年内完成改造。", ""],
        ["经办人签名", "陆一鸣", "联系电话"],
        ["代表签名", "", ""],
    )
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    found = read(made)
    assert taken(found) == (TITLE, BODY, {"handling": "已排查小区126个，\n年内完成改造。"})
    assert found.notes == [f"{PRINTED}办理情况表的其他栏目。"]


def test_a_table_of_data_becomes_lines_of_the_text():
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made, "表1　各街道小区数")
    add_table(made, ["街道", "小区数", "联系人"], ["友谊路街道", "42", "王小川"], ["吴淞街道", "84", "陆一鸣"])
    add(made, "以上工作年内完成。")
    found = read(made)
    table = ["| 街道 | 小区数 | 联系人 |", "| 友谊路街道 | 42 | 王小川 |", "| 吴淞街道 | 84 | 陆一鸣 |"]
    assert taken(found) == (TITLE, [*BODY, "表1　各街道小区数", *table, "以上工作年内完成。"], {})
    assert found.left_out == []


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        # one label of a form makes none
        ([["提出人", "件数"], ["林佩芬", "3"]], ["| 提出人 | 件数 |", "| 林佩芬 | 3 |"]),
        # one line of a letter's end makes none
        ([["抄送：区水务局。", ""], ["友谊路街道", "42"]], ["| 抄送：区水务局。 | |", "| 友谊路街道 | 42 |"]),
        ([["友谊路街道", "42"], ["抄送：区水务局。", ""]], ["| 友谊路街道 | 42 |", "| 抄送：区水务局。 | |"]),
    ],
)
def test_a_table_with_one_word_of_another_kind_is_data(rows, lines):
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    add_table(made, *rows)
    add(made, "以上工作年内完成。")
    found = read(made)
    assert taken(found) == (TITLE, [*BODY, *lines, "以上工作年内完成。"], {})
    assert found.left_out == []


@pytest.mark.parametrize(("deep", "refused"), [(5, False), (62, True)])
def test_tables_within_tables_are_read_so_far_and_no_further(deep, refused):
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    nest = parse_xml(f"<w:body {nsdecls('w')}>{opening * deep}{w_run('深')}{closing * deep}</w:body>")
    made.element.body.insert(5, nest[0])
    if not refused:
        assert read(made).title == TITLE
        return
    with pytest.raises(UnreadableDocument, match="一层套一层，太深了"):
        read(made)


def test_a_file_that_begins_with_data_says_so():
    made = new_file()
    add_table(made, ["序号", "小区"], ["1", "友谊路"])
    add_letter(made)
    found = read(made)
    assert (taken(found), found.left_out) == (("", BODY, {}), ["最前面的表格没有取入"])


def test_a_table_inside_the_one_with_the_letter_is_data():
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    cell = add_table(made, [LETTER]).cell(0, 0)
    inner = cell.add_table(2, 2)
    for at, text in enumerate(("街道", "小区数", "友谊路", "42")):
        inner.cell(at // 2, at % 2).text = text
    cell.add_paragraph("以上工作年内完成。")
    found = read(made)
    table = ["| 街道 | 小区数 |", "| 友谊路 | 42 |"]
    assert taken(found) == (TITLE, [*BODY, *table, "以上工作年内完成。"], {})
    assert found.left_out == []
