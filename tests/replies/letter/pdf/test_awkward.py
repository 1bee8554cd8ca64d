"""Every page of every awkward case, measured in the real PDF."""

import functools
import re
from itertools import pairwise

import pytest

from replies.letter.text import ParagraphKind, split_paragraphs
from tests.replies.letter.awkward import SNAPSHOTS
from tests.replies.letter.pages import MM, opened, render
from tests.replies.letter.pdf.test_letter_page import (
    LETTER_BOTTOM,
    LETTER_LEFT,
    LETTER_RIGHT,
    LETTER_TOP,
    letter_pages,
    text_lines,
)

CHARACTER, PITCH = 15.79, 28.99
NEVER_FIRST = "，。、；：？！）》〉”’】〕…"
NEVER_LAST = "《〈“‘（【〔"
WITH_LETTER = [name for name, snapshot in SNAPSHOTS.items() if snapshot.get("letter")]

every_case = pytest.mark.parametrize("name", SNAPSHOTS)
every_letter = pytest.mark.parametrize("name", WITH_LETTER)


def words(line):
    return "".join(char["text"] for char in line).strip()


@functools.cache
def pages_with_lines(name):
    """The lines of each page of the letter, without title and 抄送 (set in other sizes); read once for all tests."""
    with opened(render(SNAPSHOTS[name])) as pdf:
        pages = [
            [line for line in text_lines(page) if round(line[0]["size"]) == 16 and words(line)]
            for page in letter_pages(pdf)
        ]
    assert pages
    assert all(pages), "a page without a line to look at"
    return pages


@every_case
def test_nothing_stands_outside_the_page_or_on_something_else(name):
    with opened(render(SNAPSHOTS[name])) as pdf:
        for page in pdf.pages:
            chars = [char for char in page.chars if char["text"].strip()]
            assert min(char["x0"] for char in chars) > 20 * MM
            assert max(char["x1"] for char in chars) < 190 * MM
            assert min(char["top"] for char in chars) > 12 * MM
            assert max(char["bottom"] for char in chars) < 289 * MM
            places = sorted((round(char["matrix"][5]), char["x0"], char["x1"], char["text"]) for char in chars)
            on_top = [(a, b) for a, b in pairwise(places) if a[0] == b[0] and b[1] < a[2] - 1.2]
            assert on_top == []


@every_letter
def test_no_mark_stands_where_it_may_not(name):
    for page in pages_with_lines(name):
        assert [words(line) for line in page if words(line)[0] in NEVER_FIRST] == []
        assert [words(line) for line in page if words(line)[-1] in NEVER_LAST] == []


@every_letter
def test_lines_stand_on_the_grid_of_22(name):
    for page in pages_with_lines(name):
        assert page[0][0]["top"] > LETTER_TOP - 1 * MM
        assert page[-1][0]["bottom"] < LETTER_BOTTOM + 1 * MM
        assert len(page) <= 22
        steps = [(upper[0]["matrix"][5] - lower[0]["matrix"][5]) / PITCH for upper, lower in pairwise(page)]
        assert steps == pytest.approx([round(step) for step in steps], abs=0.03)


@every_letter
def test_lines_fill_the_text_block_and_leave_no_holes(name):
    """A full line ends within a character of the right edge; no gap inside a line is wider than a character and a
    half, which is what a mark of half a character's ink may leave next to it."""
    for page in pages_with_lines(name):
        for line in page:
            inked = [char for char in line if char["text"].strip()]
            assert inked[0]["x0"] > LETTER_LEFT - 1
            assert inked[-1]["x1"] < LETTER_RIGHT + 1
            gaps = [after["x0"] - before["x1"] for before, after in pairwise(inked)]
            assert max(gaps, default=0) < 0.5 * CHARACTER
            assert min(gaps, default=0) > -1.2


def numbers_of(name):
    body = "".join(paragraph.whole for paragraph in split_paragraphs(SNAPSHOTS[name]["letter"]["body"]))
    return set(re.findall(r"\d[\d,.]*\d%?", body))


def test_there_are_numbers_and_marks_that_could_break():
    """Without them the tests around this one would have nothing to look at."""
    assert len(set().union(*map(numbers_of, WITH_LETTER))) > 20
    bodies = "".join(SNAPSHOTS[name]["letter"]["body"] for name in WITH_LETTER)
    assert [mark for mark in "，。、；：）》”（《“" if bodies.count(mark) < 3] == []


@every_letter
def test_numbers_stay_whole(name):
    """No line ends within 3,842 or 99.95%."""
    numbers = numbers_of(name)
    for page in pages_with_lines(name):
        for upper, lower in pairwise(page):
            tail, head = (re.search(r"[\d,.]*$", words(upper))[0], re.match(r"[\d,.]*%?", words(lower))[0])
            assert not (tail and head and tail + head in numbers), tail + head


@every_letter
def test_no_page_ends_with_a_heading_or_begins_with_the_signature(name):
    snapshot = SNAPSHOTS[name]
    read = split_paragraphs(snapshot["letter"]["body"])
    alone = {row.heading for row in read if row.kind != ParagraphKind.BODY and row.heading and not row.text}
    pages = pages_with_lines(name)
    if name != "only headings":
        ends = [words(page[-1]) for page in pages]
        # not a line of one either
        assert [(end, heading) for end in ends for heading in alone if len(end) > 2 and end in heading] == []
    unit = snapshot.get("unit") or "年月日"
    last = [words(line) for line in pages[-1]]
    before = next(
        index for index, line in enumerate(last) if line.startswith(unit) or ("月" in line and "日" in line)
    )
    body = sum(1 for line in last[:before])
    assert body >= 1
    if len(pages) > 1 and len(read[-1].whole) > 56:
        assert body >= 2


@every_letter
def test_pages_are_full(name):
    """A page is only short where what follows must stay together: a heading, or the last lines with 落款."""
    pages = pages_with_lines(name)
    if len(pages) > 2:
        assert len(pages[0]) >= 12  # under number and title
    for page in pages[1:-2]:
        assert len(page) >= 20
    if len(pages) > 2:
        # four headings with nothing under them go with 落款
        assert len(pages[-2]) >= (12 if name == "only headings" else 14)
