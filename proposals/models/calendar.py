"""The working-day calendar, as rows an office can correct."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from proposals.models.case import Handling
from proposals.models.people import User


class CalendarDay(models.Model):
    """One exception to the ordinary week, from the State Council's yearly notice (国务院办公厅节假日安排通知):
    a holiday that falls on a weekday, or a weekend day made a working day (调休)."""

    date = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("上班")
    name = models.CharField("事由", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {'上班' if self.is_working else '放假'}"


class CalendarChange(models.Model):
    """One change of the calendar or of a limit, with what it did: append-only by use. `number` counts them, so that
    two people who both saw n meet at the constraint; `key` makes a form sent twice one change."""

    number = models.PositiveIntegerField("序号", unique=True)
    key = models.UUIDField(unique=True, editable=False)
    what = models.TextField("改了什么")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="改动人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历和期限的改动"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(name="calendar_change_says_what", condition=~Q(what="") & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次改动"

    def get_absolute_url(self) -> str:
        return reverse("calendar_change", args=[self.pk])


class MovedCase(models.Model):
    """A case whose date a change moved."""

    change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="moved")
    case = models.ForeignKey(Handling, models.PROTECT, related_name="+")
    old_due = models.DateField("原期限")
    new_due = models.DateField("新期限")
    dropped = models.DateField("不再适用的区内期限", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "随日历改动的期限"
        ordering = ["change", "pk"]
        constraints = [
            models.UniqueConstraint(name="moved_case_once_a_change", fields=["change", "case"]),
            models.CheckConstraint(name="moved_case_moved", condition=~Q(old_due=F("new_due"))),
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.old_due} → {self.new_due}"
