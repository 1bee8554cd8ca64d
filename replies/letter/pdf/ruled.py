"""A table as it is ruled on paper: how wide its columns are, how high its rows, in the letter's grid of lines.

Widths come from what the cells hold. A table whose every cell stays in one line is set in 四号 with rows as high as
the lines of the letter; a fuller one in 小四, with cells of several lines, its rows in half lines, so that the text
below stands on the grid again. Nothing is smaller than 小四: what cannot be set without tearing words is told.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from replies.letter.pdf.measure import text_width
from replies.letter.tables.columns import cell_side, column_sides, has_row_heads
from replies.letter.tables.mark import Cell, Side, Table

LARGE, SMALL = 14.0, 12.0  # pt: 四号, 小四
EDGE, PADDING = 0.6, 4.0  # pt: a rule, and the room between it and the text
LEAST = 2.0  # characters that a column is wide at least, where there is room
SHORT_LINES = (3.0, 4.0, 5.0)  # characters: 杨行镇, 吴淞街道, 友谊路街道
WHOLE = 10.0  # a word up to so many characters wide stays in one line
SLACK = 0.4  # pt: for what rounding may need
TORN_LINES = 4  # of the letter: so much lower a table must be for each short line that is torn
KEPT_LINES = 7  # of the letter: rows up to this height that a merged cell joins stay on one page
WIDEST_INSET = 36.0  # pt
MOST_LINES = 8  # of a cell: tables up to so many cells are tried with one, two … lines a cell
WEIGHED = 500
# How the room is shared out among columns whose texts do not all fit in one line: by their lengths' power.
_SHARES = (0.5, 1.0, 0.0)

_PIECE = re.compile(r"[!-~]+|\s|.", re.DOTALL)
_CLOSES, _OPENS = "，。、；：？！”’）》〉】〕％…—", "“‘（《〈【〔"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: the room across, a line of the text there, and a line in a cell of several, in pt."""

    width: float
    line: float
    close_line: float
    page: float  # pt, the height that a page has for it

    @property
    def half(self) -> float:
        return self.line / 2


LETTER = Place(442.2, 28.99, 17.1, 22 * 28.99)  # 156 mm
BOX = Place(425.2, 23.0, 15.6, 646.0)  # 150 mm: a box of the form


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell; a merged one over more rows than pages keep together is drawn as several without rules between."""

    cell: Cell
    height: float  # pt, of its rows together
    tag: str  # th or td
    scope: str  # of a th
    side: Side
    inset: float = 0.0  # pt, to the right of figures: they stand below the middle of their head
    first: bool = False  # in the first column
    open: bool = False  # no rule below it


@dataclass(frozen=True, slots=True)
class RuledRow:
    height: float  # pt
    cells: tuple[RuledCell, ...]
    kept: bool  # no page ends after it
    tall: bool  # higher than a page below the head: torn
    place: int  # lines of the text above it, blank ones not counted


@dataclass(frozen=True, slots=True)
class RuledTable:
    caption: str
    caption_height: float  # pt
    place: int  # of the caption
    size: float  # pt
    line: float  # pt
    widths: tuple[float, ...]  # pt, rules included
    head: tuple[RuledRow, ...]
    body: tuple[RuledRow, ...]
    below: float  # pt, to the next line of the grid
    torn: tuple[int, ...]  # columns in which words do not stay whole

    @property
    def is_small(self) -> bool:
        return self.size == SMALL

    @property
    def closed(self) -> bool:
        """Whether every page needs a rule below the table: a cell may go on over the page's end."""
        return any(row.tall or cell.open for row in self.body for cell in row.cells)

    @property
    def height(self) -> float:
        """In pt, of the whole."""
        return self.caption_height + sum(row.height for row in (*self.head, *self.body)) + self.below


def rule_table(table: Table, place: Place = LETTER, first: int = 0) -> RuledTable:
    """A table set for its place; `first` is how many lines of the text, not counting blank ones, stand above it."""
    size, widths, least = _fitted(table, place)
    heights = _heights(table, widths, size, place)
    rows = _Rows(table, widths, heights, size, place)
    head = table.head if 2 * sum(heights[: table.head]) <= place.page else 0  # a higher one is not repeated
    most = place.page - sum(heights[:head])
    above = {at: number for number, at in enumerate(_places(table), start=first)}
    ruled = [
        RuledRow(heights[at], tuple(cells), at in rows.kept, heights[at] > most, above[table.places[at]])
        for at, cells in enumerate(rows.cells)
    ]
    return RuledTable(
        caption=table.caption,
        caption_height=_caption_height(table.caption, place),
        place=first,
        size=size,
        line=place.close_line if size == SMALL else place.line - PADDING,
        widths=tuple(widths),
        head=tuple(ruled[:head]),
        body=tuple(ruled[head:]),
        below=place.half if round(sum(heights) / place.half) % 2 else 0.0,
        torn=tuple(at for at, (one, width) in enumerate(zip(least, widths, strict=True)) if one > width + 0.01),
    )


def _fitted(table: Table, place: Place) -> tuple[float, list[float], list[float]]:
    """The size, the columns' widths, and what they need at least: nothing broken in 四号, or in 小四; heads in two
    lines; texts in several."""
    room = place.width
    large = _natural(table, LARGE, 1)
    if sum(large) <= room:
        return LARGE, _widened(large, room), large
    least = _least(table)
    for lines in (1, 2):
        natural = _natural(table, SMALL, lines)
        if sum(natural) <= room:
            return SMALL, _widened(natural, room), least
    return SMALL, _shared(table, place, least), least


def _caption_height(caption: str, place: Place) -> float:
    return count_lines(caption, (place.width - 10) / LARGE) * place.line if caption else 0.0


def _places(table: Table) -> Iterator[int]:
    """The lines of the text that the table is typed in, in order; the rule below its head is one of them."""
    yield from (place for place in (table.caption_place, table.unit_place) if place is not None)
    yield from range(table.places[0], table.places[-1] + 1)


class _Rows:
    """The cells of every row as they are drawn, and the rows after which no page ends."""

    def __init__(
        self, table: Table, widths: Sequence[float], heights: Sequence[float], size: float, place: Place
    ) -> None:
        self.table, self.widths, self.heights, self.size = table, widths, heights, size
        self.sides, self.row_heads = column_sides(table), has_row_heads(table)
        self.insets = [self._inset(column) for column in range(table.columns)]
        self.cells: list[list[RuledCell]] = [[] for _ in table.rows]
        self.kept: set[int] = set()
        for cell in sorted(table.cells, key=lambda one: one.column):
            end = cell.row + cell.down
            if cell.head or sum(heights[cell.row : end]) <= KEPT_LINES * place.line:
                self.kept |= set(range(cell.row, end - 1))
                self.cells[cell.row].append(self._ruled(cell))
                continue
            shown = cell.row + 1
            while sum(heights[cell.row : shown]) < _cell_height(cell, widths, size, place):
                shown += 1
            self.kept |= set(range(cell.row, shown - 1))
            for row in (cell.row, *range(shown, end)):
                down = shown - cell.row if row == cell.row else 1
                part = replace(cell, row=row, down=down, text=cell.text if row == cell.row else "")
                self.cells[row].append(self._ruled(part, open=row + down < end))

    def _ruled(self, cell: Cell, *, open: bool = False) -> RuledCell:
        heads_row = self.row_heads and cell.column == 0 and not cell.head
        scope = "colgroup" if cell.head and cell.across > 1 else "col" if cell.head else "row" if heads_row else ""
        side = cell_side(cell, self.sides)
        inset = self.insets[cell.column] if side is Side.RIGHT and cell.across == 1 else 0.0
        height = sum(self.heights[cell.row : cell.row + cell.down])
        return RuledCell(cell, height, "th" if scope else "td", scope, side, inset, cell.column == 0, open)

    def _inset(self, column: int) -> float:
        """How far from the right the figures of a column stand."""
        texts = [
            line
            for cell in self.table.cells
            if cell.column == column and cell.across == 1 and not cell.head
            for line in cell.text.split("\n")
        ]
        widest = max(map(text_width, texts), default=0.0) * self.size
        return PADDING + min(WIDEST_INSET, max(0.0, (self.widths[column] - 2 * PADDING - EDGE - widest) / 2))


# ---- widths --------------------------------------------------------------------------------------------------


def _natural(table: Table, size: float, lines: int) -> list[float]:
    """What each column needs so that no cell has more lines than it was typed with; a head so many."""

    def measure(cell: Cell) -> float:
        widest = max(map(text_width, cell.text.split("\n")))
        if cell.head and lines > 1:
            most = max(lines, cell.text.count("\n") + 1)
            steps = (at / 2 for at in range(4, int(2 * widest)))
            widest = next((at for at in steps if count_text(cell.text, at) <= most), widest)
        return max(LEAST, widest)

    return _needed(table, measure, size)


def _around(column: int) -> float:
    """What of a column's width is not its text's, in pt."""
    return 2 * PADDING + (EDGE if column else 2 * EDGE) + SLACK


def _least(table: Table, short: float = 0.0) -> list[float]:
    """What each column needs so that no word, no figure and no line up to `short` characters is torn."""

    def measure(cell: Cell) -> float:
        lines = [wide for line in cell.text.split("\n") if (wide := text_width(line)) <= short]
        return max([LEAST, *lines, *(wide for wide, _ in _pieces(cell.text) if wide <= WHOLE)])

    return _needed(table, measure, SMALL)


def _needed(table: Table, measure: Callable[[Cell], float], size: float) -> list[float]:
    """The columns' widths in pt in which every cell is as wide as measured, in characters."""
    needed = [2 * PADDING + EDGE] * table.columns
    for cell in sorted(table.cells, key=lambda one: one.across):
        span = range(cell.column, cell.column + cell.across)
        lacks = measure(cell) * size + _around(cell.column) - sum(needed[at] for at in span)
        if lacks > 0:
            for at in span:
                needed[at] += lacks / cell.across
    return needed


def _widened(needed: Sequence[float], room: float) -> list[float]:
    """The same and what is left, to every column alike."""
    more = (room - sum(needed)) / len(needed)
    return [width + more for width in needed]


def _shared(table: Table, place: Place, least: Sequence[float]) -> list[float]:
    """Columns that share the room so that the table is low and short lines stay whole, each weighed as some lines;
    where not even words fit, the widest words are torn."""
    room = place.width
    if sum(least) >= room:
        return _filled(least, [SMALL + 2 * PADDING + EDGE] * len(least), room, 0.0)
    wanted = [_natural(table, SMALL, lines) for lines in (2, 1)]
    ways: list[list[float]] = []
    for low in (least, *(_least(table, short) for short in SHORT_LINES)):
        if sum(low) <= room:
            if len(table.rows) * table.columns <= WEIGHED:
                ways += _levelled(table, low, room)
            ways += [_filled(natural, low, room, power) for natural in wanted for power in _SHARES]

    def cost(widths: list[float]) -> float:
        torn = sum(_tears_short_line(cell, widths) for cell in table.cells)
        return round(sum(_heights(table, widths, SMALL, place)) + torn * TORN_LINES * place.line, 1)

    return min(reversed(ways), key=cost)


def _tears_short_line(cell: Cell, widths: Sequence[float]) -> bool:
    if not 0 < text_width(cell.text) <= SHORT_LINES[-1]:
        return False
    wide = sum(widths[cell.column : cell.column + cell.across]) - _around(cell.column)
    return count_text(cell.text, wide / SMALL) > cell.text.count("\n") + 1


def _levelled(table: Table, least: Sequence[float], room: float) -> Iterator[list[float]]:
    """For 2, 3 … lines: columns just as wide as their cells need for so many; what is left goes to those that need
    least for a line less, then to all alike."""
    steps = [_level_widths(table, column, least[column]) for column in range(table.columns)]
    for most in range(2, MOST_LINES + 1):
        lines = [most] * table.columns
        widths = [max(step[most - 1], low) for step, low in zip(steps, least, strict=True)]
        left = room - sum(widths)
        if left < 0:
            continue
        while True:
            costs = [
                (step[count - 2] - width, at)
                for at, (step, count, width) in enumerate(zip(steps, lines, widths, strict=True))
                if count > 1
            ]
            cost, at = min(costs, default=(room, 0))
            if cost > left:
                break
            left -= max(0.0, cost)
            widths[at], lines[at] = max(widths[at], steps[at][lines[at] - 2]), lines[at] - 1
        yield _widened(widths, room)


def _level_widths(table: Table, column: int, least: float) -> list[float]:
    """How wide a column must be, in pt, for its cells to have one line each at most, two, three …"""
    texts = {cell.text for cell in table.cells if cell.column == column and cell.across == 1}
    found = []
    widest = max([line_width for text in texts for line_width in map(text_width, text.split("\n"))], default=LEAST)
    for most in range(1, MOST_LINES + 1):
        low, high = 1, max(1, ceil(2 * widest))  # half characters
        while low < high:
            middle = (low + high) // 2
            fits = all(count_text(text, middle / 2) <= max(most, text.count("\n") + 1) for text in texts)
            low, high = (low, middle) if fits else (middle + 1, high)
        found.append(max(least, low / 2 * SMALL + _around(column)))
    return found


def _filled(wanted: Sequence[float], least: Sequence[float], room: float, power: float) -> list[float]:
    """Each column what it wants up to the level, by that power of it, at which the room is used up."""

    def at_level(level: float) -> list[float]:
        return [max(low, min(want, level * want**power)) for want, low in zip(wanted, least, strict=True)]

    low, high = 0.0, room
    for _ in range(40):
        level = (low + high) / 2
        low, high = (level, high) if sum(at_level(level)) <= room else (low, level)
    return _widened(at_level(low), room)


# ---- heights -------------------------------------------------------------------------------------------------


def _heights(table: Table, widths: Sequence[float], size: float, place: Place) -> list[float]:
    """Each row's height in pt, whole half lines: high enough for the cells that end in it."""
    heights = [place.line if size == LARGE else 0.0] * len(table.rows)
    for cell in sorted(table.cells, key=lambda one: one.down):
        span = range(cell.row, cell.row + cell.down)
        lacks = _cell_height(cell, widths, size, place) - sum(heights[at] for at in span)
        if lacks > 0.01:
            heights[span[-1]] += -(-(lacks - 0.01) // place.half) * place.half
    return [max(place.line, height) for height in heights]


def _cell_height(cell: Cell, widths: Sequence[float], size: float, place: Place) -> float:
    wide = sum(widths[cell.column : cell.column + cell.across]) - _around(cell.column)
    count = count_text(cell.text, wide / size)
    return place.line if count <= 1 else count * place.close_line + PADDING


@lru_cache(maxsize=8192)
def count_text(text: str, width: float) -> int:
    """How many lines the lines of a cell take at most."""
    return sum(count_lines(line, width) for line in text.split("\n"))


def count_lines(text: str, width: float) -> int:
    """How many lines of so many characters a text takes at most: filled one by one, words whole where they fit, no
    line beginning with a comma."""
    lines, used = 1, 0.0
    for wide, blank in _pieces(text):
        if used + wide <= width + 0.01 or (blank and used):
            used += wide
            continue
        if used:
            lines, used = lines + 1, 0.0
        if not blank:
            more = max(0, -(-(wide - 0.01) // width) - 1)
            lines, used = lines + int(more), wide - more * width
    return lines


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[tuple[float, bool], ...]:
    """What of a text no line ends within: its width in characters, and whether it is a blank."""
    parts: list[str] = []
    for part in _PIECE.findall(text):
        if parts and (part in _CLOSES or parts[-1][-1] in _OPENS) and not parts[-1].isspace():
            parts[-1] += part
        else:
            parts.append(part)
    return tuple((text_width(part), part.isspace()) for part in parts)
