"""补充原件: an original that came later belongs to the suggestion; every unit that handles it sees it."""

from django.db import transaction

from proposals.cases.access import must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Attachment, Case, Role, Status, User

KEEPERS = (Role.OFFICE, Role.HANDLER, Role.DISTRICT)
ADDED = "original"


def add_original(case: Case, user: User, original: Attachment) -> bool:
    """Record it in every unit's case, in any state. Returns whether it is new; the same file again changes
    nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_be(now, user, KEEPERS, "补充原件")
        rows = Case.objects.filter(suggestion=now.suggestion_id).exclude(status=Status.VOID).order_by("pk")
        told = [one for one in rows if not one.events.filter(action=ADDED, data__sha256=original.sha256).exists()]
        data = {"sha256": original.sha256, "name": original.name}
        for one in told:
            record_event(one, user, ADDED, "补充建议原件", comment=original.name, data=data)
    return bool(told)
