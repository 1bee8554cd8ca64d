"""Who registered a suggestion, and who therefore may correct or void it."""

from typing import Any

from django.db.models import QuerySet

from proposals.models import Case, Event, Membership, Role, Status, Suggestion, User
from proposals.models.kept.rows import fetch_rows, fetch_values

HAND_OVER = "hand_over"
REGISTRARS = (Role.DISTRICT, Role.OFFICE)


def registered_by(suggestion: Suggestion) -> str:
    """The role in which it was registered: the district office's, an office's own, or the system's (a command)."""
    made = fetch_values(_write_registered, of=[suggestion.pk])
    return str(made[0][0]) if made else str(Role.SYSTEM)


def _write_registered() -> QuerySet[Event, Any]:
    made = Event.objects.filter(case__suggestion=-1, action=HAND_OVER, sequence=1).order_by("pk")
    return made.values_list("role")[:1]


def _has_district_people() -> bool:
    """Whether anybody works as the district office here, who could correct it. access.has_district_office asks less:
    whether the office takes part, with or without people."""
    held = Membership.objects.filter(role=Role.DISTRICT, is_active=True, unit__is_active=True, user__is_active=True)
    return held.exists()


def _write_standing() -> QuerySet[Case, Case]:
    rows = Case.objects.filter(suggestion=-1).exclude(status__in=(Status.RETURNED, Status.VOID))
    return rows.select_related("unit")


def why_not_registrar(suggestion: Suggestion, user: User) -> str:
    """Why this person may not change what was registered, or "". The district office may at any time; a unit's office
    what it registered for its own unit, until somebody signs for it (where nobody is above it, later too)."""
    if user.has_role(Role.DISTRICT):
        return ""
    if registered_by(suggestion) == Role.DISTRICT:
        return "这一件由区政府办公室登记，请区政府办公室办"
    cases = fetch_rows(_write_standing, of=[suggestion.pk])
    if not cases:
        return "这一件已经退办，请区政府办公室办"
    if others := [str(case.unit) for case in cases if not user.has_role(Role.OFFICE, case.unit_id)]:
        return f"这一件也由{'、'.join(others)}承办，请区政府办公室办"
    taken = any(case.status != Status.AWAITING_RECEIPT and not case.finished_before for case in cases)
    if taken and _has_district_people():
        return "这一件已经签收，请区政府办公室办"
    return ""
