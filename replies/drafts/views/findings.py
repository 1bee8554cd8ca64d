"""The checker next to the text: what it finds as one types, and why an error is kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from proposals.cases.access import must_be
from proposals.cases.workflow import BY_NAME
from proposals.models import Role, Status
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, show_form
from replies.drafts import findings
from replies.drafts.beside import list_marks, read_form
from replies.drafts.forms import OverrideForm, form_for
from replies.drafts.pages import before_submission
from replies.models.reply import current_reply


@login_required
@require_POST
def check_draft(request: StaffRequest, pk: int) -> HttpResponse:
    """The findings of the form as it is on the screen, the handler's or a reviewer's; nothing is saved."""
    case = find_case(request, pk)
    must_be(case, request.user, (Role.HANDLER, Role.OFFICE, Role.LEADER), "检查答复")
    form, step = form_for(case)(request.POST), request.POST.get("step", "")
    reply = current_reply(case)
    typed = read_form(reply, form)
    if step in BY_NAME:
        return render(request, "replies/drafts/beside/_findings.html", list_marks(case, typed, f"form-{step}"))
    context = {**list_marks(case, typed), **before_submission(request, reply, typed)}
    return render(request, "replies/drafts/beside/checked.html", context)


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
