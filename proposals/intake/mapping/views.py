"""The page of 对列: the file's own head and first rows beside our fields."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from proposals.cases.access import Stale
from proposals.intake import lists, register
from proposals.intake.mapping.forms import ChoiceForm
from proposals.intake.mapping.page import Page, asked_for
from proposals.intake.tables.kept import Choice
from proposals.intake.tables.sheet import UnreadableList
from proposals.models import IntakeList
from proposals.request import StaffRequest
from proposals.web.pages import form_status, mark_refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def map_list(request: StaffRequest, pk: int) -> HttpResponse:
    register.must_register(request.user)
    waiting = get_object_or_404(IntakeList.objects.visible_to(request.user), pk=pk)
    if waiting.applied_at:
        messages.info(request, lists.REGISTERED)
        return redirect(waiting)
    tables, choice = lists.tables_of(waiting), Choice.from_json(waiting.choice)
    sent = request.POST if request.method == "POST" else request.GET
    shown = Page(waiting.name, tables, choice, *asked_for(sent, choice, tables), is_read=waiting.is_read)
    form = ChoiceForm(
        *((request.POST,) if request.method == "POST" else ()),
        user=request.user,
        page=shown,
        initial={"seen": waiting.version, "remember": waiting.known is not None or not waiting.chosen_by},
    )
    if form.is_valid() and form.choice and _choose(request, waiting, form, form.choice):
        return redirect(waiting)
    context = {"list": waiting, "form": form, "shown": shown}
    status = form_status(form)
    return render(request, "proposals/intake/columns.html", context, status=status)


def _choose(request: StaffRequest, waiting: IntakeList, form: ChoiceForm, choice: Choice) -> bool:
    """Whether the list is now read as the form says."""
    data = form.cleaned_data
    try:
        lists.choose_reading(waiting, choice, request.user, seen=data["seen"], remember=data["remember"])
    except Stale as refusal:
        mark_refused(form, refusal)
    except UnreadableList as refusal:
        form.add_error(None, str(refusal))
    return not form.errors
