"""待批: what units ask the district office for, decided many at once; 改办."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours, must_be
from proposals.cases.consents import take_back_consent
from proposals.cases.on_page import must_be_available
from proposals.cases.workflow import BY_NAME, takers_of
from proposals.formats.chinese import cn_date
from proposals.models import Case, Consent, PlaceRule, Role, User
from proposals.models.oversight.objection import open_objections
from proposals.models.people import BODIES
from proposals.request import StaffRequest
from proposals.returns import decisions as returns_decisions
from proposals.returns.actions import hand_on_case, say_districts_due, say_of_several
from proposals.returns.forms import BulkForm, ConsentBackForm, ExtensionsForm, HandOnForm, ReturnsForm
from proposals.web.pages import find_case, kept, show_form


@login_required
def decisions_page(request: StaffRequest) -> HttpResponse:
    """退办 and 延期 that wait, with what one needs to decide; several of one kind decided at once."""
    if not request.user.units_as(*BODIES):
        raise NotYours("退办和延期由区政府办公室、代表工作机构批，您不能替办。")
    user = request.user
    returns, extensions = ReturnsForm(user=user), ExtensionsForm(user=user)
    outcomes: list[returns_decisions.DecisionOutcome] = []
    status, word = 200, ""
    if request.method == "POST":
        form: BulkForm
        if request.POST.get("kind") == "extensions":
            form = extensions = ExtensionsForm(request.POST, user=user)
        else:
            form = returns = ReturnsForm(request.POST, user=user)
        status = 400
        if form.is_valid():
            outcomes, word = _decide(form, request)
            if all(one.done for one in outcomes):
                messages.success(request, returns_decisions.summarise_outcomes(outcomes, word))
                return redirect("decisions")
            status = 409
    context: dict[str, Any] = {
        "outcomes": outcomes,
        "summary": returns_decisions.summarise_outcomes(outcomes, word) if outcomes else "",
    }
    context |= _rows(request.user, returns, extensions)
    context["count"] = len(context["return_rows"]) + len(context["extension_rows"])
    return render(request, "proposals/returns/decisions.html", context, status=status)


def _decide(form: BulkForm, request: StaffRequest) -> tuple[list[returns_decisions.DecisionOutcome], str]:
    said: dict[str, Any] = {"agree": form.agrees, "opinion": form.cleaned_data["opinion"]}
    word = "同意" if form.agrees else "批复不同意"
    if isinstance(form, ReturnsForm):
        return returns_decisions.decide_returns(form.rows, request.user, **said), word
    return returns_decisions.decide_extensions(list(form.cleaned_data["chosen"]), request.user, **said), word


def _rows(user: User, returns: ReturnsForm, extensions: ExtensionsForm) -> dict[str, Any]:
    """The rows with what was ticked and chosen; the unit that was proposed is offered first."""
    today, days = timezone.localdate(), WorkCalendar.load()
    asked = returns_decisions.asked_returns(returns_decisions.waiting_returns(user), returns.units)
    return {
        "returns": returns,
        "extensions": extensions,
        "return_rows": [
            (
                row,
                str(row.case.pk) in returns.ticked,
                returns.unit_of(row.case.pk) if returns.is_bound else str(row.unit.pk if row.unit else ""),
            )
            for row in asked
        ],
        "extension_rows": [
            (row, str(row.pk) in extensions.ticked, days.working_days_left(today, row.case.due))
            for row in returns_decisions.waiting_extensions(user)
        ],
        "units": [(str(unit.pk), unit) for unit in returns.units],
    }


@login_required
def consent_back_page(request: StaffRequest, pk: int) -> HttpResponse:
    """收回同意: what one of two bodies agreed to, while the other has not said its word."""
    given = get_object_or_404(
        Consent.objects.select_related("case", "by", "unit"), pk=pk, case__in=Case.objects.visible_to(request.user)
    )
    case = given.case = find_case(request, given.case_id)
    must_be(case, request.user, (Role(given.body),), "收回同意", recorded=True)
    form = ConsentBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            take_back_consent(given, request.user, why=form.cleaned_data["why"])
            messages.success(request, f"已收回对{given.get_matter_display()}的同意，可以重新批，也可以不同意。")
            return redirect(case)
    given.refresh_from_db(fields=["ended_at"])
    return show_form(request, "proposals/returns/consent_back.html", case, form, given=given)


@login_required
def hand_on_page(request: StaffRequest, pk: int) -> HttpResponse:
    """改办: what a unit gave back goes to another one."""
    case, step = find_case(request, pk), BY_NAME["hand_on"]
    must_be(case, request.user, takers_of(step, case), f"“{step.label}”", recorded=True)
    asked = case.events.filter(action="ask_return").last()
    first = case.first_handed_on or case.handed_on
    binds = WorkCalendar.load().counting_rule.answer == PlaceRule.Answer.FIRST
    agreed = returns_decisions.named_unit(case, asked)
    form = HandOnForm(
        request.POST or None,
        case=case,
        asked=asked,
        agreed=agreed,
        initial={"seen": case.version},
    )
    if request.method == "GET":
        must_be_available(case, step, request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            more = {"again": data.get("again", False), "share": data.get("share", "")}
            made = hand_on_case(
                case, request.user, unit=data["unit"], comment=data["comment"], seen=data["seen"], **more
            )
            due = f"{made.unit}要在{cn_date(made.statutory_due)}前答复。" if made else "去向已经记下。"
            messages.success(request, f"已改办，{due}")
            return redirect(made or case)
    said: dict[str, Any] = {"asked": asked, "proposed": returns_decisions.proposed_in(asked), "agreed": agreed}
    said |= {"first": first, "first_binds": binds, "districts_due": say_districts_due(case)}
    said |= {"objections": open_objections(case), "several": say_of_several(case)}
    return show_form(request, "proposals/returns/hand_on.html", case, form, **said)
