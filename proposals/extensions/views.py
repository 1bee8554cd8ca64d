"""延期: the request, the report and its decision, telling the deputies, the list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import must_be, records_outside, roles_in
from proposals.cases.hands import hands_of
from proposals.extensions.actions import (
    MATTER,
    TELLERS,
    ask_extension,
    decide_extension,
    deciders_of_extension,
    name_deciders,
    record_extension_notice,
    why_not_extend,
)
from proposals.extensions.forms import AskExtensionForm, DecideExtensionForm, ExtensionNoticeForm
from proposals.formats.chinese import cn_date
from proposals.models import Extension, Role
from proposals.models.oversight.deciders import standing_consents
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, show_form

PAGE = 40


@login_required
def extend_page(request: StaffRequest, pk: int) -> HttpResponse:
    """申请延期 (SH 19)."""
    case, days = find_case(request, pk), WorkCalendar.load()
    must_be(case, request.user, (Role.OFFICE,), "申请延期")
    form = AskExtensionForm(request.POST or None, case=case, days=days)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            made = ask_extension(case, request.user, **form.words)
            messages.success(request, "已申请延期。批复以前期限照常计算，请不要停下手头的工作。")
            return redirect(made)
    barred = "" if form.is_bound else why_not_extend(case, days)
    return show_form(
        request,
        "proposals/extensions/ask.html",
        case,
        form,
        barred=barred,
        outside=not hands_of(case).district,
        deciders=name_deciders(case),
    )


@login_required
def extension_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The report, and for the district office its decision."""
    found = get_object_or_404(Extension.objects.visible_to(request.user).for_rows(), pk=pk)
    deciders = deciders_of_extension(found.case)
    recorded = records_outside(found.case, request.user, deciders)
    decides = bool(roles_in(found.case, request.user).intersection(deciders)) or recorded
    if request.method == "POST":
        must_be(found.case, request.user, deciders, "批复延期", recorded=True)
    form = DecideExtensionForm(request.POST or None, extension=found, days=WorkCalendar.load())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with kept(form):
            agree = data["verdict"] == "agree"
            decide_extension(found, request.user, agree=agree, opinion=data["opinion"], granted_on=data["granted_on"])
            messages.success(request, _decided(found))
            return redirect(found)
    tells = bool(roles_in(found.case, request.user).intersection(TELLERS)) and bool(found.untold())
    context: dict[str, Any] = {"extension": found, "decides": decides, "tells": tells, "recorded": recorded}
    context["agreed"] = [one for one in standing_consents(found.case) if one.matter == MATTER]
    context["awaited"] = name_deciders(found.case)
    if form.is_bound:
        found.refresh_from_db()
    return show_form(request, "proposals/extensions/extension.html", found.case, form, **context)


def _decided(extension: Extension) -> str:
    if extension.outcome == Extension.Outcome.WAITING:
        return f"已同意，还待{name_deciders(extension.case)}同意；两家都同意了才生效。"
    if extension.granted_on is None:
        return f"已批复不同意延期，{extension.case.unit}会看到意见。"
    return f"已同意延期到{cn_date(extension.granted_on)}。请{extension.case.unit}告知每一位代表。"


@login_required
def extension_notice_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记告知代表 (SH 19)."""
    found = get_object_or_404(Extension.objects.visible_to(request.user).for_rows(), pk=pk)
    must_be(found.case, request.user, TELLERS, "登记延期告知")
    form = ExtensionNoticeForm(request.POST or None, extension=found)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            record_extension_notice(found, request.user, **form.cleaned_data)
            left = Extension.objects.for_rows().get(pk=found.pk).untold()
            said = f"还有{len(left)}位没有告知。" if left else "全部代表都已告知。"
            messages.success(request, f"已登记。{said}")
            return redirect(found)
    return show_form(request, "proposals/extensions/tell.html", found.case, form, extension=found)


@login_required
@require_safe
def extensions_page(request: StaffRequest) -> HttpResponse:
    """Every extension the person may see, the newest first."""
    found = Extension.objects.visible_to(request.user).for_rows().order_by("-asked_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "proposals/extensions/list.html", {"page": page, "today": timezone.localdate()})
