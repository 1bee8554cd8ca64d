"""Cells that only one half of a condition tells apart: names, numbers, days and sessions as people write them."""

from pathlib import Path

import pytest

from proposals.intake import cells, day_words, session_words
from tests.approved import assert_approved_calls

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASKED = (
    *(cells.read_person, cells.read_number, cells.read_title, cells.read_date, cells.read_numeral),
    *(cells.read_proposers, cells.read_limited, day_words.read_handed_on),
    *(session_words.read_session, session_words.level_of, session_words.whole_place),
    session_words.says_between_sessions,
)


def test_near_misses():
    assert_approved_calls(Path(__file__).with_name("approved") / "near_misses.jsonl", ASKED)
