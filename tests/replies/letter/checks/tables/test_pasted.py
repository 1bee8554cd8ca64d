"""Lines that are a table in truth: by tabs, by blanks; and what 改正 makes of them."""

import pytest

from replies.letter.checks import WARNING, check_letter
from replies.letter.snapshot import Snapshot
from replies.letter.tables.mark import find_tables
from tests.replies.letter.checks.whole.said import marked, said
from tests.replies.letter.pages import case

TABS = "年度\t补装数量（盏）\t所在街镇（个）\t投入资金（万元）\n2024年\t18\t3\t231.0\n2025年\t22\t5\t304.8"
FIXED = (
    "| 年度 | 补装数量（盏） | 所在街镇（个） | 投入资金（万元） |\n| 2024年 | 18 | 3 | 231.0 |\n"
    "| 2025年 | 22 | 5 | 304.8 |"
)


@pytest.mark.parametrize(
    ("typed", "fixed"),
    [
        (TABS, FIXED),
        ("街镇\t现有\n友谊路\t120", "| 街镇 | 现有 |\n| 友谊路 | 120 |"),
        ("序号 \t 名称\n1\t　甲\n2\t乙", "| 序号 | 名称 |\n| 1 | 甲 |\n| 2 | 乙 |"),
        ("街镇\t计划\t完成\n友谊路\t\t3\n杨行镇\t4\t", "| 街镇 | 计划 | 完成 |\n| 友谊路 | | 3 |\n| 杨行镇 | 4 | |"),
        ("街镇\t\t现有\n友谊路街道\t120", "| 街镇 | 现有 |\n| 友谊路街道 | 120 |"),
        ("甲\t乙|丙\n1\t2", "| 甲 | 乙\\|丙 |\n| 1 | 2 |"),
        ("街镇　　现有\n友谊路　　120\n杨行镇　　97", "| 街镇 | 现有 |\n| 友谊路 | 120 |\n| 杨行镇 | 97 |"),
        (
            "街镇    计划（个）  完成（个）\n友谊路  12          10\n杨行镇  8           —",
            "| 街镇 | 计划（个） | 完成（个） |\n| 友谊路 | 12 | 10 |\n| 杨行镇 | 8 | — |",
        ),
    ],
)
def test_a_table_by_hand_is_noticed_once_and_becomes_one(typed, fixed):
    (finding,) = said("pasted_table", f"情况如下：\n{typed}\n谢谢。")
    assert (finding.words, finding.severity, finding.suggestion) == (typed, WARNING, fixed)
    assert len(find_tables(fixed.split("\n"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "\t甲\n\t乙",
        "甲\t乙",
        "街镇　　现有\n友谊路　　120",
        "甲\t\n乙\t",
        "甲\t乙\n\n丙\t丁",
        "王　芳　　李建国　　周　启\n赵　明　　钱小红　　孙　丽\n林佩芬　　顾　晓　　罗文杰",
        "联系人：高扬　　电话：021-55550402\n经办人：陆一鸣　　电话：021-55550118",
        "一是  完成30处。二是  新增12处。\n三是  完成40处。四是  新增15处。\n五是  完成5处。六是  新增2处。",
        FIXED,
    ],
)
def test_what_is_no_table_by_hand(text):
    assert marked("pasted_table", text) == []


def test_more_columns_than_a_table_has_are_left_to_the_writer():
    row = "\t".join(["列"] * 25)
    (finding,) = said("pasted_table", f"{row}\n{row}")
    assert (finding.suggestion, "20列" in finding.message) == (None, True)


def test_the_box_of_the_form_is_looked_at_too():
    facts = Snapshot.from_json(case(handling=f"进度如下：\n{TABS}"))
    (finding,) = [one for one in check_letter(facts) if one.rule == "pasted_table"]
    assert (finding.field, finding.paragraph, finding.suggestion) == ("handling", 1, FIXED)
