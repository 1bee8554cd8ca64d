"""What the desk's lists share: one page of the rows."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from proposals.models.querysets import CaseQuerySet
from proposals.request import StaffRequest
from replies.desk.many_acts import MOST, acts_offered
from replies.desk.rows import case_rows, fetch_listed
from replies.search import match_reasons

PAGE = 40


def show_list(
    request: StaffRequest, template: str, found: CaseQuerySet, context: dict[str, Any], words: list[str] | None = None
) -> HttpResponse:
    """One page of a list, with why each row is in it where words were looked for; where it stands is remembered, so
    that the case leads back to it."""
    page = Paginator(found.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    rows = case_rows(fetch_listed(list(page.object_list)), request.user, timezone.localdate())
    if words:
        why = match_reasons([row.case for row in rows], words, request.user)
        rows = [replace(row, why=why[row.case.pk]) for row in rows]
    request.session["list"] = request.get_full_path()
    shown = {"page": page, "rows": rows, "words": words, "many": acts_offered(request.user), "most": MOST}
    return render(request, template, {**context, **shown})
