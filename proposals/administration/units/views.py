"""单位: found, opened, registered, changed, taken out of use."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.access import for_administrators, for_all_units
from proposals.administration.frame import ListFilter, ReasonForm, count_each, offer_filters, row_version
from proposals.administration.record import history_of
from proposals.administration.units import actions, queries
from proposals.administration.units.forms import BackForm, UnitForm
from proposals.administration.units.queries import LetterShown, Shown
from proposals.cases.access import Refused, administers_all
from proposals.models import Role, Unit
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE
from proposals.web.pages import form_status, kept

PAGE = 100  # a district's units on one page: the tree stays whole
FOLDER = "proposals/administration/units"
of_units = for_administrators("单位", Role.ADMIN)
of_all = for_all_units("单位")


def show_units(
    request: StaffRequest, panel: str, status: int = 200, unit: Unit | None = None, **context: Any
) -> HttpResponse:
    """The list, with one of the templates of this folder beside it; "" for the list alone."""
    chosen = ListFilter(request.GET)
    show = chosen.shown(Shown)
    searched = queries.search_units(queries.units_of(request.user), chosen.said("q"))
    counts = count_each(searched, queries.CONDITIONS)
    found = queries.order_units(searched.filter(queries.CONDITIONS[show]))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": queries.as_tree(list(page)),
        "q": chosen.said("q"),
        "show": show,
        "filters": offer_filters(queries.LABELS, counts, show),
        "kept": chosen.pairs("show"),
        "keep": chosen.address(),
        "without_q": chosen.address("show"),
        "whole": administers_all(request.user, Role.ADMIN),
        "panel": panel,
        "panel_template": f"{FOLDER}/{panel}",
        "unit": unit,
    }
    if unit is not None:
        shown |= {"history": history_of(unit, actions.UNIT)[:8], "version": row_version(actions.UNIT, unit.pk)}
        shown["in_state"] = actions.open_cases_by_state(unit)
    return render(request, f"{FOLDER}/units.html", shown | context, status=status)


def find_unit(request: StaffRequest, pk: int) -> Unit:
    """The unit, or 404 for whom this administrator does not look after."""
    return get_object_or_404(queries.units_of(request.user).select_related("parent"), pk=pk)


def to_unit(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect(f"{reverse('unit', args=[pk])}{ListFilter(request.GET).address()}")


@login_required
@require_safe
@of_units
def units_page(request: StaffRequest) -> HttpResponse:
    return show_units(request, "")


@login_required
@require_safe
@of_units
def letterheads_page(request: StaffRequest) -> HttpResponse:
    """来信抬头: what stands at the head and the foot of each unit's letters, and where something is missing."""
    chosen = ListFilter(request.GET)
    show = chosen.shown(LetterShown)
    searched = queries.search_units(queries.letter_units(request.user), chosen.said("q"))
    counts = count_each(searched, queries.LETTER_CONDITIONS)
    found = searched.filter(queries.LETTER_CONDITIONS[show]).order_by("short_name")
    shown = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "q": chosen.said("q"),
        "show": show,
        "filters": offer_filters(queries.LETTER_LABELS, counts, show),
        "kept": chosen.pairs("show"),
        "without_q": chosen.address("show"),
        "narrowed": f"?{urlencode([('of', queries.LETTERS), *chosen.pairs('q', 'show')])}",
        "whole": administers_all(request.user, Role.ADMIN),
    }
    return render(request, f"{FOLDER}/letterheads.html", shown)


@login_required
@require_safe
@of_units
def unit_page(request: StaffRequest, pk: int) -> HttpResponse:
    unit = find_unit(request, pk)
    other = None if unit.is_active else actions.another_of_kind(unit.kind, unit)
    return show_units(request, "_unit.html", unit=unit, another=actions.say_one_is_enough(other) if other else "")


@login_required
@of_all
def add_unit_page(request: StaffRequest) -> HttpResponse:
    form = UnitForm(request.POST or None, admin=request.user, initial={"seen": 0})
    if request.method == "POST" and form.is_valid():
        unit = actions.add_unit(request.user, form.facts, form.cleaned_data["aliases"])
        messages.success(request, f"{unit}登记好了。")
        return to_unit(request, unit.pk)
    return show_units(request, "_form.html", 400 if form.errors else 200, form=form)


@login_required
@of_units
def change_unit_page(request: StaffRequest, pk: int) -> HttpResponse:
    unit = find_unit(request, pk)
    form = UnitForm(
        request.POST or None,
        instance=Unit.objects.get(pk=pk),
        admin=request.user,
        initial={"seen": row_version(actions.UNIT, pk)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with kept(form):
            done = actions.change_unit(unit, request.user, form.facts, seen=said["seen"], aliases=said.get("aliases"))
            messages.success(request, f"{unit}的资料已经改好。" if done else "没有改动。")
            return to_unit(request, pk)
    status = form_status(form)
    return show_units(request, "_form.html", status, unit=unit, form=form)


@login_required
@of_all
def take_unit_out_page(request: StaffRequest, pk: int) -> HttpResponse:
    """停用: what still waits there is said first, and stands in the way."""
    unit = find_unit(request, pk)
    form = ReasonForm(request.POST or None, initial={"seen": row_version(actions.UNIT, pk)})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            actions.take_unit_out(unit, request.user, **form.cleaned_data)
            messages.success(request, f"{unit}已经停用。")
            return to_unit(request, pk)
    status = form_status(form)
    barred = "" if form.errors else actions.why_not_out(unit)
    return show_units(request, "_out.html", status, unit=unit, form=form, barred=barred)


@login_required
@require_POST
@of_all
def bring_unit_back_page(request: StaffRequest, pk: int) -> HttpResponse:
    unit, form = find_unit(request, pk), BackForm(request.POST)
    if not form.is_valid():
        raise Refused(INCOMPLETE)
    actions.bring_unit_back(unit, request.user, **form.cleaned_data)
    messages.success(request, f"{unit}重新启用了。")
    return to_unit(request, pk)
