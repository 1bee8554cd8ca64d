"""A deputy's telephone: hidden but for its ends, shown in full at a press, which is written down."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from proposals.cases.access import must_be
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, User
from proposals.models.people import CASE_STAFF
from proposals.request import StaffRequest
from proposals.web.pages import find_case

SHOWN, SEE = "phones_shown", "see_phone"  # the session's own list; the action of the event


def phones_shown(request: HttpRequest) -> set[int]:
    """The deputies whose telephone this person has pressed open today."""
    kept: dict[str, str] = request.session.get(SHOWN, {})
    today = timezone.localdate().isoformat()
    return {int(pk) for pk, day in kept.items() if day == today}


@login_required
@require_POST
def show_phone(request: StaffRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """Show it on this person's pages until the day ends. The record says so once a day."""
    case = find_case(request, pk)
    must_be(case, request.user, CASE_STAFF, "看代表的电话", reads=True)
    deputy = get_object_or_404(case.suggestion.deputies, pk=deputy_pk)
    record_look(case, request.user, deputy)
    request.session[SHOWN] = {**request.session.get(SHOWN, {}), str(deputy.pk): timezone.localdate().isoformat()}
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(case.get_absolute_url()) else case.get_absolute_url())


def record_look(case: Case, user: User, deputy: Deputy) -> None:
    """Write it down on the case, once a day for each deputy; also where the case is only read any more."""
    today = timezone.localdate()
    seen = case.events.filter(actor=user, action=SEE, data__deputy=deputy.pk, at__date=today)
    with transaction.atomic():
        if not seen.exists():
            record_event(case, user, SEE, f"看了{deputy}的电话", data={"deputy": deputy.pk}, even_archived=True)
