"""Lines of Word files that only one half of a condition tells apart: what is taken for the head, the end, a title."""

from pathlib import Path

from replies.letter.docx import data_tables, ends, labels, letters, shapes, tables
from replies.letter.docx.markup.lines import Line, Look, Missing, Span, Table
from tests.approved import assert_approved_calls

ASKED = (
    *(letters.read_letter, tables.open_tables, data_tables.table_lines),
    *(ends.take_end, ends.read_end_line, ends.is_dressing, labels.bare, labels.read_marks),
    *(shapes.opens_letter, shapes.is_title, shapes.is_unit, shapes.is_salutation, shapes.signed_date),
)


def test_near_misses():
    path = Path(__file__).with_name("approved") / "near_misses.jsonl"
    assert_approved_calls(path, ASKED, (Line, Look, Missing, Span, Table))
