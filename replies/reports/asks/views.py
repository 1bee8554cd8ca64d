"""请单位报送: asked, seen, urged, withdrawn by a body; handed in by a unit; taken in or sent back."""

import io
from typing import IO, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.cases.access import Refused
from proposals.cases.attachments import TYPES
from proposals.erasures.erased import open_stored
from proposals.formats import spreadsheets
from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept, rewrite_fields, sent_form
from proposals.web.uploads import takes_files
from replies.models import AskedReport, AskedStep, MadeReport, ReportAsk
from replies.pages import pdf_response, word_response
from replies.reports.asks import actions, bodies, files
from replies.reports.asks.forms import (
    AskForm,
    HandInFileForm,
    HandInForm,
    SettleForm,
    UrgeForm,
    WhatForm,
    WithdrawForm,
)
from replies.reports.asks.listed import steps_with_people
from replies.reports.pages import written_places

INCOMPLETE = "页面不完整，请刷新后再试。"
PDF, DOCX, ORIGINAL = "pdf", "docx", "file"
MOST_FILES = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_report_ask(request: StaffRequest) -> HttpResponse:
    """Of which time and kind, then which units, until when."""
    unit = bodies.asking_unit(request.user)
    what = WhatForm(request.GET if "what" in request.GET else None, unit=unit)
    if not what.is_valid():
        return render(request, "replies/reports/asks/new.html", {"what": what}, status=form_status(what))
    ask = what.ask
    form = AskForm(*sent_form(request)[:1], counts=bodies.units_concerned(unit, ask))
    if form.is_valid():
        with kept(form):
            of = {name: getattr(ask, name) for name in ("kind", "period", "year", "session")}
            made = actions.ask_for_reports(unit, request.user, **of, **form.cleaned_data)
            messages.success(request, f"已经请{made.asked.count()}个单位报送，各单位办公室收到了提醒。")
            return redirect("replies:report_ask", made.pk)
    context = {"what": None, "ask": ask, "form": form, "unit": unit}
    return render(request, "replies/reports/asks/new.html", context, status=form_status(form))


def find_ask(request: StaffRequest, pk: int) -> ReportAsk:
    rows = ReportAsk.objects.visible_to(request.user).select_related("unit", "session", "by", "withdrawn_by")
    return get_object_or_404(rows, pk=pk)


def find_asked(request: StaffRequest, pk: int) -> AskedReport:
    rows = AskedReport.objects.visible_to(request.user).for_rows().prefetch_related(steps_with_people())
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def report_ask_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Who was asked, who has handed in and when, who is late."""
    ask = find_ask(request, pk)
    rows = files.rows_of(ask)
    context = {
        "ask": ask,
        "rows": rows,
        "handed": [one for one in rows if one.handed],
        "done": [one for one in rows if one.is_done],
        "back": [one for one in rows if one.is_open and one.sent_back],
        "open": [one for one in rows if one.is_open],
        "late": [one for one in rows if one.is_open and one.is_late],
        "here": bodies.asks_here(ask, request.user),
    }
    return render(request, "replies/reports/asks/ask.html", context)


@login_required
@require_POST
def urge_report_units(request: StaffRequest, pk: int) -> HttpResponse:
    """催报."""
    ask = find_ask(request, pk)
    bodies.must_see_to(ask, request.user)
    form = UrgeForm(request.POST)
    if not form.is_valid():
        raise Refused(INCOMPLETE)
    if count := actions.urge_units(ask, request.user, seen=form.cleaned_data["seen"]):
        messages.success(request, f"已经催了{count}个单位。")
    return redirect("replies:report_ask", pk)


@login_required
@require_POST
def withdraw_report_ask(request: StaffRequest, pk: int) -> HttpResponse:
    """The reports are no longer asked for."""
    ask = find_ask(request, pk)
    bodies.must_see_to(ask, request.user)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Refused("请写明为什么撤销，最多200字。没有撤销。")
    actions.withdraw_ask(ask, request.user, why=form.cleaned_data["why"])
    messages.success(request, "已经撤销，还没有报送的单位收到了提醒。")
    return redirect("replies:report_ask", pk)


@login_required
@require_safe
def report_ask_list(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The list of who handed in, as a workbook."""
    ask = find_ask(request, pk)
    return spreadsheets.workbook_response(f"{ask}报送情况.xlsx", [files.list_sheet(ask, files.rows_of(ask))])


@login_required
@require_safe
def report_ask_files(request: StaffRequest, pk: int) -> HttpResponseBase:
    """All that was handed in, as a ZIP."""
    ask = find_ask(request, pk)
    name = f"各单位{ask}.zip"
    return _download(files.pack_reports(ask), name, "application/zip")


@login_required
@require_safe
def report_ask_texts(request: StaffRequest, pk: int) -> HttpResponse:
    """What the units wrote, place by place, for who writes the body's own report."""
    ask = find_ask(request, pk)
    context = {"ask": ask, "places": list(files.texts_by_place(ask))}
    return render(request, "replies/reports/asks/texts.html", context)


@login_required
@require_safe
def asked_report_page(request: StaffRequest, pk: int) -> HttpResponse:
    """What one unit is asked for, and what happened to it."""
    asked = find_asked(request, pk)
    writes = bodies.hands_in(asked, request.user)
    report = asked.ask.report_of(asked.unit)
    context: dict[str, Any] = {
        "asked": asked,
        "ask": asked.ask,
        "report": report if report.pk and writes else None,
        "writes": writes,
        "here": bodies.asks_here(asked.ask, request.user),
        "sees_all": ReportAsk.objects.visible_to(request.user).filter(pk=asked.ask_id).exists(),
    }
    return render(request, "replies/reports/asks/asked.html", context)


@login_required
@require_POST
def write_asked_report(request: StaffRequest, pk: int) -> HttpResponse:
    """To the unit's report, begun where it is not."""
    asked = find_asked(request, pk)
    return redirect("replies:work_report", actions.begin_asked(asked, request.user).pk)


@login_required
@takes_files(2 * MOST_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_page(request: StaffRequest, pk: int, *, as_file: bool = False) -> HttpResponse:
    """报送: what was written in the program, or a file."""
    asked = find_asked(request, pk)
    bodies.must_hand_in(asked, request.user)
    leaders = bodies.leaders_of(asked.unit)
    form = (HandInFileForm if as_file else HandInForm)(
        *sent_form(request), leaders=leaders, **_initial(request, asked)
    )
    if form.is_valid():
        with kept(form):
            said = dict(form.cleaned_data)
            if as_file:
                said |= {"file": said.pop("report")}
                said.pop("key")
                actions.hand_in_file(asked, request.user, **said)
            else:
                actions.hand_in_report(asked, request.user, **said)
            messages.success(request, f"已经报送{asked.ask.unit.short_name}。")
            return redirect("replies:asked_report", pk)
    if form_status(form) == Refused.http_status:
        asked = find_asked(request, pk)  # as it is now
        rewrite_fields(form, seen=len(asked.history))
    report = asked.ask.report_of(asked.unit)
    missing = [one.heading for one in written_places(report, request.user) if one.is_missing] if report.pk else []
    context = {"asked": asked, "ask": asked.ask, "form": form, "as_file": as_file, "missing": missing}
    context["report"] = report if report.pk else None
    return render(request, "replies/reports/asks/hand_in.html", context, status=form_status(form))


def _initial(request: StaffRequest, asked: AskedReport) -> dict[str, Any]:
    if request.method == "POST":
        return {}
    return {"initial": {"seen": len(asked.history), "approved_on": timezone.localdate()}}


@login_required
@require_POST
def settle_asked_report(request: StaffRequest, pk: int) -> HttpResponse:
    """收到, or 退回补充 with what is missing."""
    asked = find_asked(request, pk)
    bodies.must_see_to(asked.ask, request.user)
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Refused(INCOMPLETE)
    seen = form.cleaned_data["seen"]
    if form.cleaned_data["act"] == SettleForm.BACK:
        actions.send_report_back(asked, request.user, seen=seen, why=form.cleaned_data["why"])
        messages.success(request, f"已经退回，{asked.unit.short_name}收到了提醒。")
    else:
        actions.receive_report(asked, request.user, seen=seen)
        messages.success(request, f"已经收到{asked.unit.short_name}的报告。")
    return redirect("replies:asked_report", pk)


@login_required
@require_safe
def handed_file(request: StaffRequest, pk: int, number: int, form: str) -> HttpResponseBase:
    """What was handed in: the PDF or the Word file of the version that it bound, or the original."""
    asked = find_asked(request, pk)
    step = next((one for one in asked.history if one.number == number), None)
    if step is None or step.kind != AskedStep.Kind.HANDED or (form == ORIGINAL) != (step.made is None):
        raise Http404
    if step.made is None:
        with open_stored(step, "file") as stored:
            return _download(io.BytesIO(stored.read()), step.name, TYPES[step.suffix])
    if step.made.state != MadeReport.State.DONE:
        raise Http404
    name = f"{asked.unit.name}{asked.ask}.{form}"
    with open_stored(step.made, "word" if form == DOCX else "file") as stored:
        content = stored.read()
    return word_response(content, name) if form == DOCX else pdf_response(request, content, name)


def _download(content: IO[bytes], name: str, kind: str) -> FileResponse:
    response = FileResponse(content, as_attachment=True, filename=name, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return response
