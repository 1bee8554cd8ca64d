"""What happened to a case: append-only, each row bound to the one before it."""

import datetime as dt
import hashlib
import json

from django.db import models
from django.db.models import Q

from proposals.models.case import Case
from proposals.models.journal.seal import Sealed
from proposals.models.people import BODIES, Deputy, Role, User
from proposals.models.states import Status

ALGORITHM = 1
LABEL_MOST = 60


ASKED_AS = "asked_as"  # of an answer to a body: which one asked, whose people are told
AGREED_WITH = "agreed_with"  # of what both bodies decided: the one that had agreed before, or that is refused
EXTENSION_DECIDED = "decide_extension"  # the action, with the request at data["extension"]
UNDOES = "undoes"  # of the event of an undoing: the number of the step it undid


class Event(Sealed):
    """One thing done, by whom, in what role. `from_status == to_status` where no state changed. Rows are
    written by perform() and record_event() of workflow only; triggers on both databases refuse UPDATE and DELETE
    (append_only.py)."""

    append_only = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey(Deputy, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=Role)
    action = models.CharField(max_length=40)
    label = models.CharField(max_length=LABEL_MOST)
    from_status = models.CharField(max_length=20, choices=Status)
    to_status = models.CharField(max_length=20, choices=Status)
    comment = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["case_id", "sequence"]
        constraints = [
            models.UniqueConstraint(name="event_sequence_once", fields=["case", "sequence"]),
            models.CheckConstraint(name="event_counts_from_one", condition=Q(sequence__gte=1)),
            models.CheckConstraint(name="event_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="event_actor_is_one",
                condition=Q(actor__isnull=False, deputy__isnull=True)
                | Q(actor__isnull=True, role__in=[Role.DEPUTY, Role.SYSTEM]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.sequence} {self.label}"

    @property
    def moved(self) -> bool:
        """Whether the step changed the state of the case."""
        return self.from_status != self.to_status

    @property
    def bodies(self) -> str:
        """The body that acted, or both that agreed: 区政府办公室. What a unit's office wrote down was decided by the
        district's; a refusal is the word of one."""
        name, other = self.case.suggestion.name_body, self.data.get(AGREED_WITH)
        own = name(self.role if self.role in BODIES else Role.DISTRICT)
        return f"{name(other)}、{own}" if other and "不同意" not in self.label else own

    def canonical(self) -> bytes:
        """What is hashed: every fact of the row and the hash before it, as JSON with sorted keys."""
        facts = {
            "algorithm": ALGORITHM,
            "case": self.case_id,
            "sequence": self.sequence,
            "at": self.at.astimezone(dt.UTC).isoformat(),
            "actor": self.actor_id,
            "deputy": self.deputy_id,
            "actor_name": self.actor_name,
            "role": self.role,
            "action": self.action,
            "label": self.label,
            "from": self.from_status,
            "to": self.to_status,
            "comment": self.comment,
            "data": self.data,
            "previous": self.previous_hash,
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def sealed_text(self) -> str:
        """Its hash, which is of all that it says and of the event before."""
        return self.hash

    def computed_hash(self) -> str:
        """The SHA-256 of canonical(), in hex: `hash` of a row nobody has changed."""
        return hashlib.sha256(self.canonical()).hexdigest()
