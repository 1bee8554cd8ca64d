"""The 延期报告 on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from proposals.models import Extension
from proposals.request import StaffRequest
from replies.pages import pdf_response
from replies.prints.extension_letter import extension_letter_pdf
from replies.prints.issue import file_name


@login_required
@require_safe
def extension_letter_file(request: StaffRequest, pk: int) -> HttpResponse:
    """For anyone who may read the report."""
    found = get_object_or_404(Extension.objects.visible_to(request.user).for_rows(), pk=pk)
    return pdf_response(request, extension_letter_pdf(found), file_name(found.case, "延期报告"))
