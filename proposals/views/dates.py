"""Decisions about the dates of one case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from proposals import moving
from proposals.chinese import cn_date
from proposals.date_forms import WidenForm
from proposals.models import Role
from proposals.views.desk import find_case, kept, show
from proposals.workflow import must_be


@login_required
def widen(request: HttpRequest, pk: int) -> HttpResponse:
    """按涉及面广、处理难度大的期限办理 (代表法 51), or the ordinary term again."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.DISTRICT,), "按较长期限办理")
    now = {"seen": case.version, "to": "usual" if case.wide_reason else "wide"}
    form = WidenForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        why, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        reason = why if form.cleaned_data["to"] == "wide" else ""
        with kept(form):
            moving.widen(case, request.user, reason=reason, why=why, seen=seen)
            messages.success(request, f"已改，法定期限现在是{cn_date(case.statutory_due)}。")
            return redirect(case)
    return show(request, "proposals/widen.html", case, form, barred=moving.may_widen(case))
