"""Plain text → paragraphs and levels; a title broken by sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letter import Kind, Paragraph, paragraphs, title_lines
from tests.replies.pages import case


def kinds(text):
    return [paragraph.kind for paragraph in paragraphs(text)]


def test_the_real_letter_is_read_whole():
    body = case()["letter"]["body"]
    found = paragraphs(body)
    assert [paragraph.whole for paragraph in found] == body.splitlines()
    assert [(paragraph.kind, paragraph.heading) for paragraph in found if paragraph.heading] == [
        (Kind.LEVEL_1, "一、主要做法"),
        (Kind.LEVEL_2, "（一）规范招聘工作，优化队伍结构"),
        (Kind.LEVEL_2, "（二）开展多维培训，助力社工增能"),
        (Kind.LEVEL_2, "（三）加强实训赋能，提升实操能力。"),
        (Kind.LEVEL_2, "（四）健全考核机制，实现能进能出"),
        (Kind.LEVEL_2, "（五）合理调整薪酬，实现优绩优酬"),
        (Kind.LEVEL_2, "（六）落实关爱措施，温暖一线社工"),
        (Kind.LEVEL_1, "二、下一步计划"),
        (Kind.LEVEL_2, "（一）持续把好选人入口关。"),
        (Kind.LEVEL_2, "（二）建立跨区域流转机制。"),
        (Kind.LEVEL_2, "（三）打通晋升通道。"),
        (Kind.LEVEL_2, "（四）持续推进队伍增能。"),
    ]
    assert found[0] == Paragraph(Kind.SALUTATION, "", "赵洪蓉代表，您好：")
    assert [paragraph.kind for paragraph in found].count(Kind.SALUTATION) == 1


@pytest.mark.parametrize(
    ("line", "kind", "heading"),
    [
        ("一、主要做法", Kind.LEVEL_1, "一、主要做法"),
        ("二十一、其他", Kind.LEVEL_1, "二十一、其他"),
        ("（十二）其他。", Kind.LEVEL_2, "（十二）其他。"),
        ("(一)半角括号", Kind.LEVEL_2, "(一)半角括号"),
        ("1.开展培训", Kind.LEVEL_3, "1.开展培训"),
        ("1. 开展培训。共三期。", Kind.LEVEL_3, "1. 开展培训。"),
        ("2．全角句点", Kind.LEVEL_3, "2．全角句点"),
        ("3、顿号", Kind.LEVEL_3, "3、顿号"),
        ("（1）分层分类", Kind.LEVEL_4, "（1）分层分类"),
        ("（一）持续把好选人入口关。根据意见", Kind.LEVEL_2, "（一）持续把好选人入口关。"),
        ("2.0版实训基地已经启动。", Kind.BODY, ""),
        ("2022年，举办首届社工节。", Kind.BODY, ""),
        ("10.5%的居民参加。", Kind.BODY, ""),
        ("一是组织培训。二是开展走访。", Kind.BODY, ""),
        ("一方面、另一方面", Kind.BODY, ""),
        ("（见附件）另行说明", Kind.BODY, ""),
        ("一、" + "长" * 60 + "。", Kind.BODY, ""),
        ("主要做法：一、培训", Kind.BODY, ""),
    ],
)
def test_the_level_is_read_from_the_numbering(line, kind, heading):
    (_, paragraph) = paragraphs("第一段。\n" + line)
    assert (paragraph.kind, paragraph.heading) == (kind, heading)
    assert paragraph.whole == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赵洪蓉代表，您好：\n正文。", [Kind.SALUTATION, Kind.BODY]),
        ("赵洪蓉、周建伟代表:\n正文：", [Kind.SALUTATION, Kind.BODY]),
        ("赵洪蓉代表，您好：您的建议收悉。", [Kind.BODY]),
        ("一、做法：", [Kind.LEVEL_1]),
        ("正文。\n赵洪蓉代表，您好：", [Kind.BODY, Kind.BODY]),
    ],
)
def test_only_a_first_line_that_ends_with_a_colon_is_the_salutation(text, expected):
    assert kinds(text) == expected


def test_blank_lines_and_edges_do_not_count():
    assert paragraphs("\n　　第一段　\n \n\t第二段\n") == [
        Paragraph(Kind.BODY, "", "第一段"),
        Paragraph(Kind.BODY, "", "第二段"),
    ]
    assert paragraphs(" \n ") == []


@given(st.text(alphabet="一二、（）1.。：\n 字", max_size=80))
def test_no_text_is_lost(text):
    assert [paragraph.whole for paragraph in paragraphs(text)] == [
        line.strip() for line in text.splitlines() if line.strip()
    ]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于加装电梯的建议的答复", ["关于加装电梯的建议的答复"]),
        (
            "《加强基层社区工作者队伍建设，抓好“选人、留人、培育人”三要素》代表建议的答复",
            ["《加强基层社区工作者队伍建设，", "抓好“选人、留人、培育人”三要素》", "代表建议的答复"],
        ),
        (
            "对宝山区第九届人民代表大会第三次会议第070号代表建议的答复",
            ["对宝山区第九届人民代表大会", "第三次会议第070号代表建议的答复"],
        ),
    ],
)
def test_a_title_is_broken_by_sense(title, lines):
    assert title_lines(title, 20) == lines


@given(st.text(alphabet="字、，《》“”07大会议", min_size=1, max_size=120))
def test_a_title_keeps_its_text_and_its_width(title):
    lines = title_lines(title, 20)
    assert "".join(lines) == title
    assert all(0 < len(line) <= 20 for line in lines)
