"""The mark of a table: lines of the text that begin with a bar.

    表1　2026年为老服务项目进度
    | 项目     | 计划（个） | 完成（个） |
    | 社区食堂 | 12         | 10         |

Lines that begin with | (or ｜) and have two bars or more are one table as far as they follow each other. The first is
its head. The closing bar may be missing, and cells that are missing at the end of a row are empty. The line directly
above that begins with 表1 or 表 and a blank is the caption; blank lines between the two mean nothing, and a line
单位：万元 between them is printed behind the caption.

    <       as the whole of a cell: the cell on its left goes on here
    ^       as the whole of a cell: the cell above goes on here; the head goes down as far as its own cells do
    <br>    a new line within a cell
    \\|      a bar that parts no cells; \\< and \\^ the bare sign as a cell's text, \\\\ a \\ before one of these
    |---|   below the head, as in Markdown: not printed, ends the head; :-- left, :-: centred, --: right
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby, islice
from math import ceil

from replies.letter.tables.figures import read_figure

# More than a page can show; beyond it a table stays the lines that were typed, and the checker says so.
MAX_COLUMNS, MAX_ROWS, MAX_CELLS = 20, 300, 2_000  # cells: of all tables of one text
# Nor more lines within the cells of all of them: each is set by itself, and that takes a thousandth of a second.
MAX_LINES = 4_000
_ACROSS, _AROUND, _A_PAGE = 36.0, 0.7, 37  # characters of 小四 across a page and around a cell; lines down it
MAX_HEAD = 4
LONGEST_CAPTION = 60

LEFTWARD, UPWARD = "<", "^"  # as the whole of a cell: the one on the left, or above, goes on
_NUMBER = r"(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})"
CAPTION = re.compile(rf"附?表(?:[ \t\u3000]*(?P<number>{_NUMBER}(?:[-－—–.．]{_NUMBER})?)|(?=[ \t\u3000]|$))")
_SENTENCE = re.compile("[。；：，！？:;,]$")
_UNIT = re.compile(r"[（(]?\s*((?:计量|金额|数量)?单位\s*[：:][^（()）。]{1,20}?)\s*[）)]?")
_ROW = re.compile(r"[|｜](?:\\.|[^|｜])*+[|｜]")
_CELL = re.compile(r"(?:\\.|[^|｜])*+")
_READ = re.compile(r"\\([|｜<^\\])|[ \t\u3000]*<br ?/?>[ \t\u3000]*", re.IGNORECASE)
_ESCAPE = re.compile(r"[|｜]|\\(?=[|｜<^\\]|$)|<(?=br ?/?>)", re.IGNORECASE)
_RULE = re.compile(r":?-{2,}:?|:-:?|-:")
_Place = tuple[int, int]  # row and column


class Side(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, merged ones once, where they begin."""

    text: str  # its lines parted by \n
    row: int
    column: int
    across: int = 1  # columns
    down: int = 1  # rows
    head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was typed. `places` are lines of the text, from 0, blank lines counted."""

    caption: str
    rows: tuple[tuple[Cell, ...], ...]  # the cells that begin in each; none where all go on from above
    columns: int
    head: int  # rows of it
    sides: tuple[Side | None, ...]  # of each column, where the mark says it
    lines: tuple[str, ...]  # as typed: caption, unit, rows, the rule below the head
    caption_place: int | None
    unit_place: int | None  # of the line 单位：万元 between caption and rows
    places: tuple[int, ...]  # of each row
    refusal: str = ""  # why it cannot be set as a table, a sentence

    @property
    def first(self) -> int:
        return self.places[0] if self.caption_place is None else self.caption_place

    @property
    def last(self) -> int:
        return self.places[-1]

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row)

    @property
    def grid(self) -> tuple[tuple[Cell, ...], ...]:
        """For each place of each row the cell that covers it."""
        covers: dict[_Place, Cell] = {}
        for cell in self.cells:
            for down in range(cell.down):
                covers |= dict.fromkeys(((cell.row + down, cell.column + on) for on in range(cell.across)), cell)
        return tuple(tuple(covers[row, column] for column in range(self.columns)) for row in range(len(self.rows)))

    @property
    def source(self) -> str:
        """The lines as typed."""
        return "\n".join(self.lines)


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return bool(_ROW.match(line.strip()))


def is_caption(line: str) -> bool:
    """Whether a line can be the caption of a table below it: 表1　…; a sentence that begins with 表1 cannot."""
    text = line.strip()
    return len(text) <= LONGEST_CAPTION and bool(CAPTION.match(text)) and not _SENTENCE.search(text)


def read_unit(line: str) -> str:
    """单位：万元 of a line that says nothing else, perhaps in brackets; "" of any other."""
    found = _UNIT.fullmatch(line.strip())
    return found[1] if found else ""


def join_unit(caption: str, unit: str) -> str:
    """The caption with the unit behind it; as it is where it says so itself."""
    return caption if unit in caption else f"{caption}（{unit}）"


def find_tables(lines: Sequence[str]) -> list[Table]:
    """The tables of a text's lines, in order; of those that are too large (`refusal`) the first line is the caption's
    all the same."""
    found = []
    cells = set_lines = 0
    for marked, group in groupby(enumerate(lines), key=lambda row: is_row(row[1])):
        if not marked:
            continue
        places = [place for place, _ in group]
        table = _read_table(lines, places, cells, set_lines)
        if not table.refusal:
            cells += len(table.rows) * table.columns
            set_lines += _count_set([split_row(lines[place]) for place in table.places], table.columns)
        found.append(table)
    return found


def _read_table(lines: Sequence[str], places: list[int], cells: int, set_lines: int) -> Table:
    typed = tuple(lines[place] for place in places)
    caption_place, unit_place = _caption_above(lines, places[0])
    caption = "" if caption_place is None else lines[caption_place].strip()
    if unit_place is not None:
        caption = join_unit(caption, read_unit(lines[unit_place]))
    above = tuple(lines[place] for place in (caption_place, unit_place) if place is not None)
    texts = [split_row(line) for line in typed]
    columns = max(map(len, texts))
    rule = next((at for at, row in enumerate(texts[: MAX_HEAD + 1]) if at and _is_rule(row)), None)
    sides: tuple[Side | None, ...] = (None,) * columns
    if rule is not None:
        sides = tuple(_side(text) for text in [*texts[rule], *[""] * (columns - len(texts[rule]))])
    kept = [at for at in range(len(texts)) if at != rule]
    refusal = _refusal(len(kept), columns, cells)
    if not refusal and set_lines + _count_set([texts[at] for at in kept], columns) > MAX_LINES:
        refusal = "信里的表里字太多，格子太窄，这一张不再排成表，请少列几栏，或者作为附件。"
    rows = () if refusal else _merge([[*texts[at], *[""] * (columns - len(texts[at]))] for at in kept])
    head = _head_rows(rows, rule)
    rows = tuple(tuple(replace(one, head=one.row < head) for one in row) for row in rows)
    return Table(
        caption,
        rows,
        columns,
        head,
        sides,
        (*above, *typed),
        caption_place,
        unit_place,
        tuple(places[at] for at in kept),
        refusal,
    )


def _refusal(rows: int, columns: int, cells: int) -> str:
    if columns > MAX_COLUMNS:
        return f"这张表有{columns}列，一页最多排得下{MAX_COLUMNS}列，请拆成几张表，或者作为附件。"
    if rows > MAX_ROWS:
        return f"这张表有{rows}行，信里的表最多{MAX_ROWS}行，请作为附件。"
    if cells + rows * columns > MAX_CELLS:
        return f"信里的表太多太大（最多{MAX_CELLS}格），这一张不再排成表，请作为附件。"
    return ""


def _count_set(rows: Sequence[Sequence[str]], columns: int) -> int:
    """About how many lines the cells have in columns alike, the first row once more on every page."""
    room = max(1.0, _ACROSS / columns - _AROUND)
    counts = [[max(1, ceil(_set_width(cell) / room)) for cell in row] for row in rows]
    head, *heights = map(max, counts)
    pages = ceil(sum(heights) / (_A_PAGE - head)) if 2 * head <= _A_PAGE else 1
    return sum(map(sum, counts)) + (pages - 1) * sum(counts[0])


def _set_width(text: str) -> float:
    """In characters of a line: figures and letters are half as wide."""
    return sum(0.5 if one.isascii() else 1.0 for one in text)


def _caption_above(lines: Sequence[str], first: int) -> tuple[int | None, int | None]:
    """The lines of the caption and, between it and the table, of the unit."""
    near = islice((at for at in range(first - 1, -1, -1) if lines[at].strip()), 2)
    place = next(near, None)
    if place is not None and is_caption(lines[place]):
        return place, None
    above = next(near, None)
    if place is not None and above is not None and read_unit(lines[place]) and is_caption(lines[above]):
        return above, place
    return None, None


def split_row(line: str) -> list[str]:
    """The cells of a row as they stand between its bars, still escaped."""
    text = line.strip()[1:]
    found = []
    at = 0
    while at <= len(text):
        match = _CELL.match(text, at)
        found.append(match[0].strip() if match else "")
        at = (match.end() if match else at) + 1
    return found[:-1] if len(found) > 1 and not found[-1] else found


def cell_spans(line: str) -> list[tuple[int, int]]:
    """Where in a row as typed each of its cells stands, blanks around it left out."""
    found = []
    at = line.index(line.strip()[0]) + 1
    for text in split_row(line):
        match = _CELL.match(line, at)
        end = match.end() if match else at
        start = line.index(text, at, end) if text else at
        found.append((start, start + len(text)))
        at = end + 1
    return found


def _is_rule(row: Sequence[str]) -> bool:
    return all(_RULE.fullmatch(text) for text in row)


def _side(text: str) -> Side | None:
    ends = text.startswith(":"), text.endswith(":")
    return {(True, True): Side.CENTRE, (True, False): Side.LEFT, (False, True): Side.RIGHT}.get(ends)


def _plain(typed: str) -> str:
    """What a cell says: breaks and escapes read."""
    return _READ.sub(lambda found: found[1] or "\n", typed).strip()


def _merge(grid: list[list[str]]) -> tuple[tuple[Cell, ...], ...]:
    """The cells of a full grid; a merged one is a rectangle, and what sticks out of it is an empty cell."""
    owner: dict[_Place, _Place] = {}
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            above, left = (row - 1, column), (row, column - 1)
            if text == LEFTWARD and column:
                owner[row, column] = owner[left]
            elif text == UPWARD and row:
                owner[row, column] = owner[above]
            else:
                owner[row, column] = (row, column)
    rows = []
    covered: set[_Place] = set()
    for row, texts in enumerate(grid):
        cells = []
        for column, text in enumerate(texts):
            if (row, column) in covered:
                continue
            begins = owner[row, column] == (row, column)
            across, down = _reach(owner, (row, column), len(grid), len(texts)) if begins else (1, 1)
            covered |= {(row + below, column + on) for below in range(down) for on in range(across)}
            cells.append(Cell(_plain(text) if begins else "", row, column, across, down))
        rows.append(tuple(cells))
    return tuple(rows)


def _reach(
    owner: dict[tuple[int, int], tuple[int, int]], start: tuple[int, int], rows: int, width: int
) -> tuple[int, int]:
    """How many columns and rows belong to the cell that begins at `start`."""
    row, column = start
    across = next((on for on in range(1, width - column) if owner[row, column + on] != start), width - column)
    down = 1
    while row + down < rows and all(owner[row + down, column + on] == start for on in range(across)):
        down += 1
    return across, down


def _head_rows(rows: tuple[tuple[Cell, ...], ...], rule: int | None) -> int:
    """Down to the rule; else the first row, as far down as its cells reach, and below a cell over several columns the
    row that tells those apart."""
    if not rows:
        return 0
    if rule is not None:
        return _closed(rows, rule)
    head = _closed(rows, 1)
    while head < min(MAX_HEAD, len(rows) - 1):
        wide = any(one.across > 1 and one.row + one.down == head for row in rows[:head] for one in row)
        if not wide or any(read_figure(one.text) for one in rows[head]):
            break
        head = _closed(rows, head + 1)
    return head


def _closed(rows: tuple[tuple[Cell, ...], ...], head: int) -> int:
    """The first row from `head` on at which no cell from above goes on."""
    at = 0
    while at < head:
        head = max([head, *(one.row + one.down for one in rows[at])])
        at += 1
    return min(head, len(rows))


# ---- writing -----------------------------------------------------------------------------------------------


def escape_cell(text: str) -> str:
    """A cell's text as the mark has it."""
    lines = [line.strip() for line in text.replace("\t", " ").split("\n")]
    escaped = "<br>".join(_ESCAPE.sub(lambda found: f"\\{found[0]}", line) for line in lines if line)
    return f"\\{escaped}" if escaped in (LEFTWARD, UPWARD) else escaped


def write_rows(rows: Iterable[Sequence[str]], caption: str = "") -> list[str]:
    """Plain texts, row by row, as lines of the mark."""
    lines = [_line([escape_cell(text) for text in row]) for row in rows]
    return [caption, *lines] if caption else lines


def write_cells(cells: Iterable[Cell], columns: int, caption: str = "") -> list[str]:
    """Cells, merged ones among them, as lines of the mark."""
    grid: dict[_Place, str] = {}
    for cell in cells:
        for down in range(cell.down):
            for on in range(cell.across):
                sign = LEFTWARD if on else UPWARD if down else escape_cell(cell.text)
                grid[cell.row + down, cell.column + on] = sign
    height = 1 + max((row for row, _ in grid), default=-1)
    lines = [_line([grid.get((row, column), "") for column in range(columns)]) for row in range(height)]
    return [caption, *lines] if caption else lines


def write_rule(sides: Iterable[Side | None]) -> str:
    """The rule below the head, with the side of each column that has one of its own."""
    signs = {Side.LEFT: ":--", Side.CENTRE: ":-:", Side.RIGHT: "--:", None: "---"}
    return _line([signs[side] for side in sides])


def _line(cells: Sequence[str]) -> str:
    return "".join(f"| {cell} " if cell else "| " for cell in cells) + "|"
