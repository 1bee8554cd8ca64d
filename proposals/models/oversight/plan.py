"""督办方案 and 督办报告 of a suggestion that a leader or a committee has taken up (领导领办, 重点督办; SH 25)."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from proposals.models.case import Attachment
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import BODIES, User
from proposals.models.suggestion import LedAs, Suggestion


class SupervisionPlanQuerySet(KeptPrefetches["SupervisionPlan"]):
    def standing(self) -> Self:
        """Of the marks that the suggestions have now."""
        return self.filter(led_as=F("suggestion__led_as"), led_by=F("suggestion__led_by"))


class SupervisionPlan(models.Model):
    """How a suggestion is supervised under one mark, and what came of it. Written and changed by a body until the
    report; each change stands in the record of every unit's case. Where the mark is taken away or becomes another
    one, the plan stays with the old one. `version` counts the writings."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="supervision_plans", verbose_name="建议")
    led_as = models.CharField("标记", max_length=4, choices=LedAs)
    led_by = models.CharField("谁领办、督办", max_length=40)
    text = models.TextField("督办方案", max_length=3_000)
    starts = models.DateField("从哪一天")
    ends = models.DateField("到哪一天")
    body = models.CharField("制定的机构", max_length=10, choices=[(one.value, one.label) for one in BODIES])
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="制定人")
    at = models.DateTimeField("制定时间", default=timezone.now)
    version = models.PositiveSmallIntegerField(default=1)
    report = models.TextField("督办报告", max_length=10_000, blank=True)
    report_file = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告附件"
    )
    reported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告人"
    )
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)

    objects = SupervisionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办方案"
        ordering = ["suggestion_id", "pk"]
        constraints = [
            models.UniqueConstraint(name="plan_once_a_mark", fields=["suggestion", "led_as", "led_by"]),
            models.CheckConstraint(
                name="plan_is_of_a_mark", condition=Q(led_as__in=["领导领办", "重点督办"]) & ~Q(led_by="")
            ),
            models.CheckConstraint(name="plan_has_text", condition=~Q(text="")),
            models.CheckConstraint(name="plan_ends_after_start", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(name="plan_body_known", condition=Q(body__in=BODIES)),
            models.CheckConstraint(
                name="plan_report_is_whole",
                condition=Q(report="", report_file=None, reported_by=None, reported_at=None)
                | (~Q(report="") & Q(reported_by__isnull=False, reported_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion}：{self.led_as}"

    @property
    def made_by(self) -> str:
        """The body that wrote it: 区政府办公室, 代表工作机构."""
        return self.suggestion.name_body(self.body)

    def is_late(self, today: dt.date) -> bool:
        """Whether its last day is past and nothing is reported."""
        return self.reported_at is None and self.ends < today


def standing_plan(suggestion: Suggestion) -> SupervisionPlan | None:
    """The plan of the mark that the suggestion has now."""
    mark = (suggestion.led_as, suggestion.led_by)
    return next((one for one in suggestion.supervision_plans.all() if (one.led_as, one.led_by) == mark), None)
