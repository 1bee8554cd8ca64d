"""办理情况报告 and 回头看 as paper: the report upright and set like a letter, long tables across."""

from collections.abc import Iterable, Sequence
from typing import Any

from replies.figures.charts import draw_charts
from replies.figures.counts import Book
from replies.figures.definitions import list_definitions
from replies.figures.facts import CountedCase
from replies.figures.lookback import HEAD, LookbackRow
from replies.figures.report import Report
from replies.figures.tables import all_tables
from replies.letter.pdf import press
from replies.letter.pdf.letter_page import TITLE_WIDTH
from replies.letter.text import title_lines
from replies.pages import PaperPart

FACE = "banli-hei, banli-fangsong, banli-serif"
ACROSS = ("unit", "terms", "category", "kind", "session", "year")


def annual_report(report: Report, book: Book, cases: Sequence[CountedCase], parts: Sequence[PaperPart]) -> bytes:
    """The report with its charts and tables; the wide tables and the list of the cases stand across, as annexes. A
    list that is printed in parts is left out, and said to be apart."""
    made = {table.key: table for table in all_tables(book) if table.rows}
    drawn = draw_charts(book, list(made.values()))
    told = [
        {"of": part, "shown": [(key, made[key], drawn.get(key)) for key in part.tables if key in made]}
        for part in report.parts
    ]
    context: dict[str, Any] = {
        "report": report,
        "title": title_lines(report.title, TITLE_WIDTH),
        "parts": told,
        "apart": parts,
        "compared": [made[key] for key in ACROSS if key in made],
        "count": len(cases),
        "cases": [] if parts else cases,
        "definitions": list_definitions(book.held),
        "face": FACE,
    }
    return press.render_report("replies/figures/pdf/report.html", context, _names(context["cases"]))


def case_list(report: Report, cases: Sequence[CountedCase], count: int, part: PaperPart) -> bytes:
    """Annex 2 of a report, the list of the cases, so many of them."""
    context = {"report": report, "cases": cases, "count": count, "part": part, "before": part.first - 1}
    return press.render_report("replies/figures/pdf/case_list.html", context, _names(cases))


def lookback_report(lines: Sequence[LookbackRow], notes: list[str]) -> bytes:
    """The 回头看 table."""
    context = {"lines": lines, "notes": notes, "head": HEAD}
    return press.render_report("replies/figures/pdf/lookback.html", context, _names(line.case for line in lines))


def _names(cases: Iterable[CountedCase]) -> list[str]:
    return [name for case in cases for _, name in case.deputies]
