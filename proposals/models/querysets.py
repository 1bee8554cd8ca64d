"""Which cases a person may see, and which wait for that person."""

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from proposals.models.people import Role, User
from proposals.models.rounds import plugged_rounds
from proposals.models.states import FINAL

if TYPE_CHECKING:
    from proposals.models.case import Case


def count_related(rows: models.QuerySet["Case"], relation: str) -> Coalesce:
    """How many rows of that relation the one row of `rows` has, as an annotation."""
    counted = rows.order_by().values("pk").annotate(n=models.Count(relation)).values("n")
    return Coalesce(models.Subquery(counted), 0, output_field=models.IntegerField())


def as_number(typed: str) -> str:
    """A case number as it is kept: three digits at least, letters large."""
    plain = unicodedata.normalize("NFKC", typed).strip().removeprefix("第").removesuffix("号").upper()
    return plain.zfill(3) if plain.isdecimal() and plain.isascii() else plain


def by_number(to_case: str = "") -> tuple[str, ...]:
    """How cases stand in a register: the newest session first, the two bodies apart, then by number. `to_case` is the
    path of a relation that leads to the case."""
    asked = f"{to_case}suggestion__"
    session = (f"-{asked}session__term", f"-{asked}session__meeting", f"{asked}session__body")
    return (*session, f"{asked}number", "pk")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The cases this person may open. The district office sees every case; a unit's people see the unit's
        own; the deputies' working body sees a case once it has been answered."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.DISTRICT):
            return self
        seen = Q(unit__in=user.units_as(Role.OFFICE, Role.HANDLER, Role.LEADER))
        if kinds := user.studies():
            seen |= Q(answered_on__isnull=False, suggestion__kind__in=kinds)
        return self.filter(pk__in=self.model._base_manager.filter(seen).values("pk"))

    def for_lists(self) -> Self:
        """With everything a row of a list shows, in a constant number of queries."""
        return self.select_related("suggestion__session", "unit", "handler").prefetch_related(
            "suggestion__sponsorships__deputy", *plugged_rounds().prefetch
        )

    def for_terms(self) -> Self:
        """With what the date of the current round is counted from (due_date.due_of), for many cases at once."""
        return self.select_related("suggestion__session", "unit").prefetch_related(
            *plugged_rounds().prefetch, "extensions"
        )

    def supervised(self) -> Self:
        """The cases with a 督办 that the unit has not answered yet."""
        asked = self.model._base_manager.filter(supervisions__isnull=False, supervisions__answered_at__isnull=True)
        return self.filter(pk__in=asked.values("pk"))

    def with_due(self) -> Self:
        """With `due_on`, the date the desk works to, to filter and order by."""
        return self.annotate(due_on=Coalesce("internal_due", "statutory_due"))

    def open(self) -> Self:

        return self.exclude(status__in=FINAL)

    def by_urgency(self, today: dt.date) -> Self:
        """Due today, overdue, then by days left; last where no clock runs. Needs with_due."""
        runs = Q(delivered_on__isnull=True)
        place = models.Case(
            models.When(runs & Q(due_on=today), then=0),
            models.When(runs & Q(due_on__lt=today), then=1),
            models.When(runs, then=2),
            default=3,
        )
        return self.order_by(place, "due_on", "pk")

    def due_in(self, when: str, today: dt.date) -> Self:
        """Narrowed to late, soon (a week), running or answered; all for any other word."""
        soon = {"due_on__range": (today, today + dt.timedelta(days=7))}
        running = self.open().with_due().filter(delivered_on__isnull=True)
        if when == "late":
            return running.filter(due_on__lt=today)
        if when == "soon":
            return running.filter(**soon)
        if when == "running":
            return running
        return self.filter(delivered_on__isnull=False) if when == "answered" else self

    def numbered(self, typed: str) -> Self:
        """The cases of that number, typed as people type it: 70, 第070号, ０７０."""
        return self.filter(suggestion__number=as_number(typed))

    def overdue(self, on: dt.date) -> Self:
        """Not yet delivered to every deputy and past the date the desk works to."""
        return self.open().with_due().filter(delivered_on__isnull=True, due_on__lt=on)
