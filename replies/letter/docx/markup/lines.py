"""What a Word file holds, in order: lines with their look, tables, and what cannot be taken in with its place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from replies.letter.docx.markup.list_numbers import Numbering, child_value, whole_number
from replies.letter.docx.markup.package import W

RED = re.compile("(?i)[b-f][0-9a-f](?:[0-4][0-9a-f]){2}")  # C00000, D7000F, FF0000: a letterhead's
BODY_STYLE, SIGNATURE_STYLE = "公文正文", "公文落款"  # of what we write ourselves (write.py)
LARGE = 36  # half points: 小二 and above
THREE = 32  # 三号, the size of the text: a title only where it is bold as well


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set, as far as it tells what the paragraph is."""

    centred: bool = False
    right: bool = False
    size: int = 0  # half points, the largest
    bold: bool = False
    red: bool = False

    @property
    def title(self) -> bool:
        return self.centred and not self.red and (self.size >= LARGE or (self.bold and self.size >= THREE))


@dataclass(slots=True)
class Line:
    """A line of text. Lines of one paragraph, between soft breaks, have the same `paragraph`."""

    text: str
    paragraph: int = 0
    style: str = ""  # the name of its style
    look: Look = field(default_factory=Look)
    indent: int = 0  # blanks before it
    label: str = ""  # what the cell before it says in a form: 标题, 主送, 抄送
    plain: bool = False  # of our own body style: a heading's number in it is none
    place: int = 0  # which paragraph of the file it is, set by number_places()


@dataclass(slots=True)
class Missing:
    """A thing that a letter of plain lines has no place for, where it stood."""

    kind: str
    said: str = ""  # its own words, where it has any


@dataclass(slots=True)
class Table:
    """The cells of a table, row by row, with what stands in them, and of each how it lies in the grid."""

    rows: list[list[list["Item"]]] = field(default_factory=list)
    spans: list[list["Span"]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)  # of each row: whether it stands again on every page


@dataclass(frozen=True, slots=True)
class Span:
    """Where a cell begins, how many columns it covers, and whether it goes on from the one above."""

    column: int
    across: int = 1
    goes_on: bool = False


Item: TypeAlias = Line | Missing | Table


def read_look(paragraph: etree._Element, runs: Iterable[etree._Element], styles: Sequence[etree._Element]) -> Look:
    """The look of a paragraph from its own words, those of its runs with text, and of its styles, nearest first."""
    worded = [run for run in runs if "".join(run.itertext(f"{W}t")).strip()]
    inherited = {name: _first(styles, f"{W}rPr/{W}{name}") for name in ("sz", "b", "color")}

    def of(name: str) -> list[str]:
        own = [run.find(f"{W}rPr/{W}{name}") for run in worded]
        found = [one if one is not None else inherited[name] for one in own]
        return ["" if one is None else one.get(f"{W}val", "1") for one in found]

    jc = child_value(paragraph, f"{W}pPr/{W}jc") or next(
        filter(None, (child_value(one, f"{W}pPr/{W}jc") for one in styles)), ""
    )
    return Look(
        centred=jc == "center",
        right=jc in ("right", "end"),
        size=max((whole_number(size, 21) for size in of("sz")), default=0),
        bold=bool(worded) and all(one not in ("", "0", "false", "off") for one in of("b")),
        red=bool(worded) and all(RED.fullmatch(one) for one in of("color")),
    )


def _first(styles: Sequence[etree._Element], path: str) -> etree._Element | None:
    return next((found for one in styles if (found := one.find(path)) is not None), None)


def style_name(numbering: Numbering, style: str | None) -> str:
    return child_value(numbering.styles.get(style), f"{W}name") or ""


def number_places(items: Sequence[Item]) -> None:
    """Tell every line which paragraph of the file it stands in, empty ones not counted."""
    place, before = 0, None
    for item in items:
        if isinstance(item, Line):
            place += item.paragraph != before
            item.place, before = place, item.paragraph


# What is said of a kind of thing: where it stands, what it is, more.
_AFTER = {"picture": "图片", "drawing": "图形", "chart": "图表", "object": "嵌入对象", "table": "表格"}
_WITHIN = {
    "note": ("脚注或尾注", ""),
    "comment": ("批注", ""),
    "deleted": ("修订里删去的文字", "（修订里增加的已经取入）"),
    "hidden": ("隐藏的文字", ""),
    "symbol": ("特殊符号", ""),
    "formula": ("公式", ""),
    "bullet": ("项目符号", "（文字已经取入）"),
}
MOST_PLACES = 8


def tell_missing(items: Sequence[Item]) -> list[str]:
    """One sentence for each kind of thing that was not taken in, with its places; notes keep their words."""
    where: dict[tuple[str, str], list[Line | None]] = {}
    last: Line | None = None
    for item in items:
        if isinstance(item, Line):
            last = item
        elif isinstance(item, Missing):
            where.setdefault((item.kind, item.said), []).append(last)
    return [_told(kind, said, lines) for (kind, said), lines in where.items()]


def _told(kind: str, said: str, lines: list[Line | None]) -> str:
    what, more = (_AFTER[kind], "") if kind in _AFTER else _WITHIN[kind]
    places = list(dict.fromkeys(line.place if line else 0 for line in lines))
    shown = "、".join(map(str, filter(None, places[:MOST_PLACES])))
    many = "等" if len(places) > MOST_PLACES else ""
    of = f"{'后' if kind in _AFTER else ''}的"
    start = "最前面" if 0 in places else ""
    where = f"{start}{'和' if start and shown else ''}{f'第{shown}段{many}' if shown else ''}"
    where = f"{where}的" if where == start else f"{where}{of}"
    counted = f"（共{len(lines)}处）" if len(lines) > 1 else ""
    only = lines[0]
    hint = f"（在“{shorten(only.text)}”之后）" if len(lines) == 1 and only and kind in _AFTER else ""
    return f"{where}{what}没有取入{counted}{hint}{more}{f'：“{said}”' if said else ''}"


def shorten(text: str, longest: int = 15) -> str:
    """The beginning of a line, to know it by."""
    return text[:longest] + ("…" if len(text) > longest else "")
