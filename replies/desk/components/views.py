"""The page of components, for who writes a page; it is there in the demo and nowhere else."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from proposals.request import StaffRequest
from replies.desk.components.samples import SAMPLES
from replies.desk.components.shown import sample_context


@login_required
@require_safe
def components_page(request: StaffRequest) -> HttpResponse:
    """Every component with its states and what one writes for it."""
    if not settings.DEMO:
        raise Http404
    return render(request, "replies/desk/components/page.html", {"groups": SAMPLES, **sample_context()})
