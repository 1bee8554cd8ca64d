"""What a case still owes of what its signed replies promised (SH 22). The promises belong to the other app; the
relation is all that is used of them here."""

from typing import Any

from django.utils import timezone

from proposals.models import Handling, Status


def due_promises(case: Handling) -> list[Any]:
    """What is due or about to be once the case is closed, the nearest first."""
    if case.status != Status.CLOSED:
        return []
    today = timezone.localdate()
    owed = [one for reply in case.replies.all() for one in reply.promises.all() if one.is_due(today)]
    return sorted(owed, key=lambda one: one.due_on)


def said(case: Handling) -> str:
    """The same in a line of a list, "" when nothing is due."""
    owed = due_promises(case)
    if not owed:
        return ""
    return f"兑现承诺：{owed[0].item}" + (f"，另有{len(owed) - 1}项" if len(owed) > 1 else "")
