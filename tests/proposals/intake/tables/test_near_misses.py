"""Lists that only one half of a condition tells apart: heads, bands, units, rows that belong together, guesses."""

from pathlib import Path

import pytest

from proposals.intake.mapping import guesses, names, options
from proposals.intake.tables import aside, bands, columns, joined, list_reader, unit_words
from proposals.intake.tables.columns import Header, Places
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.sheet import ListRow
from proposals.intake.tables.table_rows import Found
from proposals.intake.tables.unit_words import Named
from tests.approved import assert_approved_calls

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASKED = (
    *(columns.find_header, columns.header_at, columns.place_columns, columns.claim_columns),
    *(aside.is_blank, aside.is_footnote, aside.is_of_page, aside.repeats_head, aside.compare_counts),
    *(unit_words.read_units, unit_words.settle_units, unit_words.name_once, unit_words.part_in),
    *(bands.read_band, joined.join_rows, list_reader.find_lists),
    *(guesses.guess_columns, names.read_column_names, names.choose_by_names),
    options.choose_by_options,
)
CLASSES = (Header, Places, Choice, KeptTable, ListRow, Found, Named)


def test_near_misses():
    assert_approved_calls(Path(__file__).with_name("approved") / "near_misses.jsonl", ASKED, CLASSES)
