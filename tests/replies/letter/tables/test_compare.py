"""A table of two texts, as a person reads it."""

from hypothesis import given
from hypothesis import strategies as st

from replies.letter.difference import compare_texts
from replies.letter.spans import SpanKind
from replies.letter.tables.compare import compare_tables, show_table
from replies.letter.tables.mark import find_tables, write_rows

MARKS = {SpanKind.EQUAL: "{}", SpanKind.INSERT: "+{}+", SpanKind.DELETE: "-{}-"}
HEAD = "| 项目 | 计划 | 完成 |"
ROWS = [HEAD, "| 食堂 | 12 | 10 |", "| 点位 | 40 | 31 |", "| 合计 | 52 | 41 |"]
CAPTION = "表1　进度"


def marked(spans):
    return "".join(MARKS[span.kind].format(span.text) for span in spans)


def rows_of(table):
    """Each row as its sign and its cells, a merged one with how far it goes."""
    signs = {SpanKind.EQUAL: "", SpanKind.INSERT: "+", SpanKind.DELETE: "-"}
    return [
        signs[row.kind]
        + "|".join(
            marked(cell.spans) + (f"({cell.across}×{cell.down})" if cell.across * cell.down > 1 else "")
            for cell in row.cells
        )
        if not row.skipped
        else f"…{row.skipped}"
        for row in table.rows
    ]


def compared(before, after):
    (table,) = compare_texts("\n".join(before), "\n".join(after))
    return table


def test_a_cell_that_changed_says_what_it_said():
    table = compared([CAPTION, *ROWS], ["表1　建设进度", *[row.replace("10", "11") for row in ROWS]])
    assert marked(table.caption) == "表1　+建设+进度"
    assert rows_of(table) == ["项目|计划|完成", "食堂|12|-10-+11+", "点位|40|31", "合计|52|41"]
    assert (table.rows_moved, table.columns_moved, table.changed, table.fold) == (False, False, True, "")
    assert (table.name, compared([CAPTION, *ROWS], ROWS).name) == ("表1　建设进度", "")


def test_rows_and_columns_that_came_in_and_went_out_are_told_apart():
    wider = [
        "| 项目 | 计划 | 责任 | 完成 |",
        "| 食堂 | 12 | 民政 | 10 |",
        "| 中心 | 3 | 民政 | 3 |",
        "| 合计 | 52 | | 41 |",
    ]
    table = compared(ROWS, wider)
    assert [kind.value for kind in table.columns] == ["equal", "equal", "insert", "equal"]
    assert rows_of(table) == [
        "项目|计划|+责任+|完成",
        "食堂|12|+民政+|10",
        "--点位-|-40-||-31-",
        "++中心+|+3+|+民政+|+3+",
        "合计|52||41",
    ]
    assert (table.rows_moved, table.columns_moved) == (True, True)
    assert [kind.value for kind in compared(wider, ROWS).columns] == ["equal", "equal", "delete", "equal"]


def test_a_row_is_known_by_its_first_cell_and_a_column_with_another_head_by_its_cells():
    after = [ROWS[0].replace("完成", "已建成"), "| 食堂 | 13 | 9 |", *ROWS[2:]]
    assert rows_of(compared(ROWS, after)) == [
        "项目|计划|-完成-+已建成+",
        "食堂|-12-+13+|-10-+9+",
        "点位|40|31",
        "合计|52|41",
    ]


def test_merged_cells_stay_merged_where_both_have_them():
    before = ["| 街镇 | 食堂 | < |", "| ^ | 计划 | 完成 |", "| 友谊 | 3 | 2 |"]
    after = ["| 街镇 | 食堂 | < | < |", "| ^ | 计划 | 完成 | 率 |", "| 友谊 | 3 | 3 | 1 |"]
    assert rows_of(compared(before, after)) == ["街镇(1×2)|食堂(2×1)|", "计划|完成|+率+", "友谊|3|-2-+3+|+1+"]
    parted = ["| 街镇 | 食堂 | 其中 |", *before[1:]]
    assert rows_of(compared(before, parted)) == ["街镇(1×2)|食堂|+其中+", "计划|完成", "友谊|3|2"]


def test_a_table_that_comes_in_goes_out_or_stays_is_one_thing_among_the_paragraphs():
    other = ["| 另 | 一 |", "| 3 | 4 |"]
    first, gone, last, come = compare_texts("\n".join(["甲", *ROWS, "乙"]), "\n".join(["甲", "乙", *other]))
    assert [marked(one.spans) for one in (first, last)] == ["甲", "乙"]
    assert (gone, come) == (
        show_table(SpanKind.DELETE, find_tables(ROWS)[0]),
        show_table(SpanKind.INSERT, find_tables(other)[0]),
    )
    _, stayed = compare_texts("\n".join(["甲", *ROWS]), "\n".join(["乙", *ROWS]))[-2:]
    assert (stayed, stayed.fold) == (show_table(SpanKind.EQUAL, find_tables(ROWS)[0]), "张表格")


def test_how_a_table_is_typed_makes_no_difference():
    loose = ["表1　进度", "", "|项目|计划|完成|", "|---|---:|---:|", "| 食堂  |  12  | 10", *ROWS[2:]]
    assert compare_texts("\n".join([CAPTION, *ROWS]), "\n".join(loose)) == []


def test_rows_that_stayed_far_from_a_change_are_counted():
    many = [HEAD, *(f"| 第{at}项 | {at} | 0 |" for at in range(1, 21))]
    after = [row.replace("| 10 | 0 |", "| 10 | 8 |") for row in many]
    assert rows_of(compared(many, after)) == [
        "项目|计划|完成",
        "…8",
        "第9项|9|0",
        "第10项|10|-0-+8+",
        "第11项|11|0",
        "…9",
    ]


def test_a_paragraph_is_no_rewritten_table():
    shown = compare_texts("\n".join(ROWS), "食堂计划12个，完成10个；点位计划40个，完成31个。")
    assert [one.changed for one in shown] == [True, True]
    assert show_table(SpanKind.DELETE, find_tables(ROWS)[0]) == shown[0]


cells = st.sampled_from(["甲", "乙", "12", "13", "", "丙丁", "|", "<", "^"])
grids = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


def texts_of(table, gone):
    """The rows of one of both tables, read out of what is shown."""
    other = SpanKind.INSERT if gone == SpanKind.DELETE else SpanKind.DELETE
    return [
        [
            "".join(span.text for span in cell.spans if span.kind != other)
            for cell, kind in zip(row.cells, table.columns, strict=True)
            if kind != other
        ]
        for row in table.rows
        if row.kind != other
    ]


@given(grids, grids)
def test_both_tables_can_be_read_out_of_it(before, after):
    old, new = (find_tables(write_rows(rows))[0] for rows in (before, after))
    table = compare_tables(old, new)
    if not any(row.skipped for row in table.rows):
        assert texts_of(table, SpanKind.DELETE) == before
        assert texts_of(table, SpanKind.INSERT) == after


def test_the_largest_table_is_compared_in_time(at_once):
    rows = [["项目", *"一二三四五"], *([f"第{at}项", *map(str, range(at, at + 5))] for at in range(1, 300))]
    changed = [[text.replace("2", "3") for text in row] for row in rows]
    before, after = ("\n".join(write_rows(one)) for one in (rows, changed))
    assert len(compare_texts(before, after)) == 1
