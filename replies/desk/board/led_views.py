"""重点督办: the list and its workbook, 督办方案, 督办报告."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proposals.cases import attachments
from proposals.cases.access import NotYours, must_be
from proposals.cases.oversight import plans
from proposals.formats import spreadsheets
from proposals.models import Attachment
from proposals.models.oversight.plan import standing_plan
from proposals.models.people import BODIES
from proposals.request import StaffRequest
from proposals.web.pages import find_case, form_status, kept, rewrite_fields, sent_form, show_form
from replies.desk.board.led import LedFilter, led_cases, led_rows, led_sheet, with_plans
from replies.desk.board.plan_forms import PlanForm, PlanReportForm

PAGE = 60


def _must_oversee(request: StaffRequest) -> None:
    if not request.user.units_as(*BODIES):
        raise NotYours("重点督办由区政府办公室、代表工作机构使用。")


@login_required
@require_safe
def led_page(request: StaffRequest) -> HttpResponse:
    """What leaders and committees have taken up: by whom, until when, what was reported."""
    _must_oversee(request)
    today, form = timezone.localdate(), LedFilter(request.GET)
    if not form.is_valid():
        return render(request, "replies/desk/board/led.html", {"form": form}, status=400)
    request.session["list"] = request.get_full_path()
    page = Paginator(with_plans(led_cases(request.user, form.cleaned_data, today)), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "rows": led_rows(page.object_list, today), "chosen": form.words}
    return render(request, "replies/desk/board/led.html", context)


@login_required
@require_POST
def led_file(request: StaffRequest) -> HttpResponseBase:
    """All of the list as a workbook; who took it is kept."""
    _must_oversee(request)
    today, form = timezone.localdate(), LedFilter(request.GET)
    if not form.is_valid():
        return render(request, "replies/desk/board/led.html", {"form": form}, status=400)
    rows = led_rows(with_plans(led_cases(request.user, form.cleaned_data, today)), today)
    sheet, taken = led_sheet(rows, request.user, form.words)
    return spreadsheets.workbook_response(taken.name, [sheet])


@login_required
def plan_page(request: StaffRequest, pk: int) -> HttpResponse:
    """督办方案: written, or changed until it is reported."""
    case = find_case(request, pk)
    must_be(case, request.user, BODIES, "制定督办方案")
    plan = standing_plan(case.suggestion)
    form = PlanForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            plans.write_plan(case, request.user, **form.cleaned_data)
            messages.success(request, "督办方案已经保存，承办单位会收到提醒。")
            return redirect(case)
    if getattr(form, "refused", 0) == 409:
        case.suggestion.refresh_from_db()
        plan = standing_plan(case.suggestion)
        rewrite_fields(form, seen=plan.version if plan else 0)
        case.reload()
    context = {"case": case, "form": form, "plan": plan, "heading": "督办方案"}
    return render(request, "replies/desk/board/plan.html", context, status=form_status(form))


@login_required
def plan_report_page(request: StaffRequest, pk: int) -> HttpResponse:
    """督办报告: what came of the supervision, with a file where there is one."""
    case = find_case(request, pk)
    must_be(case, request.user, BODIES, "写督办报告")
    plan = standing_plan(case.suggestion)
    if plan is None:
        raise Http404
    form = PlanReportForm(*sent_form(request))
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], Attachment.Kind.OTHER
        with kept(form):
            row = (
                attachments.store_attachment(
                    file, suggestion=case.suggestion, case=None, kind=kind, user=request.user
                )
                if file
                else None
            )
            plans.report_plan(plan, case, request.user, report=form.cleaned_data["report"], file=row)
            messages.success(request, "督办报告已经保存，记在办理记录里。")
            return redirect(case)
    plan.refresh_from_db()
    return show_form(request, "replies/desk/board/plan_report.html", case, form, plan=plan, heading="督办报告")
