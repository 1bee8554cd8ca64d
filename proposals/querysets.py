"""Which cases a person may see, and which wait for that person."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from proposals.models import User


class HandlingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The cases this person may open. The district office sees every case; a unit's people see the unit's
        own; the deputies' working body sees a case once it has been answered."""
        from proposals.models import Role
        from proposals.models.case import ANSWERED

        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.DISTRICT):
            return self
        seen = Q(unit__in=user.units_as(Role.OFFICE, Role.HANDLER, Role.LEADER))
        if kinds := user.studies():
            answered = Q(status__in=ANSWERED) | Q(replies__signed_at__isnull=False)
            seen |= answered & Q(suggestion__kind__in=kinds)
        return self.filter(pk__in=self.model._base_manager.filter(seen).values("pk"))

    def for_lists(self) -> Self:
        """With everything a row of a list shows, in a constant number of queries."""
        return self.select_related("suggestion__session", "unit", "handler").prefetch_related(
            "suggestion__sponsorships__deputy", "replies"
        )

    def with_due(self) -> Self:
        """With `due_on`, the date the desk works to, to filter and order by."""
        return self.annotate(due_on=Coalesce("internal_due", "statutory_due"))

    def open(self) -> Self:
        from proposals.models.case import FINAL

        return self.exclude(status__in=FINAL)

    def overdue(self, on: dt.date) -> Self:
        """Not yet delivered to every deputy and past the date the desk works to."""
        return self.open().with_due().filter(delivered_on__isnull=True, due_on__lt=on)
