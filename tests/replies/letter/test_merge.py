"""Two texts on top of one: what comes out, and what is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letter.difference import text_lines
from replies.letter.merge import END, MINE, THEIRS, count_open, merge_drafts, merge_texts

BASE = "称呼：\n一、做法\n甲段。\n乙段。\n丙段。\n谢谢。"
OTHER = f"{THEIRS}许静写的："


def both(mine, theirs, base=BASE):
    return merge_texts(base, mine, theirs, "许静")


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (BASE, BASE.replace("乙", "许"), BASE.replace("乙", "许")),
        (BASE.replace("乙", "我"), BASE, BASE.replace("乙", "我")),
        (BASE.replace("甲", "我"), BASE.replace("丙", "许"), BASE.replace("甲", "我").replace("丙", "许")),
        (BASE.replace("甲", "我"), BASE.replace("乙", "许"), BASE.replace("甲", "我").replace("乙", "许")),
        (BASE.replace("甲", "同"), BASE.replace("甲", "同"), BASE.replace("甲", "同")),
        (BASE.replace("甲段。\n", ""), BASE.replace("丙", "许"), BASE.replace("甲段。\n", "").replace("丙", "许")),
        (f"{BASE}\n我加的。", f"{BASE}\n许加的。", f"{BASE}\n许加的。\n我加的。"),
        ("", "", ""),
        ("我写的。", "许写的。", "许写的。\n我写的。"),
    ],
    ids=range(9),
)
def test_what_one_side_changed_is_taken(mine, theirs, merged):
    assert both(mine, theirs, BASE if BASE[:2] in mine else "") == merged


def test_where_both_changed_one_paragraph_both_stand_to_choose_from():
    merged = both(BASE.replace("乙段", "我的乙段"), BASE.replace("乙段", "许的乙段"))
    assert merged == f"称呼：\n一、做法\n甲段。\n{MINE}\n我的乙段。\n{OTHER}\n许的乙段。\n{END}\n丙段。\n谢谢。"
    assert (count_open(merged), count_open(BASE)) == (1, 0)


def test_rewritten_against_taken_out_is_a_choice_too():
    merged = both(BASE.replace("乙段。\n", ""), BASE.replace("乙段", "许的乙段"))
    assert merged == f"称呼：\n一、做法\n甲段。\n{MINE}\n{OTHER}\n许的乙段。\n{END}\n丙段。\n谢谢。"


TABLE = "前。\n表1　进度\n| 项目 | 计划 | 完成 |\n| 食堂 | 12 | 10 |\n| 点位 | 40 | 31 |\n后。"
ROW, HIS = "| 食堂 | 12 |", "| 许 | 2 | 2 |"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        # other rows, other cells of one row, and the same cell in the same way
        (("12", "13"), ("31", "32"), [("12", "13"), ("31", "32")]),
        (("12", "13"), ("10", "11"), [("12", "13"), ("10", "11")]),
        (("| 食堂 | 12 | 10 |", "|食堂|13|10|"), ("10", "11"), [("12", "13"), ("10", "11")]),
        (("10", "11"), ("10", "11"), [("10", "11")]),
        # each a row at one place
        (("后。", "| 我 | 1 | 1 |\n后。"), ("后。", f"{HIS}\n后。"), [("后。", f"{HIS}\n| 我 | 1 | 1 |\n后。")]),
        # each a table of its own there: they do not become one
        (("后。", "| 我 | 1 |\n后。"), ("后。", f"又\n{HIS}\n后。"), [("后。", f"又\n{HIS}\n\n| 我 | 1 |\n后。")]),
        # the same cell
        (("10", "11"), ("10", "9"), [("| 食堂 | 12 | 10 |", f"{MINE}\n{ROW} 11 |\n{OTHER}\n{ROW} 9 |\n{END}")]),
    ],
    ids=range(7),
)
def test_a_table_merges_by_rows_and_a_row_by_cells(mine, theirs, merged):
    expected = TABLE
    for change in merged:
        expected = expected.replace(*change)
    assert both(TABLE.replace(*mine), TABLE.replace(*theirs), TABLE) == expected


FULL = "前。\n| 项目 | 计划 | 完成 |\n| 食堂 | 12 | 10 |\n| 点位 | 40 | 31 |\n| 合计 | 52 | 41 |\n后。"
NEW = "| 车库 | 5 | 1 |"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        # a cell here, a cell of the next row and a new row there
        ([("10", "11")], [("31 |", f"32 |\n{NEW}")], [("10", "11"), ("31 |", f"32 |\n{NEW}")]),
        ([("31", "32")], [("10 |", f"11 |\n{NEW}")], [("31", "32"), ("10 |", f"11 |\n{NEW}")]),
        # other cells of one row, and a new row above it
        (
            [("12", "13")],
            [("| 食堂 | 12 | 10", f"{NEW}\n| 食堂 | 12 | 9")],
            [("| 食堂 | 12 | 10", f"{NEW}\n| 食堂 | 13 | 9")],
        ),
        # a row taken out, a cell of another
        ([("| 食堂 | 12 | 10 |\n", "")], [("31", "32")], [("| 食堂 | 12 | 10 |\n", ""), ("31", "32")]),
        # the same row added by both
        ([("10 |", f"10 |\n{NEW}")], [("10 |", f"11 |\n{NEW}")], [("10 |", f"11 |\n{NEW}")]),
        # only the sum is a choice
        (
            [("10", "11"), ("41", "42")],
            [("31 |", f"32 |\n{NEW}"), ("41", "43")],
            [
                ("10", "11"),
                ("31 |", f"32 |\n{NEW}"),
                ("| 合计 | 52 | 41 |", f"{MINE}\n| 合计 | 52 | 42 |\n{OTHER}\n| 合计 | 52 | 43 |\n{END}"),
            ],
        ),
        # a row called anew here and changed there: a choice
        (
            [("食堂", "饭堂")],
            [("| 食堂 | 12 | 10 |", f"| 食堂 | 12 | 11 |\n{NEW}")],
            [
                (
                    "| 食堂 | 12 | 10 |",
                    f"{MINE}\n| 饭堂 | 12 | 10 |\n{OTHER}\n| 食堂 | 12 | 11 |\n{NEW}\n{END}",
                )
            ],
        ),
    ],
    ids=range(7),
)
def test_rows_are_known_by_their_first_cell(mine, theirs, merged):
    def with_all(changes):
        text = FULL
        for change in changes:
            assert change[0] in text
            text = text.replace(*change)
        return text

    assert both(with_all(mine), with_all(theirs), FULL) == with_all(merged)


def test_rows_that_are_called_alike_are_one_choice():
    base = "| 项目 | 数 |\n| 食堂 | 1 |\n| 食堂 | 2 |"
    mine, theirs = base.replace("1", "3"), f"{base.replace('2', '4')}\n| 食堂 | 5 |"
    assert both(mine, theirs, base).startswith(f"| 项目 | 数 |\n{MINE}\n")
    base = "| 项目 | 数 |\n| 食堂 | 1 |\n| 点位 | ^ |"  # a new row may stand where the merged cell is
    mine, theirs = base.replace("1", "3"), base.replace("点位 | ^ |", "点位 | 4 |\n| 车库 | 5 |")
    assert both(mine, theirs, base).startswith(f"| 项目 | 数 |\n{MINE}\n")


def test_a_column_against_a_cell_is_one_choice_for_the_whole_table():
    wider = TABLE.replace("完成 |", "完成 | 率 |").replace("10 |", "10 | 83% |").replace("31 |", "31 | 78% |")
    mine, theirs = (text.split("\n")[2:-1] for text in (TABLE.replace("31", "32"), wider))
    merged = both(TABLE.replace("31", "32"), wider, TABLE).split("\n")
    assert merged == ["前。", "表1　进度", MINE, *mine, OTHER, *theirs, END, "后。"]


paragraphs = st.lists(st.sampled_from(["甲段。", "乙段。", "丙段。", "", "丁段。"]), max_size=7).map("\n".join)


@given(paragraphs, paragraphs, paragraphs)
def test_no_paragraph_that_either_added_is_lost(base, mine, theirs):
    merged = text_lines(both(mine, theirs, base))
    for text in (mine, theirs):
        assert {one for one in text_lines(text) if one not in text_lines(base)} <= set(merged)


@given(paragraphs, paragraphs)
def test_who_changed_nothing_takes_the_others_text(base, other):
    assert text_lines(both(base, other, base)) == text_lines(other) == text_lines(both(other, base, base))


def test_every_field_goes_the_same_way():
    base = {"title": "旧题", "body": "甲\n乙", "contact": "高扬", "phone": "1", "disclosure": ""}
    mine = {"title": "我的题", "body": "甲\n我", "contact": "高扬", "phone": "2", "disclosure": "不公开"}
    theirs = {"title": "许的题", "body": "甲\n许", "contact": "许静", "phone": "1", "disclosure": "不公开"}
    merged = merge_drafts(base, mine, theirs, "许静")
    assert merged.texts == {
        "title": "我的题",
        "body": f"甲\n{MINE}\n我\n{OTHER}\n许\n{END}",
        "contact": "许静",
        "phone": "2",
        "disclosure": "不公开",
    }
    assert (merged.open, merged.ours) == (("body",), ("title",))
