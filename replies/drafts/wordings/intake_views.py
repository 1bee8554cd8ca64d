"""用 Excel 登记标准用语: a workbook comes, every row is looked at, and what is right is taken in at a press."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from proposals.cases.access import Refused
from proposals.formats.spreadsheets import workbook_response
from proposals.intake.tables.sheet import UnreadableList
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE
from proposals.web.pages import form_status
from replies.drafts.wordings.access import wording_unit
from replies.drafts.wordings.forms import TakenInForm, WordingsFileForm
from replies.drafts.wordings.intake import (
    Fate,
    empty_wordings_sheet,
    lines_as_json,
    lines_from_json,
    plan_wordings,
    read_wording_lines,
    take_wordings_in,
)

FOLDER = "replies/drafts/wordings"


@login_required
def import_wordings(request: StaffRequest) -> HttpResponse:
    """The upload and its preview: nothing is stored."""
    unit = wording_unit(request)
    form = WordingsFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lines = read_wording_lines(file.read())
        except UnreadableList as refusal:
            form.add_error("file", str(refusal))
        else:
            planned = plan_wordings(unit, request.user, lines)
            counts = Counter(one.fate for one in planned)
            kinds = ((Fate.NEW, "新的"), (Fate.CHANGED, "有改动"), (Fate.SAME, "没有变化"))
            said = "，".join(f"{words}{counts[fate]}条" for fate, words in kinds)
            context = {"planned": planned, "said": said, "wrong": counts[Fate.WRONG]}
            context["right"] = counts[Fate.NEW] + counts[Fate.CHANGED]
            context |= {"lines": lines_as_json(lines), "key": uuid.uuid4(), "source": file.name}
    status = form_status(form)
    return render(request, f"{FOLDER}/import.html", {"form": form, "unit": unit, **context}, status=status)


@login_required
@require_POST
def take_in_wordings(request: StaffRequest) -> HttpResponse:
    """The rows as they were shown; what somebody changed in the meantime is said and left as it is."""
    unit, form = wording_unit(request), TakenInForm(request.POST)
    if not form.is_valid():
        raise Refused(INCOMPLETE)
    lines = lines_from_json(form.cleaned_data["lines"])
    done = take_wordings_in(unit, request.user, lines, form.cleaned_data["key"])
    counts = Counter(one.fate for one in done)
    messages.success(request, f"登记了：新的{counts[Fate.NEW]}条，改了{counts[Fate.CHANGED]}条。")
    if wrong := [f"第{one.line.number}行" for one in done if one.fate is Fate.WRONG]:
        messages.warning(request, f"没有登记：{'、'.join(wrong)}。请在表里改好再交一次，已经登记的不会重复。")
    return redirect("replies:wordings")


@login_required
@require_safe
def empty_wordings(request: StaffRequest) -> HttpResponseBase:
    """The sheet to be filled in."""
    wording_unit(request)
    return workbook_response("标准用语.xlsx", [empty_wordings_sheet()])
