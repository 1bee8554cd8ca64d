# ruff: noqa: E501 (shapes are written side by side)
"""Every rule over every script's figures, marks and pictures: none of them may break, whatever a person pastes.

The rules are asked one by one: `check` would hide what breaks.
"""

import sys
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letter.checks import NAMES, RULES, Letter
from replies.letter.snapshot import Snapshot
from replies.letter.text import split_paragraphs
from tests.replies.letter.checks.whole.letters import case
from tests.replies.letter.checks.whole.said import HEAD, TITLE

NUMERALS = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in ("Nd", "Nl", "No")]
# Where a figure means something to a rule; {0} is one character or several.
SHAPES = (
    "{0}．全面排查", "{0}.{0}{0}{0}{0}年新增", "{0}、甲", "（{0}）乙", "({0})丙", "{0}，丁", "{0},戊", "{0}）己", "一{0}、庚",
    "{0}{0}{0}{0}年{0}月{0}日", "{0}{0}{0}{0}年3月5日", "2026年{0}月5日", "2026年3月{0}日", "{0}月{0}日", "二〇二{0}年三月{0}日", "{0}3月5日", "年{0}月{0}日", "2026年0{0}月0{0}日",
    "第{0}届人民代表大会第{0}次会议", "第{0}次人民代表大会", "{0}届{0}次会议", "第{0}号建议收悉", "建议第{0}号", "第 {0} 号《",
    "宝民[{0}{0}{0}{0}]第{0}号", "宝民〔20{0}{0}〕{0}号", "截止{0}月", "截止到{0}{0}{0}{0}年", "{0}是甲；第{0}，乙", "第{0}，丙",
    "1{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}", "电话：{0}{0}{0}{0}{0}{0}{0}{0}", "021-{0}{0}{0}{0}{0}{0}{0}{0}", "（{0}{0}{0}）{0}{0}{0}{0}{0}{0}{0}",
    "31010{0}19{0}{0}{0}{0}{0}{0}{0}{0}{0}X", "账号{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}", "住在友谊路{0}弄{0}号{0}室",
    "甲 {0} 乙", "甲{0} {0}乙", "“{0}甲", '甲"{0}"乙', "（{0}", "《{0}〈", "{0}，，{0}。，", "区{0}人社局", "（见附件{0}）", "您们{0}",
    "{0}年区环保局", "{0}委员：", "{0}", " {0}　", "高度重视{0}",
)  # fmt: skip


def written(text: str, **facts) -> Letter:
    """A letter with these words in every place where words can stand."""
    line = " ".join(text.split())[:50]
    made = case(
        f"赵洪蓉{line}代表，您好：\n{HEAD.partition(chr(10))[2]}{text}\n{line}此复。",
        title=f"{TITLE}{line}",
        handling=text,
        **facts,
    )
    made["document_number"] = line[:20]
    made["letter"] |= {
        "title": f"对第{line}号代表建议的答复",
        "contact": line[:20] or "高扬",
        "phone": line[:20] or "1",
    }
    return Letter(Snapshot.from_json(made), summary=text)


def asked(letter: Letter) -> list[object]:
    return [finding for rule in RULES for finding in rule(letter)]


@pytest.mark.parametrize("start", range(0, len(NUMERALS), 20))
def test_every_figure_of_every_script_in_every_place(start):
    few = NUMERALS[start : start + 20]
    for shape in SHAPES:
        asked(written("\n".join(shape.format(one) for one in few)))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("many", ["9" * 5000, "九" * 500, "０" * 5000, "①" * 500], ids=["9", "九", "０", "①"])
def test_more_figures_than_a_number_has(shape, many):
    asked(written(shape.format(many)[:9000]))


# The characters of pasted text: figures, marks, signs and pictures, what joins them, and line ends of other worlds.
ODD = st.one_of(
    st.sampled_from(NUMERALS),
    st.sampled_from("０１２３４５６７８９0123456789一二三四五六七八九十百零〇年月日号第届次是、．.，。：；（）()《》〈〉“”‘’〔〕[]\"-—"),
    st.characters(categories=["P", "S", "Z", "M"]),
    st.sampled_from(["👍", "👨‍👩‍👧", "1️⃣", "🈶", "㊗️", "🇨🇳", "\u2028", "\u2029", "\u3000", "\xa0", "\ufe0f", "\u200d", "𠮷"]),
)  # fmt: skip
WORDS = st.lists(
    st.one_of(ODD, st.sampled_from(["建议", "代表", "委员", "区人社局", "收悉", "提出", "截止", "电话", "住在"]))
)


@given(WORDS.map("".join), st.sampled_from(SHAPES), ODD, st.sampled_from(["建议", "提案"]))
def test_no_rule_breaks(words, shape, one, kind):
    text = f"{words}\n{shape.format(one)}\n{one}{words}"
    letter = written(
        text, kind=kind, number=f"{one}号", session=f"宝山区第{one}届人民代表大会第{one}次会议", unit=f"{one}局"
    )
    asked(letter)
    asked(Letter(replace(letter.facts, disclosure="主动公开·摘要"), opinion=True, summary=text, unsigned=True))


def test_lines_of_other_worlds_are_one_paragraph_to_the_checker_and_to_the_printer():
    letter = written("甲\u2028乙\u2029丙")
    assert len(letter.paragraphs) == len(letter.body)
    assert [one.whole for one in split_paragraphs("一、甲\u2028乙")] == ["一、甲\u2028乙"]


def test_every_rule_has_a_name_for_people():
    assert list(NAMES) == sorted((rule.__name__ for rule in RULES), key=list(NAMES).index)
