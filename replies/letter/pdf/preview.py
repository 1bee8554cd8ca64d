"""The letter and the form as the screen shows them: the very lines, breaks and places of the print, as plain values.

Nothing is laid out twice: press.py sets the pages as for the record, this room reads where everything stands.
All lengths are points from the page's top left corner.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from weasyprint.formatting_structure import boxes

from replies.letter.pdf import press
from replies.letter.snapshot import Snapshot
from replies.letter.text import NO_WIDTH

WIDTH, HEIGHT = 595.28, 841.89  # A4
PT = 0.75  # a CSS px
OUR_MARGINS = ("@bottom-left", "@bottom-right")  # the letter's own page number; the rest belongs to the record


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one face and size, from `x` on the base line `y`, `length` wide to the last one's edge."""

    text: str
    x: float
    y: float
    size: float
    face: str  # fangsong, song-title, kai, hei, serif
    length: float | None  # None: of one character only
    fill: str  # "#d7000f"; "" is black


@dataclass(frozen=True, slots=True)
class PageLine:
    """`source` is the field it was typed in, "body-3" for the letter's fourth paragraph, and `start` the place in it;
    "" for what nobody types here."""

    runs: tuple[Run, ...]
    source: str
    start: int

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Rule:
    """The red rules of 信函格式, the black ones around 抄送 and of tables."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the letter as the browser draws it, in points."""

    lines: tuple[PageLine, ...]
    rules: tuple[Rule, ...]


def letter_pages(snapshot: Snapshot) -> list[Page]:
    """The pages of a snapshot's letter; none without a letter."""
    return [] if snapshot.letter is None else [*_set_letter(snapshot)]


def form_pages(snapshot: Snapshot) -> list[Page]:
    """The two pages of a snapshot's 办理情况表, without the foot, which counts the pages of the record."""
    return [*_set_form(snapshot)]


# What is opened again, or typed and taken back, is not set again.
SET_LATELY = 32


@lru_cache(SET_LATELY)
def _set_letter(snapshot: Snapshot) -> tuple[Page, ...]:
    return _read_pages(press.lay_out_letter(snapshot))


@lru_cache(SET_LATELY)
def _set_form(snapshot: Snapshot) -> tuple[Page, ...]:
    pages = press.lay_out_form(snapshot)
    for page in pages:
        page.children = [child for child in page.children if not isinstance(child, boxes.MarginBox)]
    return _read_pages(pages)


def _read_pages(laid_out: list[Any]) -> tuple[Page, ...]:
    told: dict[str, int] = {}  # how much of each source stands on the lines so far
    return tuple(Page(tuple(_lines(box, "", told)), tuple(_rules(box))) for box in laid_out)


def _lines(box: Any, source: str, told: dict[str, int]) -> Iterator[PageLine]:
    for child in _children(box):
        inner = source
        if child.element is not None and not isinstance(child, boxes.MarginBox):
            inner = child.element.get("data-from", source)
        if isinstance(child, boxes.LineBox):
            # 抄送 hangs on the line of the contact, and is set where the page ends
            if runs := tuple(_runs(child)):
                yield PageLine(runs, inner, told.get(inner, 0))
                told[inner] = told.get(inner, 0) + sum(len(run.text) for run in runs)
        else:
            yield from _lines(child, inner, told)


def _children(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if not isinstance(child, boxes.MarginBox) or child.at_keyword in OUR_MARGINS:
            yield child


def _runs(line: Any) -> Iterator[Run]:
    for box in line.descendants():
        if not isinstance(box, boxes.TextBox) or not box.text.strip(" \n" + NO_WIDTH):
            continue
        text = box.text.replace(NO_WIDTH, "")
        spacing = box.style["letter_spacing"]
        spacing = 0.0 if spacing == "normal" else spacing
        yield Run(
            text=text,
            x=_points(box.position_x),
            y=_points(box.position_y + box.baseline),
            size=_points(box.style["font_size"]),
            face=box.style["font_family"][0].removeprefix("banli-"),
            length=_points(box.width - spacing) if len(text) > 1 else None,
            fill=_colour(box.style["color"]),
        )


def _rules(box: Any) -> Iterator[Rule]:
    for child in _children(box):
        if isinstance(child, boxes.LineBox):
            continue
        x, y, width = child.border_box_x(), child.border_box_y(), child.border_width()
        if child.style["background_color"].alpha and child.element is not None:
            yield _rule(x, y, width, child.border_height(), child.style["background_color"])
        for edge, at in (("top", y), ("bottom", y + child.border_height())):
            if thick := child.style[f"border_{edge}_width"]:
                top = at if edge == "top" else at - thick
                yield _rule(x, top, width, thick, child.style["color"])
        for edge, at in (("left", x), ("right", x + width)):
            if thick := child.style[f"border_{edge}_width"]:
                left = at if edge == "left" else at - thick
                yield _rule(left, y, thick, child.border_height(), child.style["color"])
        yield from _rules(child)


def _rule(x: float, y: float, width: float, height: float, colour: Any) -> Rule:
    return Rule(_points(x), _points(y), _points(width), _points(height), _colour(colour))


def _points(pixels: float) -> float:
    return round(pixels * PT, 2)


def _colour(colour: Any) -> str:
    red, green, blue = (round(255 * part) for part in colour.coordinates)
    return f"#{red:02x}{green:02x}{blue:02x}" if red or green or blue else ""
