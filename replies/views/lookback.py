"""回头看: the table on a page, as a workbook and on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from proposals import workbooks
from replies.figures import lookback
from replies.figures.counting import Book
from replies.figures.sheets import told
from replies.forms.figures import FigureFilter
from replies.pdf import report as print_out
from replies.views.figures import asked, shown
from replies.views.print import pdf

NAME = "代表建议办理“回头看”情况表"


def looked_back(request: HttpRequest) -> tuple[FigureFilter, Book | None]:
    """As the statistics, but of every year unless one is chosen: what was promised long ago is what it is about."""
    if "year" not in request.GET:
        request.GET = request.GET.copy()
        request.GET["year"] = ""
    return asked(request)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    form, book = looked_back(request)
    context = {}
    if book:
        context = {"lines": lookback.lines(book), "head": lookback.HEAD, "words": form.words}
        context |= {"query": book.chosen.query(), "book": book}
    request.session["list"] = request.get_full_path()
    return shown(request, "replies/figures/lookback.html", form, context)


@login_required
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    form, book = looked_back(request)
    if book is None:
        return shown(request, "replies/figures/lookback.html", form, {})
    return workbooks.answer(f"{NAME}.xlsx", [lookback.sheet(book, told(book, form.words))])


@login_required
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    form, book = looked_back(request)
    if book is None:
        return shown(request, "replies/figures/lookback.html", form, {})
    content = print_out.lookback(lookback.lines(book), told(book, form.words))
    return pdf(request, content, f"{NAME}.pdf")
