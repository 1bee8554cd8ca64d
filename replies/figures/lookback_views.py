"""回头看: the table on a page, as a workbook and on paper."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from proposals.formats import spreadsheets
from proposals.request import StaffRequest
from replies.figures import lookback
from replies.figures import paper as print_out
from replies.figures.counts import Book
from replies.figures.forms import FigureFilter
from replies.figures.pages import read_filter, show_figures
from replies.figures.sheets import sheet_notes
from replies.pages import parts_of, pdf_response, take_part

NAME = "代表建议办理“回头看”情况表"


def looked_back(request: StaffRequest) -> tuple[FigureFilter, Book | None]:
    """As the statistics, but of every year unless one is chosen: what was promised long ago is what it is about."""
    query = request.GET.copy()
    query.setdefault("year", "")
    return read_filter(request, query)


@login_required
@require_safe
def lookback_page(request: StaffRequest) -> HttpResponse:
    form, book = looked_back(request)
    context: dict[str, Any] = {}
    if book:
        lines = lookback.lookback_rows(book)
        context = {"lines": lines, "head": lookback.HEAD, "words": form.words, "parts": parts_of(len(lines))}
        context |= {"query": book.chosen.query(), "book": book}
    request.session["list"] = request.get_full_path()
    return show_figures(request, "replies/figures/lookback.html", form, context)


@login_required
@require_safe
def lookback_file(request: StaffRequest) -> HttpResponseBase:
    form, book = looked_back(request)
    if book is None:
        return show_figures(request, "replies/figures/lookback.html", form, {})
    return spreadsheets.workbook_response(
        f"{NAME}.xlsx", [lookback.lookback_sheet(book, sheet_notes(book, form.words))]
    )


@login_required
@require_safe
def lookback_paper(request: StaffRequest) -> HttpResponse:
    form, book = looked_back(request)
    if book is None:
        return show_figures(request, "replies/figures/lookback.html", form, {})
    part, rows = take_part(request, lookback.lookback_rows(book))
    notes = sheet_notes(book, form.words)
    content = print_out.lookback_report(rows, [*notes, f"{part}行"] if part else notes)
    return pdf_response(request, content, f"{NAME}{part or ''}.pdf")
