"""共同主办: the material is handed in, and a 会签 is not waited for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from proposals.cases.access import must_be
from proposals.models import Case, Role
from proposals.request import StaffRequest
from proposals.web.pages import kept, show_form
from replies.consultations.forms import WaiveCosigningForm
from replies.consultations.hosts import WAIVERS, hand_in_material, waive_cosigning
from replies.models import Consultation


def _rows(pk: int, **visible: object) -> Consultation:
    rows = Consultation.objects.select_related("unit", "draft", "helping__unit", "reply__case__unit")
    return get_object_or_404(rows, pk=pk, **visible)


@login_required
@require_POST
def material_page(request: StaffRequest, pk: int) -> HttpResponse:
    """送承办材料: what is written goes to the leading unit."""
    asked = _rows(pk, helping__in=Case.objects.visible_to(request.user))
    host = asked.helping
    if host is None:
        raise Http404
    must_be(host, request.user, (Role.HANDLER,), "送承办材料")
    hand_in_material(asked, request.user)
    messages.success(request, f"承办材料已送{asked.reply.case.unit}。")
    return redirect(host)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waive_page(request: StaffRequest, pk: int) -> HttpResponse:
    """不再等待会签, with the reason: the bodies outside decide it."""
    asked = _rows(pk, cosigns=True, reply__case__in=Case.objects.visible_to(request.user))
    case = asked.reply.case
    must_be(case, request.user, WAIVERS, "决定不再等待会签", recorded=True)
    form = WaiveCosigningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            waive_cosigning(asked, request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"已决定不再等待{asked.unit}会签，主办单位可以签发。")
            return redirect("case_tab", case.pk, "consultations")
    return show_form(request, "replies/consultations/waive.html", case, form, consultation=asked)
