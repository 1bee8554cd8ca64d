"""The tables of a file as they stand there, kept until it is taken in, and how somebody says that they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from proposals.intake.tables.columns import Header, find_header, header_at
from proposals.intake.tables.sheet import (
    HEADER_WITHIN,
    UNPACKS_TOO_MUCH,
    Area,
    MergedAreas,
    Table,
    UnreadableList,
    Value,
    keep_value,
    kept_value,
)

# All cells of a file together: two thousand whole suggestions, of four thousand letters each.
LETTERS_MOST = 8_000_000
# A list has a number, a title and who proposes.
LEAST_COLUMNS = 3


@dataclass(frozen=True)
class KeptTable:
    """One table: its rows that are not empty, by their numbers; its merged areas; `trouble`, why it is not read."""

    title: str
    rows: list[tuple[int, list[Value]]]
    areas: list[Area]
    trouble: str = ""
    from_1904: bool = False

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

        return Table(
            self.title, [list(row) for row in self.top], below, lambda: MergedAreas(self.areas), self.from_1904
        )

    def as_json(self) -> dict[str, Any]:
        rows = [[number, [keep_value(value) for value in values]] for number, values in self.rows]
        facts = {"title": self.title, "trouble": self.trouble, "from_1904": self.from_1904}
        return {**facts, "rows": rows, "areas": self.areas}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "KeptTable":
        rows = [(number, [kept_value(value) for value in values]) for number, values in kept["rows"]]
        left_top_right_bottom = [(area[0], area[1], area[2], area[3]) for area in kept["areas"]]
        return cls(kept["title"], rows, left_top_right_bottom, kept["trouble"], kept["from_1904"])


@dataclass(frozen=True)
class Choice:
    """`sheets` are places among the tables of the file, none for those that look like a list; `head` is the last row
    of the head, 0 where there is none, None for the one that is found; `fields` says of every column what it is, none
    for what is understood; `said` are values for the cells that are empty."""

    sheets: tuple[int, ...] = ()
    head: int | None = None
    fields: tuple[str, ...] = ()
    said: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"sheets": self.sheets, "head": self.head, "fields": self.fields, "said": self.said}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Choice":
        return cls(tuple(kept["sheets"]), kept["head"], tuple(kept["fields"]), kept["said"])

    def header_of(self, table: KeptTable) -> Header | None:
        """The head of a table as it was chosen, else as it is found."""
        header = find_header(table.top) if self.head is None else header_at(table.top, self.head)
        return header.with_fields(self.fields) if header and self.fields else header


def keep_tables(tables: Sequence[Table]) -> list[KeptTable]:
    """All cells of all tables. Raises UnreadableList where they are more than a list could hold."""
    found, letters = [], 0
    for table in tables:
        try:
            rows = [(number, cut) for number, values in table.below(0) if (cut := _cut(values))]
            areas = table.merged().found
        except UnreadableList as refusal:
            found.append(KeptTable(table.title, _top_of(table), [], str(refusal), table.from_1904))
            continue
        letters += sum(len(value) for _, values in rows for value in values if isinstance(value, str))
        if letters > LETTERS_MOST:
            raise UnreadableList(UNPACKS_TOO_MUCH)
        found.append(KeptTable(table.title, rows, areas, from_1904=table.from_1904))
    return found


def _top_of(table: Table) -> list[tuple[int, list[Value]]]:
    """The words of its first rows, of a table that cannot be read further down."""
    words = [[value if isinstance(value, str) else None for value in row] for row in table.top]
    return [(number, cut) for number, row in enumerate(words, 1) if (cut := _cut(row))]


def _cut(values: Sequence[Value]) -> list[Value]:
    """The cells of a row up to its last one that says something."""
    last = max((at for at, value in enumerate(values, 1) if value is not None and str(value).strip()), default=0)
    return list(values[:last])
