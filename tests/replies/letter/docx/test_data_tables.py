"""Tables of a letter written to Word and taken from it: the same lines there and back, merged cells, what is told."""

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from replies.letter.docx.read import read_document
from replies.letter.docx.write import write_document
from replies.letter.snapshot import Snapshot
from replies.letter.tables.mark import MAX_COLUMNS
from tests.replies.letter.docx.made import BODY, add, add_letter, add_table, new_file, picture, put, read
from tests.replies.letter.pages import case
from tests.replies.letter.tables.samples import LONG, PLAIN, WIDE

BROKEN = "| 项目 | 说明 |\n| 甲 | 第一行<br>第二行 |\n| 乙 | 有竖线\\|和\\<br> |\n| \\< | |"
TWO_HEADS = "| 街镇 | 计划 |\n| 名称 | 个 |\n| --- | --- |\n| 杨行镇 | 3 |"
SIDES = "| 街镇 | 数量 | 备注 | 投入 |\n| :-- | :-: | --: | --- |\n| 杨行镇 | 3 | 无 | 4.5 |\n| 合计 | 3 | | < |"
BLOCK = "| 甲 | 乙 | 丙 |\n| 丁 | < | 1 |\n| ^ | < | 2 |\n| 戊 | 3 | ^ |"


def letter(body):
    return Snapshot.from_json(case(letter={**case()["letter"], "body": body}))


def open_document(content):
    return docx.Document(io.BytesIO(content))


def written(table):
    return open_document(write_document(letter(f"赵洪蓉代表：\n进度见下表：\n{table}\n谢谢。")))


@pytest.mark.parametrize(
    "table",
    [PLAIN, WIDE, LONG, BROKEN, BLOCK, f"{BLOCK}\n\n{BLOCK}", f"{BLOCK}\n{PLAIN}", "| 甲 | 乙 |", TWO_HEADS, SIDES],
)
def test_a_table_comes_back_as_it_was_typed(table):
    body = f"赵洪蓉代表：\n第070号建议收悉，现答复如下：\n{table}\n谢谢。"
    found = read_document(write_document(letter(body)))
    assert (found.body, found.left_out) == (body, [])


def test_a_table_before_the_signature_comes_back_too():
    body = f"赵洪蓉代表：\n第070号建议收悉，现答复如下：\n{PLAIN}"
    assert read_document(write_document(letter(body))).body == body


def test_word_has_a_table_with_its_head_rules_and_widths():
    (table,) = written(WIDE).tables
    rows = table.rows
    assert len(rows) == 14
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, True] + [False] * 12
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [cell.text for cell in rows[0].cells][:4] == ["序号", "街镇", "社区食堂", "社区食堂"]
    assert [cell.text for cell in rows[1].cells][:4] == ["序号", "街镇", "计划", "完成"]
    assert rows[1].cells[0]._tc is rows[0].cells[0]._tc
    assert rows[13].cells[0]._tc is rows[13].cells[1]._tc
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert sum(widths) == 8844
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert {one.get(qn("w:val")) for one in borders} == {"single"}


def test_figures_stand_right_and_the_caption_keeps_with_its_table():
    document = written(PLAIN)
    caption = next(one for one in document.paragraphs if one.text.startswith("表1"))
    assert caption.style.name == "公文表题"
    assert caption._p.getnext().tag == qn("w:tbl")
    row = document.tables[0].rows[1].cells
    sides = [cell.paragraphs[0].alignment for cell in row]
    assert sides == [WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.RIGHT]
    assert {run.font.size.pt for cell in row for run in cell.paragraphs[0].runs} == {14}
    assert document.tables[0].cell(0, 0).paragraphs[0].style.name == "公文表头"


def test_a_side_given_in_word_is_kept_and_a_side_of_the_content_is_not_written_out():
    document = written(PLAIN)
    for row in document.tables[0].rows[1:]:
        row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    out = io.BytesIO()
    document.save(out)
    caption, head, *rows = PLAIN.split("\n")
    assert "\n".join([caption, head, "| --- | :-: | --- |", *rows]) in read_document(out.getvalue()).body


def test_a_table_of_another_office_stands_as_its_content_asks():
    made = new_file()
    add_letter(made)
    table = add_table(made, ["街镇", "数量"], ["杨行镇", "3"])
    for cell in table.rows[1].cells:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    assert read(made).lines == [*BODY, "| 街镇 | 数量 |", "| 杨行镇 | 3 |"]


def test_cells_that_word_merged_are_merged_in_the_text():
    made = new_file()
    add_letter(made)
    table = add_table(made, ["街镇", "计划", "", "备注"], ["", "数量", "金额", ""], ["杨行镇", "3", "4.5", "无"])
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 3).merge(table.cell(1, 3))
    assert read(made).lines == [
        *BODY,
        "| 街镇 | 计划 | < | 备注 |",
        "| ^ | 数量 | 金额 | ^ |",
        "| 杨行镇 | 3 | 4.5 | 无 |",
    ]


def test_columns_in_which_no_cell_begins_are_none():
    made = new_file()
    add_letter(made)
    table = add_table(made, ["街镇", "", "数量"], ["杨行镇", "", "3"])
    for row in (0, 1):
        table.cell(row, 0).merge(table.cell(row, 1))
    assert read(made).lines == [*BODY, "| 街镇 | 数量 |", "| 杨行镇 | 3 |"]


def test_several_paragraphs_of_a_cell_and_empty_rows():
    made = new_file()
    add_letter(made)
    add_table(made, ["街镇", "说明"], ["", ""], ["杨行镇", "第一段\n第二段|完"])
    assert read(made).lines == [*BODY, "| 街镇 | 说明 |", "| 杨行镇 | 第一段<br>第二段\\|完 |"]


def test_pictures_and_tables_within_cells_are_told():
    made = new_file()
    add_letter(made)
    table = add_table(made, ["街镇", "说明"], ["杨行镇", "见图"])
    put(table.cell(1, 1).paragraphs[0], picture())
    table.cell(1, 0).add_table(1, 2).cell(0, 0).text = "里面"
    add(made, "以上工作年内完成。")
    found = read(made)
    assert found.lines == [*BODY, "| 街镇 | 说明 |", "| 杨行镇 | 见图 |", "以上工作年内完成。"]
    assert found.left_out == [
        "第6段后的表格没有取入（在“| 杨行镇 | 见图 |”之后）",
        "第6段后的图片没有取入（在“| 杨行镇 | 见图 |”之后）",
    ]


def test_a_table_that_is_too_wide_for_a_letter_is_told():
    made = new_file()
    add_letter(made)
    add_table(made, ["列"] * (MAX_COLUMNS + 1), ["1"] * (MAX_COLUMNS + 1))
    found = read(made)
    assert found.lines == BODY
    assert found.left_out == ["第4段后的表格没有取入（在“已排查小区126个。”之后）"]


@pytest.mark.parametrize("unit", ["单位：万元", "（单位：万元）"])
def test_the_unit_between_caption_and_table_goes_behind_the_caption(unit):
    made = new_file()
    add_letter(made, "表1　投入", unit)
    add_table(made, ["街镇", "投入"], ["杨行镇", "3"])
    assert read(made).lines == [*BODY, "表1　投入（单位：万元）", "| 街镇 | 投入 |", "| 杨行镇 | 3 |"]


def test_a_row_that_is_higher_than_a_page_may_be_torn_in_word_too():
    (table,) = written(f"| 甲 | 乙 |\n| 丙 | {'这个格子里的字很多，' * 120} |\n| 丁 | 无 |").tables
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows] == [True, False, True]
