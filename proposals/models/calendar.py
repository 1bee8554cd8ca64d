"""The working-day calendar, as rows an office can correct."""

from django.db import models


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
