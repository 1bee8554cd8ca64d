"""How much room a text takes on paper, counted with a margin: a box may stay a line short, it never overflows."""

import re
from collections.abc import Sequence
from datetime import date
from math import ceil
from unicodedata import east_asian_width

from proposals.formats.chinese import half

PT = 25.4 / 72  # mm
# The code of a form stands in the top right corner outside the frame, next to the copy's label.
CODE_LEFT, CODE_TOP, CODE_SIZE = 190.0, 8.0, 13.0  # mm
LONGEST_WHOLE = 20  # characters of a name that is never torn: every line of names has room for them and a 、


def chinese_date(day: date | None) -> str:
    """2024年3月5日; without a day, room to write one."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　　年　　月　　日"


_POINT = re.compile("(?<=[0-9])．(?=[0-9])")
_SIGN = re.compile("^－(?=[0-9])")


def set_figures(text: str) -> str:
    """Figures as they are printed: half as wide as a character (GB/T 15835-2011 5.1.7.1), also where they were typed
    full-width, with the point between them and the sign before the only one. As many characters as before."""
    return _SIGN.sub("-", _POINT.sub(".", half(text)))


def lines_needed(text: str, width_mm: float, size_pt: float) -> int:
    """How many lines a text takes at most, each paragraph indented two characters."""
    per_line = int(width_mm / PT / size_pt) - 1  # one may move on, for no line begins with a comma
    return sum(ceil((2 + text_width(line)) / per_line) for line in text.splitlines() if line.strip())


def is_whole(name: str) -> bool:
    """Whether a name stays whole at the end of a line."""
    return text_width(name) <= LONGEST_WHOLE


def lines_of_names(names: Sequence[str], width_mm: float, size_pt: float) -> int:
    """How many lines names take at most, each with its 、 and only long ones torn at a line's end."""
    return _lines_filled([(text_width(name) + 1, is_whole(name)) for name in names], width_mm, size_pt)


def lines_of_pieces(pieces: Sequence[str], width_mm: float, size_pt: float) -> int:
    """How many lines a text takes at most whose lines end between these pieces."""
    return _lines_filled([(text_width(piece), True) for piece in pieces], width_mm, size_pt)


def _lines_filled(parts: Sequence[tuple[float, bool]], width_mm: float, size_pt: float) -> int:
    """The lines of parts, each with its width and whether it begins a line rather than being torn."""
    per_line = int(width_mm / PT / size_pt) - 1
    lines, used = 1, 0.0
    for width, whole in parts:
        if used + width <= per_line:
            used += width
            continue
        if whole and used:
            lines, used = lines + 1, 0.0
        more, used = divmod(used + width, per_line)
        lines += int(more)
    return lines


def text_width(text: str) -> float:
    """The width of a text in characters: Chinese ones are 1 wide, capitals nearly so."""
    return sum(1 if one.isupper() or east_asian_width(one) in "WFA" else 0.6 for one in text)
