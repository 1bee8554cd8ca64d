"""审计: the page of the journal, its two files, the proof asked for."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.record import record_export
from proposals.audit.entries import AuditLine, read_entries, tell_entries
from proposals.audit.forms import AuditFilter
from proposals.audit.lines import write_lines
from proposals.audit.prove import ask_proof
from proposals.cases.access import NotYours, administers_all
from proposals.formats.spreadsheets import Column, Sheet, workbook_response
from proposals.journal.kinds import kept_tables
from proposals.models import AdministrationEvent, ProofRun, Role, User
from proposals.request import StaffRequest

PAGE, MOST, RUNS = 60, 50_000, 8
TITLE, LINES = "总账", "总账（逐行）"
COLUMNS = (
    Column("第几笔", 10, "number"),
    Column("时间", 18, "moment"),
    Column("谁办的", 14),
    Column("关于", 16),
    Column("做了什么", 40),
    Column("摘要", 68),
    Column("前一笔的摘要", 68),
)


def must_audit(user: User) -> None:
    """Refuse everybody but the auditor of the whole installation."""
    if not administers_all(user, Role.AUDITOR):
        raise NotYours("审计由区一级的审计管理员办理，您不能替办。")


@login_required
@require_safe
def audit_page(request: StaffRequest) -> HttpResponse:
    """The journal under the conditions of the address, and the last proofs."""
    must_audit(request.user)
    form = AuditFilter(request.GET)
    page = Paginator(read_entries(form), PAGE).get_page(request.GET.get("page"))
    page.object_list = tell_entries(page.object_list)  # type: ignore[assignment]  # lines of them
    runs = list(ProofRun.objects.select_related("asked_by").order_by("-pk")[:RUNS])
    whole = ProofRun.objects.filter(is_fast=False).order_by("-pk").first()
    context = {
        "form": form,
        "page": page,
        "total": page.paginator.count,
        "chosen": form.said("show"),
        "runs": runs,
        "whole": whole,
        "tables": sum(1 for _ in kept_tables()),
    }
    return render(request, "proposals/audit/audit.html", context)


@login_required
@require_POST
def audit_file(request: StaffRequest) -> HttpResponseBase:
    """What the page shows, as a workbook; that it was taken is on record."""
    must_audit(request.user)
    form = AuditFilter(request.GET)
    lines = tell_entries(read_entries(form)[:MOST])
    notes = _record(request.user, TITLE, len(lines), form)
    sheet = Sheet(TITLE, TITLE, COLUMNS, [_cells(one) for one in lines], notes)
    return workbook_response(f"{TITLE}-{timezone.localdate():%Y%m%d}.xlsx", [sheet])


def _cells(line: AuditLine) -> list[object]:
    entry = line.entry
    return [entry.number, entry.at, line.who, line.about, line.what, entry.hash, entry.previous_hash]


@login_required
@require_POST
def audit_lines(request: StaffRequest) -> FileResponse:
    """The same as JSON lines, to be checked without this program."""
    must_audit(request.user)
    form = AuditFilter(request.GET)
    entries = list(read_entries(form)[:MOST])[::-1]
    _record(request.user, LINES, len(entries), form)
    content = io.BytesIO("".join(write_lines(entries)).encode())
    name = f"{TITLE}-{timezone.localdate():%Y%m%d}.jsonl"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/x-ndjson")
    response["Cache-Control"] = "private, no-store"
    return response


def _record(user: User, what: str, count: int, form: AuditFilter) -> list[str]:
    with transaction.atomic():
        return record_export(user, AdministrationEvent.Subject.RECORD, what, count, form.in_words)


@login_required
@require_POST
def audit_prove(request: StaffRequest) -> HttpResponse:
    """Prove the whole record now."""
    must_audit(request.user)
    with transaction.atomic():
        ask_proof(request.user)
    messages.success(request, "已经开始核对，做完会列在“核对过的”里；记录多的要几分钟。")
    return redirect("audit")
