"""Tables of a letter as they are printed: measured in the real PDF, and as plain values."""

import io
import re
from itertools import chain

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letter.pdf.preview import letter_pages
from replies.letter.pdf.ruled import BOX, LETTER, SMALL, count_lines, rule_table
from replies.letter.snapshot import Snapshot
from replies.letter.tables.mark import Table, find_tables
from replies.letter.text import read_body
from tests.replies.letter.pages import MM, case, opened, render, squeezed
from tests.replies.letter.pdf.test_letter_page import LETTER_LEFT, LETTER_RIGHT, text_lines
from tests.replies.letter.pdf.test_letter_page import letter_pages as pages_with_numbers
from tests.replies.letter.tables.samples import LONG, PLAIN, TOWNS, WIDE

LINE = 28.99
BEFORE = "赵洪蓉代表，您好：\n第070号建议收悉，现答复如下：\n各类设施的进度见下表：\n"
AFTER = "\n下一步，我局将继续推进有关工作。\n感谢您对民政工作的关心。"


def letter(body):
    return case(letter={**case()["letter"], "body": body})


def table(text):
    return next(block for block in read_body(text) if isinstance(block, Table))


def rules(page):
    """The ruled area of a page: left, right, top and bottom, in pt."""
    drawn = [*page.rects, *page.lines]
    return (
        min(one["x0"] for one in drawn),
        max(one["x1"] for one in drawn),
        min(one["top"] for one in drawn),
        max(one["bottom"] for one in drawn),
    )


def test_a_small_table_is_ruled_in_the_text_block_and_keeps_the_grid():
    with opened(render(letter(BEFORE + PLAIN + AFTER))) as pdf:
        page = next(iter(pages_with_numbers(pdf)))
        left, right, top, bottom = rules(page)
        assert left == pytest.approx(LETTER_LEFT, abs=0.5)
        assert LETTER_RIGHT - 1.5 < right < LETTER_RIGHT + 0.5
        assert bottom - top == pytest.approx(5 * LINE, abs=1)
        rows = text_lines(page)
        lines = {squeezed("".join(char["text"] for char in row)): row for row in rows}
        base = {text: row[0]["matrix"][5] for text, row in lines.items()}
        grid = [
            (base["各类设施的进度见下表："] - base["下一步，我局将继续推进有关工作。"]) / LINE,
            (base["社区食堂1210"] - base["合计5046"]) / LINE,
        ]
        assert grid == [pytest.approx(7, abs=0.01), pytest.approx(3, abs=0.01)]
        caption, first = lines["表12026年为老服务项目进度"], lines["社区食堂1210"]
        middle = (caption[0]["x0"] + caption[-1]["x1"]) / 2
        assert middle == pytest.approx((LETTER_LEFT + LETTER_RIGHT) / 2, abs=1)
        assert {round(char["size"], 1) for row in (caption, first) for char in row} == {14.0}
        ends = [[char["x1"] for char in lines[text]] for text in ("社区食堂1210", "老年活动室88", "合计5046")]
        assert {round(end[-1], 1) for end in ends} == {round(ends[0][-1], 1)}


def test_a_wide_table_is_set_in_the_smaller_size_with_its_head_on_every_page():
    with opened(render(letter(BEFORE + WIDE + AFTER))) as pdf:
        pages = [page for page in pages_with_numbers(pdf) if "序号" in page.extract_text()]
        assert len(pages) == 2
        for page in pages:
            left, right, *_ = rules(page)
            inside = [char for char in page.chars if char["size"] < 15]
            assert {round(char["size"], 1) for char in inside if char["text"].strip()} <= {SMALL, 14.0}
            assert all(left < char["x0"] and char["x1"] < right for char in inside)
            assert squeezed(page.extract_text()).count("投入资金") == 1
        texts = squeezed("".join(page.extract_text() for page in pages))
        assert texts.count("表2") == 1
        for i, town in enumerate(TOWNS, start=1):
            assert texts.count(town) == 1
            assert f"{1234.5 * i:,.1f}" in texts


def test_a_table_over_pages_keeps_its_rows_whole_and_fills_them():
    with opened(render(letter(BEFORE + LONG + AFTER))) as pdf:
        pages = [page for page in pages_with_numbers(pdf) if "点位名称" in page.extract_text()]
        texts = [squeezed(page.extract_text()) for page in pages]
        numbers = [[int(one) for one in re.findall(r"第(\d+)居委会为老服务综合体2025年", text)] for text in texts]
        assert len(pages) >= 3
        assert list(chain.from_iterable(numbers)) == list(range(1, 66))
        assert min(map(len, numbers[1:-1])) >= 19
        assert [text.count("建成时间") for text in texts] == [1] * len(texts)
        for page in pages:
            assert rules(page)[3] <= (297 - 35) * MM + 1


def test_a_table_before_the_signature_goes_with_it():
    with opened(render(letter(BEFORE + "我局按计划推进有关工作，进度良好。\n" * 6 + PLAIN))) as pdf:
        page = list(pages_with_numbers(pdf))[-1]
        text = squeezed(page.extract_text())
    assert "合计5046上海市宝山区民政局" in text
    assert text.count("项目计划（个）完成（个）") == 1


def test_a_leading_line_and_a_heading_go_with_the_table():
    filler = "我局按计划推进有关工作，进度良好。\n"
    for count in range(10, 18):
        with opened(
            render(letter(f"赵洪蓉代表：\n{filler * count}一、进度\n进度见下表：\n{PLAIN}\n{filler * 3}"))
        ) as pdf:
            pages = [squeezed(page.extract_text()) for page in pages_with_numbers(pdf)]
        at = next(i for i, page in enumerate(pages) if "进度见下表：" in page)
        assert "一、进度进度见下表：表12026年为老服务项目进度项目计划（个）完成（个）社区食堂1210" in pages[at]


def test_the_record_is_tagged_as_a_table():
    with pikepdf.open(io.BytesIO(render(letter(BEFORE + WIDE + AFTER)))) as pdf:
        tables = [one for one in _elements(pdf.Root.StructTreeRoot) if one.S == "/Table"]
        tables = [one for one in tables if any(kid.S == "/THead" for kid in _elements(one))]
        heads = [kid for one in tables for kid in _elements(one) if kid.S == "/TH"]
        assert len(tables) == 2
        assert len(heads) == 20
        assert {str(head.A.Scope) for head in heads} == {"/Column"}
        assert [int(head.A.ColSpan) for head in heads if "/ColSpan" in head.A] == [2, 2] * 2
        assert [one.S for one in tables[0].K if one.S == "/Caption"] == ["/Caption"]
    with pikepdf.open(io.BytesIO(render(letter(BEFORE + PLAIN + AFTER)))) as pdf:
        (ruled,) = [
            one
            for one in _elements(pdf.Root.StructTreeRoot)
            if one.S == "/Table" and any(kid.S == "/THead" for kid in _elements(one))
        ]
        assert [str(one.A.Scope) for one in _elements(ruled) if one.S == "/TH"] == ["/Column"] * 3 + ["/Row"] * 4


def _elements(element):
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        kids = element.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else []:
            yield from _elements(kid)


def test_a_cell_longer_than_a_page_goes_on_over_it():
    text = "".join(f"第{i}项工作已经完成。" for i in range(1, 260))
    with opened(render(letter(f"{BEFORE}| 项目 | 内容 |\n| 甲 | {text} |\n| 乙 | 无 |{AFTER}"))) as pdf:
        pages = list(pages_with_numbers(pdf))
        found = [squeezed(page.extract_text()).replace("项目内容", "") for page in pages]
        assert all(rules(page)[3] <= (297 - 35) * MM + 1 for page in pages[:-1])
    said = [int(one) for one in re.findall(r"第(\d+)项", "".join(found))]
    assert said == list(range(1, 260))


def test_the_box_of_the_form_holds_a_small_table_and_an_annex_a_large_one():
    with opened(render(case(handling=f"进度如下：\n{PLAIN}\n以上情况已与代表沟通。"))) as pdf:
        text = squeezed(pdf.pages[0].extract_text())
    assert "表12026年为老服务项目进度项目计划（个）完成（个）社区食堂1210" in text
    assert "以上情况已与代表沟通。" in text
    with opened(render(case(handling=f"进度如下：\n{LONG}"))) as pdf:
        assert "详见附件。" in pdf.pages[0].extract_text()
        annex = squeezed("".join(page.extract_text() for page in pdf.pages[-4:]))
    assert "办理情况（附页）" in annex
    assert "第65居委会为老服务综合体" in annex


def test_the_preview_shows_the_rules_and_says_where_each_cell_was_typed():
    (first, *_) = letter_pages(Snapshot.from_json(letter(BEFORE + PLAIN + AFTER)))
    lines = {line.text: line.source for line in first.lines}
    assert (lines["表1\u30002026年为老服务项目进度"], lines["项目"], lines["46"]) == ("body-3", "body-4", "body-8")
    assert lines["下一步，我局将继续推进有关工作。"] == "body-9"
    upright = {round(rule.x) for rule in first.rules if rule.height > rule.width}
    assert len(upright) == 4
    assert len({round(rule.y) for rule in first.rules if rule.width > rule.height}) == 6


CELLS = st.text(alphabet="汉字甲，。（1.5%a- <^", max_size=30)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=8))
def test_any_table_fits_its_place(rows):
    (found,) = find_tables(["|" + "|".join(row) + "|" for row in rows])
    for place in (LETTER, BOX):
        ruled = rule_table(found, place)
        assert sum(ruled.widths) == pytest.approx(place.width)
        assert min(ruled.widths) > 12
        assert ruled.height / place.half == pytest.approx(round(ruled.height / place.half))
        assert round(ruled.height / place.half) % 2 == 0
        shown = [cell.cell.text for row in (*ruled.head, *ruled.body) for cell in row.cells if cell.cell.text]
        assert sorted(shown) == sorted(cell.text for cell in found.cells if cell.text)


def test_short_names_stay_whole_and_what_is_too_wide_is_told():
    assert rule_table(table(WIDE)).torn == ()
    assert rule_table(table("|" + "街镇|" * 20 + "\n|" + "1,234.5|" * 20)).torn == tuple(range(20))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, 1),
        ("汉字汉字汉", 5, 1),
        ("汉字汉字汉字", 5, 2),
        ("汉字汉字，汉", 4, 2),
        ("汉字汉（字）", 4, 2),
        ("1234567890", 3, 2),
        ("汉字12345678", 5, 2),
    ],
)
def test_lines_are_counted_as_they_break(text, width, lines):
    assert count_lines(text, width) == lines


def pages_with(body):
    with opened(render(letter(body))) as pdf:
        return [squeezed(page.extract_text()) for page in pages_with_numbers(pdf)]


LOW = [f"第{one}项 | 开头{one}{'这一格有好几行字' * 6}结尾{one}" for one in range(1, 10)]  # three lines a row


@pytest.mark.parametrize("above", range(4, 18))
def test_no_row_is_torn_and_no_caption_stands_alone(above):
    """The table begins ever lower on the page, so that its end falls at every place of a row."""
    filler = "我局按计划推进有关工作。\n" * above
    pages = pages_with(
        "\n".join([f"赵洪蓉代表：\n{filler}表1　题名", "| 项目 | 内容 |", *(f"| {row} |" for row in LOW)])
    )
    assert [page for page in pages if page.endswith("题名")] == []
    for one in range(1, 10):
        on = [(f"第{one}项" in page, f"开头{one}这" in page, f"结尾{one}" in page) for page in pages]
        assert on.count((True, True, True)) == 1
        assert on.count((False, False, False)) == len(pages) - 1


@pytest.mark.parametrize("above", range(0, 8, 2))
def test_rows_that_a_cell_joins_stay_on_one_page(above):
    filler = "我局按计划推进有关工作。\n" * above
    rows = [f"| {row} | {'^' if at % 3 else '社区'} |" for at, row in enumerate(LOW)]
    pages = pages_with("\n".join([f"赵洪蓉代表：\n{filler}| 项目 | 内容 | 类别 |", *rows]))
    groups = [[one for one in range(1, 10) if f"第{one}项" in page] for page in pages]
    assert all(first % 3 == 1 and last % 3 == 0 for first, *_, last in filter(None, groups))
