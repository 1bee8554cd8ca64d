"""A table of data in a Word file → the lines of a table in the text (replies.letter.tables.mark)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from replies.letter.docx.markup.lines import BODY_STYLE, Item, Line, Missing, Span, Table
from replies.letter.tables.mark import MAX_CELLS, MAX_COLUMNS, MAX_HEAD, MAX_ROWS, Cell, find_tables, write_cells


def table_lines(table: Table) -> list[Item]:
    """The rows as lines, each followed by what cannot stand in a cell: pictures, tables within. Rows without a word
    are left out; where Word repeats more or fewer rows as the head than these lines say, a rule says so. A table
    that is larger than a letter's may be is left out, and told."""
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
    rule = heads if 0 < heads < min(len(rows), MAX_HEAD + 1) and heads != find_tables(lines)[0].head else None
    for at, (text, (row, _)) in enumerate(zip(lines, rows, strict=True)):
        first = next((item for cell in row for item in cell if isinstance(item, Line)), None)
        place = first.paragraph if first else 0
        if at == rule:
            found.append(Line("| --- " * wide + "|", place, BODY_STYLE))
        found.append(Line(text, place, BODY_STYLE))
        found += [_missing(item) for cell in row for item in cell if not isinstance(item, Line)]
    return found


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
