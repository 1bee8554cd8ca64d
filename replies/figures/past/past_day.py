"""The end of a day: what had happened by then. What has a day of its own (an answer delivered, a form signed, a talk
held) counts by it, no matter when it was entered; a decision or a step counts by the hour at which it was taken. What
was put right later counts as it was put right, for it says what was so."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from proposals.models import Event, Extension, Status
from replies.models import Feedback, Promise
from replies.models.promise import PromiseStep

FIRST_ROUND = 1
NEVER = dt.date(9000, 1, 1)


@dataclass(frozen=True)
class PastDay:
    """With `day` None everything counts that is there: as of now."""

    day: dt.date | None = None

    @property
    def _end(self) -> dt.datetime:
        """Its last instant."""
        return timezone.make_aware(dt.datetime.combine(self.day or NEVER, dt.time.max))

    def by_day(self, field: str) -> Q:
        """Of a date: on the day or before."""
        return Q(**{f"{field}__lte": self.day}) if self.day else Q()

    def by_hour(self, field: str) -> Q:
        """Of an instant: before the day ended."""
        return Q(**{f"{field}__lte": self._end}) if self.day else Q()

    def holds(self, on: dt.date | None) -> bool:
        """Whether there is such a day, and it had come."""
        return on is not None and (self.day is None or on <= self.day)

    def states(self, within: QuerySet[Any]) -> dict[int, str]:
        """The state of each case then; of those that no step had moved yet nothing."""
        if self.day is None:
            return {}
        moved = Event.objects.filter(self.by_hour("at"), case__in=within).exclude(from_status=F("to_status"))
        return dict(moved.order_by("case", "sequence").values_list("case", "to_status"))

    def state_of(self, status: str, then: str | None, *, finished_before: bool) -> str:
        """What stood on a case that has `status` now and had `then`, by its record."""
        if self.day is None or finished_before:
            return status
        return then or Status.AWAITING_RECEIPT

    def dues(self, within: QuerySet[Any]) -> dict[int, dt.date]:
        """The date of the first reply of those cases for which more time was granted afterwards."""
        if self.day is None:
            return {}
        later = Extension.objects.filter(case__in=within, outcome=Extension.Outcome.AGREED, round=FIRST_ROUND)
        rows = later.filter(decided_at__gt=self._end).order_by("-decided_at")
        return dict(rows.values_list("case", "from_due"))  # of several the first stands last

    def feedback(self, within: QuerySet[Any]) -> QuerySet[Feedback]:
        """Of each deputy and round the answer that stood."""
        rows = Feedback.objects.filter(reply__case__in=within)
        if self.day is None:
            return rows.filter(is_current=True)
        signed = self.by_day("signed_on")
        same = {"reply": OuterRef("reply"), "deputy": OuterRef("deputy"), "number__gt": OuterRef("number")}
        return rows.filter(signed).exclude(Exists(Feedback.objects.filter(signed, **same)))

    def promises(self, within: QuerySet[Any]) -> QuerySet[Promise]:
        """What was promised and not yet taken over by a later reply."""
        rows = Promise.objects.filter(reply__case__in=within)
        if self.day is None:
            return rows.filter(carried_to=None)
        signed = self.by_hour("reply__signed_at") | Q(reply__signed_at=None) & self.by_day("reply__finished_on")
        return rows.filter(signed).filter(Q(carried_to=None) | Q(carried_to__signed_at__gt=self._end))

    def days_promised(self, within: QuerySet[Any]) -> dict[int, dt.date]:
        """By promise, the day that stood before it was moved afterwards."""
        if self.day is None:
            return {}
        steps = PromiseStep.objects.filter(promise__reply__case__in=within, kind=PromiseStep.Kind.CHANGED)
        found: dict[int, dt.date] = {}
        moved: set[int] = set()
        rows = steps.order_by("promise", "number").values_list("promise", "new_on", "at", "promise__promised_on")
        for promise, new_on, at, first in rows:
            found.setdefault(promise, first)
            if at <= self._end and new_on:
                found[promise] = new_on
            else:
                moved.add(promise)
        return {promise: day for promise, day in found.items() if promise in moved}
