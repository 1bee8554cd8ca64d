"""管理记录、登录记录、导出记录: read and taken away by the auditor, changed by nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.access import for_administrators
from proposals.administration.records import export, queries
from proposals.administration.records.forms import RecordFilter, SignInFilter
from proposals.formats.spreadsheets import Sheet, workbook_response
from proposals.models import Role, User
from proposals.request import StaffRequest

PAGE = 60
of_records = for_administrators("记录", Role.AUDITOR)


@dataclass(frozen=True)
class Record:
    """One of the three: its template, what it is narrowed by, its rows and the sheet they are taken in."""

    template: str
    form: type[RecordFilter]
    read: Callable[[User, Any], QuerySet[Any]]
    sheet: Callable[[User, Any, str], Sheet]


EVENTS = Record("events.html", RecordFilter, queries.read_events, export.events_sheet)
SIGN_INS = Record("sign_ins.html", SignInFilter, queries.read_sign_ins, export.sign_ins_sheet)
EXPORTS = Record("exports.html", RecordFilter, queries.read_exports, export.exports_sheet)


@login_required
@require_safe
@of_records
def record_page(request: StaffRequest, record: Record) -> HttpResponse:
    form = record.form(request.GET)
    page = Paginator(record.read(request.user, form), PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.name_units_then(page.object_list)
    context = {"form": form, "page": page, "chosen": form.said("show"), "total": page.paginator.count}
    return render(request, f"proposals/administration/records/{record.template}", context)


@login_required
@require_POST
@of_records
def record_file(request: StaffRequest, record: Record) -> HttpResponseBase:
    """What the page shows under the conditions of the address, as a workbook."""
    form = record.form(request.GET)
    rows = queries.name_units_then(record.read(request.user, form)[: export.MOST])
    sheet = record.sheet(request.user, rows, form.in_words)
    return workbook_response(export.file_name(sheet.title), [sheet])
