"""Values that only one half of a condition tells apart: numbers of cases, names, text that cannot be seen."""

from pathlib import Path

from proposals.formats import case_numbers, chinese, pinyin, plain_text, proposers
from tests.approved import assert_approved_calls

ASKED = (
    *(case_numbers.keep_number, case_numbers.full_number, case_numbers.number_key, chinese.typed_number),
    *(pinyin.name_initials, plain_text.make_plain, plain_text.is_seen),
    *(proposers.proposer_kind, proposers.without_title, proposers.address_names),
)


def test_near_misses():
    assert_approved_calls(Path(__file__).with_name("approved") / "near_misses.jsonl", ASKED)
