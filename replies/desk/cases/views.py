"""Every case I may see: searched, narrowed, ordered; and the conditions kept under a name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from proposals.formats import spreadsheets
from proposals.models import Case, SavedView, Status, User
from proposals.request import StaffRequest
from replies.desk.cases.export import case_sheet
from replies.desk.cases.forms import SORTS, CaseFilter, SavedViewForm
from replies.desk.committee.listed import only_reads
from replies.desk.pages import show_list
from replies.search import filter_cases, order_cases, words_of

PAGE = "replies/desk/cases/cases.html"


@login_required
@require_safe
def cases_page(request: StaffRequest) -> HttpResponse:
    """A number that only one case has leads straight to it."""
    seen = Case.objects.visible_to(request.user)
    form = CaseFilter(request.GET, seen=seen)
    context = {"form": form, "sorts": SORTS, "heading": heading_for(request.user)}
    if not form.is_valid():
        return render(request, PAGE, context, status=400)
    if "" in request.GET.values():  # a form was sent: the address should say only what was chosen
        return redirect(f"{request.path}?{form.query}")
    if set(form.chosen) == {"q"}:
        numbered = seen.numbered(form.chosen["q"])
        if exact := only_case(list(numbered.exclude(status=Status.VOID)[:9]) or list(numbered[:2])):
            return redirect(exact)
    found = order_cases(filter_cases(seen, form.chosen, request.user), form.order)
    context["view"] = SavedView.objects.filter(user=request.user, query=form.query).first() if form.query else None
    return show_list(request, PAGE, found, context, words_of(form.chosen.get("q", "")))


def heading_for(user: User) -> str:
    """What the list is called: a committee sees those of its fields."""
    return "我们领域的建议" if only_reads(user) else "全部建议"


def only_case(found: list[Case]) -> Case | None:
    """The one case of that number; of several units' cases of one suggestion the one that answers the deputies."""
    if len(found) > 1 and len({case.suggestion_id for case in found}) == 1:
        found = [case for case in found if not case.helps]
    return found[0] if len(found) == 1 else None


@login_required
@require_POST
def export_cases(request: StaffRequest) -> HttpResponseBase:
    """What the list shows under the conditions of the address, all pages of it, as a workbook."""
    seen = Case.objects.visible_to(request.user)
    form = CaseFilter(request.GET, seen=seen)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "sorts": SORTS}, status=400)
    found = order_cases(filter_cases(seen, form.chosen, request.user), form.order)
    view = SavedView.objects.filter(user=request.user, query=form.query).first() if form.query else None
    sheet, taken = case_sheet(found, request.user, str(view or "建议清单"), form.words)
    return spreadsheets.workbook_response(taken.name, [sheet])


@login_required
@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Keep the conditions that the page showed under a name."""
    form = SavedViewForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            with transaction.atomic():
                view = SavedView.objects.create(user=request.user, **form.cleaned_data)
        except IntegrityError:  # the same form sent twice at once
            view = SavedView.objects.get(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, f"已存为常用查询“{view}”，在左边“常用查询”里。")
        return redirect(view)
    return render(request, "replies/desk/cases/saved_view.html", {"form": form}, status=400)


@login_required
@require_POST
def change_view(request: StaffRequest, pk: int) -> HttpResponse:
    """Rename saved conditions, or with `remove` delete them."""
    view = get_object_or_404(SavedView, user=request.user, pk=pk)
    if "remove" in request.POST:
        view.delete()
        messages.success(request, f"常用查询“{view}”已删去；列表和建议没有变。")
        return redirect(f"{view.get_absolute_url()}")
    form = SavedViewForm(request.POST, user=request.user, view=view)
    if form.is_valid():
        SavedView.objects.filter(pk=view.pk).update(name=form.cleaned_data["name"])
        messages.success(request, f"已改名为“{form.cleaned_data['name']}”。")
        return redirect(view)
    return render(request, "replies/desk/cases/saved_view.html", {"form": form, "view": view}, status=400)
