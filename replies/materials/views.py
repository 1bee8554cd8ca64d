"""材料: adding one to the folder of a case, and seeing the folder."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from proposals.cases.access import insiders_only
from proposals.cases.attachments import store_attachment
from proposals.models import Attachment, Case, Role
from proposals.models.administration.archive import is_archived, say_archived
from proposals.models.querysets import own_cases
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, sent_form, show_form
from replies.materials.actions import describe_material, remove_material
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
    office = request.user.has_role(Role.OFFICE, case.unit_id)
    return show_form(
        request,
        "replies/materials/materials.html",
        case,
        form,
        shown=shown,
        is_office=office,
        archived=say_archived(case) if is_archived(case) else "",
    )


@login_required
@require_POST
def take_material_away(request: StaffRequest, pk: int) -> HttpResponse:
    """移走."""
    cases = Case.objects.filter(own_cases(request.user))
    material = get_object_or_404(Attachment, pk=pk, kind=Attachment.Kind.MATERIAL, case__in=cases)
    remove_material(material, request.user)
    messages.success(request, f"已移走材料：{material.said}。")
    return redirect("replies:materials", material.case_id)
