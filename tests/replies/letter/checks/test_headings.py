"""Numbering and the stops after headings."""

import pytest

from replies.letter.checks import HINT
from tests.replies.letter.checks.whole.said import marked, said


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
        "（一）甲\n说明。\n（二）乙。接着正文。\n（三）丙\n说明。",
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


@pytest.mark.parametrize(
    "text",
    [
        "一、经费\n1.2022-2023年安排90万元；\n2.2024-2025年安排30万元；\n3.2022年之前，由街道列支。",
        "1.2017—2021年累计投入。\n2.2022～23年继续。\n3.其他。",
        "1.2022年至2023年。\n2.2024年起。",
        "1.3月底前摸底；\n2.6月底前完工；\n3.年底前验收。",
        "1.5G基站12座。\n2.充电桩30个。",
        "一、甲\n1.摸底。\n2.5月底前完工。\n3.验收。\n二、乙\n1.甲。",
        "2.0版已经上线。\n一、甲\n二、乙",
        "1.摸底。全区\n1.5万人受益。\n2.完工。",
        "一、现状\n二、计划\n三 、经费\n四、工期",
        "（一）甲\n（ 二）乙\n（三 ）丙",
        "1.甲\n2 .乙\n3 、丙",
        "1.1 资金来源。\n1.2 资金用途。",
        "1.甲\n2.乙\n说明。\n1.5G基站。\n2.充电桩。",
        "一、甲\n1.概况\n1.1 人口\n1.2 面积\n2.措施\n2.1 经费",
    ],
)
def test_right_numbering_of_other_offices(text):
    assert marked("numbering", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.3月底前摸底；\n3.6月底前完工；\n4.验收。", [("3", None)]),
        ("一、甲\n三 、乙", [("三", "二")]),
        ("1.2022-2023年。\n3.2024-2025年。", [("3", "2")]),
    ],
)
def test_wrong_numbering_of_other_offices(text, found):
    assert marked("numbering", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1、现状。\n2、计划。", [("、", ".")] * 2),
        ("　　1、现状。", [("、", ".")]),
        ("1、2025年新增12处。", [("、", ".")]),
        ("（一）、现状\n（1）、计划", [("、", "")] * 2),
        ("(1).现状", [(".", "")]),
        ("第一、摸清底数。第二、列出清单。", [("、", "，")] * 2),
    ],
)
def test_marks_after_numbers_of_other_offices(text, found):
    assert marked("heading_mark", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "1、2号楼加装电梯。",
        "3、4月份完工。",
        "1.现状",
        "第一、第二批已完工。",
        "第一、二季度已完工。",
        "由1、2两个组负责。",
        "（一）现状、计划",
        "（1）现状",
    ],
)
def test_marks_that_may_stand(text):
    assert marked("heading_mark", text) == []


def test_decimal_numbers_are_only_hinted_at_once():
    text = "一、经费\n1.1 资金来源。区级列支。\n1.2 资金用途。购置灯具。\n1.3其他。"
    assert [(one.words, one.severity, one.suggestion) for one in said("decimal_heading", text)] == [
        ("1.1", HINT, None)
    ]
    assert marked("spaces", text) == []


@pytest.mark.parametrize(
    "text", ["1.5万人受益。\n1.6万人知晓。", "1.1 资金来源。\n2.5万元到位。", "2.1公里\n3.2公里"]
)
def test_decimal_figures_at_the_head_of_a_line(text):
    assert marked("decimal_heading", text) == []


ITEMS = (
    "1.改建江滨小学旧址、柳洲幼儿园分园2处，新增托位160个",
    "2.出台《闲置校舍改建托育机构实施办法》，明确审批流程，简化手续，由区教育局、区卫健局联合验收。",
    "3.对普惠托育机构给予每托位每月300元的运营补助，资金由市、区两级财政分担。",
)


def test_points_that_are_sentences_keep_their_stops_and_one_without_is_told():
    text = "\n".join(ITEMS)
    assert marked("full_stop", text) == []
    assert marked("point_end", text) == [("个", "个。")]
    assert marked("point_end", f"{text}\n再次感谢您。") == [("个", "个。")]
    assert marked("point_end", f"{ITEMS[1].replace('2', '1')}\n{ITEMS[2].replace('3', '2')[:-1]}\n一、打算") == []
    last = f"1{ITEMS[1][1:]}\n2{ITEMS[2][1:]}\n3.摸清闲置校舍的底数，建立台账，年底前改建完成其中符合条件的4处"
    assert marked("point_end", last) == marked("point_end", f"{last}\n再次感谢您。") == [("处", "处。")]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(one.rstrip("。") for one in ITEMS),  # none has a stop
        "\n".join(ITEMS[1:]).replace("2.", "1.").replace("3.", "2."),
        f"1.改建旧址\n{ITEMS[1]}\n{ITEMS[2]}",  # no comma: a heading
        f"1.改建旧址，新增托位\n今年改建2处。\n{ITEMS[1]}\n{ITEMS[2]}",  # its text stands below it
        f"1{ITEMS[1][1:]}\n2{ITEMS[2][1:]}\n3.压实责任，强化督查\n我们将每月通报。",
        f"{ITEMS[0]}；\n{ITEMS[1]}\n{ITEMS[2]}",
        f"{ITEMS[0]}：\n{ITEMS[1]}\n{ITEMS[2]}",
        "1.加强宣传，营造氛围\n2.加强巡查，落实责任。\n3.加强督查，形成合力。",  # headings of two halves
        f"1.改建旧址，新增托位\n{ITEMS[1]}\n3.分担经费。资金由市、区两级财政分担。",
    ],
)
def test_points_that_may_end_as_they_do(text):
    assert marked("point_end", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、甲\n（1）子\n（2）丑\n二、乙\n（1）寅", ["（1）"]),
        ("一、甲\n说明。\n（1）子\n（2）丑", ["（1）"]),
        ("一、甲\n（一）子\n（1）丑", []),
        ("一、甲\n1.子\n（1）丑", []),
        ("（1）子\n（2）丑", []),
        ("一、甲\n1.子\n2.丑", []),
    ],
)
def test_a_level_left_out(text, found):
    assert [words for words, _ in marked("heading_skipped", text)] == found
