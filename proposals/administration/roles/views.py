"""授权: what waits for a decision, several at once; who holds what; a role that ends."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.access import for_administrators
from proposals.administration.roles import actions, queries
from proposals.administration.roles.export import decided_sheet, held_sheet
from proposals.administration.roles.forms import HELD, REFUSE, DecideForm, EndForm, HeldFilter
from proposals.formats.spreadsheets import workbook_response
from proposals.models import Role
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept

PAGE = 60
FOLDER = "proposals/administration/roles"
of_roles = for_administrators("授权", Role.GRANTS)


@login_required
@of_roles
def roles_page(request: StaffRequest) -> HttpResponse:
    """等您确认: each of the ticked ones is decided by itself."""
    form = DecideForm(request.POST or None, user=request.user)
    outcomes: list[actions.RoleOutcome] = []
    status, word = 400 if request.method == "POST" else 200, "确认"
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["step"] == REFUSE:
            word = "退回，没有同意"
            outcomes = actions.refuse_proposals(list(said["chosen"]), request.user, reason=said["reason"])
        else:
            outcomes = actions.confirm_proposals(list(said["chosen"]), request.user)
        if all(one.done for one in outcomes):
            messages.success(request, actions.summarise_roles(outcomes, word))
            return redirect("roles")
        status = 409
    context: dict[str, Any] = {
        "form": form,
        "rows": queries.waiting_rows(request.user),
        "outcomes": outcomes,
        "summary": actions.summarise_roles(outcomes, word) if outcomes else "",
    }
    return render(request, f"{FOLDER}/waiting.html", context, status=status)


@login_required
@require_safe
@of_roles
def decided_page(request: StaffRequest) -> HttpResponse:
    """What was asked for and decided, the newest first."""
    words = HeldFilter(request.GET).said("q")
    page = Paginator(queries.decided_proposals(request.user, words), PAGE).get_page(request.GET.get("page"))
    return render(request, f"{FOLDER}/decided.html", {"page": page, "q": words})


@login_required
@require_POST
@of_roles
def export_decided(request: StaffRequest) -> HttpResponseBase:
    sheet, name = decided_sheet(request.user, HeldFilter(request.GET).said("q"))
    return workbook_response(name, [sheet])


@login_required
@require_POST
@of_roles
def export_held(request: StaffRequest) -> HttpResponseBase:
    chosen = HeldFilter(request.GET)
    sheet, name = held_sheet(request.user, chosen.said("q"), chosen.said("show"))
    return workbook_response(name, [sheet])


@login_required
@require_safe
@of_roles
def held_page(request: StaffRequest) -> HttpResponse:
    """Who holds what now."""
    return _show_held(request)


@login_required
@of_roles
def end_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A role is taken away at once, with a reason."""
    held = get_object_or_404(queries.held_roles(request.user, "", ""), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            actions.end_role(held, request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"{held.user}不再是{held.unit}的{held.get_role_display()}，已告知本人。")
            return redirect("roles_held")
    status = form_status(form)
    return _show_held(request, status, held=held, form=form)


def _show_held(request: StaffRequest, status: int = 200, **context: Any) -> HttpResponse:
    chosen = HeldFilter(request.GET)
    rows = queries.held_roles(request.user, chosen.said("q"), chosen.said("show"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": chosen.said("q"), "show": chosen.said("show"), "roles": HELD}
    return render(request, f"{FOLDER}/held.html", shown | context | {"panel": "held" in context}, status=status)
