"""撤销 of a step taken a moment ago: by the same person, before anything followed. The record keeps both."""

from typing import Any

from django.db import transaction

from proposals.cases.access import NotYours, Refused
from proposals.cases.locks import lock_case
from proposals.cases.record import standing_steps, step_to_undo, why_not_undone
from proposals.cases.workflow import perform
from proposals.models import Case, User
from proposals.models.event import UNDOES


def must_undo(case: Case, user: User, action: str, sequence: int) -> None:
    """Raise Refused where this step of the locked case cannot be undone by this person (any more)."""
    last = next(iter(standing_steps(case)[-1:]), None)
    if last and (last.action, last.sequence) == (action, sequence) and last.actor_id != user.pk:
        raise NotYours(f"这一步是{last.actor_name}办的，只有本人能撤销。")
    if reason := why_not_undone(case, user, action, sequence):
        raise Refused(f"{reason}。")


def undo_receipt(case: Case, user: User, sequence: int) -> None:
    """撤销签收: the case waits for its 签收 as before, with no day of receipt."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_undo(now, user, "sign_for", sequence)
        fields = {"received_on": None}

        def own(one: Case) -> dict[str, Any]:
            return {"data": {UNDOES: step_to_undo(one, "sign_for").sequence}, "fields": fields}

        perform(now, "undo_sign_for", user, data={UNDOES: sequence}, fields=fields, each=own)
    case.reload()
