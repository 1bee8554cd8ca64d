"""代表: found, opened, registered, changed, looked at, left, merged."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.access import for_all_units
from proposals.administration.deputies import actions, merges, queries
from proposals.administration.deputies.actions import DEPUTY
from proposals.administration.deputies.forms import DeputiesFilter, DeputyForm, LeaveForm, MergeForm
from proposals.administration.deputies.queries import Shown
from proposals.administration.frame import ReasonForm, count_each, offer_filters, row_version
from proposals.administration.record import history_of
from proposals.models import Deputy
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept

PAGE = 40
FOLDER = "proposals/administration/deputies"
of_deputies = for_all_units("代表")


def show_deputies(
    request: StaffRequest, panel: str, status: int = 200, deputy: Deputy | None = None, **context: Any
) -> HttpResponse:
    """The list, with one of the templates of this folder beside it; "" for the list alone."""
    chosen = DeputiesFilter(request.GET)
    show = chosen.shown(Shown)
    deputies = queries.narrow_deputies(**chosen.narrowing)
    counts = count_each(deputies, queries.CONDITIONS)
    found = queries.list_deputies(deputies.filter(queries.CONDITIONS[show]))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "form_of_list": chosen,
        "groups": queries.groups_of_deputies(),
        "q": chosen.said("q"),
        "show": show,
        "filters": offer_filters(queries.LABELS, counts, show),
        "keep": chosen.address(),
        "panel": panel,
        "panel_template": f"{FOLDER}/{panel}",
        "deputy": deputy,
    }
    if deputy is not None:
        shown |= {"history": history_of(deputy, DEPUTY)[:8], "version": row_version(DEPUTY, deputy.pk)}
        shown |= {"same": queries.same_deputies(deputy), "open_count": actions.open_cases_of(deputy).count()}
    return render(request, f"{FOLDER}/deputies.html", shown | context, status=status)


def find_deputy(pk: int) -> Deputy:
    return get_object_or_404(Deputy.objects.select_related("merged_into"), pk=pk)


def to_deputy(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect(f"{reverse('deputy', args=[pk])}{DeputiesFilter(request.GET).address()}")


@login_required
@require_safe
@of_deputies
def deputies_page(request: StaffRequest) -> HttpResponse:
    return show_deputies(request, "")


@login_required
@require_safe
@of_deputies
def deputy_page(request: StaffRequest, pk: int) -> HttpResponse:
    return show_deputies(request, "_deputy.html", deputy=find_deputy(pk))


@login_required
@of_deputies
def add_deputy_page(request: StaffRequest) -> HttpResponse:
    form = DeputyForm(request.POST or None, initial={"seen": 0})
    if request.method == "POST" and form.is_valid():
        deputy = actions.add_deputy(request.user, form.facts)
        messages.success(request, f"{deputy}登记好了。")
        return to_deputy(request, deputy.pk)
    return show_deputies(request, "_form.html", 400 if form.errors else 200, form=form)


@login_required
@of_deputies
def change_deputy_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The form shows the telephone in full: that it was looked at stands in the record."""
    deputy, row = find_deputy(pk), Deputy.objects.get(pk=pk)
    form = DeputyForm(request.POST or None, instance=row, initial={"seen": row_version(DEPUTY, pk)})
    if request.method == "GET":
        actions.look_at_deputy(deputy, request.user)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            done = actions.change_deputy(deputy, request.user, form.facts, seen=form.cleaned_data["seen"])
            messages.success(request, f"{row}的资料已经改好。" if done else "没有改动。")
            return to_deputy(request, pk)
    status = form_status(form)
    return show_deputies(request, "_form.html", status, deputy=deputy, form=form)


@login_required
@require_POST
@of_deputies
def show_deputy_phone(request: StaffRequest, pk: int) -> HttpResponse:
    """How the deputy is reached, in full, once; who looked stands in the record."""
    deputy = find_deputy(pk)
    actions.look_at_deputy(deputy, request.user)
    return show_deputies(request, "_deputy.html", deputy=deputy, in_full=True)


@login_required
@of_deputies
def deputy_left_page(request: StaffRequest, pk: int) -> HttpResponse:
    """不再担任: what becomes of the open cases is said first."""
    deputy = find_deputy(pk)
    form = LeaveForm(request.POST or None, deputy=deputy, initial={"seen": row_version(DEPUTY, pk)})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            actions.let_deputy_leave(deputy, request.user, **form.cleaned_data)
            messages.success(request, f"{deputy}登记为不再担任{deputy.kind}，有关的件都写进了办理记录。")
            return to_deputy(request, pk)
    status = form_status(form)
    return show_deputies(request, "_left.html", status, deputy=deputy, form=form)


@login_required
@of_deputies
def deputy_returned_page(request: StaffRequest, pk: int) -> HttpResponse:
    deputy = find_deputy(pk)
    form = ReasonForm(request.POST or None, initial={"seen": row_version(DEPUTY, pk)})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            actions.let_deputy_return(deputy, request.user, **form.cleaned_data)
            messages.success(request, f"{deputy}仍在任，没有反馈的件可以继续征求意见。")
            return to_deputy(request, pk)
    status = form_status(form)
    return show_deputies(request, "_returned.html", status, deputy=deputy, form=form)


@login_required
@of_deputies
def merge_deputy_page(request: StaffRequest, pk: int, other: int) -> HttpResponse:
    """The record `pk` goes into `other`: what moves is shown, and what stands in the way."""
    gone, stays = find_deputy(pk), find_deputy(other)
    seen = {"seen": row_version(DEPUTY, pk), "seen_other": row_version(DEPUTY, other)}
    form = MergeForm(request.POST or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with kept(form):
            merges.merge_deputies(gone, stays, request.user, seen=said["seen"], seen_other=said["seen_other"])
            messages.success(request, f"两条记录合成了一条：{stays.full_label}。")
            return to_deputy(request, other)
    status = form_status(form)
    moving = merges.preview_merge(gone, stays)
    return show_deputies(request, "_merge.html", status, deputy=gone, stays=stays, form=form, moving=moving)
