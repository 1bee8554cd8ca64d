"""Where each value of a Word file goes: its field, beside the letter, or nowhere; what is too long or said twice."""

import pytest

from replies.letter.docx.ends import INDENT, MOST_UNITS, take_end
from replies.letter.docx.labels import LONGEST_LINE, LONGEST_VALUE, Mark, read_marks
from replies.letter.docx.markup.lines import Line, Look
from replies.letter.docx.shapes import LONGEST_END, LONGEST_TITLE, is_salutation, is_title, signed_date
from replies.letter.docx.word_text import WordText
from replies.letter.snapshot import MAX_NAME, MAX_NAMES_TEXT, MAX_PLACE

LONG = "长" * LONGEST_VALUE
PLACE, NAME = "甲" * MAX_PLACE, "宝" * MAX_NAME


def taken(*marks: tuple[str, ...]) -> tuple[dict[str, str], list[str], str]:
    found = WordText()
    for mark in marks:
        found.take(Mark(*mark))
    return found.fields, found.beside, found.unit


@pytest.mark.parametrize(
    ("marks", "fields", "beside"),
    [
        ([("发文字号", NAME)], {"document_number": NAME}, []),
        ([("发文字号", NAME + "长")], {}, [f"发文字号：{NAME}长"]),
        ([("发文字号", LONG + "长")], {}, [f"发文字号：{LONG}…"]),
        ([("发文字号", "")], {}, []),
        ([("发文字号", "甲1号"), ("发文字号", "甲1号")], {"document_number": "甲1号"}, []),
        ([("发文字号", "甲1号"), ("发文字号", "甲2号")], {"document_number": "甲1号"}, ["发文字号：甲2号"]),
        ([("联系人", "陆 一 鸣 电话：55550118")], {"contact": "陆一鸣", "phone": "55550118"}, []),
        ([("联系人", "陆一鸣 甲")], {"contact": "陆一鸣 甲"}, []),
        ([("联系电话", "1" * 31)], {}, [f"联系电话：{'1' * 31}"]),
        ([("联系电话", "1" * 30)], {"phone": "1" * 30}, []),
        ([("附件", "1.清单 2.无 3.图")], {"annexes": "清单\n图"}, []),
        ([("附件", "清单；"), ("附件", "清单")], {"annexes": "清单"}, []),
        ([("抄送", "区府办、区人大。"), ("抄送", "区府办")], {"copies_to": "区府办\n区人大"}, []),
        ([("抄送", "各街道、镇，区府办")], {"copies_to": "各街道、镇\n区府办"}, []),
        ([("抄送", PLACE)], {"copies_to": PLACE}, []),
        ([("抄送", PLACE + "长")], {}, [f"抄送：{'甲' * LONGEST_VALUE}…"]),
        ([("抄送", PLACE), ("抄送", "乙" * (MAX_NAMES_TEXT - MAX_PLACE))], None, []),
        ([("抄送", PLACE), ("抄送", "乙" * MAX_PLACE), ("抄送", "丙")], None, ["抄送：丙"]),
        ([("类别", "已采纳")], {"classification": "已采纳"}, []),
        ([("类别", "已采纳"), ("类别", "已采纳")], {"classification": "已采纳"}, []),
        ([("类别", "已采纳"), ("类别", "已解决")], {"classification": "已采纳"}, ["类别：已解决"]),
        ([("类别", "A类")], {}, ["类别：A类"]),
        ([("类别", "", "类 别")], {}, ["类 别"]),
        ([("类别", "")], {}, []),
        ([("签发人", "陆一鸣")], {}, ["签发人：陆一鸣"]),
        ([("签发人", "", "签 发 人")], {}, ["签 发 人"]),
        ([("签发人", "陆一鸣", "签 发")], {}, ["签 发：陆一鸣"]),
        ([("签发人", "")], {}, []),
        ([("签发人", LONG)], {}, [f"签发人：{LONG}"]),
        ([("签发人", LONG + "长")], {}, [f"签发人：{LONG}…"]),
    ],
)
def test_what_a_value_fills(marks, fields, beside):
    found, told, _ = taken(*marks)
    assert told == beside
    assert fields is None or found == fields


def test_of_two_units_that_sign_the_first_is_kept():
    assert taken(("落款", "区建管委"), ("落款", "区水务局")) == ({}, ["落款：区建管委", "落款：区水务局"], "区建管委")


# ---- how long a line may be ----------------------------------------------------------------------------------


def test_lines_longer_than_any_of_their_kind_are_text():
    title = "关于" + "甲" * (LONGEST_TITLE - 4) + "答复"
    assert [is_title(one) for one in (title, title.replace("甲", "甲甲", 1))] == [True, False]
    date = "2026年3月5日"
    signed = "甲" * 20 + "局" + " " * (LONGEST_END - 21 - len(date)) + date
    assert [signed_date(one) is None for one in (signed, signed.replace(" ", "  ", 1))] == [False, True]
    line = "签发人：陆一鸣" + " " * (LONGEST_LINE - 11) + "类别：A"
    marks = [read_marks(one) for one in (line, line.replace(" ", "  ", 1))]
    assert [[mark.name for mark in one] for one in marks] == [["签发人", "类别"], []]
    values = [read_marks(f"签发人：{'甲' * n}") for n in (LONGEST_VALUE, LONGEST_VALUE + 1)]
    assert [len(one) for one in values] == [1, 0]


@pytest.mark.parametrize(
    ("text", "addresses"), [("陆一鸣代表：", True), ("联系人：陆一鸣同志：", False), ("陆一鸣代表", False)]
)
def test_a_label_addresses_nobody(text, addresses):
    assert is_salutation(text) == addresses


@pytest.mark.parametrize("text", ["局领导 2026年3月5日", "我们将在 2026年3月5日", "1. 2026年3月5日"])
def test_only_a_unit_signs_beside_a_date(text):
    assert signed_date(text) is None


# ---- the end --------------------------------------------------------------------------------------------------


def left(*lines: Line | str, first: int = 1) -> int:
    """How many lines of the text stay when its end is taken off."""
    rows = [one if isinstance(one, Line) else Line(one) for one in ("正文。", *lines)]
    return take_end(rows, first)[0]


DATE = "2026年3月5日"


@pytest.mark.parametrize(
    ("lines", "stay"),
    [
        ([DATE, "————"], 1),
        ([DATE, "（盖章）"], 1),
        (["（盖章）", DATE], 1),
        (["第二段。", "————"], 2),
        ([*["区水务局"] * MOST_UNITS, DATE], 1),
        ([*["区水务局"] * (MOST_UNITS + 1), DATE], 2),
        (["一、区水务局", DATE], 2),
        ([Line("区水务局", indent=INDENT)], 1),
        ([Line("区水务局", indent=INDENT - 1)], 2),
        ([Line("区水务局", look=Look(right=True))], 1),
        ([Line("区水务局", look=Look(centred=True))], 1),
        ([Line("一、区水务局", look=Look(centred=True))], 2),
        ([Line("区水务局", look=Look(centred=True)), DATE, "区水务局"], 4),
        ([Line("区水务局", style="公文正文"), DATE], 2),
        (["附件：1.清单", "2.图表", "3.名单"], 1),
        (["附件：1.清单", "2.图表。见前", "3.名单"], 4),
        (["附件：1.清单", Line("甲" * 60, indent=INDENT)], 1),
        (["附件：1.清单", Line("甲" * 61, indent=INDENT)], 3),
        (["附件：1.清单", Line("甲", indent=INDENT - 1)], 3),
        (["附件：1.清单", Line("接着的正文", style="公文正文"), "2.图表"], 4),
        (["抄送：区府办，", "区人大。"], 1),
        (["抄送：区府办", "区人大。"], 3),
        (["附件：1.名", *(f"{n}.名" for n in range(2, 21))], 1),
        (["附件：1.名", *(f"{n}.名" for n in range(2, 22))], 22),
    ],
)
def test_where_the_text_ends(lines, stay):
    assert left(*lines) == stay


def test_nothing_above_the_first_line_is_taken():
    assert left("附件：1.清单", "2.图表", first=2) == 3
    assert left("区水务局", DATE, first=2) == 2
