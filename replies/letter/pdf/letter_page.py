"""Snapshot → the letter's plain values for the template."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from replies.letter.pdf.measure import chinese_date, text_width
from replies.letter.pdf.people import NOBODY, People
from replies.letter.pdf.ruled import RuledTable, rule_table
from replies.letter.snapshot import FORMATS, Snapshot, SnapshotLetter
from replies.letter.tables.mark import Table
from replies.letter.text import LEVELS, Paragraph, ParagraphKind, annex_rows, read_body, title_lines, two_lines

TITLE_WIDTH = 20  # characters of 22 pt in 156 mm
# Characters: the longest unit that signs on one line, and a line of a longer one
SIGNATURE_LONGEST, SIGNATURE_WIDTH = 23.0, 22
SIGNATURE_MARGIN = 4.0  # characters from the date to the right, at least
TAGS = {ParagraphKind.LEVEL_1: "h2", ParagraphKind.LEVEL_2: "h3"}
# pt: the size of a short name, of one in two lines at most, of one in one line at least; the width of the text block
LETTERHEAD, LETTERHEAD_TWO, LETTERHEAD_ONE, LETTERHEAD_WIDTH = 38.0, 28.0, 22.0, 440.0


@dataclass(frozen=True, slots=True)
class Signature:
    """落款: the unit centred over the date, the date four characters from the right or, under a long name, more."""

    lines: tuple[str, ...]  # the unit's name; broken by sense where it is too long for one
    day: str
    margin: float  # characters to the right of the date
    # 联合行文 (7.3.5.1): of several units the lines of each, two beside each other, so that no seal touches another;
    # the last of them stands over the date. Empty for one unit.
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()

    @property
    def width(self) -> float:
        """Of the longest line, in characters."""
        return max(map(text_width, (*self.lines, self.day)))

    @property
    def reaches_edge(self) -> bool:
        """Whether the unit's name ends where the text does, and the date stands under its middle."""
        return self.margin > SIGNATURE_MARGIN


def letter_context(snapshot: Snapshot, people: People = NOBODY) -> dict[str, Any]:
    """What the letter's template prints; nothing of it without a letter."""
    reply = snapshot.letter
    if reply is None:
        return {"letter": None, "people": people}
    around = frame_letter(reply, snapshot.unit, snapshot.deputies, snapshot.units)
    return {**around, "people": people, "letter_blocks": body_blocks(read_body(reply.body))}


def frame_letter(
    reply: SnapshotLetter, unit: str, deputies: Sequence[str], units: Sequence[str] = ()
) -> dict[str, Any]:
    """What stands around the body, on paper and wherever the letter is read on a screen. `units` sign with the unit,
    whose name alone stands over the letter (GB/T 9704-2012 10.1: 联合行文时，使用主办机关标志)."""
    return {
        "letter": reply,
        "letter_title": title_lines(reply.title, TITLE_WIDTH, (*deputies, unit)),
        "letterhead": fit_letterhead(unit) if reply.format == FORMATS[1] else None,
        "annex_rows": annex_rows(reply.annexes),
        "signature": place_signatures((unit, *units), chinese_date(reply.signed_on)),
        "copies_to": "，".join(reply.copies_to),
    }


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the body, or a table of it."""

    tag: str  # the element whose meaning the tagged file carries: a heading that stands alone is a heading
    kept: bool  # no page ends after it
    place: int  # lines of the text above it, blank ones not counted
    paragraph: Paragraph | None
    table: RuledTable | None = None


def body_blocks(read: list[Paragraph | Table]) -> list[Block]:
    """The paragraphs and tables of a text as the templates of paper set them."""
    found = []
    headings = 0  # from here to the text they head
    place = sum(_lines_of(block) for block in read)
    below: Paragraph | Table | None = None
    for block in reversed(read):
        place -= _lines_of(block)
        if isinstance(block, Table):
            headings = 0
            found.append(Block("table", False, place, None, rule_table(block, first=place)))
        else:
            headings = 0 if block.text else headings + 1
            tag = TAGS.get(block.kind, "p") if headings else "p"
            leads = isinstance(below, Table) and block.text.endswith(("：", ":"))
            found.append(Block(tag, leads or 0 < headings <= len(LEVELS), place, block))
        below = block
    return found[::-1]


def _lines_of(block: Paragraph | Table) -> int:
    return len(block.lines) if isinstance(block, Table) else 1


def fit_letterhead(unit: str) -> tuple[float, list[str]]:
    """The size in points of the unit's full name, and its lines: two where one would be smaller than the title."""
    size = min(LETTERHEAD, LETTERHEAD_WIDTH / max(1.0, text_width(unit)))
    if size >= LETTERHEAD_ONE:
        return size, [unit]
    lines = two_lines(unit)
    return min(LETTERHEAD_TWO, LETTERHEAD_WIDTH / max(map(text_width, lines))), lines


def place_signature(unit: str, day: str) -> Signature:
    """Where unit and day of the signature stand (GB/T 9704-2012 7.3.5), in characters."""
    lines = tuple(_signature_lines(unit)) if text_width(unit) > SIGNATURE_LONGEST else (unit,)
    beside = (max(map(text_width, lines)) - text_width(day)) / 2
    return Signature(lines, day, max(SIGNATURE_MARGIN, beside))


BESIDE, BESIDE_WIDTH = 2, 13  # units beside each other, and characters of each one's line


def place_signatures(units: Sequence[str], day: str) -> Signature:
    """The same of several units (7.3.5.1), the leading one first; of an odd number the last stands at the right."""
    one = place_signature(units[-1], day)
    if len(units) == 1:
        return one
    names = [
        (name,) if text_width(name) <= BESIDE_WIDTH else tuple(title_lines(name, BESIDE_WIDTH)) for name in units
    ]
    rows = [tuple(names[start : start + BESIDE]) for start in range(0, len(names), BESIDE)]
    if len(rows[-1]) < BESIDE:
        rows[-1] = ((), *rows[-1])
    return Signature(one.lines, day, one.margin, tuple(rows))


_OTHER_NAMES = re.compile("(.+)(（[^（）]+）)")


def _signature_lines(unit: str) -> list[str]:
    """A long unit's lines; the names that it bears besides, in brackets, begin one where that costs no more."""
    lines = title_lines(unit, SIGNATURE_WIDTH)
    if parted := _OTHER_NAMES.fullmatch(unit):
        begun = [line for part in parted.groups() for line in title_lines(part, SIGNATURE_WIDTH)]
        return begun if len(begun) <= len(lines) else lines
    return lines
