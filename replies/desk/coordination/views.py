"""协调会: asked for by a unit; called, postponed, called off, written down by a body."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from proposals.cases import attachments
from proposals.cases.access import Refused, must_be
from proposals.cases.oversight import coordination
from proposals.models import Attachment, Case, Coordination, CoordinationAsk, Role
from proposals.models.people import BODIES, CASE_STAFF
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, rewrite_fields, sent_form, show_form
from replies.desk.coordination.forms import (
    CoordinationAskForm,
    CoordinationChangeForm,
    CoordinationForm,
    CoordinationOffForm,
    CoordinationRecordForm,
    CoordinationRefuseForm,
    CoordinationSupplementForm,
)

FOLDER = "replies/desk/coordination"


@login_required
def coordination_ask_page(request: StaffRequest, pk: int) -> HttpResponse:
    """有分歧，请协调."""
    case = find_case(request, pk)
    must_be(case, request.user, CASE_STAFF, "请求协调")
    form = CoordinationAskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            coordination.ask_coordination(case, request.user, **form.cleaned_data)
            messages.success(request, "已经请求协调，区政府办公室和代表工作机构会收到提醒。")
            return redirect(case)
    return show_form(request, f"{FOLDER}/ask.html", case, form)


@login_required
def coordination_refuse_page(request: StaffRequest, pk: int) -> HttpResponse:
    """不开协调会."""
    rows = CoordinationAsk.objects.select_related("by", "case__suggestion", "case__unit")
    ask = get_object_or_404(rows, pk=pk, case__in=Case.objects.visible_to(request.user))
    case = find_case(request, ask.case_id)
    must_be(case, request.user, BODIES, "答复协调的请求")
    form = CoordinationRefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            coordination.refuse_coordination(ask, request.user, why=form.cleaned_data["why"])
            messages.success(request, f"已经答复{case.unit}，记在办理记录里。")
            return redirect(case)
    return show_form(request, f"{FOLDER}/refuse.html", case, form, ask=ask)


@login_required
def coordination_new_page(request: StaffRequest, pk: int) -> HttpResponse:
    """召集协调会."""
    case = find_case(request, pk)
    must_be(case, request.user, BODIES, coordination.CALL)
    live = coordination.live_cases(case.suggestion)
    if request.method == "GET" and (why := coordination.why_not_coordinate(case, live)):
        raise Refused(why)
    asks = list(CoordinationAsk.objects.filter(case__in=live, settled_at=None).select_related("case__unit", "by"))
    matter = "\n".join(f"{one.case.unit}：{one.reason}" for one in asks)
    form = CoordinationForm(request.POST or None, suggestion=case.suggestion, live=live, matter=matter)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            made = coordination.call_units(case, request.user, **form.facts)
            messages.success(request, f"已经召集，{made.when}，参加的单位会收到提醒。")
            return redirect(case)
    return show_form(request, f"{FOLDER}/call.html", case, form, asks=asks)


def find_coordination(request: StaffRequest, pk: int, doing: str) -> tuple[Coordination, Case]:
    """The meeting, and the case on whose page it is shown; for people of the body that called it."""
    rows = Coordination.objects.select_related("suggestion__session", "by")
    held = get_object_or_404(rows, pk=pk)
    seen = Case.objects.visible_to(request.user).filter(suggestion=held.suggestion)
    first = get_object_or_404(seen.order_by("pk")[:1])
    case = find_case(request, first.pk)
    must_be(case, request.user, (Role(held.body),), doing)
    return held, case


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def coordination_move_page(request: StaffRequest, pk: int) -> HttpResponse:
    """改期."""
    held, case = find_coordination(request, pk, "改协调会的时间")
    form = CoordinationChangeForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            coordination.move_coordination(held, request.user, **form.facts)
            messages.success(request, "时间已经改好，参加的单位会收到提醒。")
            return redirect(case)
    held.refresh_from_db()
    if getattr(form, "refused", 0) == 409:
        rewrite_fields(form, version=held.version)
    return show_form(request, f"{FOLDER}/move.html", case, form, held=held)


@login_required
def coordination_off_page(request: StaffRequest, pk: int) -> HttpResponse:
    """取消."""
    held, case = find_coordination(request, pk, "取消协调会")
    form = CoordinationOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            coordination.drop_coordination(held, request.user, why=form.cleaned_data["why"])
            messages.success(request, "已经取消，参加的单位会收到提醒。")
            return redirect(case)
    return show_form(request, f"{FOLDER}/off.html", case, form, held=held)


@login_required
def coordination_record_page(request: StaffRequest, pk: int) -> HttpResponse:
    """会议纪要."""
    form, done = CoordinationRecordForm(*sent_form(request)), "纪要已经保存，办理这件的各单位都看得到。"
    return _write_record(request, pk, "写会议纪要", form, coordination.record_coordination, "record", done)


@login_required
def coordination_supplement_page(request: StaffRequest, pk: int) -> HttpResponse:
    """补充纪要."""
    form, done = CoordinationSupplementForm(*sent_form(request)), "补充已经保存，办理这件的各单位会收到提醒。"
    return _write_record(request, pk, "补充会议纪要", form, coordination.supplement_record, "supplement", done)


def _write_record(
    request: StaffRequest, pk: int, doing: str, form: Form, write: Callable[..., object], page: str, done: str
) -> HttpResponse:
    """The page on which a body writes down what was said, with a file for all units of the suggestion."""
    held, case = find_coordination(request, pk, doing)
    if request.method == "POST" and form.is_valid():
        said, row = dict(form.cleaned_data), None
        file = said.pop("file")
        with kept(form):
            if file:
                row = attachments.store_attachment(
                    file, suggestion=held.suggestion, case=None, kind=Attachment.Kind.OTHER, user=request.user
                )
            write(held, request.user, file=row, **said)
            messages.success(request, done)
            return redirect(case)
    held.refresh_from_db()
    return show_form(request, f"{FOLDER}/{page}.html", case, form, held=held)
