"""材料: adding one to the folder of a case, and seeing the folder."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from proposals.cases.access import insiders_only
from proposals.cases.attachments import store_attachment
from proposals.models import Attachment
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, sent_form, show_form
from replies.materials.actions import describe_material
from replies.materials.folder import materials_of
from replies.materials.forms import MaterialForm
from replies.originals.shown import show_original


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def materials_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The folder of a case, each file seen in the page, and the form that adds to it."""
    case = find_case(request, pk)
    insiders_only(case, request.user, "办理材料")
    form = MaterialForm(*sent_form(request))
    if form.is_valid():
        said, file, kind = form.cleaned_data["said"], form.cleaned_data["file"], Attachment.Kind.MATERIAL
        row = store_attachment(file, suggestion=case.suggestion, case=case, kind=kind, user=request.user)
        with kept(form):
            describe_material(case, request.user, row, said)
            messages.success(request, f"已放进材料：{said}。")
            return redirect("replies:materials", case.pk)
    shown = [show_original(row) for row in materials_of(case, request.user)]
    return show_form(request, "replies/materials/materials.html", case, form, shown=shown)
