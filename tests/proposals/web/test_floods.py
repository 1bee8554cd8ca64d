"""The tables of bench/floods.py, small: what guesses of a day come to, and what a flood leaves."""

import pytest

from bench.floods import FLOODS, flood, guess_table
from proposals.models import BrowserSession

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FREE = 61  # of what is unknown, of one address: sixty, and the one whose wait begins


def test_so_few_guesses_of_a_day_are_heard():
    found = {name: (heard, heard / space < 0.011) for name, heard, space in guess_table()}
    assert found == {
        "password, one account": (109, True),
        "password, one address": (1058, True),
        "code of a telephone": (33, True),
        "code by text, one number": (11, True),
        "link of a deputy, one address": (1517, True),
        "code on paper, one address": (1517, True),
        "first code, one address": (368, True),
    }


# By door: what 70 requests are answered, the rows that they leave at most, the sessions.
LEFT = {
    "unknown links": ({404: FREE, 429: 9}, 1, 0),
    "unknown codes on paper": ({404: FREE, 429: 9}, 1, 0),
    "sign-ins of unknown names": ({200: 41, 429: 29}, 200, 0),
    "sign-ins of one name": ({200: 4, 429: 66}, 16, 0),
    "size of the text": ({302: 70}, 71, 70),
    "answers to no link": ({404: 70}, 1, 0),
    "codes by text": ({302: 21, 429: 49}, 90, 21),
}


@pytest.mark.parametrize("door", FLOODS)
def test_a_flood_leaves_little_and_no_file(door):
    answers, rows, files = flood(FLOODS[door], 70)
    said, most, sessions = LEFT[door]
    assert (answers, BrowserSession.objects.count(), files) == (said, sessions, 0)
    assert rows <= most
