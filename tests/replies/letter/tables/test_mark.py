"""The lines of a table → its cells, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letter.pdf.ruled import rule_table
from replies.letter.tables.columns import cell_side, column_sides, has_row_heads
from replies.letter.tables.figures import is_figure, read_figure
from replies.letter.tables.mark import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Side,
    Table,
    escape_cell,
    find_tables,
    is_caption,
    is_row,
    write_cells,
    write_rows,
)
from replies.letter.text import Paragraph, ParagraphKind, read_body, split_paragraphs

PLAIN = """表1　2026年为老服务项目进度
| 项目 | 计划（个） | 完成（个） |
| 社区食堂 | 12 | 10 |
| 合计 | 12 | 10 |"""
MERGED = """| 街镇 | 计划 | < | 备注 |
| ^ | 数量 | 金额 | ^ |
| 友谊路街道 | 12 | 10.5 | 已完成<br>待验收 |
| 合计 | 12 | 10.5 | |"""


def table(text):
    (found,) = find_tables(text.split("\n"))
    return found


def texts(found):
    return [[(cell.text, cell.across, cell.down) for cell in row] for row in found.rows]


def test_lines_with_bars_are_one_table_with_its_caption():
    found = table(PLAIN)
    assert found.caption == "表1　2026年为老服务项目进度"
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["项目", "计划（个）", "完成（个）"],
        ["社区食堂", "12", "10"],
        ["合计", "12", "10"],
    ]
    assert (found.columns, found.head, found.caption_place, found.places) == (3, 1, 0, (1, 2, 3))
    assert found.source == PLAIN
    assert write_cells(found.cells, found.columns, found.caption) == PLAIN.split("\n")


def test_cells_go_on_to_the_right_and_downwards():
    found = table(MERGED)
    assert texts(found) == [
        [("街镇", 1, 2), ("计划", 2, 1), ("备注", 1, 2)],
        [("数量", 1, 1), ("金额", 1, 1)],
        [("友谊路街道", 1, 1), ("12", 1, 1), ("10.5", 1, 1), ("已完成\n待验收", 1, 1)],
        [("合计", 1, 1), ("12", 1, 1), ("10.5", 1, 1), ("", 1, 1)],
    ]
    assert found.head == 2
    assert write_cells(found.cells, found.columns) == MERGED.split("\n")
    assert [[cell.text for cell in row] for row in found.grid][1] == ["街镇", "数量", "金额", "备注"]


@pytest.mark.parametrize(
    ("typed", "cells"),
    [
        ("|甲|乙|", ["甲", "乙"]),
        ("　｜甲｜乙｜ ", ["甲", "乙"]),
        ("|甲|乙", ["甲", "乙"]),
        ("| 甲 | |", ["甲", ""]),
        ("||乙|", ["", "乙"]),
        (r"| 甲\|乙 | \< | \^ |", ["甲|乙", "<", "^"]),
        (r"| C:\\ | a\b | \<br> |", ["C:\\", "a\\b", "<br>"]),
        ("| 甲<BR/>乙 | 丙 <br> 丁 |", ["甲\n乙", "丙\n丁"]),
        ("| < | < |", ["<"]),
        ("| ^ | 甲 |", ["^", "甲"]),
    ],
)
def test_how_a_row_is_read(typed, cells):
    (row,) = table(typed).rows
    assert [cell.text for cell in row] == cells


@pytest.mark.parametrize("line", ["| 只有一道竖线", "前面有字 | 甲 | 乙 |", "", "　", r"| 甲\| 乙", "表1　题名"])
def test_what_is_no_row(line):
    assert not is_row(line)
    assert find_tables([line]) == []


def test_rows_of_unlike_length_are_filled():
    assert [[cell.text for cell in row] for row in table("|甲|乙|丙|\n|1|\n|2|3|").rows] == [
        ["甲", "乙", "丙"],
        ["1", "", ""],
        ["2", "3", ""],
    ]


def test_what_sticks_out_of_a_merged_cell_is_an_empty_one():
    assert texts(table("| 甲 | < | 乙 |\n| ^ | 丙 | ^ |\n| 丁 | ^ | < |")) == [
        [("甲", 2, 1), ("乙", 1, 2)],
        [("", 1, 1), ("丙", 1, 2)],
        [("丁", 1, 1), ("", 1, 1)],
    ]


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        ("|甲|乙|\n|1|2|", 1),
        ("|甲|乙|", 1),
        ("|甲|乙|\n|---|:-:|\n|1|2|", 1),
        ("|甲|乙|\n|丙|丁|\n|--|--|\n|1|2|", 2),
        ("|进度|<|\n|甲|乙|\n|1|2|", 2),
        ("|进度|<|\n|1|2|\n|3|4|", 1),
        ("|进度|<|\n|项目|数量|<|\n|^|计划|完成|\n|一|1|2|", 3),
        ("|甲|乙|\n|^|1|\n|3|4|", 2),
    ],
)
def test_the_head_is_the_first_row_and_what_belongs_to_it(lines, head):
    assert table(lines).head == head
    assert {cell.row for cell in table(lines).cells if cell.head} <= set(range(head))


def test_the_rule_of_markdown_is_not_printed_and_tells_the_sides():
    found = table("|甲|乙|丙|丁|\n|:--|:-:|--:|---|\n|1|2|3|4|")
    assert len(found.rows) == 2
    assert found.sides == (Side.LEFT, Side.CENTRE, Side.RIGHT, None)
    assert found.places == (0, 2)
    assert column_sides(found) == (Side.LEFT, Side.CENTRE, Side.RIGHT, Side.RIGHT)


def test_a_row_of_dashes_among_the_figures_stays():
    assert [cell.text for cell in table("|甲|乙|\n|-|—|\n|丙|1|").rows[1]] == ["-", "—"]


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("表1　进度", True),
        ("表 2 进度", True),
        ("表３：进度", True),
        ("表一 进度", True),
        ("表2-1 进度", True),
        ("附表1　进度", True),
        ("表　进度", True),
        ("　　表1进度", True),
        ("表1显示，各街镇进度如下：", False),
        ("表1列出了各街镇的进度。", False),
        ("表彰情况", False),
        ("各街镇进度见下表", False),
        ("表1　" + "长" * 60, False),
    ],
)
def test_what_a_caption_looks_like(line, fits):
    assert is_caption(line) == fits
    assert (table(f"{line}\n|甲|乙|").caption != "") == fits


def test_blank_lines_part_two_tables_but_no_caption():
    found = find_tables(["表1\u3000进度", "", "|甲|乙|", "|1|2|", "", "|丙|丁|"])
    assert [(one.caption, one.first, one.last, len(one.rows)) for one in found] == [
        ("表1　进度", 0, 3, 2),
        ("", 5, 5, 1),
    ]


@pytest.mark.parametrize(
    ("above", "caption", "lines"),
    [
        (["表1　投入", "单位：万元"], "表1　投入（单位：万元）", 4),
        (["表1　投入", "", "　　（单位：万元、%）", ""], "表1　投入（单位：万元、%）", 4),
        (["表1　投入", "计量单位: 人次"], "表1　投入（计量单位: 人次）", 4),
        (["表1　投入（单位：万元）", "单位：万元"], "表1　投入（单位：万元）", 4),
        (["单位：万元"], "", 2),
        (["各街镇投入如下：", "单位：万元"], "", 2),
        (["表1　投入", "单位：万元。"], "", 2),
        (["表1　投入", "单位：万元", "单位：万元"], "", 2),
        (["表1　投入", "主管单位的情况"], "", 2),
    ],
)
def test_the_unit_between_caption_and_rows_belongs_to_the_table(above, caption, lines):
    found = table("\n".join([*above, "| 街镇 | 投入 |", "| 杨行镇 | 3 |"]))
    assert (found.caption, len(found.lines)) == (caption, lines)
    assert (found.first == 0, found.unit_place is None) == (bool(caption), not caption)


def test_rows_below_a_unit_know_their_lines():
    found = rule_table(table("表1　投入\n\n单位：万元\n| 街镇 | 投入 |\n| 杨行镇 | 3 |"), first=5)
    assert (found.place, [row.place for row in (*found.head, *found.body)]) == (5, [7, 8])


def test_a_body_is_paragraphs_and_tables_in_order():
    found = read_body(f"周启代表：\n一、进度\n{PLAIN}\n\n感谢您。")
    assert [one.kind if isinstance(one, Paragraph) else one.caption for one in found] == [
        ParagraphKind.SALUTATION,
        ParagraphKind.LEVEL_1,
        "表1　2026年为老服务项目进度",
        ParagraphKind.BODY,
    ]
    assert isinstance(read_body(PLAIN)[0], Table)
    assert [one.whole for one in split_paragraphs(PLAIN)] == PLAIN.split("\n")


@given(st.text(alphabet="一、（1）。：\n 字表|｜<^\\-", max_size=60))
def test_no_line_is_lost(text):
    lines = [
        line
        for block in read_body(text)
        for line in ([block.whole] if isinstance(block, Paragraph) else map(str.strip, block.lines))
    ]
    assert lines == [line.strip() for line in text.split("\n") if line.strip()]


@given(st.lists(st.lists(st.text(alphabet="甲1|｜<^\\br> /\n", max_size=9), min_size=1, max_size=4), min_size=1))
def test_what_is_written_is_read(rows):
    lines = write_rows(rows)
    width = max(map(len, rows))
    read = table("\n".join(lines))
    said = [["\n".join(filter(None, map(str.strip, text.split("\n")))) for text in row] for row in rows]
    assert [[cell.text for cell in row] for row in read.grid] == [row + [""] * (width - len(row)) for row in said]


@given(st.text(alphabet="|甲<^\n", max_size=40))
def test_a_table_is_written_as_it_was_read(text):
    for one in find_tables(text.split("\n")):
        (again,) = find_tables(write_cells(one.cells, one.columns))
        assert texts(again) == texts(one)


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        (2, MAX_COLUMNS + 1, "列"),
        (MAX_ROWS + 1, 2, "行"),
        (MAX_CELLS // 10 + 1, 10, "格"),
        (40, 20, "字太多，格子太窄"),
    ],
)
def test_a_table_past_the_bounds_stays_its_lines(rows, columns, said):
    cell = "1111111111" if said.startswith("字") else "1"
    body = "\n".join(["|" + f"{cell}|" * columns] * rows)
    (found,) = find_tables(body.split("\n"))
    assert said in found.refusal
    assert [one.whole for one in read_body(body)] == body.split("\n")


def test_the_bound_of_cells_counts_all_tables():
    one = "\n".join(["|" + "1|" * 10] * (MAX_CELLS // 20))
    assert [bool(each.refusal) for each in find_tables("\n\n".join([one] * 3).split("\n"))] == [False, False, True]
    assert len(read_body("|" * 30_000)) == 1


def test_the_bound_of_lines_counts_those_in_the_cells_of_all_tables():
    # 2 columns of 17.3 characters: 3 lines a cell, 6 a row, the head of 3 again on each of the pages with 34 lines
    one = "\n".join([f"|{'字' * 50}|{'a' * 100}|"] * 150)
    assert [bool(each.refusal) for each in find_tables("\n\n".join([one] * 5).split("\n"))] == [False] * 4 + [True]


def test_figures_stand_right_words_in_the_middle_text_left():
    found = table(
        "| 序号 | 街镇 | 投入（万元） | 占比 | 年度 | 说明 |\n"
        "| 1 | 友谊路 | 1,234.5 | 85% | 2024年 | 已经完成全部改造任务 |\n| 2 | 杨行镇 | — | | 2025年 | 无 |"
    )
    assert column_sides(found) == (Side.CENTRE, Side.CENTRE, Side.RIGHT, Side.RIGHT, Side.CENTRE, Side.LEFT)
    assert {cell_side(cell, column_sides(found)) for cell in found.rows[0]} == {Side.CENTRE}
    assert not has_row_heads(found)
    assert has_row_heads(table(PLAIN))


def test_a_note_over_several_columns_stands_left():
    found = table("| 街镇 | 数量 |\n| 合计 | < |\n| 注：数据截至2026年3月底。 | < |")
    assert [cell_side(cell, column_sides(found)) for row in found.rows[1:] for cell in row] == [
        Side.CENTRE,
        Side.LEFT,
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12", "12", ""),
        ("１２", "12", ""),
        ("1,234,567.80", "1234567.8", ""),
        ("1，234", "1234", ""),
        ("85％", "85", "%"),
        ("-3.5", "-3.5", ""),
        ("－3", "-3", ""),
        ("12个", "12", "个"),
        ("304.8 万元", "304.8", "万元"),
        ("6个月", "6", "个月"),
    ],
)
def test_figures_as_people_type_them(text, value, unit):
    found = read_figure(text)
    assert (f"{found.value.normalize():f}", found.unit) == (value, unit)
    assert is_figure(text)


@pytest.mark.parametrize(
    "text", ["2024年", "3月5日", "第5号", "甲", "12,34", "约12", "", "1.2.3", "共12个，已完成", "²"]
)
def test_what_is_no_figure(text):
    assert read_figure(text) is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("—", True),
        ("／", True),
        ("", True),
        ("3～5", True),
        ("3:5", True),
        ("9/12", True),
        ("2024年", False),
        ("无", False),
    ],
)
def test_what_may_stand_among_figures(text, fits):
    assert is_figure(text) == fits


@pytest.mark.parametrize("text", ["<", "^", "a|b", "a\\", "甲\n\n 乙 "])
def test_an_escaped_cell_has_no_bars_of_its_own(text):
    assert table(f"| {escape_cell(text)} | 末 |").columns == 2
