"""Excel 登记: a workbook comes, is shown row by row, mended in the page, and taken in at a press."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.access import for_administrators, must_administer_unit
from proposals.administration.workbooks.actions import newest_taken_in, take_workbook_in
from proposals.administration.workbooks.books import FIELDS, NAMES, Book, Row, as_json, empty_sheet
from proposals.administration.workbooks.export import filled_sheet
from proposals.administration.workbooks.office_file import read_rows
from proposals.administration.workbooks.plan import plan_rows
from proposals.cases.access import Refused, Stale
from proposals.formats import spreadsheets
from proposals.intake.tables.sheet import ROWS_MOST, UnreadableList
from proposals.models import Role
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE, workbook_field

FOLDER = "proposals/administration/workbooks"
CONFIRM = "confirm"
ANSWER = "sure-"
MENDED_MOST = 60  # wrong rows that can be mended in the page; more are better mended in the file
of_workbooks = for_administrators("Excel 登记", Role.ADMIN)


class UploadForm(forms.Form):
    """The file."""

    file = workbook_field("Excel 文件")


def find_book(request: StaffRequest, book: str) -> Book:
    """The book of the address, where this administrator may fill it."""
    if book not in list(Book):
        raise Http404
    if book != Book.PEOPLE:
        must_administer_unit(request.user, None, Role.ADMIN, NAMES[Book(book)])
    return Book(book)


def show_book(request: StaffRequest, book: Book, status: int = 200, **context: Any) -> HttpResponse:
    """The page of one book: the upload, or what is in the file."""
    shown = {"book": book.value, "name": NAMES[book], "fields": FIELDS[book], "form": UploadForm()}
    return render(request, f"{FOLDER}/workbook.html", shown | context, status=status)


@login_required
@of_workbooks
def workbook_page(request: StaffRequest, book: str) -> HttpResponse:
    """The upload and its preview: nothing is stored."""
    which = find_book(request, book)
    if request.method != "POST":
        return show_book(request, which)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_book(request, which, 400, form=form)
    file = form.cleaned_data["file"]
    try:
        read = read_rows(file.read(), which)
    except UnreadableList as refusal:
        form.add_error("file", str(refusal))
        return show_book(request, which, 400, form=form)
    return preview(request, which, read.rows, file.name, unused=read.unused)


@login_required
@require_POST
@of_workbooks
def confirm_workbook(request: StaffRequest, book: str) -> HttpResponse:
    """The rows as they were shown, with what was mended: looked at once more, or taken in."""
    which = find_book(request, book)
    source = request.POST.get("source", "")[:100] or "Excel"
    # What an answer that was just given leads to is shown before it is done.
    answered = any(name.startswith(ANSWER) for name in request.POST)
    sure = request.POST.get("step") == CONFIRM and not answered
    rows = carried_rows(request, which, mended=not sure)
    if not sure:
        return preview(request, which, rows, source)
    try:
        done = take_workbook_in(which, rows, request.user, source=source, seen=request.POST.get("seen", ""))
    except Stale as refusal:
        return preview(request, which, rows, source, refusal=str(refusal))
    said = "没有新的，也没有改动。"
    if done.new or done.changed:
        said = f"登记了：新的{done.new}行，改了{done.changed}行。"
    if done.roles:
        said += f"{done.roles}项角色等授权管理员确认。"
    messages.success(request, said)
    response = show_book(request, which, done=done)
    response["Cache-Control"] = "private, no-store"
    return response


def preview(
    request: StaffRequest, book: Book, rows: list[Row], source: str, *, unused: Sequence[str] = (), refusal: str = ""
) -> HttpResponse:
    """Every row: new, changed, wrong and why; and which columns of the file are of no use."""
    planned = plan_rows(book, rows, request.user)
    wrong = [one for one in planned if one.wrong]
    counts = {state: sum(one.state == state for one in planned) for state in ("new", "changed", "same", "wrong")}
    return show_book(
        request,
        book,
        409 if refusal else 200,
        refusal=refusal,
        seen=newest_taken_in(book, request.user),
        planned=planned,
        wrong=wrong[:MENDED_MOST],
        more_wrong=len(wrong) - MENDED_MOST,
        counts=counts,
        right=counts["new"] + counts["changed"],
        rows=json.dumps(as_json(rows), ensure_ascii=False),
        source=source,
        unused=unused,
    )


def carried_rows(request: StaffRequest, book: Book, *, mended: bool) -> list[Row]:
    """The rows in the page; with `mended` the cells as they were corrected there, which the preview then shows. All
    of it is checked as if it came from a file."""
    names = [field.name for field in FIELDS[book]]
    try:
        rows = [
            Row(
                int(number),
                {str(k): str(v)[:400] for k, v in cells.items() if k in names},
                tuple(str(one)[:400] for one in sure),
            )
            for number, cells, sure in json.loads(request.POST.get("rows", ""))
        ]
    except (ValueError, TypeError, AttributeError):
        raise Refused(INCOMPLETE) from None
    if not 0 < len(rows) <= ROWS_MOST:
        raise Refused(INCOMPLETE)
    if mended:
        rows = [replace(row, sure=(*row.sure, *request.POST.getlist(f"{ANSWER}{row.number}"))) for row in rows]
    for row in rows if mended else ():
        for at, name in enumerate(names):
            if (said := request.POST.get(f"cell-{row.number}-{at}")) is not None:
                row.cells[name] = said.strip()[:400]
                if not row.cells[name]:
                    del row.cells[name]
    return rows


@login_required
@require_safe
@of_workbooks
def empty_workbook(request: StaffRequest, book: str) -> HttpResponseBase:
    which = find_book(request, book)
    return spreadsheets.workbook_response(f"{NAMES[which]}.xlsx", [empty_sheet(which)])


@login_required
@require_POST
@of_workbooks
def export_workbook(request: StaffRequest, book: str) -> HttpResponseBase:
    which = find_book(request, book)
    name = f"{NAMES[which]}-{timezone.localdate():%Y%m%d}.xlsx"
    return spreadsheets.workbook_response(name, [filled_sheet(which, request.user, request.GET)])
