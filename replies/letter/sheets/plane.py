"""Millimetres on the paper and dots in the picture of it: a photo is a perspective view of a flat sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """Where each place of the paper lies in a picture."""

    numbers: tuple[float, ...]  # eight, of the perspective; the ninth is 1

    def find_dot(self, place: Point) -> Point:
        """The dot of a place in millimetres."""
        a, b, c, d, e, f, g, h = self.numbers
        x, y = place
        deep = g * x + h * y + 1
        return (a * x + b * y + c) / deep, (d * x + e * y + f) / deep

    def flatten(self, picture: Image.Image, corner: Point, size: Point, dots: float) -> Image.Image:
        """That part of the paper from straight above, at so many dots a millimetre; white outside the picture."""
        a, b, c, d, e, f, g, h = self.numbers
        left, top = corner
        deep = g * left + h * top + 1
        numbers = (
            a / dots / deep, b / dots / deep, (a * left + b * top + c) / deep,
            d / dots / deep, e / dots / deep, (d * left + e * top + f) / deep,
            g / dots / deep, h / dots / deep,
        )  # fmt: skip
        wide, high = round(size[0] * dots), round(size[1] * dots)
        way, between = Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
        return picture.transform((wide, high), way, numbers, resample=between, fillcolor="white")


def view_through(places: Sequence[Point], dots: Sequence[Point]) -> View | None:
    """The view in which these four places lie at these four dots; None where three of them are in one line."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(places, dots, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -x * u, -y * u, u])
        rows.append([0, 0, 0, x, y, 1, -x * v, -y * v, v])
    found = _solve(rows)
    return View(tuple(found)) if found else None


def _solve(rows: list[list[float]]) -> list[float] | None:
    """Gauss and Jordan, the greatest number of each column first."""
    count = len(rows)
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        if abs(rows[at][at]) < 1e-9:
            return None
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(count):
            if other != at and (times := rows[other][at]):
                rows[other] = [one - times * two for one, two in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through dots: a point of it and its direction of length 1."""

    through: Point
    along: Point

    def cut(self, other: "Line") -> Point | None:
        """Where two lines meet; None where they hardly do."""
        (px, py), (dx, dy) = self.through, self.along
        (qx, qy), (ex, ey) = other.through, other.along
        cross = dx * ey - dy * ex
        if abs(cross) < 0.2:
            return None
        far = ((qx - px) * ey - (qy - py) * ex) / cross
        return px + far * dx, py + far * dy


def fit_line(dots: Sequence[Point]) -> Line | None:
    """The line that lies nearest to the dots (least squares across it); None of fewer than two places."""
    if len(dots) < 2:
        return None
    mx, my = sum(x for x, _ in dots) / len(dots), sum(y for _, y in dots) / len(dots)
    xx = sum((x - mx) ** 2 for x, _ in dots)
    yy = sum((y - my) ** 2 for _, y in dots)
    xy = sum((x - mx) * (y - my) for x, y in dots)
    wide = (xx + yy + ((xx - yy) ** 2 + 4 * xy * xy) ** 0.5) / 2
    dx, dy = (xy, wide - xx) if abs(wide - xx) > abs(wide - yy) else (wide - yy, xy)
    length = (dx * dx + dy * dy) ** 0.5
    if not length:
        return None
    dx, dy = dx / length, dy / length
    if (dots[-1][0] - dots[0][0]) * dx + (dots[-1][1] - dots[0][1]) * dy < 0:
        dx, dy = -dx, -dy
    return Line((mx, my), (dx, dy))
