"""管理记录、登录记录、导出记录: read and taken away by the auditor, changed by nobody."""

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
from proposals.models import Role
from proposals.request import StaffRequest

PAGE = 60
of_records = for_administrators("记录", Role.AUDITOR)


@login_required
@require_safe
@of_records
def events_page(request: StaffRequest) -> HttpResponse:
    form = RecordFilter(request.GET)
    return _page(request, "events.html", form, queries.read_events(request.user, form))


@login_required
@require_safe
@of_records
def sign_ins_page(request: StaffRequest) -> HttpResponse:
    form = SignInFilter(request.GET)
    return _page(request, "sign_ins.html", form, queries.read_sign_ins(request.user, form))


@login_required
@require_safe
@of_records
def exports_page(request: StaffRequest) -> HttpResponse:
    form = RecordFilter(request.GET)
    return _page(request, "exports.html", form, queries.read_exports(request.user, form))


@login_required
@require_POST
@of_records
def export_events(request: StaffRequest) -> HttpResponseBase:
    form = RecordFilter(request.GET)
    rows = queries.read_events(request.user, form)[: export.MOST]
    return _file(export.events_sheet(request.user, rows, form.in_words))


@login_required
@require_POST
@of_records
def export_sign_ins(request: StaffRequest) -> HttpResponseBase:
    form = SignInFilter(request.GET)
    rows = queries.read_sign_ins(request.user, form)[: export.MOST]
    return _file(export.sign_ins_sheet(request.user, rows, form.in_words))


@login_required
@require_POST
@of_records
def export_exports(request: StaffRequest) -> HttpResponseBase:
    form = RecordFilter(request.GET)
    rows = queries.read_exports(request.user, form)[: export.MOST]
    return _file(export.exports_sheet(request.user, rows, form.in_words))


def _page(request: StaffRequest, name: str, form: RecordFilter, rows: QuerySet[Any]) -> HttpResponse:
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "chosen": form.said("show"), "total": page.paginator.count}
    return render(request, f"proposals/administration/records/{name}", context)


def _file(sheet: Sheet) -> HttpResponseBase:
    return workbook_response(export.file_name(sheet.title), [sheet])
