"""What the columns of a list are, said by their names: {"案由": "标题", "备注": ""}.

A column is named by its heading as the file writes it (blanks, colons and brackets aside), or by its letter: B列.
"""

import json
import re

from openpyxl.utils import column_index_from_string

from proposals.intake.tables.columns import FIELDS, TOGETHER, Header, find_header, header_at, read_heading
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.sheet import UnreadableList, column_letter

LETTER = re.compile("([A-Za-z]{1,2})列")


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
        raise UnreadableList(f"“{table.title}”里没有内容。")
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
        letters = "、".join(map(column_letter, found))
        raise UnreadableList(f"表头里“{name}”出现了不止一次，请写明是哪一列：{letters}。")
    return found
