"""What signed replies promised, and what became of it: the ledger (承诺台账)."""

import datetime as dt
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q

from proposals.calendar.workdays import PROMISE_SOON_DAYS
from proposals.models import Attachment, Case, User
from proposals.models.states import ENDED
from replies.models.draft import MOST_PROMISES, PROMISE_MOST
from replies.models.reply import Reply


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, user: User) -> Self:
        """The promises of the cases this person may open (they stand in signed replies)."""
        return self.filter(reply__case__in=Case.objects.visible_to(user).values("pk"))

    def open(self) -> Self:
        """Neither kept nor answered by a later reply."""
        return self.filter(kept_on=None, carried_to=None).exclude(reply__case__status__in=ENDED)

    def due(self, on: dt.date) -> Self:
        """Open, and the day is near or past: what a reminder is for."""
        return self.open().filter(due_on__lte=on + dt.timedelta(days=PROMISE_SOON_DAYS))

    def late(self, on: dt.date) -> Self:
        """Open, and the day is past."""
        return self.open().filter(due_on__lt=on)

    def changed(self) -> Self:
        """Whose day was moved at least once."""
        return self.exclude(due_on=F("promised_on"))

    def for_rows(self) -> Self:
        """With everything a row of the ledger shows, in a constant number of queries."""
        return self.select_related(
            "reply__case__suggestion__session", "reply__case__unit", "reply__case__handler", "carried_to"
        ).prefetch_related("reply__case__suggestion__sponsorships__deputy", "steps__by", "steps__proof")


class Promise(models.Model):
    """One thing a signed reply promised, by which day (SH 22). What was signed never changes; `due_on` is the day
    that stands now. It ends by being kept, or by the reply of a later round that speaks of it again."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="promises", verbose_name="答复")
    position = models.PositiveSmallIntegerField("第几项")
    item = models.CharField("承诺事项", max_length=PROMISE_MOST)
    promised_on = models.DateField("承诺完成日期")
    due_on = models.DateField("现在的完成日期")
    kept_on = models.DateField("兑现日期", null=True, blank=True)
    carried_to = models.ForeignKey(
        Reply, models.PROTECT, null=True, blank=True, related_name="carried", verbose_name="转入的答复"
    )

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承诺"
        ordering = ["reply_id", "position"]
        indexes = [models.Index(name="promise_by_day", fields=["kept_on", "carried_to", "due_on"])]
        constraints = [
            models.UniqueConstraint(name="promise_position_once", fields=["reply", "position"]),
            models.CheckConstraint(name="promise_counted", condition=Q(position__range=(1, MOST_PROMISES))),
            models.CheckConstraint(name="promise_has_item", condition=~Q(item="")),
            models.CheckConstraint(
                name="promise_ends_once", condition=Q(kept_on__isnull=True) | Q(carried_to__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}（{self.due_on}前）"

    @property
    def is_open(self) -> bool:
        return self.kept_on is None and self.carried_to_id is None

    @property
    def is_changed(self) -> bool:
        """Whether the day was moved since the reply was signed."""
        return self.due_on != self.promised_on

    @cached_property
    def untold(self) -> "PromiseStep | None":
        """The newest change of day, where the deputies have not been told of it."""
        steps = list(self.steps.all())
        changes = [row for row in steps if row.kind == PromiseStep.Kind.CHANGED]
        if not changes or changes[-1].told_on:
            return None
        told_after = any(row.kind == PromiseStep.Kind.TOLD and row.number > changes[-1].number for row in steps)
        return None if told_after else changes[-1]

    def days_late(self, on: dt.date) -> int:
        """Days past the current day: of a kept promise until it was kept, of an open one until `on`."""
        return max(((self.kept_on or on) - self.due_on).days, 0)

    def is_due(self, on: dt.date) -> bool:
        """Open, and the day is near or past."""
        return self.is_open and self.due_on <= on + dt.timedelta(days=PROMISE_SOON_DAYS)

    def state(self, on: dt.date) -> str:
        """Where it stands, in a word; lateness is read from the days and never stored."""
        if self.kept_on:
            return f"兑现，晚了{self.days_late(on)}天" if self.days_late(on) else "已兑现"
        if self.carried_to:
            return f"转入第{self.carried_to.round}次答复"
        if self.due_on < on:
            return f"逾期{self.days_late(on)}天"
        return "将到期" if self.is_due(on) else "进行中"


class PromiseStep(models.Model):
    """What happened to a promise, in its order. Rows are only added: number n+1 is written on top of n, and two
    people who both saw n meet at the unique constraint."""

    class Kind(models.TextChoices):
        KEPT = "kept", "兑现"
        CHANGED = "changed", "改期"
        TOLD = "told", "告知代表"
        UNDONE = "undone", "撤回兑现登记"

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("种类", max_length=7, choices=Kind)
    on = models.DateField("日期", help_text="兑现、改期或告知的那一天")
    said = models.TextField("情况", max_length=1_000, help_text="怎样兑现的，为什么改期，怎样告知的")
    new_on = models.DateField("改到", null=True, blank=True)
    told_on = models.DateField("告知代表的日期", null=True, blank=True)
    proof = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺的办理"
        ordering = ["promise_id", "number"]
        constraints = [
            models.UniqueConstraint(name="promise_step_once", fields=["promise", "number"]),
            models.CheckConstraint(name="promise_step_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="promise_step_has_words", condition=~Q(said="")),
            models.CheckConstraint(
                name="promise_step_whole",
                condition=Q(kind="changed", new_on__isnull=False)
                | Q(kind__in=["kept", "told", "undone"], new_on__isnull=True, told_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
