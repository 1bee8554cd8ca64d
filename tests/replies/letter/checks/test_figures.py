"""Spans and approximations."""

import pytest

from replies.letter.checks import WARNING
from tests.replies.letter.checks.whole.said import marked, said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023-2025年共安排", [("2023-2025", "2023—2025")]),
        ("2023年-2025年共安排", [("2023年-2025", "2023年—2025")]),
        ("每年30-50万元", [("30-50", "30万～50")]),
        ("占15-30%", [("15-30", "15%～30")]),
        ("占15%-30%", [("15%-30", "15%～30")]),
        ("3-5月完工", [("3-5", "3—5")]),
        ("用3-5年时间", [("3-5", "3～5")]),
        ("每次2-3小时", [("2-3", "2～3")]),
        ("0.5-1.2公里", [("0.5-1.2", "0.5～1.2")]),
        ("9:00-17:00开放", [("9:00-17:00", "9:00—17:00")]),
        ("1.2022-2023年安排90万元", [("2022-2023", "2022—2023")]),
        ("2.3-5月完工", [("3-5", "3—5")]),
        ("每户2－3人", [("2－3", "2～3")]),
        ("每户2~3人", [("2~3", "2～3")]),
        ("6︰30~8︰30开行", [("6︰30~8︰30", "6：30—8：30")]),
        ("2024~2026年安排", [("2024~2026", "2024—2026")]),
    ],
)
def test_a_hyphen_between_figures(text, found):
    assert marked("number_span", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "2023—2025年",
        "30万～50万元",
        "定于2026-3-5开工",
        "2026-03-05日",
        "电话021-55550402",
        "电话0576-88123456",
        "按GB/T 9704-2012执行",
        "GB 50016-2014年版",
        "友谊路88-2号",
        "3-1号楼",
        "B-12个型号",
        "NB-IoT",
        "7-11便利店",
        "第105-1号建议",
        "《2023-2025年行动计划》",
        "宝民〔2026〕12-3号",
        "5-0",
    ],
)
def test_hyphens_that_may_stand(text):
    assert marked("number_span", text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("近30余家", "近30余"),
        ("近百余户", "近百余"),
        ("约30分钟左右", "约30分钟左右"),
        ("大约500人左右", "大约500人左右"),
        ("约占30%左右", "约占30%左右"),
        ("将近100多个", "将近100多"),
        ("约三千平方米左右", "约三千平方米左右"),
        ("近50米左右", "近50米左右"),
    ],
)
def test_two_words_of_approximation(text, words):
    (finding,) = said("twice_approximate", f"全区{text}。")
    assert (finding.words, finding.severity, finding.suggestion) == (words, WARNING, None)


@pytest.mark.parametrize(
    "text",
    [
        "近30家",
        "30余家",
        "约30分钟",
        "30分钟左右",
        "近十余年来",
        "近10多年",
        "节约30%左右",
        "预约30人左右",
        "近年来新增30余家",
        "近3年新增30余家",
        "约谈30余人",
        "约定每月15日左右",
        "附近30余户",
        "最近30多家",
        "就近10余个点位",
        "约30人，分两批左右",
    ],
)
def test_approximations_that_may_stand(text):
    assert marked("twice_approximate", f"全区{text}。") == []
