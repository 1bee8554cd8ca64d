"""ReportPaper → the report's pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from replies.letter.pdf import press
from replies.letter.pdf.letter_page import TITLE_WIDTH, Block, body_blocks, place_signature
from replies.letter.report_paper import COUNT, PaperChart, PaperPart, PaperTable, Place, ReportPaper
from replies.letter.text import read_body, title_lines


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table with the widths of its columns in hundredths of the line."""

    table: PaperTable
    widths: tuple[float, ...]


def render_report_pages(paper: ReportPaper) -> bytes:
    """The report as PDF."""
    return press.render_work_report(report_context(paper), paper.names)


def report_context(paper: ReportPaper) -> dict[str, Any]:
    """What the template prints."""
    opening = paper.texts.get(Place.OPENING, "").strip()
    return {
        "paper": paper,
        "title": title_lines(paper.title, TITLE_WIDTH, (paper.unit,)),
        "addressed": paper.texts.get(Place.ADDRESSED, "").strip(),
        "opening": read_blocks(opening),
        "parts": [
            {"heading": f"（{COUNT[at]}）{part.heading}", "part": part, "shown": list(_shown(paper, part))}
            for at, part in enumerate(paper.parts)
        ],
        "written": [(heading, read_blocks(text.strip())) for heading, text in paper.written()],
        "signature": place_signature(paper.unit, paper.day),
        "annexes": [set_table(table) for key in paper.annexes if (table := paper.table(key))],
    }


def read_blocks(text: str) -> list[Block]:
    """What people wrote, with the levels of its headings and its tables."""
    return body_blocks(read_body(text)) if text else []


def _shown(paper: ReportPaper, part: PaperPart) -> Iterator[tuple[PaperChart | None, SetTable | None]]:
    for key in part.shown:
        table = paper.table(key)
        yield paper.chart(key), set_table(table) if table else None


def set_table(table: PaperTable) -> SetTable:
    """The table with its widths as the page needs them."""
    whole = sum(table.widths)
    return SetTable(table, tuple(100 * width / whole for width in table.widths))
