"""What signed replies promised, and what became of it: the ledger (承诺台账), and what the deputies
get of it in writing."""

import datetime as dt
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q

from proposals.calendar.workdays import PROMISE_SOON_DAYS
from proposals.formats.step_words import name_act
from proposals.models import Attachment, Case, Deputy, Role, User
from proposals.models.approval import USUAL, ApprovalPlan, ApprovalStep
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.states import ENDED
from replies.models.attempt import Delivery
from replies.models.draft import MOST_PROMISES, PROMISE_MOST
from replies.models.reply import Reply

STEPS_SHOWN = (
    "steps__by",
    "steps__proof",
    "steps__letter__deliveries__deputy",
    "steps__letter__deliveries__by",
)  # what the ledger says of them


class PromiseQuerySet(KeptPrefetches["Promise"]):
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
        ).prefetch_related("reply__case__suggestion__sponsorships__deputy", *STEPS_SHOWN, "reports")


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

    @property
    def letters(self) -> "list[PromiseLetter]":
        """What was written to the deputies of it, the oldest first."""
        return [one.paper for one in self.steps.all() if one.paper]

    @property
    def misled(self) -> list[Deputy]:
        """Who has in writing that it was kept while it is not, and nothing yet that sets it right; nobody who is no
        longer a deputy. The ledger stays the record of what was sent and of what was so."""
        if self.kept_on:
            return []
        last = {row.deputy_id: one.step.kind for one in self.letters for row in one.deliveries.all()}
        asked = self.reply.case.suggestion.asked_deputies
        return [one for one in asked if last.get(one.pk) == PromiseStep.Kind.KEPT]

    @property
    def report_now(self) -> "PromiseReport | None":
        """The report that is on its way."""
        return next((one for one in self.reports.all() if one.is_open), None)

    @property
    def signed_reports(self) -> "list[PromiseReport]":
        return [one for one in self.reports.all() if one.state == PromiseReport.State.SIGNED]

    def day_before(self, step: "PromiseStep | None") -> dt.date:
        """The day that stood before this step; the one that stands, without one."""
        if step is None:
            return self.due_on
        moved = [one.new_on for one in self.steps.all() if one.new_on and one.number < step.number]
        return moved[-1] if moved else self.promised_on

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

    @property
    def is_undoing(self) -> bool:
        return self.kind == self.Kind.UNDONE

    @property
    def paper(self) -> "PromiseLetter | None":
        """The letter that tells the deputies of it."""
        return getattr(self, "letter", None)


class PromiseReport(models.Model):
    """改期报告 (SH 22): why a promise cannot be kept by its day, written to the deputies, signed by a leader through
    the unit's steps of review, copied to both bodies. The day changes with the signature, which adds the
    step."""

    class State(models.TextChoices):
        CHECKING = "checking", "审核中"
        SIGNING = "signing", "待签发"
        BACK = "back", "退回修改"
        SIGNED = "signed", "已签发"
        DROPPED = "dropped", "不再报"

    key = models.UUIDField(unique=True, editable=False)
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="reports")
    seen = models.PositiveSmallIntegerField("起草时台账有几步")
    new_on = models.DateField("改到")
    why = models.TextField("情况有什么变化", max_length=600)
    plan = models.TextField("已经做的和下一步", max_length=1_500)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    made_at = models.DateTimeField("起草时间", auto_now_add=True)
    state = models.CharField("情况", max_length=8, choices=State)
    version = models.PositiveIntegerField(default=0)
    approval_plan = models.ForeignKey(ApprovalPlan, models.PROTECT, null=True, blank=True, related_name="+")
    approval_step = models.ForeignKey(ApprovalStep, models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    step = models.OneToOneField(PromiseStep, models.PROTECT, null=True, blank=True, related_name="report")

    class Meta:
        verbose_name = verbose_name_plural = "改期报告"
        ordering = ["promise_id", "-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="promise_report_one_open",
                fields=["promise"],
                condition=Q(state__in=["checking", "signing", "back"]),
            ),
            models.CheckConstraint(
                name="promise_report_state_known",
                condition=Q(state__in=["checking", "signing", "back", "signed", "dropped"]),
            ),
            models.CheckConstraint(name="promise_report_has_words", condition=~Q(why="") & ~Q(plan="")),
            models.CheckConstraint(
                name="promise_report_signed_whole",
                condition=Q(state="signed", signed_by__isnull=False, signed_at__isnull=False, step__isnull=False)
                | ~Q(state="signed") & Q(signed_by=None, signed_at=None, step=None),
            ),
            models.CheckConstraint(
                name="promise_report_signed_by_another",
                condition=Q(signed_by=None) | ~Q(signed_by=F("made_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise}改期报告"

    @property
    def waits_for(self) -> Role:
        """Whose turn it is in the unit: who handles the case, the office, a leader; those named are step_people."""
        if self.state == self.State.BACK:
            return Role.HANDLER
        leads = self.approval_step is not None and self.approval_step.taker == ApprovalStep.Taker.LEADER
        return Role.LEADER if leads or self.state == self.State.SIGNING else Role.OFFICE

    @property
    def step_people(self) -> list[User]:
        """Who is named at the step of the review at which it waits."""
        step = self.approval_step
        named = self.state == self.State.CHECKING and step and step.taker == ApprovalStep.Taker.PEOPLE
        return list(step.people.all()) if named and step else []

    @property
    def to_do(self) -> str:
        """What is to be done with it, in words: 核稿改期报告, 签发改期报告."""
        if self.state == self.State.BACK:
            return "按退回意见修改改期报告"
        if self.state == self.State.SIGNING:
            return "改期报告签发"
        return f"改期报告{name_act(self.approval_step.name) if self.approval_step else USUAL}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.SIGNING, self.State.BACK)

    @property
    def is_asked(self) -> bool:
        """On its way, and still of use: what it would move is owed, and its case goes on."""
        return self.is_open and self.promise.is_open and self.promise.reply.case.status not in ENDED


class ReportVerdict(models.Model):
    """What was done with a report, in its order: sent up, passed, given back, signed."""

    append_only = True

    report = models.ForeignKey(PromiseReport, models.PROTECT, related_name="verdicts")
    number = models.PositiveSmallIntegerField("序号")
    said = models.CharField("做了什么", max_length=30)
    opinion = models.TextField("意见", max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "改期报告的审核"
        ordering = ["report_id", "number"]
        constraints = [
            models.UniqueConstraint(name="report_verdict_once", fields=["report", "number"]),
            models.CheckConstraint(name="report_verdict_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="report_verdict_says_what", condition=~Q(said="")),
        ]

    def __str__(self) -> str:
        return f"{self.by}{self.said}"


class PromiseLetter(models.Model):
    """兑现告知函 (SH 22): the notice in writing that a promise was kept, for each deputy; 更正告知函, to those who
    have such a notice, that it was not. The kind is that of its step. Its words can be changed until the first deputy
    has it; of what was sent nothing is lost when the step is taken back."""

    step = models.OneToOneField(PromiseStep, models.PROTECT, related_name="letter")
    text = models.TextField("写给代表的话", max_length=1_500)
    number = models.CharField("发文字号", max_length=40, blank=True)
    on = models.DateField("落款日期")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "兑现告知函"
        ordering = ["step_id"]
        constraints = [models.CheckConstraint(name="promise_letter_has_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.step.promise}{self.name}"

    @property
    def corrects(self) -> bool:
        """Whether it sets right an earlier one."""
        return self.step.is_undoing

    @property
    def name(self) -> str:
        return "更正告知函" if self.corrects else "兑现告知函"

    @property
    def reached(self) -> list[Deputy]:
        """Who has it."""
        return [row.deputy for row in self.deliveries.all()]

    @property
    def is_taken_back(self) -> bool:
        """What it says was taken back in the ledger afterwards (已撤回)."""
        later = (one for one in self.step.promise.steps.all() if one.number > self.step.number)
        return not self.corrects and any(one.is_undoing for one in later)

    def left(self) -> list[Deputy]:
        """Whom it is for and has not reached; nobody who is no longer a deputy."""
        promise = self.step.promise
        if self.corrects:
            return promise.misled
        return [one for one in promise.reply.case.suggestion.asked_deputies if one not in self.reached]


class PromiseLetterDelivery(models.Model):
    """The letter reached one deputy."""

    letter = models.ForeignKey(PromiseLetter, models.PROTECT, related_name="deliveries")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="+", verbose_name="代表")
    on = models.DateField("送达日期")
    way = models.CharField("送达方式", max_length=2, choices=Delivery.Way)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "告知函送达"
        ordering = ["letter_id", "on", "id"]
        constraints = [
            models.UniqueConstraint(name="promise_letter_delivered_once", fields=["letter", "deputy"]),
            models.CheckConstraint(
                name="promise_letter_way_known", condition=Q(way__in=["当面", "邮寄", "微信", "邮件"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} {self.on}"
