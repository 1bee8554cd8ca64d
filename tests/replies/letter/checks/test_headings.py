"""Numbering and the stops after headings."""

import pytest

from tests.replies.letter.checks.said import marked


@pytest.mark.parametrize(
    "text",
    [
        "一、做法\n（一）甲\n（二）乙\n二、打算\n（一）丙\n（二）丁",
        "一、甲\n1.子\n2.丑\n说明一句。\n1.寅\n2.卯",
        "1.甲\n（1）子\n（2）丑\n2.乙\n（1）寅",
        "一是甲。\n二是乙。",
        "2.0版已经上线。\n2025年新增12处。\n1.5万人受益。",
        "1.2025年新增200张。\n2.办班。",
        "一、甲\n二，乙\n三、丙",
        "（一）甲\n二）乙\n（三）丙",
        "1.甲\n2，乙\n3.丙",
        "\n".join(
            f"{count}、甲" for count in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
        ),
        "一、" + "长" * 80 + "。\n二、乙",
    ],
)
def test_right_numbering(text):
    assert marked("numbering", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、甲\n三、乙", [("三", "二")]),
        ("一、甲\n一、乙", [("一", "二")]),
        ("一、甲\n（一）子\n（三）丑\n二、乙", [("三", "二")]),
        ("1.甲\n2.乙\n4.丙\n5.丁", [("4", None)]),  # one missing, or two misnumbered: only a person knows
        ("1.甲\n2.乙\n2.丙\n4.丁", [("2", "3")]),
        ("二、甲\n三、乙", [("二", None)]),
        ("十、甲", [("十", "一")]),
    ],
)
def test_wrong_numbering(text, found):
    assert marked("numbering", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "（一）甲\n（二）乙",
        "（一）甲。\n（二）乙。",
        "（一）甲。这是一段话。\n（二）乙。这也是一段话。",
        "1.甲；\n2.乙；\n3.丙。",
        "（一）甲\n（二）乙。这一个标题后面接着正文。",
    ],
)
def test_right_stops(text):
    assert marked("full_stop", text) == []


def test_one_heading_with_a_stop_among_sisters_without():
    assert marked("full_stop", "（一）甲\n说明。\n（二）乙。\n说明。\n（三）丙\n说明。") == [("。", "")]


@pytest.mark.parametrize(
    "text",
    [
        "一是甲；二是乙；三是丙。",
        "一是甲。\n二是乙。\n一、标题\n一是丙。",
        "首先是甲；二是乙。",
        "这是一是二的问题。",
        "第一，甲。第二，乙。\n一、标题\n第一，丙。",
        "第三人民医院，第九中学。",
    ],
)
def test_right_points_in_a_line(text):
    assert marked("inline_numbering", text) == []


def test_points_in_a_line_that_skip_or_repeat():
    assert marked("inline_numbering", "一是甲；三是乙。") == [("三", None)]
    assert marked("inline_numbering", "一是甲；二是乙；二是丙。") == [("二", None)]
    assert marked("inline_numbering", "第一，甲。\n第二，乙。\n第四，丙。") == [("四", None)]


def test_a_slip_in_the_mark_of_a_heading():
    assert marked("heading_mark", "一、甲\n二，乙\n三：丙") == [("，", "、"), ("：", "、")]
    assert marked("heading_mark", "1.甲\n　　2，乙") == [("，", ".")]
    assert marked("heading_mark", "（一）甲\n二）乙") == [("二）", "（二）")]
    assert marked("heading_mark", "一）甲\n二）乙\n2，300户居民\n三是丙") == []  # marked alike throughout
