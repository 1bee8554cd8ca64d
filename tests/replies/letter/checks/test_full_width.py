# ruff: noqa: E501 (letters are written a paragraph a line)
"""Full-width figures are the figures they stand for; ① and the figures of other scripts are none."""

import json

import pytest

from proposals.formats.chinese import half, typed_number
from replies.letter.checks import HINT, check_letter
from replies.letter.checks.facts import numeral_value
from replies.letter.snapshot import Snapshot
from replies.letter.text import ParagraphKind, split_paragraphs
from tests.replies.letter.checks.whole.letters import CLEAN
from tests.replies.letter.checks.whole.said import letter, marked, said
from tests.replies.letter.checks.whole.test_check_letter import run

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), ("１２", 12), ("１2", 12), ("007", 7), ("", None), ("٣", None), ("①", None), ("²", None), ("-1", None),
     ("1.0", None), (" 1", None), ("9" * 9, 999_999_999), ("9" * 10, None), ("十", None)],
)  # fmt: skip
def test_a_number_that_a_person_types(typed, number):
    assert typed_number(typed) == number
    assert (half("第１２号①٣"), numeral_value("１２"), numeral_value("十二")) == ("第12号①٣", 12, 12)


@pytest.mark.parametrize(
    ("line", "kind"),
    [("１．全面排查", ParagraphKind.LEVEL_3), ("１２、甲", ParagraphKind.LEVEL_3), ("１．２０２５年新增", ParagraphKind.LEVEL_3), ("（１）甲", ParagraphKind.LEVEL_4),
     ("２．０版已经上线", ParagraphKind.BODY), ("１．5万人", ParagraphKind.BODY), ("٣．甲", ParagraphKind.BODY), ("（٣）甲", ParagraphKind.BODY), ("①、甲", ParagraphKind.BODY)],
)  # fmt: skip
def test_numbering(line, kind):
    assert split_paragraphs(f"第一段。\n{line}")[1].kind == kind


def test_headings_count_on():
    assert marked("numbering", "１．甲\n2.乙\n３．丙") == []
    assert marked("numbering", "１．甲\n２．乙\n４．丙") == [("４", "3")]
    assert marked("heading_mark", "１．甲\n２，乙") == [("，", ".")]


@pytest.mark.parametrize(
    "text",
    [
        "２０２６年３月５日开工",
        "２０２６年3月5日开工",
        "2028年２月２９日",
        "٢٠٢٦年3月5日",
        "①3月5日",
        "二〇二六年３月５日",
    ],
)
def test_days_that_exist(text):
    assert marked("dates", text) == []


@pytest.mark.parametrize("text", ["２０２６年２月３０日", "2026年１３月5日", "①2月30日"])
def test_days_that_do_not_are_quoted_as_they_were_typed(text):
    (finding,) = said("dates", text)
    assert finding.message == f"没有“{text.removeprefix('①')}”这一天，请核对日期。"


@pytest.mark.parametrize(
    "text",
    ["手机13800138000", "身份证310104198003051234", "家住友谊路12弄3号", "电话56781234", "账号6222021234567890"],
)
def test_personal_data_is_seen_through_its_width(text):
    (plain,), (wide,) = said("personal_data", text), said("personal_data", text.translate(WIDE))
    assert (wide.start, wide.end, wide.message) == (plain.start, plain.end, plain.message.translate(WIDE))


def test_the_case_s_own_number_and_session_may_be_wide():
    head = "赵洪蓉代表：\n您在宝山区第９届人民代表大会第５次会议上提出的第０７０号建议《关于优化社区食堂的建议》收悉，现答复如下：\n"
    found = said("number", "一、做法", head=head), said("session", "一、做法", head=head)
    assert found == ([], [])
    (wrong,) = said("number", "一、做法", head=head.replace("０７０", "０７１"))
    assert wrong.message == "这件是第070号，这里写成了“０７１号”。"
    assert said("number", "一、做法", head=head, number="０７０") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("１．甲", [("１．", "1.")]),
        ("　　１．２０２５年新增３处", [("１．２０２５", "1.2025"), ("３", "3")]),
        ("共３．５％，４处", [("３．５％", "3.5%"), ("４", "4")]),
        ("《关于１２号线的规定》第３条", [("３", "3")]),
        ("共3处", []),
    ],
)
def test_full_width_figures_are_a_hint(text, found):
    assert marked("full_width", text) == found
    assert {one.severity for one in said("full_width", text)} <= {HINT}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_letter_stays_clean_in_wide_figures(name):
    """But for the hint, and a title that is quoted in another width than it has."""
    made = json.loads(json.dumps(CLEAN[name]))
    made["letter"]["body"] = made["letter"]["body"].translate(WIDE)
    quiet = made["title"].translate(WIDE) == made["title"]
    rules = {one.rule for one in check_letter(Snapshot.from_json(made)) if one.severity != HINT}
    assert rules == (set() if quiet else {"title_quoted"})


LINES = {
    "heading": "１．现状摸底。步道全长4公里，已装路灯86盏。\n２．补装计划。年内补装40盏。",
    "date": "补装工程于２０２６年３月５日开工，6月30日亮灯。",
}


@pytest.mark.parametrize("name", LINES)
def test_the_command_reads_them(tmp_path, name):
    written = json.dumps(letter(LINES[name]).to_json(), ensure_ascii=False)
    (tmp_path / "case.json").write_text(written, encoding="utf-8")
    assert {(row["rule"], row["severity"]) for row in run(tmp_path / "case.json")} == {("full_width", "hint")}
