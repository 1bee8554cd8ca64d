"""What the pages of 统计 and 回头看 share: the filter with the figures it asks for, and the page that shows it."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from proposals.models.people import BODIES
from proposals.request import StaffRequest
from replies.figures import facts
from replies.figures.counts import Book
from replies.figures.forms import FigureFilter


def read_filter(request: StaffRequest, query: QueryDict | None = None) -> tuple[FigureFilter, Book | None]:
    """The filter as it was sent, or another query, and the figures it asks for; no figures where it is not right."""
    seen = facts.load_facts(facts.seen_by(request.user))
    form = FigureFilter(request.GET if query is None else query, seen=seen)
    return form, Book(seen, form.chosen, timezone.localdate()) if form.is_valid() else None


def show_figures(request: StaffRequest, template: str, form: FigureFilter, context: dict[str, Any]) -> HttpResponse:
    """The page, or what must be corrected in its filter."""
    whole = bool(request.user.units_as(*BODIES))
    context |= {"form": form, "whole": whole, "today": timezone.localdate()}
    return render(request, template, context, status=400 if form.errors else 200)
