"""How well ticks on signed sheets are read: `python -m bench.sheets` (`--quick`: a smoke run).

Forms are printed by the program, marked as pens do (√ of many hands; two marks, a √ crossed out, over a line, a
ring, a cross, a dot), and come back as scanners and telephones give them. Wrong is a grade proposed that is not the
one meant, or any grade where a person should decide: there must be none. Read is how many of the clear ones are
proposed; of √ drawn with a marker, or over the lines of a cell, none is.

Entered by the keyboard (`SHEETS=60 pytest -s tests/browser/desk/test_stack.py`, two busy cores): 60 sheets take 303
presses and 51 s of the program, under five minutes with four seconds to look at each.
"""

import io
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import cos, pi, sin, tau

import django
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bench.print import EXAMPLE, table
from replies.letter.pdf.copies import PROPOSER, Marks, render_copies
from replies.letter.questions import QUESTIONS
from replies.letter.sheets.codes import find_codes
from replies.letter.sheets.plane import view_through
from replies.letter.sheets.ticks import CELLS, ROWS, read_ticks
from replies.letter.snapshot import Snapshot

ADDRESS = "https://banli.example.gov.cn/v/ABCD-EFGH-JKMN"
FINE = 400 / 25.4  # dots a millimetre, of the paper that is written on
Stroke = list[tuple[float, float]]  # mm
Cell = tuple[float, float, float, float]  # left, top, right, bottom, mm


@cache
def empty_page(number: int = 1) -> Image.Image:
    """A page of the form as it is printed, in colour; the second is that of the opinions."""
    whole = replace(Snapshot.from_bytes(EXAMPLE.read_bytes()), feedback=(), silent=())
    content = render_copies(whole, [replace(PROPOSER, deputy=1)], Marks(address=ADDRESS))
    with pypdfium2.PdfDocument(content) as pdf:
        return pdf[number].render(scale=FINE * 25.4 / 72).to_pil().convert("RGB")


# ---- pens --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pen:
    width: float = 0.5  # mm
    colour: tuple[int, int, int] = (30, 40, 95)


def tick_at(chance: random.Random, cell: Cell, size: float = 0) -> Stroke:
    """A √ somewhere in the middle of a cell (left, top, right, bottom)."""
    left, top, right, bottom = cell
    size = size or chance.uniform(4.0, 7.5)
    width, height = size * chance.uniform(0.8, 1.2), size * chance.uniform(0.75, 1.1)
    x = (left + right) / 2 - width / 2 + chance.uniform(-0.8, 0.8)
    y = (top + bottom) / 2 - height / 2 + chance.uniform(-0.8, 0.8)
    vertex = chance.uniform(0.22, 0.42)
    start = chance.uniform(0.35, 0.65)
    bend = chance.uniform(-0.08, 0.1)
    points = [(x, y + start * height), (x + vertex * width, y + height)]
    for step in range(1, 13):
        part = step / 12
        across = vertex + (1 - vertex) * part
        up = 1 - part + bend * 4 * part * (1 - part)
        points.append((x + across * width, y + height * up))
    return [(a + chance.gauss(0, 0.05), b + chance.gauss(0, 0.05)) for a, b in points]


def draw_strokes(page: Image.Image, strokes: list[Stroke], pen: Pen) -> None:
    draw = ImageDraw.Draw(page)
    width = max(1, round(pen.width * FINE))
    for stroke in strokes:
        dots = [(x * FINE, y * FINE) for x, y in stroke]
        draw.line(dots, fill=pen.colour, width=width, joint="curve")
        for x, y in (dots[0], dots[-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=pen.colour)


def ring_at(chance: random.Random, cell: Cell) -> Stroke:
    left, top, right, bottom = cell
    size = chance.uniform(2.0, 4.0)
    x, y = (left + right) / 2 + chance.uniform(-0.5, 0.5), (top + bottom) / 2 + chance.uniform(-0.5, 0.5)
    wobble = chance.uniform(0, 1)
    turns = [wobble + at * tau / 24 for at in range(25)]
    return [(x + size * cos(turn), y + size * 0.9 * sin(turn)) for turn in turns]


def line_at(chance: random.Random, cell: Cell, rise: float, length: float = 0) -> Stroke:
    """One stroke through the middle of a cell; `rise` in mm to the right's height."""
    left, top, right, bottom = cell
    x, y = (left + right) / 2, (top + bottom) / 2
    half = (length or chance.uniform(5, 9)) / 2
    start, end = y + rise / 2 + chance.uniform(-0.4, 0.4), y - rise / 2 + chance.uniform(-0.4, 0.4)
    return [(x - half, start), (x + half, end)]


def moved(stroke: Stroke, right: float, down: float) -> Stroke:
    return [(x + right, y + down) for x, y in stroke]


def scribble(chance: random.Random, cell: Cell) -> list[Stroke]:
    zigzag = [
        (cell[0] + 2 + at * 0.55, (cell[1] + cell[3]) / 2 + (3 if at % 2 else -3) + chance.uniform(-0.5, 0.5))
        for at in range(13)
    ]
    return [tick_at(chance, cell), zigzag]


# What is drawn into a row, given the cell meant and another one; and whether the cell meant may be proposed.
Drawn = Callable[[random.Random, Cell, Cell], list[Stroke]]
HANDS: dict[str, tuple[Drawn, bool]] = {
    "√": (lambda c, one, two: [tick_at(c, one)], True),
    "√ small": (lambda c, one, two: [tick_at(c, one, c.uniform(2.8, 4))], True),
    "√ large": (lambda c, one, two: [tick_at(c, one, c.uniform(7.5, 9.5))], True),
    "√ into the next cell": (lambda c, one, two: [moved(tick_at(c, one, 9), c.uniform(2, 6), 0)], True),
    "√ into the row above": (lambda c, one, two: [moved(tick_at(c, one, 8), 0, -c.uniform(3, 5))], True),
    "√ into the row below": (lambda c, one, two: [moved(tick_at(c, one, 8), 0, c.uniform(3, 5))], True),
    "two √": (lambda c, one, two: [tick_at(c, one), tick_at(c, two)], False),
    "√ and a faint start": (lambda c, one, two: [tick_at(c, one), line_at(c, two, 1, 1.5)], False),
    "√ struck through": (lambda c, one, two: [tick_at(c, one), line_at(c, one, c.uniform(-1, 1))], False),
    "√ struck slantwise": (lambda c, one, two: [tick_at(c, one), line_at(c, one, -c.uniform(4, 8))], False),
    "√ struck along": (lambda c, one, two: [tick_at(c, one), line_at(c, one, c.uniform(3, 7))], False),
    "√ scribbled over": (lambda c, one, two: scribble(c, one), False),
    "√ crossed out, new √": (
        lambda c, one, two: [tick_at(c, one), line_at(c, one, -5), tick_at(c, two)],
        False,
    ),
    "cross": (lambda c, one, two: [line_at(c, one, 5), line_at(c, one, -5)], False),
    "ring": (lambda c, one, two: [ring_at(c, one)], False),
    "stroke": (lambda c, one, two: [line_at(c, one, c.uniform(-6, 6))], False),
    "dot": (lambda c, one, two: [line_at(c, one, 0.3, 0.8)], False),
    "nothing": (lambda c, one, two: [], False),
}

# ---- what becomes of the sheet -------------------------------------------------------------------------------------


def scanned(page: Image.Image, dpi: int = 200) -> Image.Image:
    grey = page.convert("L")
    scale = dpi / 25.4 / FINE
    return grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.LANCZOS)


def noisy(picture: Image.Image, sigma: float) -> Image.Image:
    noise = Image.effect_noise(picture.size, sigma)
    return ImageChops.add(picture, noise, scale=1, offset=-128)


def packed(picture: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    again = Image.open(out)
    again.load()
    return again


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=245)


def shadowed(chance: random.Random, picture: Image.Image) -> Image.Image:
    ramp = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(picture.size)
    shade = ramp.point([90 + at * 165 // 255 for at in range(256)])
    edge = Image.new("L", picture.size, 255)
    x = chance.uniform(0.2, 0.8) * picture.width
    ImageDraw.Draw(edge).polygon(
        [(x, 0), (picture.width, 0), (picture.width, picture.height), (x + 200, picture.height)], fill=165
    )
    edge = edge.filter(ImageFilter.GaussianBlur(12))
    return ImageChops.multiply(ImageChops.multiply(picture, shade), edge)


def photographed(chance: random.Random, page: Image.Image, lean: float) -> Image.Image:
    """From above at a slant, on a darker table."""
    picture = scanned(page, 220)
    wide, high = picture.size
    ground = Image.new("L", (wide + 200, high + 200), 120)
    ground.paste(picture, (100, 100))

    def off() -> float:
        return chance.uniform(0, lean) * wide

    corners = (off(), off(), off(), ground.height - off(), ground.width - off(), ground.height - off(),
               ground.width - off(), off())  # fmt: skip
    # QUAD takes the quadrilateral of the source: bilinear, which bends straight lines a little, as paper does
    return ground.transform(ground.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def leaning(chance: random.Random, page: Image.Image, lean: float) -> Image.Image:
    """A true perspective."""
    picture = scanned(page, 220)
    wide, high = picture.size
    ground = Image.new("L", (wide + 240, high + 240), 110)
    ground.paste(picture, (120, 120))
    w, h = ground.size
    out = [(0.0, 0.0), (float(w), 0.0), (float(w), float(h)), (0.0, float(h))]
    seen = [(x + chance.uniform(-lean, lean) * w, y + chance.uniform(-lean, lean) * h) for x, y in out]
    view = view_through(out, seen)
    numbers = view.numbers if view else ()
    return ground.transform((w, h), Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC, fillcolor=110)


def bent(page: Image.Image, depth: float) -> Image.Image:
    """Paper that does not lie flat: lines of the page become arcs."""
    picture = scanned(page, 220)
    wide, high = picture.size
    strips = []
    for at in range(0, high, 40):
        end = min(high, at + 40)
        a, b = (depth * sin(pi * y / high) for y in (at, end))
        strips.append(((0, at, wide, end), (a, at, b, end, wide + b, end, wide + a, at)))
    return picture.transform(picture.size, Image.Transform.MESH, strips, Image.Resampling.BICUBIC, fillcolor=255)


Way = Callable[[random.Random, Image.Image], Image.Image]
WAYS: dict[str, Way] = {
    "as scanned, 200 dpi": lambda c, page: packed(scanned(page), 75),
    "300 dpi": lambda c, page: packed(scanned(page, 300), 75),
    "150 dpi": lambda c, page: packed(scanned(page, 150), 75),
    "110 dpi": lambda c, page: packed(scanned(page, 110), 75),
    "turned by up to 8°": lambda c, page: turned(scanned(page), c.uniform(-8, 8)),
    "on its side, upside down": lambda c, page: turned(scanned(page), c.choice((90, 180, 270)) + c.uniform(-1, 1)),
    "noise 20": lambda c, page: noisy(scanned(page), 20),
    "noise 40": lambda c, page: noisy(scanned(page), 40),
    "blur": lambda c, page: scanned(page).filter(ImageFilter.GaussianBlur(1.6)),
    "JPEG 20": lambda c, page: packed(scanned(page, 150), 20),
    "black and white": lambda c, page: scanned(page).point(lambda v: 255 if v > 150 else 0),
    "shadow": lambda c, page: packed(shadowed(c, scanned(page)), 60),
    "photo, slanted": lambda c, page: packed(leaning(c, page, 0.05), 60),
    "photo, much slanted": lambda c, page: packed(leaning(c, page, 0.1), 60),
    "photo, slanted, shadow, noise": lambda c, page: packed(noisy(shadowed(c, leaning(c, page, 0.05)), 12), 50),
    "photo of bent paper": lambda c, page: packed(photographed(c, page, 0.03), 60),
    "photo of curved paper": lambda c, page: packed(bent(page, c.uniform(10, 40)), 60),
}
PENS = {
    "ball pen": Pen(),
    "fine pen": Pen(0.3, (50, 60, 120)),
    "heavy pen": Pen(0.9, (15, 15, 20)),
    "marker": Pen(1.3, (20, 20, 30)),
    "pencil": Pen(0.45, (140, 140, 140)),
    "faint pencil": Pen(0.4, (195, 195, 195)),
    "red pen": Pen(0.5, (205, 40, 45)),
}

# ---- the table -----------------------------------------------------------------------------------------------------


@dataclass
class Counted:
    sheets: int = 0
    found: int = 0
    clear: int = 0
    right: int = 0
    wrong: int = 0


def cells_of(number: int) -> list[Cell]:
    """The cells of a row in millimetres."""
    across = CELLS[len(QUESTIONS[number].grades)]
    return [(left, ROWS[number], right, ROWS[number + 1]) for left, right in across]


def draw_row(chance: random.Random, page: Image.Image, number: int, hand: str, pen: Pen) -> tuple[str, bool]:
    """Mark a row; the grade meant and whether it may be proposed."""
    cells = cells_of(number)
    one, two = chance.sample(range(len(cells)), 2)
    drawn, clear = HANDS[hand]
    draw_strokes(page, drawn(chance, cells[one], cells[two]), pen)
    return QUESTIONS[number].grades[one].value, clear


def read_page(picture: Image.Image) -> list[str] | None:
    codes = find_codes(picture)
    seen = read_ticks(picture, codes[0].corners) if codes else None
    return [row.mark for row in seen.rows] if seen else None


def count_sheet(chance: random.Random, hands: list[str], pen: Pen, way: Way, into: list[Counted]) -> None:
    page = empty_page().copy()
    meant = [draw_row(chance, page, number, hand, pen) for number, hand in enumerate(hands)]
    marks = read_page(way(chance, page))
    for counted in {id(one): one for one in into}.values():
        counted.sheets += 1
        counted.found += marks is not None
    for number, (grade, clear) in enumerate(meant):
        mark = marks[number] if marks else ""
        into[number].clear += clear
        into[number].right += clear and mark == grade
        into[number].wrong += bool(mark) and (not clear or mark != grade)


def show(name: str, counted: Counted) -> None:
    share = f"{100 * counted.right / counted.clear:.0f} %" if counted.clear else "–"
    print(f"  {name:32} {counted.sheets:6} {counted.found:6} {counted.clear:6} {share:>7} {counted.wrong:6}")


def main() -> None:
    os.environ.setdefault("BANLI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    times = 1 if "--quick" in sys.argv else 12
    chance, total = random.Random(26), Counter[str]()  # noqa: S311 (the same pictures every time)
    for title, names in (("hands", HANDS), ("ways", WAYS), ("pens", PENS)):
        table(f"ticks read: {title}", ("", "", ""))
        print(f"  {'':32} {'sheets':>6} {'found':>6} {'clear':>6} {'read':>7} {'wrong':>6}")
        for name in names:
            counted = Counted()
            for turn in range(times * (2 if title == "hands" else 1)):
                hand = [name] * 3 if title == "hands" else ["√", "√", chance.choice(list(HANDS))]
                pen = PENS[name] if title == "pens" else PENS[chance.choice(("ball pen", "fine pen", "heavy pen"))]
                ways = list(WAYS.values())
                way = WAYS[name] if title == "ways" else ways[turn % len(ways)] if title == "hands" else ways[0]
                if title == "pens" and turn % 3:
                    way = chance.choice(ways)
                count_sheet(chance, hand, pen, way, [counted] * 3)
            show(name, counted)
            total.update(sheets=counted.sheets, clear=counted.clear, right=counted.right, wrong=counted.wrong)
    print(f"  together: {dict(total)}")
    if total["wrong"]:
        raise SystemExit("wrong proposals")


if __name__ == "__main__":
    main()
