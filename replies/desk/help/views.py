"""帮助: the keys and the handbook, by chapters and by words."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from proposals.request import StaffRequest
from replies.desk.help.handbook import DOCS, KEYS, read_handbook, search_handbook
from replies.search import words_of

PAGE = "replies/desk/help/help.html"


@login_required
@require_safe
def help_page(request: StaffRequest) -> HttpResponse:
    """The keys and the list of chapters; with words, the places where they stand."""
    typed = request.GET.get("q", "").strip()[:60]
    context = {"chapters": read_handbook().values(), "keys": KEYS, "typed": typed}
    return render(request, PAGE, context | {"found": search_handbook(words_of(typed))})


@login_required
@require_safe
def help_chapter(request: StaffRequest, title: str) -> HttpResponse:
    """One chapter, with the keys."""
    chapters = read_handbook()
    if title not in chapters:
        raise Http404
    return render(request, PAGE, {"chapters": chapters.values(), "keys": KEYS, "chapter": chapters[title]})


@login_required
@require_safe
@cache_control(private=True, max_age=86_400)
def help_picture(request: StaffRequest, name: str) -> HttpResponse:
    """A picture of the handbook."""
    path = Path(DOCS, "pictures", f"{name}.png")
    if not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/png")
