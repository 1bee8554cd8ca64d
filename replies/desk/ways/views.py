"""What the field in the head and Ctrl+K ask as one types."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from proposals.request import StaffRequest
from replies.desk.ways.places import find_places, read_key


@login_required
@require_safe
@never_cache
def find_ways(request: StaffRequest) -> JsonResponse:
    """Where these words lead, for this person, from the case at hand."""
    typed = request.GET.get("q", "")[:60].replace("\0", "")
    return JsonResponse({"groups": find_places(request, typed, read_key(request.GET.get("case", "")))})
