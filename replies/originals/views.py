"""补充原件, and its pages as pictures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from proposals.cases import attachments
from proposals.cases.access import must_be
from proposals.models import Attachment
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, sent_form, show_form
from replies.originals.actions import KEEPERS, add_original
from replies.originals.forms import OriginalForm
from replies.originals.shown import find_attachment, picture_of, show_original


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_original_page(request: StaffRequest, pk: int) -> HttpResponse:
    """补充原件, in any state of the case."""
    case = find_case(request, pk)
    must_be(case, request.user, KEEPERS, "补充原件")
    form = OriginalForm(*sent_form(request))
    if form.is_valid():
        kind, file = Attachment.Kind.SUGGESTION, form.cleaned_data["original"]
        row = attachments.store_attachment(file, suggestion=case.suggestion, case=None, kind=kind, user=request.user)
        with kept(form):
            new = add_original(case, request.user, row)
            messages.success(request, f"已补充“{row.name}”。" if new else "这份原件已经有了，没有再收。")
            return redirect(reverse("case_tab", args=[case.pk, "suggestion"]))
    return show_form(request, "replies/originals/add.html", case, form)


@login_required
@require_safe
def original_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One file by itself, as large as the window."""
    row = find_attachment(request.user, pk)
    return render(request, "replies/originals/original.html", {"one": show_original(row), "row": row})


@login_required
@require_safe
def original_picture(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One page of it. Fetched when it comes into sight."""
    content, kind = picture_of(find_attachment(request.user, pk), number)
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return response
