"""A deputy's objection to an assignment: taken down on behalf of the deputy, heard."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from proposals.cases.access import Refused, must_be
from proposals.cases.hands import hands_of
from proposals.formats.chinese import cn_date
from proposals.models import Case, Objection, Role
from proposals.models.people import BODIES
from proposals.request import StaffRequest
from proposals.returns.actions import say_districts_due
from proposals.returns.objection_forms import HearingForm, ObjectionForm
from proposals.returns.objections import (
    HEAR,
    Hearing,
    hear_objection,
    hearings_offered,
    object_to_assignment,
    why_not_object,
)
from proposals.web.pages import find_case, kept, show_form


@login_required
def objection_new_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记代表对交办的意见: taken down for a deputy who rang up, wrote or came."""
    case = find_case(request, pk)
    must_be(case, request.user, BODIES, "登记代表对交办的意见", recorded=True)
    form = ObjectionForm(request.POST or None, case=case)
    asked = case.suggestion.asked_deputies
    if request.method == "GET" and asked and (why := why_not_object(case, asked[0])):
        raise Refused(why)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        named = said.pop("deputy")
        deputy = next(one for one in asked if one.pk == named)
        with kept(form):
            made = object_to_assignment(case, deputy, user=request.user, **said)
            messages.success(request, f"已经登记，由{made.heard_by}听取，结果会告诉{deputy.addressed}。")
            return redirect(case)
    rules = hands_of(case).deciders
    body = case.suggestion.name_body(rules.hears(case))
    return show_form(request, "proposals/returns/objection_new.html", case, form, body=body)


@login_required
def objection_page(request: StaffRequest, pk: int) -> HttpResponse:
    """听取代表对交办的意见: 维持交办, 改办, or 改办 proposed to who decides it."""
    held = find_objection(request, pk)
    case = find_case(request, held.case_id)
    held.case = case
    turn = Role(held.awaits or held.decided_as or held.body)
    may = must_be(case, request.user, (turn, Role(held.body)), HEAR, recorded=True)
    rules = hands_of(case).deciders
    form = HearingForm(request.POST or None, held=held, offered=hearings_offered(held, case, rules))
    if request.method == "POST" and form.is_valid():
        with kept(form):
            made = hear_objection(held, request.user, **form.words)
            messages.success(request, _say_heard(held, form.words["hearing"], made))
            return redirect(made or case)
    held = find_objection(request, pk)  # as it is by now
    others = [one for one in case.objections.select_related("deputy") if one.pk != held.pk]
    context = {"held": held, "others": others, "may_hear": held.is_open and may in (held.awaits, Role.OFFICE)}
    context["districts_due"] = say_districts_due(case) if "unit" in form.fields else ""
    return show_form(request, "proposals/returns/objection.html", case, form, **context)


def find_objection(request: StaffRequest, pk: int) -> Objection:
    """The objection with all that is shown of it, or 404 for who may not know of it."""
    rows = Objection.objects.select_related(
        "deputy", "recorded_by", "advised_by", "advised_unit", "decided_by", "moved_to", "case__suggestion__session"
    )
    return get_object_or_404(rows, pk=pk, case__in=Case.objects.visible_to(request.user))


def _say_heard(held: Objection, hearing: str, made: Case | None) -> str:
    if hearing == Hearing.ADVISE:
        return "已经建议改办，等区政府办公室决定。"
    if made:
        return f"已改由{made.unit}办理，要在{cn_date(made.statutory_due)}前答复。结果会告诉{held.deputy.addressed}。"
    return f"已经记下“{Hearing(hearing).value}”，结果会告诉{held.deputy.addressed}。"
