"""The checker next to the text: what it finds as one types, and why an error is kept."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from proposals.cases.access import must_be
from proposals.cases.workflow import BY_NAME
from proposals.models import Case, Role, Status
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, show_form
from replies.drafts import findings
from replies.drafts.forms import OpinionForm, OverrideForm, form_for
from replies.letter.checks import ERROR, NOT_RUN, WARNING
from replies.models import Draft, Reply
from replies.models.reply import current_reply


def as_draft(reply: Reply, form: OpinionForm) -> Draft:
    """What the form says now, unsaved: what is not well-formed yet is left out."""
    form.is_valid()
    texts = {name: value for name, value in form.cleaned_data.items() if name in Draft.TEXTS}
    return Draft(reply=reply, **texts)


def correct_form(case: Case, reply: Reply, form: OpinionForm, wanted: str) -> tuple[OpinionForm, str]:
    """改正 without the script: the form with one finding (its key) or "all" corrected, unsaved, and what was done."""
    texts, count = findings.corrected_texts(as_draft(reply, form), wanted)
    data = QueryDict(mutable=True)
    data.update(cast("dict[str, str]", cast(QueryDict, form.data).dict()) | texts)
    again = form_for(case)(data, auto_id=form.auto_id)
    return again, f"已改正{count}处，还没有保存。" if count else "没有找到要改正的地方，文字没有动。"


def found_in(case: Case, draft: Draft, form_id: str = "draft-form") -> dict[str, object]:
    """What replies/drafts/beside/_findings.html shows; `form_id` is the form that its buttons correct."""
    marks = findings.marks_of(draft)
    severities = [mark.finding.severity for mark in marks if not mark.override]
    certain = [mark for mark in marks if mark.finding.suggestion is not None and mark.name and not mark.override]
    return {
        "case": case,
        "form_id": form_id,
        "marks": marks,
        "errors": severities.count(ERROR),
        "warnings": severities.count(WARNING),
        "hints": len(severities) - severities.count(ERROR) - severities.count(WARNING),
        "certain": len(certain),
        "not_run": sum(mark.finding.rule == NOT_RUN for mark in marks),
    }


@login_required
@require_POST
def check_draft(request: StaffRequest, pk: int) -> HttpResponse:
    """The findings of the form as it is on the screen, the handler's or a reviewer's; nothing is saved."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.HANDLER, Role.OFFICE, Role.LEADER), "检查答复")
    form, step = form_for(case)(request.POST), request.POST.get("step", "")
    form_id = f"form-{step}" if step in BY_NAME else "draft-form"
    return render(
        request, "replies/drafts/beside/_findings.html", found_in(case, as_draft(current_reply(case), form), form_id)
    )


@login_required
def override_page(request: StaffRequest, pk: int) -> HttpResponse:
    """有理由不改: one error of the saved draft is kept."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.HANDLER,), "写明不改的理由")
    reply = current_reply(case)
    form = OverrideForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    key = form.data.get("finding", "") or request.GET.get("finding", "")
    if request.method == "POST" and form.is_valid():
        with kept(form):
            findings.override_finding(reply, request.user, key, form.cleaned_data["reason"])
        if not form.errors:
            messages.success(request, "已记下不改的理由，审核时会一并看到。")
            return redirect("replies:draft", case.pk)
    newest = reply.latest_draft if case.status == Status.IN_PROGRESS else None
    mark = next((one for one in findings.marks_of(newest) if one.key == key), None) if newest else None
    return show_form(request, "replies/drafts/override.html", case, form, reply=reply, mark=mark)
