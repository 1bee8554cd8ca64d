"""Who registered a suggestion, and who therefore may correct or void it."""

from proposals.models import Event, Membership, Role, Status, Suggestion, User

HAND_OVER = "hand_over"
REGISTRARS = (Role.DISTRICT, Role.OFFICE)


def registered_by(suggestion: Suggestion) -> str:
    """The role in which it was registered: the district office's, an office's own, or the system's (a command)."""
    made = Event.objects.filter(case__suggestion=suggestion.pk, action=HAND_OVER, sequence=1).order_by("pk")
    return str(made.values_list("role", flat=True).first() or Role.SYSTEM)


def _has_district_people() -> bool:
    """Whether anybody works as the district office here, who could correct it. access.has_district_office asks less:
    whether the office takes part, with or without people."""
    held = Membership.objects.filter(role=Role.DISTRICT, is_active=True, unit__is_active=True, user__is_active=True)
    return held.exists()


def why_not_registrar(suggestion: Suggestion, user: User) -> str:
    """Why this person may not change what was registered, or "". The district office may at any time; a unit's office
    what it registered for its own unit, until somebody signs for it (where nobody is above it, later too)."""
    if user.has_role(Role.DISTRICT):
        return ""
    if registered_by(suggestion) == Role.DISTRICT:
        return "这一件由区政府办公室登记，请区政府办公室办"
    cases = list(suggestion.cases.exclude(status__in=(Status.RETURNED, Status.VOID)).select_related("unit"))
    if not cases:
        return "这一件已经退办，请区政府办公室办"
    if others := [str(case.unit) for case in cases if not user.has_role(Role.OFFICE, case.unit_id)]:
        return f"这一件也由{'、'.join(others)}承办，请区政府办公室办"
    taken = any(case.status != Status.AWAITING_RECEIPT and not case.finished_before for case in cases)
    if taken and _has_district_people():
        return "这一件已经签收，请区政府办公室办"
    return ""
