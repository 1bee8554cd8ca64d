"""The page 本单位审批步骤."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from proposals.approvals.actions import plan_steps
from proposals.approvals.forms import PlanForm
from proposals.cases.access import NotYours, Refused
from proposals.models import ApprovalPlan, Role, Status, Unit
from proposals.models.approval import newest_plan
from proposals.request import StaffRequest
from proposals.web.pages import mark_refused

USUAL_LINE = "经办人送审 → 核稿（办公室） → 局领导签发"


def _own_unit(request: StaffRequest) -> Unit:
    """The unit of whose office this person is; of several the one asked for, or the first."""
    units = [row.unit for row in request.user.active_memberships if row.role == Role.OFFICE]
    if not units:
        raise NotYours("审批步骤由各单位办公室设定，您不能替办。")
    asked = request.GET.get("unit", "")
    return next((unit for unit in units if str(unit.pk) == asked), units[0])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approvals_page(request: StaffRequest) -> HttpResponse:
    """The unit's steps as they are, and the form that changes them."""
    unit = _own_unit(request)
    plan = newest_plan(unit.pk)
    form = PlanForm(request.POST if request.method == "POST" else None, unit=unit, plan=plan)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            changed = plan_steps(unit, request.user, form.steps, signers=list(said["signers"]), seen=said["seen"])
        except Refused as refusal:
            mark_refused(form, refusal)
        else:
            line = getattr(newest_plan(unit.pk), "line", USUAL_LINE)
            messages.success(request, f"{'已保存' if changed else '没有改动'}。现在是：{line}。")
            return redirect(request.get_full_path())
    plans = ApprovalPlan.objects.filter(unit=unit).select_related("made_by")
    context = {
        "unit": unit,
        "form": form,
        "line": plan.line if plan else USUAL_LINE,
        "usual": USUAL_LINE,
        "plans": plans.prefetch_related("steps__people", "wide_signers"),
        "under_review": unit.cases.filter(status__in=(Status.CHECKING, Status.SIGNING)).count(),
    }
    wrong = form.is_bound and (form.errors or any(row.errors for row in form.rows))
    status = getattr(form, "refused", 400 if wrong else 200)
    return render(request, "proposals/approvals/steps.html", context, status=status)
