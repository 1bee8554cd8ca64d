"""What is ticked on a signed sheet: a mark is named only where nobody could doubt it.

Each cell behind an option is empty on the sheet that went out. A row is read where its ruled lines lie where the
form has them, one cell holds what has the shape of a √, whole and alone, and the others hold nothing. All else (two
marks, a mark crossed out, over a line, a ring, a cross, a faint trace) is left to who reads the paper.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from PIL import Image, ImageFilter

from replies.letter.questions import QUESTIONS, Question
from replies.letter.sheets.frame import LEFT, RIGHT, Greys, find_frame
from replies.letter.sheets.plane import Point, View

# mm on the page of opinions (static/pdf/form.css): the lines between the rows, and the cells behind the options
ROWS = (172.66, 183.67, 194.66, 205.66)
CELLS = {
    4: ((79.54, 90.54), (115.52, 126.52), (142.53, 153.53), (175.67, RIGHT)),
    3: ((86.52, 101.53), (130.53, 145.53), (171.69, RIGHT)),
}
NAMES = 63.54  # the line behind the question's name
DOTS = 8  # a millimetre, of the part looked at
MARGIN = 3.0  # mm looked at around the rows
LINE_OFF, LINE_DARK = 1.0, 18  # mm from its place, greys, at which a ruled line is taken for one
INSET = 0.55  # mm, inside the middle of a cell's lines
FAINT, PLAIN = 16, 38  # greys below the paper: a trace, ink
EMPTY = 0.004  # share of a cell, up to which its traces are dust
SPECK = 10  # dots that hang together, below which they are noise
SMALLEST, LARGEST = 2.2, 10.0  # mm, of a √
THICKEST = 1.6  # mm
FULLEST = 0.42  # share of its own box that a √ fills


class Seen(StrEnum):
    """What a cell holds."""

    EMPTY = "empty"
    TICK = "tick"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class RowSeen:
    """One row of the form: what its cells hold, in the order of the grades."""

    question: Question
    cells: tuple[Seen, ...]

    @property
    def mark(self) -> str:
        """The grade that is ticked beyond doubt, or ""."""
        if self.cells.count(Seen.TICK) != 1 or Seen.UNCLEAR in self.cells:
            return ""
        return self.question.grades[self.cells.index(Seen.TICK)].value

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is in its cells."""
        return set(self.cells) == {Seen.EMPTY}


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """The page of opinions in a picture: how it lies, and its rows."""

    view: View
    rows: tuple[RowSeen, ...]


def read_ticks(picture: Image.Image, corners: tuple[Point, ...]) -> SheetSeen | None:
    """The rows of a grey picture whose code has these corners (from its own upper left, with the clock). None where
    this is not the page of opinions, or its lines are not where the form has them."""
    view = find_frame(picture, corners)
    if view is None:
        return None
    corner = (LEFT - MARGIN, ROWS[0] - MARGIN)
    size = (RIGHT - LEFT + 2 * MARGIN, ROWS[-1] - ROWS[0] + 2 * MARGIN)
    flat = view.flatten(picture, corner, size, DOTS).filter(ImageFilter.GaussianBlur(1))
    part = _Part(Greys.of(flat), corner)
    levels = [part.find_level(row, LEFT, RIGHT) for row in ROWS]
    rows = []
    for number, question in enumerate(QUESTIONS):
        above, below = levels[number], levels[number + 1]
        if above is None or below is None or part.find_upright(NAMES, above, below) is None:
            return None
        cells = []
        for left, right in CELLS[len(question.grades)]:
            from_, to = part.find_upright(left, above, below), part.find_upright(right, above, below)
            if from_ is None or to is None:
                return None
            cells.append(_look_into(part.cut((from_, above), (to, below))))
        rows.append(RowSeen(question, tuple(cells)))
    return SheetSeen(view, tuple(rows))


Mask = list[list[int]]  # the greys below the paper, by row


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of the form seen from above."""

    greys: Greys
    corner: Point  # mm

    def find_level(self, place: float, left: float, right: float) -> float | None:
        """The ruled line near this height (mm), where it lies in the picture."""
        columns = range(round((left + 2 - self.corner[0]) * DOTS), round((right - 2 - self.corner[0]) * DOTS), 6)
        return self._find(place, 1, columns)

    def find_upright(self, place: float, above: float, below: float) -> float | None:
        """The ruled line near this width, between two heights."""
        rows = range(round((above + 1 - self.corner[1]) * DOTS), round((below - 1 - self.corner[1]) * DOTS), 3)
        return self._find(place, 0, rows)

    def _find(self, place: float, axis: int, along: range) -> float | None:
        middle = round((place - self.corner[axis]) * DOTS)
        reach = round((LINE_OFF + 0.6) * DOTS)
        profile = []
        for at in range(middle - reach, middle + reach + 1):
            values = sorted(self.greys.at(*((at, on) if axis == 0 else (on, at))) for on in along)
            profile.append(values[len(values) // 2])  # the middle one: a stroke over the line does not move it
        dark = min(profile)
        white = sorted(profile)[len(profile) * 2 // 3]
        if white - dark < LINE_DARK:
            return None
        places = [at for at, value in enumerate(profile) if value <= (dark + white) / 2]
        if places[-1] - places[0] > 0.9 * DOTS:
            return None
        found = (places[0] + places[-1]) / 2 - reach
        return place + found / DOTS if abs(found) <= LINE_OFF * DOTS else None

    def cut(self, upper_left: Point, lower_right: Point) -> Mask:
        """How much darker than the paper the inside of a cell is."""
        left, top = (round((at + INSET - by) * DOTS) for at, by in zip(upper_left, self.corner, strict=True))
        right, below = (round((at - INSET - by) * DOTS) for at, by in zip(lower_right, self.corner, strict=True))
        rows = [[self.greys.at(x, y) for x in range(left, right)] for y in range(top, below)]
        return _without_shadow(rows)


def _without_shadow(rows: list[list[int]]) -> Mask:
    """The greys below the paper around them: a shadow is paper, a stroke is not."""
    side = 2 * DOTS
    high, wide = len(rows), len(rows[0])
    papers = {
        (down, across): _paper(rows, down * side, across * side)
        for down in range(-(-high // side))
        for across in range(-(-wide // side))
    }
    ground = max(papers.values())
    # a tile that is all ink takes the cell's paper
    return [
        [max(0, _between(papers[y // side, x // side], ground) - value) for x, value in enumerate(row)]
        for y, row in enumerate(rows)
    ]


def _paper(rows: list[list[int]], down: int, across: int) -> int:
    around = rows[max(0, down - 2 * DOTS) : down + 4 * DOTS]
    values = sorted(value for row in around for value in row[max(0, across - 2 * DOTS) : across + 4 * DOTS])
    return values[len(values) * 4 // 5]


def _between(tile: int, ground: int) -> int:
    return tile if tile > ground - 60 else ground


def _look_into(mask: Mask) -> Seen:
    high, wide = len(mask), len(mask[0])
    noise = _noise(mask)
    traces = [piece for piece in _pieces(_darker(mask, max(FAINT, 3 * noise))) if len(piece) >= SPECK]
    if sum(map(len, traces)) <= EMPTY * high * wide:
        return Seen.EMPTY
    pieces = _pieces(_darker(mask, max(PLAIN, 4 * noise)))
    largest = max(pieces, key=len, default=set())
    loose = sum(len(piece) for piece in pieces if len(piece) >= SPECK) - len(largest)
    if len(largest) < SPECK or loose > 0:
        return Seen.UNCLEAR
    stray = sum(len(piece) for piece in traces if not piece & largest)
    if stray > EMPTY * high * wide:
        return Seen.UNCLEAR
    return Seen.TICK if _is_tick(largest, wide, high) else Seen.UNCLEAR


def _darker(mask: Mask, than: float) -> set[tuple[int, int]]:
    return {(x, y) for y, row in enumerate(mask) for x, value in enumerate(row) if value > than}


def _noise(mask: Mask) -> float:
    """How much the greys of paper waver: one standard deviation, by the middle one."""
    values = sorted(value for row in mask for value in row)
    middle = values[len(values) // 2]
    return 1.48 * sorted(abs(value - middle) for value in values)[len(values) // 2]


def _pieces(ink: set[tuple[int, int]]) -> list[set[tuple[int, int]]]:
    """What hangs together."""
    left, found = set(ink), []
    while left:
        open_, piece = [left.pop()], set()
        while open_:
            x, y = open_.pop()
            piece.add((x, y))
            for dot in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                if dot in left:
                    left.remove(dot)
                    open_.append(dot)
        found.append(piece)
    return found


def _is_tick(ink: set[tuple[int, int]], wide: int, high: int) -> bool:
    """Whether a piece of ink, whole inside its cell, is one stroke down and a longer one up to the right."""
    columns: dict[int, list[int]] = {}
    rows: dict[int, list[int]] = {}
    for x, y in ink:
        columns.setdefault(x, []).append(y)
        rows.setdefault(y, []).append(x)
    left, right, top, bottom = min(columns), max(columns), min(rows), max(rows)
    if left == 0 or top == 0 or right == wide - 1 or bottom == high - 1:
        return False  # it goes on outside
    width, height = right - left + 1, bottom - top + 1
    if not (SMALLEST * DOTS <= width <= LARGEST * DOTS and SMALLEST * DOTS <= height <= LARGEST * DOTS):
        return False
    if len(ink) > FULLEST * width * height:
        return False
    runs = {x: _runs(ys) for x, ys in columns.items()}
    if sum(len(found) > 1 for found in runs.values()) > 0.06 * width:
        return False  # something crosses it
    if sum(len(_runs(xs)) > 2 for xs in rows.values()) > 0:
        return False
    middle = {x: sum(ys) / len(ys) for x, ys in columns.items()}
    vertex = max(middle, key=lambda x: (max(columns[x]), -x))
    if not left + 0.06 * width <= vertex <= left + 0.55 * width:
        return False
    ends = max(1, round(0.05 * width))
    start, end = middle[left + ends], middle[right - ends]
    depth = max(columns[vertex])
    if depth - start < 0.12 * height or depth - end < 0.7 * height or end > start + 0.1 * height:
        return False
    # down to the vertex and up from it, without a turn between
    falls = [middle[x] for x in range(left + ends, vertex) if x in middle]
    rises = [middle[x] for x in range(vertex, right - ends) if x in middle]
    back = 0.1 * height
    steady = _drop(falls) <= back and _drop([-y for y in rises]) <= back
    thick = max(_thickness(runs[x], middle, x) for x in columns)
    return steady and thick <= THICKEST * DOTS


def _drop(values: list[float]) -> float:
    """By how much a row of numbers that should grow falls back at most."""
    highest, most = float("-inf"), 0.0
    for value in values:
        highest = max(highest, value)
        most = max(most, highest - value)
    return most


def _runs(values: list[int]) -> list[int]:
    """The lengths of what follows one after the other."""
    ordered = sorted(values)
    lengths = [1]
    for before, after in pairwise(ordered):
        if after == before + 1:
            lengths[-1] += 1
        else:
            lengths.append(1)
    return lengths


def _thickness(runs: list[int], middle: dict[int, float], x: int) -> float:
    """Of the stroke at a column, across it: where it is steep its run is long without being thick."""
    before, after = middle.get(x - 2, middle[x]), middle.get(x + 2, middle[x])
    slope = (after - before) / 4
    thick: float = max(runs) / (1 + slope * slope) ** 0.5
    return thick
