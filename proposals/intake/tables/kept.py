"""The tables of a file as they stand there, kept until it is taken in: how they are read may still be chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from proposals.intake.tables.sheet import (
    HEADER_WITHIN,
    UNPACKS_TOO_MUCH,
    Area,
    MergedAreas,
    Table,
    UnreadableList,
    Value,
    value_as_json,
    value_from_json,
)

# All cells of a file together: some two thousand whole suggestions.
LETTERS_MOST = 20_000_000
# A list has a number, a title and who proposes.
LEAST_COLUMNS = 3


@dataclass(frozen=True)
class KeptTable:
    """One table: its rows that are not empty, by their numbers; its merged areas; `trouble`, why it is not read."""

    title: str
    rows: list[tuple[int, list[Value]]]
    areas: list[Area]
    trouble: str = ""

    @property
    def top(self) -> list[list[Value]]:
        """The first rows in their places, for a head to be found in."""
        by_number = dict(self.rows)
        last = max((number for number in by_number if number <= HEADER_WITHIN), default=0)
        return [by_number.get(number, []) for number in range(1, last + 1)]

    @property
    def width(self) -> int:
        return max((len(values) for _, values in self.rows), default=0)

    @property
    def could_be_list(self) -> bool:
        """Whether there are two rows of several cells at all: a head and a suggestion."""
        full = [sum(value is not None for value in values) >= LEAST_COLUMNS for _, values in self.rows]
        return bool(self.trouble) or sum(full) > 1

    def as_table(self) -> Table:
        def below(header: int) -> Iterator[tuple[int, list[Value]]]:
            if self.trouble:
                raise UnreadableList(self.trouble)
            return ((number, list(values)) for number, values in self.rows if number > header)

        return Table(self.title, [list(row) for row in self.top], below, lambda: MergedAreas(self.areas))

    def as_json(self) -> dict[str, Any]:
        rows = [[number, [value_as_json(value) for value in values]] for number, values in self.rows]
        return {"title": self.title, "rows": rows, "areas": self.areas, "trouble": self.trouble}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "KeptTable":
        rows = [(number, [value_from_json(value) for value in values]) for number, values in kept["rows"]]
        left_top_right_bottom = [(area[0], area[1], area[2], area[3]) for area in kept["areas"]]
        return cls(kept["title"], rows, left_top_right_bottom, kept["trouble"])


def keep_tables(tables: Sequence[Table]) -> list[KeptTable]:
    """All cells of all tables. Raises UnreadableList where they are more than a list could hold."""
    found, letters = [], 0
    for table in tables:
        try:
            rows = [(number, cut) for number, values in table.below(0) if (cut := _cut(values))]
            areas = table.merged().found
        except UnreadableList as refusal:
            found.append(KeptTable(table.title, _top_of(table), [], str(refusal)))
            continue
        letters += sum(len(value) for _, values in rows for value in values if isinstance(value, str))
        if letters > LETTERS_MOST:
            raise UnreadableList(UNPACKS_TOO_MUCH)
        found.append(KeptTable(table.title, rows, areas))
    return found


def _top_of(table: Table) -> list[tuple[int, list[Value]]]:
    """The words of its first rows, of a table that cannot be read further down."""
    words = [[value if isinstance(value, str) else None for value in row] for row in table.top]
    return [(number, cut) for number, row in enumerate(words, 1) if (cut := _cut(row))]


def _cut(values: Sequence[Value]) -> list[Value]:
    """The cells of a row up to its last one that says something."""
    last = max((at for at, value in enumerate(values, 1) if value is not None and str(value).strip()), default=0)
    return list(values[:last])
