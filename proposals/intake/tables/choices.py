"""How somebody says that a list is read, where it does not say so itself: its table, its head, its columns, and what
holds for all of its rows.

A column is named by its heading as the file writes it (blanks, colons and brackets aside), or by its letter: B列.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter

from proposals.intake.tables.columns import COLUMNS, TOGETHER, Header, find_header, header_at, read_heading
from proposals.intake.tables.kept import KeptTable
from proposals.intake.tables.sheet import ListRow, ListSheet, Uncertain, UnreadableList, Value

# What a column may be said to be; "" is not taken.
FIELDS = (*COLUMNS, *TOGETHER)
# What may be said once for all rows. The others are each suggestion's own.
SAID_ONCE = ("届次", "主办单位", "交办日期", "答复期限")
LETTER = re.compile("([A-Za-z]{1,2})列")


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
        return with_fields(header, self.fields) if header and self.fields else header

    def fill_in(self, read: ListSheet) -> ListSheet:
        """What was said once, in the cells that are empty. A row of one cell is no suggestion and stays one."""
        return ListSheet([self._filled(row) for row in read.rows], read.notes) if self.said else read

    def _filled(self, row: ListRow) -> ListRow:
        empty = {column for column in FIELDS if is_blank(row.cells.get(column))}
        if len(set(row.cells) - empty) < 2:
            return row
        return replace(
            row, cells=row.cells | {column: value for column, value in self.said.items() if column in empty}
        )


def is_blank(value: Value) -> bool:
    return value is None or not str(value).strip()


def with_fields(header: Header, fields: Sequence[str]) -> Header:
    """The head with what each of its columns was said to be."""
    whole = [*fields, *[""] * len(header.names)]
    return replace(header, meant=whole[: len(header.names)])


def head_key(header: Header) -> tuple[str, ...]:
    """By what a head is known again: its names in their order, groups with them."""
    names = header.whole_names
    while names and not names[-1]:
        names = names[:-1]
    return tuple(names)


# ---- said by names, in a file ------------------------------------------------------------------------------


def read_column_names(written: str) -> dict[str, str]:
    """Columns by their headings out of JSON: {"案由": "标题", "备注": ""}. Raises UnreadableList."""
    try:
        said = json.loads(written)
    except ValueError:
        raise UnreadableList('对列的文件不是 JSON，请照说明写，如{"案由": "标题", "备注": ""}。') from None
    if not isinstance(said, dict) or not all(isinstance(value, str | None) for value in said.values()):
        raise UnreadableList('对列的文件要写成“列名: 栏目”，如{"案由": "标题", "备注": ""}。')
    named = {name: value or "" for name, value in said.items()}
    if wrong := [value for value in named.values() if value and value not in FIELDS]:
        raise UnreadableList(f"没有“{'”“'.join(wrong)}”这一栏。可以写的栏目：{'、'.join(FIELDS)}；不要的列写空的。")
    twice = [value for value in FIELDS if sum(value == one for one in named.values()) > 1]
    if twice:
        raise UnreadableList(f"有几列都写成了“{twice[0]}”，只能留一列。")
    return named


def choose_by_names(table: KeptTable, named: dict[str, str]) -> Choice:
    """The choice that these names come to in this table: the head is the row that has the most of them, the columns
    not named are read as they are understood. Raises UnreadableList for a name that the head does not have."""
    header = _header_with(table, named)
    fields = list(header.meant)
    for name, value in named.items():
        taken = {value, TOGETHER.get(value, value)} - {""}
        fields = ["" if meant in taken or TOGETHER.get(meant) in taken else meant for meant in fields]
        for place in _places(header, name):
            fields[place] = ""
    for name, value in named.items():
        if value:
            fields[_places(header, name)[0]] = value
    return Choice(head=header.row, fields=tuple(fields))


def _header_with(table: KeptTable, named: dict[str, str]) -> Header:
    heads = [header_at(table.top, number) for number in range(1, len(table.top) + 1)]
    names = {read_heading(name) for name in named if not LETTER.fullmatch(name)}
    if not names:
        return find_header(table.top) or header_at(table.top, 0)
    best = max(heads, key=lambda head: len(names & set(head.names)), default=None)
    if best is None:
        raise Uncertain(f"“{table.title}”里没有内容。")
    return best


def _places(header: Header, name: str) -> list[int]:
    if letter := LETTER.fullmatch(name):
        place = column_index_from_string(letter[1].upper()) - 1
        found = [place] if place < len(header.names) else []
    else:
        found = [place for place, one in enumerate(header.names) if one == read_heading(name)]
    if not found:
        raise UnreadableList(f"对列的文件写了“{name}”，表头里没有这一列。{header.shown}。")
    if len(found) > 1:
        letters = "、".join(f"{get_column_letter(place + 1)}列" for place in found)
        raise UnreadableList(f"表头里“{name}”出现了不止一次，请写明是哪一列：{letters}。")
    return found
