"""归档: a year whose cases are only read from now on."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear

from proposals.models.people import User


class ArchivedYear(models.Model):
    """The cases handed on in this year are not changed any more, until the year is opened again, for a reason that
    stays. Closed once more it has a row of its own."""

    year = models.PositiveSmallIntegerField("年度")
    reason = models.CharField("归档说明", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁归档的")
    at = models.DateTimeField("归档时间", auto_now_add=True)
    reopened_at = models.DateTimeField("重新打开的时间", null=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁重新打开的")
    reopened_for = models.CharField("为什么重新打开", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "归档的年度"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="archived_year_once", fields=["year"], condition=Q(reopened_at=None)),
            models.CheckConstraint(name="archived_year_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="archived_year_reopened_whole",
                condition=Q(reopened_at=None, reopened_by=None, reopened_for="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_for="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"


def in_archived_year(handed_on: str) -> Exists:
    """The condition that this day of a row lies in a year that is archived now."""
    return Exists(ArchivedYear.objects.filter(reopened_at=None, year=ExtractYear(OuterRef(handed_on))))
