"""What changed in a table: row by row and column by column, in each cell word by word.

Columns are known by their head, rows by their first cell, so that a column that came in leaves the other cells as
they were. The result is one table that holds both: every row and column of either, each where it stood.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from replies.letter.spans import Span, SpanKind, compare_runs, compare_words, pair_alike
from replies.letter.tables.mark import Cell, Table

AROUND = 1  # rows that stayed are shown next to one that changed
FEWEST_SKIPPED = 3  # rows: fewer that stayed are not worth a line that says so
_PARTS = "\x1f"  # between the cells of a row while rows are compared

Pair = tuple[int | None, int | None]  # a row or column of the old table and of the new one; None where it has none


@dataclass(frozen=True)
class ComparedCell:
    """One cell of the table that holds both; merged where it is merged in both alike."""

    spans: tuple[Span, ...]
    across: int = 1
    down: int = 1
    head: bool = False

    @property
    def changed(self) -> bool:
        return any(span.kind != SpanKind.EQUAL for span in self.spans)


@dataclass(frozen=True)
class ComparedRow:
    """A row that stayed, perhaps with cells that changed, came in or went out; or `skipped` rows that stayed."""

    kind: SpanKind
    cells: tuple[ComparedCell, ...]
    skipped: int = 0

    @property
    def changed(self) -> bool:
        return self.kind != SpanKind.EQUAL or any(cell.changed for cell in self.cells)


@dataclass(frozen=True)
class ComparedTable:
    """`kind` is what became of the table as a whole, `columns` what became of each column."""

    kind: SpanKind
    caption: tuple[Span, ...]
    columns: tuple[SpanKind, ...]
    rows: tuple[ComparedRow, ...]

    @property
    def is_table(self) -> bool:
        return True

    @property
    def name(self) -> str:
        """Its caption as it reads now, or as it read."""
        stands = SpanKind.DELETE if self.kind == SpanKind.DELETE else SpanKind.INSERT
        return "".join(span.text for span in self.caption if span.kind in (SpanKind.EQUAL, stands))

    @property
    def rows_moved(self) -> bool:
        """Whether rows came in or went out of a table that stayed."""
        return self.kind == SpanKind.EQUAL and any(row.kind != SpanKind.EQUAL for row in self.rows)

    @property
    def columns_moved(self) -> bool:
        return self.kind == SpanKind.EQUAL and any(kind != SpanKind.EQUAL for kind in self.columns)

    @property
    def changed(self) -> bool:
        return (
            self.kind != SpanKind.EQUAL
            or any(span.kind != SpanKind.EQUAL for span in self.caption)
            or any(row.changed for row in self.rows)
        )

    @property
    def fold(self) -> str:
        """What a page counts it as where it folds it away; "" where it shows it."""
        return "" if self.changed else "张表格"


def show_table(kind: SpanKind, table: Table) -> ComparedTable:
    """A table that stayed, came in or went out as a whole."""

    def spans(text: str) -> tuple[Span, ...]:
        return (Span(kind, text),) if text else ()

    rows = tuple(
        ComparedRow(kind, tuple(ComparedCell(spans(one.text), one.across, one.down, one.head) for one in row))
        for row in table.rows
    )
    return ComparedTable(kind, spans(table.caption), (kind,) * table.columns, rows)


def compare_tables(before: Table, after: Table, until: float | None = None) -> ComparedTable:
    """One table made from another. `until` is when to get coarser (time.time()), a second from now unless said."""
    until = time.time() + 1 if until is None else until
    old, new = before.grid, after.grid
    columns = _pair_columns(before, after, until)
    both = [(ours, theirs) for ours, theirs in columns if ours is not None and theirs is not None]
    rows = _pair_up(
        [[row[at].text for at, _ in both] for row in old], [[row[to].text for _, to in both] for row in new], until
    )

    def covering(down: int, on: int) -> tuple[Cell | None, Cell | None]:
        (left, right), (at, to) = rows[down], columns[on]
        return (
            old[left][at] if left is not None and at is not None else None,
            new[right][to] if right is not None and to is not None else None,
        )

    places = [[covering(down, on) for on in range(len(columns))] for down in range(len(rows))]
    cells = _merged(places, lambda ours, theirs: _compare_cell(ours, theirs, until))
    compared = [ComparedRow(_kind_of(pair), row) for pair, row in zip(rows, cells, strict=True)]
    return ComparedTable(
        SpanKind.EQUAL,
        compare_words(before.caption, after.caption, until),
        tuple(_kind_of(pair) for pair in columns),
        tuple(_without_stayed(compared, max(before.head, after.head))),
    )


def _kind_of(pair: Pair) -> SpanKind:
    left, right = pair
    return SpanKind.INSERT if left is None else SpanKind.DELETE if right is None else SpanKind.EQUAL


def _pair_columns(before: Table, after: Table, until: float) -> list[Pair]:
    """Columns by their heads, those with another head by what stands in them."""

    def columns(table: Table) -> tuple[list[str], list[list[str]]]:
        parts = [[row[at].text for row in table.grid] for at in range(table.columns)]
        return [_PARTS.join(part[: table.head]) for part in parts], [part[table.head :] for part in parts]

    (heads, texts), (now, then) = columns(before), columns(after)
    return _pair_up([[head] for head in heads], [[head] for head in now], until, by=(texts, then))


def _pair_up(
    old: Sequence[Sequence[str]],
    new: Sequence[Sequence[str]],
    until: float,
    by: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]] | None = None,
) -> list[Pair]:
    """Rows in the order of both: the same ones, and of the others those that are most alike by their cells (or `by`
    other cells of theirs), the first of which says what a row is about."""
    ours, theirs = by or (_told_by_first(old), _told_by_first(new))
    pairs: list[Pair] = []
    gone: list[int] = []
    at = to = 0
    for kind, run in compare_runs(
        [_PARTS.join(row) + _PARTS for row in old], [_PARTS.join(row) + _PARTS for row in new], until
    ):
        if kind == SpanKind.DELETE:
            gone = list(range(at, at + len(run)))
            at += len(run)
            continue
        come = list(range(to, to + len(run))) if kind == SpanKind.INSERT else []
        pairs += _pair_rest(gone, come, ours, theirs)
        gone = []
        if kind == SpanKind.EQUAL:
            pairs += [(at + step, to + step) for step in range(len(run))]
            at += len(run)
        to += len(run)
    return [*pairs, *_pair_rest(gone, [], ours, theirs)]


def _told_by_first(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[*row[:1] * max(1, len(row) - 1), *row] for row in map(list, rows)]


def _pair_rest(
    gone: list[int], come: list[int], ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> list[Pair]:
    pairs: list[Pair] = []
    left = right = 0
    for one, other in [*pair_alike([ours[at] for at in gone], [theirs[to] for to in come]), (len(gone), len(come))]:
        pairs += [(at, None) for at in gone[left:one]] + [(None, to) for to in come[right:other]]
        if one < len(gone):
            pairs.append((gone[one], come[other]))
        left, right = one + 1, other + 1
    return pairs


def _compare_cell(ours: Cell | None, theirs: Cell | None, until: float) -> tuple[tuple[Span, ...], bool]:
    """What a cell says, and whether it is one of the head. Where a row that went out meets a column that came in
    there is no cell in either."""
    head = any(cell is not None and cell.head for cell in (ours, theirs))
    if ours is not None and theirs is not None:
        return compare_words(ours.text, theirs.text, until), head
    only, kind = (ours, SpanKind.DELETE) if theirs is None else (theirs, SpanKind.INSERT)
    return ((Span(kind, only.text),) if only is not None and only.text else ()), head


def _merged(
    places: list[list[tuple[Cell | None, Cell | None]]],
    compare: Callable[[Cell | None, Cell | None], tuple[tuple[Span, ...], bool]],
) -> list[tuple[ComparedCell, ...]]:
    """The cells that begin in each row. Places that one cell of the old table and one of the new one both cover are
    one cell; what a merged cell covers besides is empty."""
    height, width = len(places), len(places[0]) if places else 0
    keys = [
        [tuple(map(id, place)) if any(place) else (down, on) for on, place in enumerate(row)]
        for down, row in enumerate(places)
    ]
    covered: set[tuple[int, int]] = set()
    told: set[int] = set()
    found: list[tuple[ComparedCell, ...]] = []
    for down, row in enumerate(places):
        cells = []
        for on, (ours, theirs) in enumerate(row):
            if (down, on) in covered:
                continue
            key = keys[down][on]
            across = next((step for step in range(1, width - on) if keys[down][on + step] != key), width - on)
            deep = 1
            while down + deep < height and all(keys[down + deep][on + step] == key for step in range(across)):
                deep += 1
            covered |= {(down + below, on + step) for below, step in product(range(deep), range(across))}
            fresh = [cell if cell is not None and id(cell) not in told else None for cell in (ours, theirs)]
            told |= {id(cell) for cell in (ours, theirs)}
            spans, head = compare(ours, theirs) if all(fresh) else compare(fresh[0], fresh[1])
            cells.append(ComparedCell(spans, across, deep, head))
        found.append(tuple(cells))
    return found


def _without_stayed(rows: list[ComparedRow], head: int) -> list[ComparedRow]:
    """Long runs of rows that stayed give way to their number, unless a merged cell reaches through them."""
    near = {at + step for at, row in enumerate(rows) if row.changed for step in range(-AROUND, AROUND + 1)} | set(
        range(head)
    )
    if not any(row.changed for row in rows) or any(cell.down > 1 for row in rows for cell in row.cells):
        return rows
    shown: list[ComparedRow] = []
    for kept, group in groupby(range(len(rows)), key=lambda at: at in near):
        run = [rows[at] for at in group]
        if kept or len(run) < FEWEST_SKIPPED:
            shown += run
        else:
            shown.append(ComparedRow(SpanKind.EQUAL, (), len(run)))
    return shown
