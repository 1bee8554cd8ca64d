"""统计: the figures, the cases behind each, and both as workbooks."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from proposals.formats import spreadsheets
from proposals.request import StaffRequest
from replies.figures import charts, facts, paper, sheets, tables
from replies.figures.definitions import find_measure, list_definitions
from replies.figures.pages import read_filter, show_figures
from replies.figures.report import build_report
from replies.pages import parts_of, pdf_response, take_part

PAGE = 40


@login_required
@require_safe
def figures_page(request: StaffRequest) -> HttpResponse:
    """The key figures and the tables of one tab, the charts next to theirs."""
    form, book = read_filter(request)
    tab = request.GET.get("tab", "")
    context: dict[str, Any] = {"tab": tab if tab in tables.TABS else tables.FIRST_TAB, "tabs": tables.TABS}
    if book:
        made, before = tables.all_tables(book), tables.year_before(book)
        drawn = charts.draw_charts(book, made)
        then = tables.all_tables(before) if before else []
        context |= {
            "book": book,
            "words": form.words,
            "before": before,
            "shares": tables.key_shares(book),
            "key_rows": tables.key_rows(book),
            "shown": [
                (one, drawn.get(key), tables.before_of(one, then))
                for key in tables.TABS[context["tab"]][1]
                for one in made
                if one.key == key
            ],
            "finished": book.count("finished"),
            "listed": parts_of(len(book.things("all"))),
            "understood": book.part("forms.result.理解", "forms.result"),
            "sections": [(table, drawn.get(table.key)) for table in made],
            "definitions": list_definitions(book.held),
            "query": book.chosen.query(),
        }
        if context["tab"] == tables.OPINIONS_TAB:
            context["revisited"] = facts.revisits_seen_by(request.user)
    return show_figures(request, "replies/figures/page.html", form, context)


@login_required
@require_safe
def behind_page(request: StaffRequest) -> HttpResponse:
    """The list behind one number."""
    what = find_measure(request.GET.get("of", "all"))
    if what is None:
        raise Http404
    form, book = read_filter(request)
    context: dict[str, Any] = {"what": what}
    if book:
        page = Paginator(book.things(what.key), PAGE).get_page(request.GET.get("page"))
        context |= {"words": form.words, "month": book.chosen.month, "page": page}
        context |= {"query": book.chosen.query(of=what.key), "back": book.narrowed(month="").chosen.query()}
    request.session["list"] = request.get_full_path()
    return show_figures(request, "replies/figures/behind.html", form, context)


@login_required
@require_safe
def figures_file(request: StaffRequest) -> HttpResponseBase:
    """Every table and the cases behind them, as a workbook."""
    form, book = read_filter(request)
    if book is None:
        return show_figures(request, "replies/figures/page.html", form, {})
    return spreadsheets.workbook_response(
        f"办理统计-{'-'.join(form.words) or '全部'}.xlsx", sheets.figure_sheets(book, form.words)
    )


@login_required
@require_safe
def behind_file(request: StaffRequest) -> HttpResponseBase:
    """The list behind one number, as a workbook."""
    what = find_measure(request.GET.get("of", "all"))
    if what is None:
        raise Http404
    form, book = read_filter(request)
    if book is None:
        return show_figures(request, "replies/figures/behind.html", form, {"what": what})
    return spreadsheets.workbook_response(f"{what.label}-名单.xlsx", [sheets.cases_sheet(book, what, form.words)])


@login_required
@require_safe
def report_file(request: StaffRequest) -> HttpResponse:
    """办理情况报告, as it is handed in: sentences, tables, charts, and the list of the cases; of a long one each part
    (?part=1) by itself."""
    form, book = read_filter(request)
    if book is None:
        return show_figures(request, "replies/figures/page.html", form, {})
    told = build_report(book, request.user, form.words)
    cases = [thing.case for thing in book.things("all")]
    if "part" in request.GET:
        part, some = take_part(request, cases)
        if part is None:
            raise Http404
        content = paper.case_list(told, some, len(cases), part)
        return pdf_response(request, content, f"{told.title}名单{part}件.pdf")
    return pdf_response(request, paper.annual_report(told, book, cases, parts_of(len(cases))), f"{told.title}.pdf")
