"""试印样张, for the administrator who looks after the unit."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from proposals.administration.access import administered_units, must_administer
from proposals.models import Role, Unit
from proposals.request import StaffRequest
from replies.pages import pdf_response
from replies.prints.samples import print_sample

MOST_DIGITS = 9


@login_required
@require_safe
def sample_file(request: StaffRequest) -> HttpResponse:
    """The four copies of the unit that the address names (`unit`), two-sided with `duplex`; without it of the
    administrator's own."""
    must_administer(request.user, "试印", Role.ADMIN)
    said = request.GET.get("unit", str(request.user.unit_id))
    pk = int(said) if said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS else 0
    units = Unit.objects.filter(administered_units(request.user, Role.ADMIN), is_active=True)
    unit = get_object_or_404(units, pk=pk)
    return pdf_response(
        request, print_sample(unit, duplex="duplex" in request.GET), f"试印样张-{unit.short_name}.pdf"
    )
