"""The frame of the form in a picture: its four lines are followed from beside the code to their ends.

The code says where the sheet lies and which way is up; it is too small to say it of the far end of the page, so the
thick lines of the frame say it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageFilter

from replies.letter.pdf.measure import CODE_LEFT, CODE_SIZE, CODE_TOP
from replies.letter.sheets.plane import Line, Point, View, fit_line, view_through

# mm, the middle of the frame's lines on the page of the opinions
LEFT, TOP, RIGHT, BOTTOM = 27.22, 25.21, 186.78, 266.76
STEP, ASIDE, FINE = 1.0, 1.3, 0.1  # mm: along a line, searched to either side of it, between two looks
FIRST = 3.0  # mm, searched to either side where a line begins
CONTRAST = 35  # greys by which a line is darker than what lies beside it
MISSES = 8  # places one after the other without a line: it has ended
OFF = 0.6  # mm, by which a place may lie beside the line so far
SHORTEST = 60.0  # mm


@dataclass(frozen=True, slots=True)
class Greys:
    """The greys of a picture, read by the dot."""

    width: int
    height: int
    values: bytes

    @classmethod
    def of(cls, picture: Image.Image) -> "Greys":
        return cls(*picture.size, picture.tobytes())

    def at(self, x: float, y: float) -> int:
        column, row = round(x), round(y)
        if 0 <= column < self.width and 0 <= row < self.height:
            return self.values[row * self.width + column]
        return 255


def view_of_code(corners: Sequence[Point]) -> View | None:
    """The view by the code alone: good in its neighbourhood."""
    left, top, side = CODE_LEFT, CODE_TOP, CODE_SIZE
    places = ((left, top), (left + side, top), (left + side, top + side), (left, top + side))
    return view_through(places, corners)


def find_frame(picture: Image.Image, corners: Sequence[Point]) -> View | None:
    """The view by the frame of the page of opinions; None where its lines are not whole in the picture."""
    near = view_of_code(corners)
    if near is None:
        return None
    greys = Greys.of(picture.filter(ImageFilter.GaussianBlur(1)))
    start = near.find_dot((RIGHT, TOP))
    west, south = _towards(near, (RIGHT - 5, TOP)), _towards(near, (RIGHT, TOP + 5))
    dots = (west[2] + south[2]) / 2
    top, right = _follow(greys, start, west, dots), _follow(greys, start, south, dots)
    if top is None or right is None:
        return None
    left = _follow(greys, top[1], (*right[0].along, dots), dots)
    bottom = _follow(greys, right[1], (*top[0].along, dots), dots)
    if left is None or bottom is None:
        return None
    cuts = (left[0].cut(top[0]), right[0].cut(top[0]), right[0].cut(bottom[0]), left[0].cut(bottom[0]))
    met = [cut for cut in cuts if cut]
    places = ((LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM))
    return view_through(places, met) if len(met) == len(places) else None


def _towards(view: View, place: Point) -> tuple[float, float, float]:
    """The direction from the frame's corner to a place of the paper, and the dots a millimetre on the way."""
    (x, y), (u, v) = view.find_dot((RIGHT, TOP)), view.find_dot(place)
    length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5
    far = abs(place[0] - RIGHT) + abs(place[1] - TOP)
    return (u - x) / length, (v - y) / length, length / far


def _follow(greys: Greys, start: Point, way: tuple[float, float, float], dots: float) -> tuple[Line, Point] | None:
    """A dark line from about `start` on: the line, and its last place. What crosses it is passed over."""
    (x, y), (dx, dy, _) = start, way
    found: list[Point] = []
    missed = 0
    while missed < MISSES and len(found) < 400:
        x, y = x + dx * STEP * dots, y + dy * STEP * dots
        seen = _darkest(greys, (x, y), (dx, dy), dots, ASIDE if found else FIRST)
        if seen is None:
            missed += 1
            continue
        missed = 0
        found.append(seen)
        x, y = seen
        if len(found) >= 12 and (so_far := fit_line(found[-40:])):
            dx, dy = so_far.along
    whole = fit_line(found)
    if whole is None or len(found) * STEP < SHORTEST:
        return None
    kept = [one for one in found if _aside(whole, one) < OFF * dots]
    line = fit_line(kept)
    return (line, found[-1]) if line else None


def _aside(line: Line, dot: Point) -> float:
    (px, py), (dx, dy) = line.through, line.along
    return abs((dot[0] - px) * dy - (dot[1] - py) * dx)


def _darkest(greys: Greys, dot: Point, along: Point, dots: float, reach: float) -> Point | None:
    """The middle of the dark line that crosses here, looked for so far on either side; None where there is none."""
    (x, y), (dx, dy) = dot, along
    looks = round(reach / FINE)
    profile = []
    for look in range(-looks, looks + 1):
        aside = look * FINE * dots
        u, v = x - dy * aside, y + dx * aside
        row = [greys.at(u + dx * on * dots, v + dy * on * dots) for on in (-0.5, -0.25, 0, 0.25, 0.5)]
        profile.append(sum(row) / len(row))
    white = sorted(profile)[len(profile) * 3 // 4]
    dark = min(profile)
    if white - dark < CONTRAST:
        return None
    weights = [max(0.0, (white + dark) / 2 - value) for value in profile]
    if sum(1 for weight in weights if weight) * FINE > 1.2:  # a crossing line, a blot
        return None
    middle = sum(weight * (place - looks) for place, weight in enumerate(weights)) / sum(weights) * FINE * dots
    return x - dy * middle, y + dx * middle
