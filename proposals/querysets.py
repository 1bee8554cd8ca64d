"""Which cases a person may see, and which wait for that person."""

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from proposals.models import User


def _count(rows: models.QuerySet, relation: str) -> Coalesce:
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

    def for_terms(self) -> Self:
        """With what the date of the round in hand is counted from (terms.due_of), for many cases at once."""
        return self.select_related("suggestion__session", "unit").prefetch_related("replies", "extensions")

    def for_rows(self) -> Self:
        """With what a row says of the work as well (worklist.rows): of the drafts only the newest, no long text."""
        return (
            self.for_lists()
            .defer("suggestion__text")
            .prefetch_related(
                self._newest_drafts(),
                "replies__reviews",
                "replies__contacts",
                "replies__deliveries",
                "replies__feedback",
                "replies__wishes__deputy",
                "replies__attempts",
                "replies__promises",
                "extensions__notices",
                *self._consultations(),
            )
        )

    def for_page(self) -> Self:
        """With everything the page of a case shows, tab by tab, for one case."""
        return self.for_lists().prefetch_related(
            self._newest_drafts(),
            "suggestion__handlings__unit",
            "suggestion__attachments",
            "events",
            "supervisions__by",
            "supervisions__answered_by",
            "replies__signer",
            "replies__reviews__signer",
            "replies__reviews__draft",
            "replies__contacts__deputy",
            "replies__contacts__record",
            *self._consultations("scan", "enclosure", "asked_by"),
            "replies__consultations__reminders",
            "replies__deliveries__deputy",
            "replies__invitations",
            "replies__wishes__deputy",
            "replies__attempts__recorded_by",
            "replies__feedback__deputy",
            "replies__feedback__entered_by",
            "replies__feedback__scan",
            "replies__printed__printouts__by",
            "replies__printed__printouts__unit",
            "replies__printed__printouts__job__takings__by",
            "replies__promises__steps__by",
            "replies__promises__steps__proof",
            "replies__promises__carried_to",
            "extensions__notices__deputy",
            "extensions__asked_by",
            "extensions__decided_by",
        )

    def _newest_drafts(self) -> models.Prefetch:
        """The newest version of each round, where Reply.latest_draft looks for it."""
        replies = self.model._meta.get_field("replies").related_model
        drafts = replies._meta.get_field("drafts").related_model._default_manager.select_related("author")
        newer = drafts.filter(reply=models.OuterRef("reply"), number__gt=models.OuterRef("number"))
        return models.Prefetch("replies__drafts", drafts.filter(~models.Exists(newer)), to_attr="newest_drafts")

    def _consultations(self, *more: str) -> tuple[models.Prefetch | str, ...]:
        """会办 both ways, with the texts that agreements are compared with."""
        rows = self.model._meta.get_field("asked_through").related_model._default_manager
        return (
            "replies__signed_draft",
            models.Prefetch("replies__consultations", rows.select_related("unit", "draft", "kept_draft", *more)),
            models.Prefetch("asked_through", rows.select_related("draft", "enclosure", "reply__case__unit")),
            "asked_through__reminders",
        )

    def with_answers(self) -> Self:
        """With `asked`, how many deputies asked, `given`, how many answers stand in the open round, and `silent`, how
        many deputies are known not to answer."""
        own = self.model._base_manager.filter(pk=models.OuterRef("pk"))
        standing = own.filter(replies__closed_on__isnull=True, replies__feedback__is_current=True)
        concluded = {"replies__attempts__is_current": True, "replies__attempts__conclusion__gt": ""}
        silent = own.filter(replies__closed_on__isnull=True, **concluded)
        return self.annotate(
            asked=_count(own, "suggestion__sponsorships"),
            given=_count(standing, "replies__feedback"),
            silent=_count(silent, "replies__attempts"),
        )

    def with_wishes(self) -> Self:
        """The cases of which a deputy has asked something that is not settled yet."""
        asked = self.model._base_manager.filter(replies__wishes__made_at__isnull=False)
        return self.filter(pk__in=asked.filter(replies__wishes__settled_at__isnull=True).values("pk"))

    def with_extension_asked(self) -> Self:
        """The cases that ask for an extension the district office has not decided."""
        from proposals.models import Extension

        return self.filter(pk__in=Extension.objects.waiting().values("case"))

    def with_extension_untold(self) -> Self:
        """The cases with an extension that not every deputy has been told of."""
        from proposals.models import Extension

        return self.exclude(status="withdrawn").filter(pk__in=Extension.objects.untold().values("case"))

    def supervised(self) -> Self:
        """The cases with a 督办 that the unit has not answered yet."""
        asked = self.model._base_manager.filter(supervisions__isnull=False, supervisions__answered_at__isnull=True)
        return self.filter(pk__in=asked.values("pk"))

    def with_disputed_plan(self) -> Self:
        """The cases of which a deputy finds only the 方案 wanting: nothing to study, but the leader is to know."""
        said = {"replies__feedback__is_current": True, "replies__feedback__plan": "不满意"}
        rows = self.model._base_manager.filter(**said, replies__closed_on__isnull=True)
        content = ~Q(replies__feedback__result="不满意") & ~Q(replies__feedback__attitude="不满意")
        return self.filter(pk__in=rows.filter(content).values("pk"))

    def with_due(self) -> Self:
        """With `due_on`, the date the desk works to, to filter and order by."""
        return self.annotate(due_on=Coalesce("internal_due", "statutory_due"))

    def open(self) -> Self:
        from proposals.models.case import FINAL

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

    def by_promise(self) -> Self:
        """By the day of the nearest thing still owed of what was promised."""
        owed = Q(replies__promises__kept_on=None, replies__promises__carried_to=None)
        own = self.model._base_manager.filter(owed, pk=models.OuterRef("pk")).values("replies__promises__due_on")
        nearest = own.order_by("replies__promises__due_on")[:1]
        return self.annotate(owed_on=models.Subquery(nearest)).order_by("owed_on", "pk")

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
