"""A workbook among the originals and materials, as tables in the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from proposals.intake.tables.kept import KeptTable
from proposals.intake.tables.list_reader import open_tables
from proposals.intake.tables.sheet import Unusable, Value

SHEETS_MOST, ROWS_MOST, COLUMNS_MOST = 10, 200, 30  # shown in a page; the rest is read in the file itself


@dataclass(frozen=True)
class ShownCell:
    """The words of a cell, and how many columns and rows it covers."""

    text: str
    across: int = 1
    down: int = 1
    is_number: bool = False

    @property
    def attributes(self) -> SafeString:
        spans = {"colspan": self.across, "rowspan": self.down}
        said = {name: count for name, count in spans.items() if count > 1}
        return flatatt({**said, "class": "r" if self.is_number else None})


@dataclass(frozen=True)
class ShownSheet:
    """A sheet by its name; `more` rows, or `wider` columns, are only in the file."""

    title: str
    rows: list[list[ShownCell]]
    more: int = 0
    wider: int = 0
    trouble: str = ""


@lru_cache(maxsize=8)
def read_sheets(content: bytes) -> tuple[list[ShownSheet], int]:
    """The visible sheets that say something, and how many more of them the file has; of the files shown last they are
    kept, because the pages of a case show them again and again. Raises UnreadableList."""
    tables = [table for table in open_tables(content) if table.rows or table.trouble]
    return [_show(table) for table in tables[:SHEETS_MOST]], max(len(tables) - SHEETS_MOST, 0)


def _show(table: KeptTable) -> ShownSheet:
    shown = dict(table.rows[:ROWS_MOST])
    width = min(max((len(values) for values in shown.values()), default=0), COLUMNS_MOST)
    merged = {(top, left): (right, bottom) for left, top, right, bottom in table.areas}
    covered = {
        (row, column)
        for left, top, right, bottom in table.areas
        for row in range(top, min(bottom, top + ROWS_MOST) + 1)
        for column in range(left, min(right, COLUMNS_MOST) + 1)
        if (row, column) != (top, left)
    }
    numbers = list(shown)
    rows = [list(_cells(number, shown[number], width, merged, covered, numbers)) for number in numbers]
    return ShownSheet(
        table.title, rows, len(table.rows) - len(shown), max(0, table.width - COLUMNS_MOST), table.trouble
    )


def _cells(
    number: int,
    values: Sequence[Value],
    width: int,
    merged: dict[tuple[int, int], tuple[int, int]],
    covered: set[tuple[int, int]],
    numbers: Sequence[int],
) -> Iterator[ShownCell]:
    for column in range(1, width + 1):
        if (number, column) in covered:
            continue
        value = values[column - 1] if column <= len(values) else None
        right, bottom = merged.get((number, column), (column, number))
        down = sum(number <= other <= bottom for other in numbers)
        across = min(right, width) - column + 1
        yield ShownCell(_words(value), max(across, 1), max(down, 1), isinstance(value, int | float))


def _words(value: Value) -> str:
    if value is None or isinstance(value, Unusable):
        return ""
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
