"""督办台, the note to a unit and its answer, the mark of a leader's case."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours, must_be
from proposals.cases.oversight import supervision
from proposals.models import Case, LedAs, Suggestion, Supervision, Unit
from proposals.models.people import BODIES
from proposals.models.querysets import overseen_cases
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, rewrite_fields, show_form
from replies.desk.board import lights as board_lights
from replies.desk.board.forms import SOONEST_DAYS, AnswerSupervisionForm, BoardFilter, LeadForm, SuperviseForm
from replies.desk.many_acts import MOST, acts_offered
from replies.desk.rows import for_rows

PAGE = 60


@login_required
@require_safe
def board_page(request: StaffRequest) -> HttpResponse:
    """What is late and what soon will be, unit by unit and case by case."""
    if not request.user.units_as(*BODIES):
        raise NotYours("督办台由区政府办公室、代表工作机构使用。本单位快到期和已超期的，请看“我的待办”。")
    days = WorkCalendar.load()
    at, units = board_lights.light_dates(days), Unit.objects.filter(cases__isnull=False).distinct()
    form = BoardFilter(request.GET, units=units)
    context: dict[str, Any] = {"form": form, "today": at.today, "ahead": board_lights.AHEAD}
    if not form.is_valid():
        return render(request, "replies/desk/board/board.html", context, status=400)
    request.session["list"] = request.get_full_path()
    context |= cases_on_board(request, at, days, form.cleaned_data["show"], form.cleaned_data["unit"])
    return render(request, "replies/desk/board/board.html", context)


def cases_on_board(
    request: StaffRequest, at: board_lights.LightDates, days: WorkCalendar, kind: str, unit: Unit | None
) -> dict[str, Any]:
    """One page of the list chosen, under every unit's lights."""
    lights = board_lights.lights_by_unit(at, days, request.user)
    found = board_lights.watched_cases(at, kind, unit.pk if unit else None).filter(overseen_cases(request.user))
    page = Paginator(for_rows(found), PAGE).get_page(request.GET.get("page"))
    return {
        "units": lights,
        "all": board_lights.add_lights(lights),
        "widest": max((one.open for one in lights), default=1),
        "chosen_unit": unit,
        "kind": kind,
        "kinds": board_lights.count_lists(lights, unit, at),
        "page": page,
        "kind_label": dict(board_lights.SHOWN)[kind],
        "rows": board_lights.watched_rows(page.object_list, request.user, at, days),
        "many": acts_offered(request.user),
        "most": MOST,
    }


@login_required
def supervise_page(request: StaffRequest, pk: int) -> HttpResponse:
    """发督办单."""
    case = find_case(request, pk)
    must_be(case, request.user, BODIES, "督办")
    soonest = WorkCalendar.load().after_working_days(timezone.localdate(), SOONEST_DAYS)
    form = SuperviseForm(request.POST or None, initial={"answer_due": soonest})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            supervision.supervise_case(case, request.user, **form.cleaned_data)
            messages.success(request, f"督办单已发给{case.unit}，会列在该单位的“督办”里。")
            return redirect(request.session.get("list", case.get_absolute_url()))
    return show_form(request, "replies/desk/board/supervise.html", case, form, heading="发督办单")


@login_required
def answer_supervision_page(request: StaffRequest, pk: int) -> HttpResponse:
    """回复督办."""
    seen = Case.objects.visible_to(request.user)
    asked = get_object_or_404(
        Supervision.objects.select_related("by", "answered_by", "case__suggestion__session"), pk=pk, case__in=seen
    )
    case = find_case(request, asked.case_id)
    must_be(case, request.user, supervision.ANSWERERS, "回复督办")
    form = AnswerSupervisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            supervision.answer_supervision(asked, request.user, text=form.cleaned_data["text"])
            messages.success(request, f"已回复{asked.asked_by}，原文记在办理记录里。")
            return redirect(case)
    asked.refresh_from_db()
    return show_form(request, "replies/desk/board/answer.html", case, form, heading="回复督办", asked=asked)


def _say_marked(request: StaffRequest, suggestion: Suggestion, words: dict[str, Any]) -> None:
    """That it is marked, and which committee has it now; that none has, where the mark seems to name one."""
    named = supervision.committees_leading(suggestion, words["led_as"], words["led_by"])
    told = f"{'、'.join(map(str, named))}看得到这一件，会收到提醒。" if named else ""
    messages.success(request, f"标记已经改好，记在办理记录里。{told}")
    others = re.sub("常委会|常务委员会", "", words["led_by"])
    if not named and words["led_as"] == LedAs.KEY and re.search("委员会|委(?=$|[、，,（ ])", others):
        messages.warning(
            request, f"“{words['led_by']}”没有对上系统里的专门委员会，它还看不到这一件。请核对委员会的名称。"
        )


@login_required
def lead_page(request: StaffRequest, pk: int) -> HttpResponse:
    """标记领办、督办."""
    case = find_case(request, pk)
    must_be(case, request.user, BODIES, "标记领办、督办")
    form = LeadForm(request.POST or None, suggestion=case.suggestion)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            supervision.mark_led(case, request.user, **form.words)
            _say_marked(request, case.suggestion, form.words)
            return redirect(case)
    if getattr(form, "refused", 0) == 409:
        case.suggestion.refresh_from_db()
        rewrite_fields(form, seen_as=case.suggestion.led_as, seen_by=case.suggestion.led_by)
    return show_form(request, "replies/desk/board/lead.html", case, form, heading="领办、督办标记")
