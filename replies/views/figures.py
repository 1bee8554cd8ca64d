"""统计: the figures, the cases behind each, and both as workbooks."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals import workbooks
from proposals.models import Role
from replies.figures import charts, facts, sheets, tables
from replies.figures.counting import Book
from replies.figures.definitions import definitions, measure
from replies.figures.report import report
from replies.forms.figures import FigureFilter
from replies.pdf import report as paper
from replies.views.print import pdf

PAGE = 40


def asked(request: HttpRequest) -> tuple[FigureFilter, Book | None]:
    """The filter as it was sent, and the figures it asks for; no figures where it is not right."""
    seen = facts.load(facts.seen_by(request.user))
    form = FigureFilter(request.GET, seen=seen)
    return form, Book(seen, form.chosen, timezone.localdate()) if form.is_valid() else None


def shown(request: HttpRequest, template: str, form: FigureFilter, context: dict[str, Any]) -> HttpResponse:
    """The page, or what must be mended in its filter."""
    whole = request.user.has_role(Role.DISTRICT)
    context |= {"form": form, "whole": whole, "today": timezone.localdate()}
    return render(request, template, context, status=400 if form.errors else 200)


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The key figures, then every table, the charts beside theirs."""
    form, book = asked(request)
    context: dict[str, Any] = {}
    if book:
        made = tables.tables(book)
        drawn = charts.charts(book, made)
        context = {
            "book": book,
            "words": form.words,
            "shares": tables.key_shares(book),
            "understood": book.part("forms.result.理解", "forms.result"),
            "sections": [(table, drawn.get(table.key)) for table in made],
            "definitions": definitions(),
            "query": book.chosen.query(),
        }
    return shown(request, "replies/figures/page.html", form, context)


@login_required
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The list behind one number."""
    what = measure(request.GET.get("of", "all"))
    if what is None:
        raise Http404
    form, book = asked(request)
    context: dict[str, Any] = {"what": what}
    if book:
        page = Paginator(book.things(what.key), PAGE).get_page(request.GET.get("page"))
        context |= {"words": form.words, "month": book.chosen.month, "page": page}
        context |= {"query": book.chosen.query(of=what.key), "back": book.narrowed(month="").chosen.query()}
    request.session["list"] = request.get_full_path()
    return shown(request, "replies/figures/behind.html", form, context)


@login_required
@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    """Every table and the cases behind them, as a workbook."""
    form, book = asked(request)
    if book is None:
        return shown(request, "replies/figures/page.html", form, {})
    return workbooks.answer(f"办理统计-{'-'.join(form.words) or '全部'}.xlsx", sheets.statistics(book, form.words))


@login_required
@require_safe
def behind_file(request: HttpRequest) -> HttpResponse:
    """The list behind one number, as a workbook."""
    what = measure(request.GET.get("of", "all"))
    if what is None:
        raise Http404
    form, book = asked(request)
    if book is None:
        return shown(request, "replies/figures/behind.html", form, {"what": what})
    return workbooks.answer(f"{what.label}-名单.xlsx", [sheets.behind(book, what, form.words)])


@login_required
@require_safe
def report_file(request: HttpRequest) -> HttpResponse:
    """办理情况报告, as it is handed in: sentences, tables, charts, and the list of the cases."""
    form, book = asked(request)
    if book is None:
        return shown(request, "replies/figures/page.html", form, {})
    told = report(book, request.user, form.words)
    return pdf(request, paper.annual(told, book), f"{told.title}.pdf")
