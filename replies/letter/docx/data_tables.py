"""A table of data in a Word file → the lines of a table in the text (replies.letter.tables.mark)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from replies.letter.docx.markup.lines import BODY_STYLE, Item, Line, Missing, Span, Table
from replies.letter.tables.columns import column_sides
from replies.letter.tables.mark import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_HEAD,
    MAX_ROWS,
    Cell,
    Side,
    find_tables,
    write_cells,
    write_rule,
)

# The styles of our own cells (parts/word/styles.xml). Offices set every cell in the middle: of their tables the sides
# come from the content.
_OWN_STYLE = "公文表格"
_SAID = re.compile(f"{_OWN_STYLE}居[左中右]")


def table_lines(table: Table) -> list[Item]:
    """The rows as lines, each followed by what cannot stand in a cell: pictures, tables within. Rows without a word
    are left out; where Word repeats more or fewer rows as the head than these lines say, or a column of ours stands
    on another side than its content asks for, a rule says so. A table that is larger than a letter's may be is left
    out, and told."""
    kept = [
        (cells, spans, head)
        for cells, spans, head in zip(table.rows, table.spans, table.heads, strict=True)
        if any(map(_text, cells)) or any(span.goes_on for span in spans)
    ]
    rows = [(cells, spans) for cells, spans, _ in kept]
    starts = sorted({span.column for _, spans in rows for span in spans})
    wide = len(starts)
    if wide > MAX_COLUMNS or len(rows) > MAX_ROWS or wide * len(rows) > MAX_CELLS:
        return [Missing("table")]
    cells = _cells(rows, starts)
    found: list[Item] = []
    lines = write_cells(cells, wide)
    heads = len(list(takewhile(bool, (head for *_, head in kept))))
    (plain,) = find_tables(lines)
    rule = heads if 0 < heads < min(len(rows), MAX_HEAD + 1) and heads != plain.head else None
    if rule:
        (plain,) = find_tables([*lines[:rule], write_rule([None] * wide), *lines[rule:]])
    sides = _said_sides(rows, starts, plain.head, column_sides(plain))
    if any(sides):
        rule = rule or plain.head
    for at, (text, (row, _)) in enumerate(zip(lines, rows, strict=True)):
        first = next((item for cell in row for item in cell if isinstance(item, Line)), None)
        place = first.paragraph if first else 0
        if at == rule:
            found.append(Line(write_rule(sides), place, BODY_STYLE))
        found.append(Line(text, place, BODY_STYLE))
        found += [_missing(item) for cell in row for item in cell if not isinstance(item, Line)]
    return found


def _said_sides(
    rows: Sequence[tuple[list[list[Item]], list[Span]]], starts: Sequence[int], head: int, usual: Sequence[Side]
) -> list[Side | None]:
    """Of each column the side that our own table says, or that somebody gave all its cells in Word; `usual` is where
    the content alone puts them."""
    columns: dict[int, list[Line]] = {column: [] for column in starts}
    for cells, spans in rows[head:]:
        for items, span in zip(cells, spans, strict=True):
            if sum(span.column <= start < span.column + span.across for start in starts) == 1:
                columns[span.column] += [one for one in items if isinstance(one, Line)]
    found: list[Side | None] = []
    for lines, side in zip(columns.values(), usual, strict=True):
        own = {_side_of(line) for line in lines if line.style.startswith(_OWN_STYLE)}
        said = own.pop() if len(own) == 1 and all(line.style.startswith(_OWN_STYLE) for line in lines) else None
        found.append(said if said is not side or any(map(_SAID.fullmatch, (line.style for line in lines))) else None)
    return found


def _side_of(line: Line) -> Side:
    return Side.CENTRE if line.look.centred else Side.RIGHT if line.look.right else Side.LEFT


def _cells(rows: Sequence[tuple[list[list[Item]], list[Span]]], starts: Sequence[int]) -> list[Cell]:
    """The cells, columns counted that a cell begins in; what goes on from above belongs to the cell there."""
    columns = {column: at for at, column in enumerate(starts)}
    above: dict[int, int] = {}  # by column: which cell covers it so far
    found: list[Cell] = []
    for row, (cells, spans) in enumerate(rows):
        for items, span in zip(cells, spans, strict=True):
            column = columns[span.column]
            across = sum(span.column <= start < span.column + span.across for start in starts)
            at = above.get(column, -1)
            cell = found[at] if span.goes_on and at >= 0 else None
            if cell is not None and cell.across == across and cell.row + cell.down == row:
                found[at] = replace(cell, down=cell.down + 1)
                continue
            above[column] = len(found)
            found.append(Cell(_text(items), row, column, across))
    return found


def _text(cell: Sequence[Item]) -> str:
    return "\n".join(item.text.strip() for item in cell if isinstance(item, Line))


def _missing(item: Item) -> Item:
    return Missing("table") if isinstance(item, Table) else item
