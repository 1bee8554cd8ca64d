"""Punctuation and spaces."""

import pytest

from tests.replies.letter.checks.said import marked


@pytest.mark.parametrize(
    "text",
    [
        "他说：“居民说‘好’，我就放心了。”",
        "《〈条例〉实施细则》（试行）",
        "1）甲；2）乙。",
        "a）甲；b）乙。",
        "it’s so",
        "（一）甲（共12处）",
    ],
)
def test_pairs(text):
    assert marked("pairs", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“甲", ["“"]),
        ("甲”", ["”"]),
        ("《甲", ["《"]),
        ("（甲", ["（"]),
        ("甲）", ["）"]),
        ("“甲《乙”丙》", ["》", "《"]),
    ],
)
def test_marks_without_a_partner(text, found):
    assert sorted(words for words, _ in marked("pairs", text)) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "使用 GIS 系统",
        "iPhone 15 Pro",
        "一、 甲",
        "（一） 甲",
        "1. 甲",
        "联系人：高扬　　联系电话：021-55550402",
        "街镇　　现有　　新增",
        "甲\t乙\t丙",
        "　　甲段",
        "甲段  ",
    ],
)
def test_spaces_that_may_stand(text):
    assert marked("spaces", text) == []


@pytest.mark.parametrize(
    ("text", "space"),
    [("开展了22 次", " "), ("社区 食堂", " "), ("，  其中", "  "), ("2025 年", " "), ("甲\xa0乙", "\xa0")],
)
def test_spaces_that_may_not(text, space):
    assert marked("spaces", text) == [(space, "")]


@pytest.mark.parametrize(
    "text",
    [
        "比例为1:3，共1,234户，占12.5%。",
        "9:00至17:00",
        "https://www.example.cn/a?b=1",
        "a@example.cn",
        "电话021-55550402",
        "3—5月",
        "WeChat, QQ",
        "B-12型",
        "Wi-Fi",
        "NB-IoT",
    ],
)
def test_half_width_that_may_stand(text):
    assert marked("half_width", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共三人,其中", [(",", "，")]),
        ("共3人,12户", [(",", "，")]),
        ("共30%,其中", [(",", "，")]),
        ("如下:", [(":", "：")]),
        ("电话:021-55550402", [(":", "：")]),
        ("甲;乙", [(";", "；")]),
        ("好!", [("!", "！")]),
        ("何时?", [("?", "？")]),
        ("书记(主任)", [("(", "（"), (")", "）")]),
        ("甲-乙", [("-", "—")]),
        ("一.甲", [(".", "、")]),
        ('"选人"', [('"选人"', "“选人”")]),
        ('"选人', [('"', None)]),
    ],
)
def test_half_width_that_may_not(text, found):
    assert marked("half_width", text) == found


@pytest.mark.parametrize("text", ["甲。”乙", "甲……乙", "甲——乙", "“甲”、“乙”", "？！"])
def test_marks_that_may_follow_each_other(text):
    assert marked("doubled", text) == []


@pytest.mark.parametrize(
    ("text", "found"), [("甲，，乙", ("，，", "，")), ("甲，。", ("，。", "。")), ("甲、，乙", ("、，", None))]
)
def test_doubled(text, found):
    assert marked("doubled", text) == [found]
