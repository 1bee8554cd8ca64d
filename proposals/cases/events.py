"""One line of a case's record, written: bound to the one before by its hash. Of a step by workflow alone."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from proposals.cases.access import Stale, roles_held_in, stood_in_for
from proposals.cases.locks import lock_case
from proposals.journal.enter import enter_after_commit
from proposals.models import Case, Deputy, Event, Role, User
from proposals.models.event import LABEL_MOST

# What an event keeps of a step that a stand-in took in the own name: for whom (代).
STOOD_IN_FOR = "stands_in_for"
# What it keeps of a step that the office took because no named person could: whose step it was, and why.
WHY_AT_OFFICE = "why_at_office"


@dataclass(frozen=True)
class Taken:
    """A step that is taken: all that its event says of it."""

    action: str
    label: str
    target: str
    user: User | None
    role: Role
    comment: str = ""
    deputy: Deputy | None = None
    absent: User | None = None
    at_office: str = ""


def append_event(now: Case, step: Taken, data: dict[str, Any] | None) -> Event:
    """Write the event after the last one of this locked case. Raises Stale where another came between."""
    user, label = step.user, step.label
    if step.absent:
        data = {**(data or {}), STOOD_IN_FOR: step.absent.name}
    if step.at_office:
        data = {**(data or {}), WHY_AT_OFFICE: step.at_office}
    event = Event(
        case=now,
        sequence=now.event_count + 1,
        at=timezone.now(),
        actor=user,
        deputy=None if user else step.deputy,
        actor_name=str(user or step.deputy or "系统"),
        role=step.role,
        action=step.action,
        label=label if len(label) <= LABEL_MOST else f"{label[: LABEL_MOST - 1]}…",
        from_status=now.status,
        to_status=step.target,
        comment=step.comment,
        data=json.loads(DjangoJSONEncoder().encode(data or {})),
        previous_hash=now.event_head,
    )
    event.hash = hashlib.sha256(event.canonical()).hexdigest()
    event.save(force_insert=True)
    changed = Case.objects.filter(pk=now.pk, event_count=now.event_count).update(
        event_count=event.sequence, event_head=event.hash
    )
    if changed != 1:
        raise Stale(f"这件{now.suggestion.kind}刚刚有了新的记录，请刷新后再办。您刚才的操作没有执行。")
    enter_after_commit()
    return event


def record_event(
    case: Case,
    user: User | None,
    action: str,
    label: str,
    *,
    role: Role | None = None,
    comment: str = "",
    data: dict[str, Any] | None = None,
    deputy: Deputy | None = None,
    even_archived: bool = False,
) -> Event:
    """Write down something that changes no state: a contact, a delivery, a print. Needs a transaction around it.
    What the program does by itself goes on in an archived year."""
    now = lock_case(case.pk, even_archived=even_archived or (user is None and deputy is None))
    if role is None:
        held = roles_held_in(now, user) if user else set()
        role = next((r for r in (Role.HANDLER, Role.OFFICE, Role.LEADER, Role.DISTRICT) if r in held), Role.SYSTEM)
    absent = stood_in_for(now, user, role) if user else None
    return append_event(now, Taken(action, label, now.status, user, role, comment, deputy, absent), data)
