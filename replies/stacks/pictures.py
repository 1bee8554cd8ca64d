"""A sheet of a stack as one looks at it: laid straight where its frame was found, and where its cells lie in that."""

from dataclasses import dataclass

from django.http import Http404

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable
from proposals.erasures.erased import open_stored
from replies.letter.questions import QUESTIONS
from replies.letter.sheets.look import straighten_page
from replies.letter.sheets.ticks import CELLS, ROWS, Seen
from replies.models import StackSheet

PAPER = (210.0, 297.0)  # mm
DOTS = 6.5  # a millimetre
# mm: the part of the page of opinions that is looked at first
CORNER, SIZE = (20.0, 113.0), (174.0, 158.0)


@dataclass(frozen=True)
class Box:
    """A cell of the form in the part that is shown, in hundredths of its size."""

    left: float
    top: float
    width: float
    height: float
    seen: str  # ticks.Seen
    sure: bool  # its row is read beyond doubt


def draw_sheet_page(sheet: StackSheet, place: int, *, whole: bool) -> bytes:
    """One of the sheet's pages (from 0) as JPEG, upright; of the page of the opinions the part with them, unless the
    whole is asked for. Http404 where there is no such page."""
    if not 0 <= place < len(sheet.pages):
        raise Http404
    if not sheet.stack.file:
        raise Http404  # removed once nothing was left to do
    number, quarters = sheet.pages[place]
    view = sheet.seen["view"] if place == len(sheet.pages) - 1 and sheet.seen else None
    part = ((0.0, 0.0), PAPER, DOTS) if whole else (CORNER, SIZE, DOTS)
    try:
        with open_stored(sheet.stack, "file") as stored:
            drawn: bytes = read_bounded(straighten_page, stored, number, view, part, quarters)
    except (FileNotFoundError, Unreadable):
        raise Http404 from None
    return drawn


def boxes_of(sheet: StackSheet) -> list[Box]:
    """The cells in which something is seen."""
    found = []
    for number, question in enumerate(QUESTIONS):
        row = sheet.seen.get("rows", {}).get(question.key)
        if row is None:
            continue
        cells = CELLS[len(question.grades)]
        for (left, right), seen in zip(cells, row["cells"], strict=True):
            if seen == Seen.EMPTY:
                continue
            across, down = 100 / SIZE[0], 100 / SIZE[1]
            top, high = ROWS[number], ROWS[number + 1] - ROWS[number]
            place = ((left - CORNER[0]) * across, (top - CORNER[1]) * down, (right - left) * across, high * down)
            x, y, wide, tall = (round(one, 2) for one in place)
            found.append(Box(x, y, wide, tall, seen, bool(row["mark"])))
    return found
