"""What a case still owes beside its answer: what its signed replies promised (SH 22), an extension that is to be
decided or told (SH 19). The promises belong to the other app; the
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


def extension_to_tell(case: Handling) -> int:
    """How many deputies have not been told of an agreed extension (SH 19)."""
    if case.status == Status.WITHDRAWN:
        return 0
    to_tell = [one for one in case.extensions.all() if one.outcome == "agreed" and one.told_on is None]
    asked = case.suggestion.sponsorships.all()
    return sum(len(asked) - len(one.notices.all()) for one in to_tell)


def asks_extension(case: Handling) -> bool:
    """Whether the district office is to decide on an extension."""
    return case.clock_runs and any(one.outcome == "waiting" for one in case.extensions.all())


def said(case: Handling) -> str:
    """The same in a line of a list, "" when nothing is due."""
    owed = due_promises(case)
    if not owed:
        return ""
    return f"兑现承诺：{owed[0].item}" + (f"，另有{len(owed) - 1}项" if len(owed) > 1 else "")
