"""The words of a message as the office changed them, and the hours in which nobody is disturbed."""

import datetime as dt

from django.db import models
from django.db.models import Q

from proposals.models import User
from replies.models.messages.message import MessageKind

LONGEST = 500  # characters


class MessageTemplate(models.Model):
    """One version of the words of a kind; the newest counts, without one those of the program. Rows are only added:
    two people who both saw version n meet at the unique constraint. `text` "": the program's own words again."""

    append_only = True

    kind = models.CharField("什么事", max_length=11, choices=MessageKind)
    number = models.PositiveIntegerField("第几次修改")
    text = models.TextField("用语", max_length=LONGEST, blank=True)
    is_on = models.BooleanField("告知代表", default=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="修改人")
    at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "告知用语"
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(name="message_template_once", fields=["kind", "number"]),
            models.CheckConstraint(name="message_template_kind_known", condition=Q(kind__in=MessageKind.values)),
            models.CheckConstraint(name="message_template_counts_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（第{self.number}次修改）"


class QuietHours(models.Model):
    """夜间不打扰: from when to when nothing is sent; the newest row counts. The same hour twice: never quiet."""

    append_only = True

    number = models.PositiveIntegerField("第几次修改", unique=True)
    begins = models.TimeField("从几点起")
    ends = models.TimeField("到几点")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="修改人")
    at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "夜间不打扰"
        ordering = ["-number"]
        constraints = [models.CheckConstraint(name="quiet_hours_count_from_one", condition=Q(number__gte=1))]

    def __str__(self) -> str:
        over = "第二天" if self.begins > self.ends else ""
        return f"{self.begins:%H:%M}到{over}{self.ends:%H:%M}"

    def is_quiet(self, at: dt.time) -> bool:
        """Whether nothing is sent at that time of the day; the last minute is quiet no more."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends
