"""Ticks on sheets that the program printed, drawn by a pen, read as they come back. `bench.sheets` has the table."""

import random

import pytest

from bench.sheets import HANDS, PENS, WAYS, draw_row, empty_page, read_page, scanned
from replies.letter.questions import QUESTIONS
from replies.letter.sheets.codes import find_codes
from replies.letter.sheets.ticks import read_ticks


def marked(hands, seed=7, way="as scanned, 200 dpi"):
    """(what was meant, what is read) of a sheet whose rows were marked by these hands."""
    chance, page = random.Random(seed), empty_page().copy()  # noqa: S311 (the same every time)
    meant = [draw_row(chance, page, number, hand, PENS["ball pen"])[0] for number, hand in enumerate(hands)]
    return meant, read_page(WAYS[way](chance, page))


@pytest.mark.parametrize("way", ["as scanned, 200 dpi", "on its side, upside down", "photo, slanted, shadow, noise"])
def test_a_clear_tick_is_read_whichever_way_the_sheet_lies(way):
    meant, read = marked(["√", "√ small", "√"], way=way)
    assert read == meant


@pytest.mark.parametrize("hand", [hand for hand, (_, clear) in HANDS.items() if not clear])
def test_what_a_person_should_decide_is_not_proposed(hand):
    _, read = marked([hand] * len(QUESTIONS), seed=11)
    assert read == [""] * len(QUESTIONS)


def test_an_empty_sheet_is_seen_to_be_blank():
    picture = scanned(empty_page())
    (code,) = find_codes(picture)
    seen = read_ticks(picture, code.corners)
    assert [row.is_blank for row in seen.rows] == [True] * len(QUESTIONS)


def test_the_first_page_of_the_form_is_no_page_of_opinions():
    picture = scanned(empty_page(number=0))
    (code,) = find_codes(picture)
    assert read_ticks(picture, code.corners) is None
