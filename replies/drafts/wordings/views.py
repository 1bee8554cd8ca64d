"""标准用语: the unit's list, and what its owner and the office do with it; the words for the drafting page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from proposals.cases.access import Refused
from proposals.formats.spreadsheets import workbook_response
from proposals.models import Unit
from proposals.models.people import STAFF
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept
from replies.drafts.wordings.access import wording_unit
from replies.drafts.wordings.actions import (
    earlier_versions,
    may_edit,
    must_edit,
    retire_wording,
    save_wording,
    wording_text,
)
from replies.drafts.wordings.export import listed_wordings, wordings_sheet
from replies.drafts.wordings.forms import ExtendWordingForm, WordingForm
from replies.models import Wording

MOST = 500


@dataclass(frozen=True)
class WordingRow:
    """A wording in the list, with what it took the place of and whether this person may change it."""

    wording: Wording
    earlier: list[Wording]
    editable: bool


@login_required
@require_safe
def wordings_page(request: StaffRequest) -> HttpResponse:
    """The unit's wording by topic; expired ones are among them, marked."""
    typed = typed_words(request)
    rows = list(listed_wordings(request.user).current().matching(typed).select_related("unit", "owner")[:MOST])
    replaced = listed_wordings(request.user).exclude(superseded_by=None)
    before = {row.pk: row for row in replaced.select_related("owner", "written_by")}
    shown = [WordingRow(row, earlier_versions(row, before), may_edit(row, request.user)) for row in rows]
    context = {"rows": shown, "q": typed, "writes": bool(request.user.units_as(*STAFF))}
    context["several"] = len({row.unit_id for row in rows}) > 1
    return render(request, "replies/drafts/wordings/list.html", context)


@login_required
@require_POST
def export_wordings(request: StaffRequest) -> HttpResponseBase:
    """What the list shows as a workbook; that it was taken stands among the exports."""
    typed = typed_words(request)
    sheet, name = wordings_sheet(request.user, listed_wordings(request.user).current().matching(typed), typed)
    return workbook_response(name, [sheet])


def typed_words(request: HttpRequest) -> str:
    """The words that the list is searched for."""
    return request.GET.get("q", "").replace("\0", "").strip()[:60]


def find_wording(request: StaffRequest, pk: int) -> Wording:
    rows = Wording.objects.readable_by(request.user).select_related("unit", "owner", "written_by")
    return get_object_or_404(rows, pk=pk)


def for_editing(request: StaffRequest, pk: int) -> Wording:
    """The wording, or 404; raises NotYours for a person who may not edit it."""
    wording = find_wording(request, pk)
    must_edit(wording, request.user)
    return wording


def show_wording_form(request: HttpRequest, name: str, form: Any, **context: Any) -> HttpResponse:
    status = form_status(form)
    return render(request, f"replies/drafts/wordings/{name}.html", {"form": form, **context}, status=status)


def topics(unit: Unit) -> list[str]:
    rows = Wording.objects.filter(unit=unit).current().order_by("topic")
    return list(rows.values_list("topic", flat=True).distinct())


@login_required
def add_wording(request: StaffRequest) -> HttpResponse:
    """A new wording."""
    unit = wording_unit(request)
    form = WordingForm(request.POST or None, unit=unit, topics=topics(unit), initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            save_wording(unit, request.user, **form.texts)
            messages.success(request, "已登记，本单位拟写答复时可以插入。")
            return redirect("replies:wordings")
    return show_wording_form(request, "edit", form, unit=unit)


@login_required
def edit_wording(request: StaffRequest, pk: int) -> HttpResponse:
    """A newer version on top of this one. Started from an older one, the form shows both texts and loses neither."""
    before = for_editing(request, pk)
    now = {name: getattr(before, name) for name in ("topic", "text", "expires_on", "source")}
    form = WordingForm(
        request.POST or None, unit=before.unit, topics=topics(before.unit), initial={**now, "owner": before.owner_id}
    )
    if request.method == "POST" and form.is_valid():
        with kept(form):
            save_wording(before.unit, request.user, **form.texts, before=before)
            messages.success(request, "已保存。以前的写法还留着，可以查。")
            return redirect("replies:wordings")
    return show_wording_form(request, "edit", form, unit=before.unit, before=before, newest=newest(before))


def newest(wording: Wording) -> Wording | None:
    """The current version that replaced this one; None while this one is current."""
    chain = {row.supersedes_id: row for row in Wording.objects.filter(unit=wording.unit).select_related("owner")}
    found = None
    while wording.pk in chain:
        found = wording = chain[wording.pk]
    return found


@login_required
def extend_wording(request: StaffRequest, pk: int) -> HttpResponse:
    """仍然有效: the same words with a later day."""
    before = for_editing(request, pk)
    form = ExtendWordingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        same = {name: getattr(before, name) for name in ("topic", "text", "owner", "source")}
        with kept(form):
            save_wording(before.unit, request.user, **same, **form.cleaned_data, before=before)
            messages.success(request, "已确认仍然有效，新的有效期已经写上。")
            return redirect("replies:wordings")
    return show_wording_form(request, "extend", form, before=before)


@login_required
@require_POST
def retire_wording_page(request: StaffRequest, pk: int) -> HttpResponse:
    """停用."""
    retire_wording(find_wording(request, pk), request.user)
    messages.success(request, "已停用，拟写答复时不再出现。以前插入过的答复不受影响。")
    return redirect("replies:wordings")


@login_required
@require_safe
def fetch_wording(request: StaffRequest, pk: int) -> HttpResponse:
    """The words to be put into a draft, asked for at that very moment: 409 with the reason once they may not."""
    wording = find_wording(request, pk)
    try:
        said, status = wording_text(wording), 200
    except Refused as refusal:
        said, status = str(refusal), refusal.http_status
    answer = HttpResponse(said, content_type="text/plain; charset=utf-8", status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer
