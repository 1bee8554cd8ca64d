"""What changed between two texts, as a person reads it."""

import time

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from replies.drafts.changes import list_changes
from replies.letter.difference import compare_texts, text_lines
from replies.letter.spans import SpanKind

MARKS = {SpanKind.EQUAL: "{}", SpanKind.INSERT: "+{}+", SpanKind.DELETE: "-{}-"}


def marked(before, after):
    return [
        "".join(MARKS[span.kind].format(span.text) for span in paragraph.spans)
        for paragraph in compare_texts(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("今年新增12处。", "今年新增15处。", ["今年新增-12-+15+处。"]),
        ("社区食堂已开放。", "社区食堂已关闭。", ["社区食堂已-开放-+关闭+。"]),
        ("甲\n乙", "甲\n丙丙\n乙", ["甲", "+丙丙+", "乙"]),
        ("甲\n丙丙\n乙", "甲\n乙", ["甲", "-丙丙-", "乙"]),
        ("甲", "甲\n乙", ["甲", "+乙+"]),
        ("", "甲\n乙", ["+甲+", "+乙+"]),
        ("甲\n乙", "", ["-甲-", "-乙-"]),
        ("甲\n乙", "甲\n\n乙", ["甲", "+↵+", "乙"]),
        ("甲\r\n乙\r丙", "甲\n乙\n丙\n", []),
        ("住在𠮷祥路。", "住在吉祥路。", ["住在-𠮷祥路-+吉祥路+。"]),
    ],
)
def test_words_that_changed_are_marked(before, after, shown):
    assert marked(before, after) == shown


def test_a_rewritten_paragraph_is_next_to_its_own_and_a_new_one_by_itself():
    before = "一、增加助餐点\n今年新增12处社区食堂。\n感谢您的关心。"
    after = "一、增加助餐点\n今年新增15处社区食堂，延长供餐时间。\n二、方便老人就餐\n感谢您的关心。"
    assert marked(before, after) == [
        "一、增加助餐点",
        "今年新增-12-+15+处社区食堂+，延长供餐时间+。",
        "+二、方便老人就餐+",
        "感谢您的关心。",
    ]


def test_few_words_in_common_are_no_rewriting():
    assert marked("感谢您的关心。", "今年新增12处社区食堂。") == ["-感谢您的关心。-", "+今年新增12处社区食堂。+"]


words = st.text(alphabet=st.sampled_from("社区食堂今年新增。，\n\r 12A𠮷\U00020000\ue000"), max_size=60)


@given(words, words)
def test_both_texts_can_be_read_out_of_it(before, after):
    paragraphs = compare_texts(before, after)
    assert bool(paragraphs) == (text_lines(before) != text_lines(after))
    if paragraphs:
        for text, gone in ((before, SpanKind.DELETE), (after, SpanKind.INSERT)):
            other = SpanKind.INSERT if gone == SpanKind.DELETE else SpanKind.DELETE
            kept = [
                "".join(span.text for span in one.spans if span.kind != other).replace("↵", "")
                for one in paragraphs
                if not one.spans or {span.kind for span in one.spans} != {other}
            ]
            assert kept == text_lines(text)


@pytest.mark.parametrize("longest", ["字" * 30_000, "字\n" * 15_000, "\n" * 30_000])
def test_the_longest_texts_are_compared_in_time(longest):
    mixed = "".join(longest[at] + "文词章句"[at % 4] for at in range(0, len(longest), 2))
    started = time.monotonic()
    assert compare_texts(longest, mixed)
    assert time.monotonic() - started < 15


def test_long_paragraphs_that_stayed_fold_and_short_ones_lead_the_way():
    stayed = "这一段没有改动，" * 10
    paragraphs = compare_texts(f"一、做法\n{stayed}\n{stayed}\n旧。", f"一、做法\n{stayed}\n{stayed}\n新。")
    assert [(one.folds, one.changed) for one in paragraphs] == [
        (False, False),
        (True, False),
        (True, False),
        (False, True),
    ]
    page = render_to_string("replies/_difference.html", {"paragraphs": paragraphs})
    assert "<summary>没有改动的2段</summary>" in page
    assert '<ins><span class="visually-hidden">（新增：</span>新<span class="visually-hidden">）</span></ins>' in page
    assert '<del><span class="visually-hidden">（删去：</span>旧<span class="visually-hidden">）</span></del>' in page


def test_markup_in_a_text_is_text():
    page = render_to_string("replies/_difference.html", {"paragraphs": compare_texts("甲", "<b>甲</b>")})
    assert "<b>" not in page


def test_every_field_that_differs_is_named():
    before = {"title": "甲", "body": "今年新增12处。", "promises": [], "phone": "1"}
    after = {"title": "甲", "body": "今年新增15处。", "classification": "已采纳"}
    after["promises"] = [{"item": "新增12处", "on": "2026-03-05"}, {"item": "开通电话", "on": ""}]
    shown = {
        change.label: [[(s.kind.value, s.text) for s in p.spans] for p in change.paragraphs]
        for change in list_changes(before, after)
    }
    assert shown == {
        "正文": [[("equal", "今年新增"), ("delete", "12"), ("insert", "15"), ("equal", "处。")]],
        "联系电话": [[("delete", "1")]],
        "办理结果分类": [[("insert", "已采纳")]],
        "承诺事项": [[("insert", "新增12处（2026年3月5日前）")], [("insert", "开通电话")]],
    }
