"""A file of an office read as the rows of one of the workbooks: its head over one row or two, cells merged down
or over a group of rows, names and telephones as people type them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proposals.administration.workbooks.books import FIELDS, UNREAD, Book, Row
from proposals.formats.plain_text import make_plain
from proposals.intake.tables.kept import KeptTable
from proposals.intake.tables.list_reader import open_tables
from proposals.intake.tables.sheet import HEADER_WITHIN, ROWS_MOST, UnreadableList, Unusable

# What a cell merged down says of every row beside it, and what a line over several rows says of those below.
SHARED = {
    Book.UNITS: ("性质", "上级单位"),
    Book.PEOPLE: ("单位", "科室", "角色"),
    Book.DEPUTIES: ("代表团", "身份", "级别", "以什么提出"),
    Book.SESSIONS: ("会议", "级别", "地方", "届"),
}
# What with one more column is a head as well: the rows that are known already need no more.
ENOUGH = {Book.UNITS: {"简称", "全称"}, Book.PEOPLE: {"姓名"}}
OF_A_LINE = {Book.PEOPLE: "单位", Book.DEPUTIES: "代表团"}
NOT_A_NAME = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*|[（(]?共?\d+[人名位][)）]?$|[:：]$")
BRACKETS = re.compile(r"\(.*?\)|[\s*:\u200b\ufeff]")
OF_HAN_LETTERS = re.compile(r"[\u3400-\u9fff\s]+")
MOBILE = re.compile(r"(?:\+?86)?(1[0-9]{10})")


@dataclass(frozen=True)
class Reading:
    """The rows of a file, and the names of its columns that are of no use here."""

    rows: list[Row]
    unused: list[str]


@dataclass(frozen=True)
class _Head:
    """The last row of a head, the meaning of its columns, and the names of the others."""

    number: int
    columns: dict[int, str]
    unused: list[str]


def read_rows(content: bytes, book: Book) -> Reading:
    """The rows of the table in the file that looks like this book. Raises UnreadableList with what to do."""
    found = max(
        ((table, head) for table in open_tables(content) if (head := _head_of(table, book))),
        key=lambda one: len(one[1].columns),
        default=None,
    )
    if found is None:
        names = "、".join(field.name for field in FIELDS[book] if field.needed)
        raise UnreadableList(f"没有找到表头。表头至少要有：{names}。可以下载空表，把内容贴进去再交。")
    table, head = found
    if table.trouble:
        raise UnreadableList(table.trouble)
    rows = _rows_under(table, head, book)
    if not rows:
        raise UnreadableList("表头下面没有内容。")
    if len(rows) > ROWS_MOST:
        raise UnreadableList(f"超过{ROWS_MOST}行，请分成几份再交。")
    return Reading(rows, head.unused)


def _rows_under(table: KeptTable, head: _Head, book: Book) -> list[Row]:
    rows, line = [], ""
    merged, at_of = _merged_down(table, head, book), {name: at for at, name in head.columns.items()}
    for number, values in table.rows:
        if number <= head.number:
            continue
        if words := _line_over_rows(table, number, values):
            line = NOT_A_NAME.sub("", NOT_A_NAME.sub("", words)).strip()
            continue
        said = {name: _cell(values[at], name) for at, name in head.columns.items() if at < len(values)}
        said = {name: value for name, value in said.items() if value}
        if not said or _is_example(said, book):
            continue
        for name in SHARED[book]:
            if not said.get(name) and (above := merged.get((number, at_of.get(name, -1)))):
                said[name] = above
        if line and (name := OF_A_LINE.get(book, "")) and not said.get(name):
            said[name] = line
        rows.append(Row(number, {field.name: said[field.name] for field in FIELDS[book] if said.get(field.name)}))
    return rows


def _merged_down(table: KeptTable, head: _Head, book: Book) -> dict[tuple[int, int], str]:
    """What stands in the first cell of a merged area, for each row of it, by row and place."""
    cells = dict(table.rows)
    found: dict[tuple[int, int], str] = {}
    for left, top, right, bottom in table.areas:
        name = head.columns.get(left - 1, "")
        if left == right and top > head.number and name in SHARED[book]:
            values = cells.get(top, [])
            words = _cell(values[left - 1], name) if left <= len(values) else ""
            found |= dict.fromkeys(((number, left - 1) for number in range(top, bottom + 1)), words)
    return found


def _line_over_rows(table: KeptTable, number: int, values: Sequence[object]) -> str:
    """What a line merged over several columns says, where it is the only words of its row; else ""."""
    said = [(at, words) for at, value in enumerate(values, 1) if (words := _words(value))]
    wide = {(left, top) for left, top, right, bottom in table.areas if right > left}
    return said[0][1] if len(said) == 1 and (said[0][0], number) in wide else ""


def _head_of(table: KeptTable, book: Book) -> _Head | None:
    """The head with the meaning of its columns, over one row or two; None where no row has what is needed."""
    needed = {field.name for field in FIELDS[book] if field.needed}
    best: _Head | None = None
    top = [[_words(value) for value in row] for row in table.top[:HEADER_WITHIN]]
    for number, row in enumerate(top, 1):
        above = top[number - 2] if number > 1 else []
        for head in (_head(number, row, book), _head(number, _below(above, row, book), book)):
            known = set(head.columns.values())
            enough = needed <= known or (len(known) > 1 and bool(known & ENOUGH.get(book, set())))
            if enough and (best is None or len(known) > len(best.columns)):
                best = head
    return best


def _below(above: Sequence[str], row: Sequence[str], book: Book) -> list[str]:
    """Two rows as one: a name of the lower, else that of the upper, of a lower row that says nothing but names."""
    if not any(row) or not all(_meaning(words, book) or not words for words in row):
        return []
    width = max(len(above), len(row))
    upper, lower = [*above, *[""] * (width - len(above))], [*row, *[""] * (width - len(row))]
    return [low or high for high, low in zip(upper, lower, strict=True)]


def _head(number: int, row: Sequence[str], book: Book) -> _Head:
    columns: dict[int, str] = {}
    unused = []
    for at, words in enumerate(row):
        name = _meaning(words, book)
        if name and name not in columns.values():
            columns[at] = name
        elif words and words not in ("序号", "行号"):
            unused.append(words)
    return _Head(number, columns, unused)


def _meaning(heading: str, book: Book) -> str:
    bare = BRACKETS.sub("", unicodedata.normalize("NFKC", heading))
    exact = next((field.name for field in FIELDS[book] if field.name == bare), "")
    return exact or next((field.name for field in FIELDS[book] if bare in field.also), "")


def _cell(value: object, name: str) -> str:
    """The words of a cell as the column means them: 金　芳 is 金芳, 138 0013 8000 a mobile without blanks."""
    words = _words(value)
    if name in ("姓名", "联系人") and OF_HAN_LETTERS.fullmatch(words):
        return "".join(words.split())
    if name == "手机" and (mobile := MOBILE.fullmatch(re.sub(r"[\s\-\u2010-\u2015]", "", words))):
        return mobile[1]
    return words


def _words(value: object) -> str:
    if isinstance(value, Unusable):
        return f"{UNREAD}{value.reason}"
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return make_plain(str(value), one_line=True).strip()


def _is_example(said: Mapping[str, str], book: Book) -> bool:
    """The row of the empty form that shows how: left in by mistake, it is nobody."""
    return said == {field.name: field.example for field in FIELDS[book] if field.example}
