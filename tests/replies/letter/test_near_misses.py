"""Texts that only one half of a condition tells apart: units, boxes, what is compared, merged, kept whole."""

from pathlib import Path

from replies.letter import choices, difference, merge, offices, sense, spans
from replies.letter.sense import Word
from replies.letter.tables import columns
from replies.letter.tables.mark import Cell
from tests.approved import assert_approved_calls

ASKED = (
    *(choices.read_classification, choices.read_disclosure, choices.ticked_options, offices.is_same_unit),
    *(difference.compare_texts, merge.merge_texts, merge.merge_drafts, sense.kept_spans),
    *(spans.compare_words, spans.pair_alike, columns.cell_side),
)


def test_near_misses():
    assert_approved_calls(Path(__file__).with_name("approved") / "near_misses.jsonl", ASKED, (Cell, Word))
