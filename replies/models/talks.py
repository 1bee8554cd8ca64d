"""Talks on the way to a reply: with the deputies, and with other units (会办)."""

import uuid

from django.db import models
from django.db.models import Q

from proposals.models import Attachment, Deputy, Handling, Unit, User
from replies.models.reply import Reply


class Contact(models.Model):
    """A talk with one deputy in one round, or why there was none."""

    class Way(models.TextChoices):
        VISIT = "走访", "走访"
        MEETING = "座谈", "座谈"
        PHONE = "电话", "电话"
        WECHAT = "微信", "微信"
        NOT_WANTED = "不需走访", "代表提出不需走访"
        NOT_REACHED = "未能联系", "未能联系上"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="contacts")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="contacts", verbose_name="代表")
    way = models.CharField("方式", max_length=4, choices=Way)
    on = models.DateField("日期")
    staff = models.CharField("联系人员", max_length=60)
    summary = models.TextField("沟通情况", max_length=2_000)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "代表沟通"
        ordering = ["reply", "on", "id"]
        constraints = [
            models.CheckConstraint(
                name="contact_way_known",
                condition=Q(way__in=["走访", "座谈", "电话", "微信", "不需走访", "未能联系"]),
            ),
            models.CheckConstraint(name="contact_has_summary", condition=~Q(summary="")),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_way_display()} {self.deputy}"


class Consultation(models.Model):
    """We ask another unit (会办). `helping` is that unit's own case where it works in this installation; its
    signed opinion arrives here by itself, others are recorded from paper."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "等待答复"
        ANSWERED = "answered", "已答复"
        DROPPED = "dropped", "不再等待"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="consultations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="会办单位")
    helping = models.ForeignKey(Handling, models.PROTECT, null=True, blank=True, related_name="asked_through")
    question = models.TextField("请会办的问题", max_length=2_000, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField("请会办日期")
    due_on = models.DateField("希望答复日期")
    outcome = models.CharField("情况", max_length=8, choices=Outcome, default=Outcome.WAITING)
    answer = models.TextField("会办意见", max_length=20_000, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    dropped_reason = models.CharField("不再等待的原因", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "会办"
        ordering = ["reply", "asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="consultation_one_waiting", fields=["reply", "unit"], condition=Q(outcome="waiting")
            ),
            models.CheckConstraint(
                name="consultation_answer_is_whole",
                condition=(Q(outcome="waiting") & Q(answer="") & Q(answered_on__isnull=True))
                | (Q(outcome="answered") & ~Q(answer="") & Q(answered_on__isnull=False))
                | (Q(outcome="dropped") & ~Q(dropped_reason="")),
            ),
            models.CheckConstraint(
                name="consultation_due_not_before_asking", condition=Q(due_on__gte=models.F("asked_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.get_outcome_display()}"
