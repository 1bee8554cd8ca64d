"""更正登记 on the page of a case, also after 签收: dates by rounds and extensions."""

from collections.abc import Mapping

from django.db import transaction

from proposals.deadlines import due_date
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.fields import CorrectedField, FieldValue
from proposals.models import Event, Suggestion, User


def correct_by_hand(
    suggestion: Suggestion,
    changes: Mapping[CorrectedField, FieldValue],
    user: User,
    reason: str,
    *,
    seen: str | None = None,
) -> list[Event]:
    """correct_registration by who may now (rules.why_not_correct_late); an agreed extension stands."""
    return correct_registration(suggestion, changes, user, reason, recount=due_date.due_of, seen=seen)


def try_correction(
    suggestion: Suggestion,
    changes: Mapping[CorrectedField, FieldValue],
    user: User,
    reason: str,
    *,
    seen: str | None = None,
) -> None:
    """Raise what correct_by_hand would raise now, before anybody is asked to look at what it would do. Changes
    nothing."""
    with transaction.atomic():
        correct_by_hand(suggestion, changes, user, reason, seen=seen)
        transaction.set_rollback(True)
