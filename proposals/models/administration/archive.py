"""归档: a year whose cases are only read from now on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from proposals.models.people import User

if TYPE_CHECKING:
    from proposals.models.case import Case  # whose rows are asked for it as they are fetched


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


def is_archived(case: "Case") -> bool:
    """Whether the case lies in a year that is archived now: as it was fetched, else asked once. This year is none."""
    known = getattr(case, "in_archive", None)
    if known is None:
        mark_archived([case])
    return bool(getattr(case, "in_archive"))  # noqa: B009 - of the query or of mark_archived, no field


def mark_archived(cases: "Iterable[Case]") -> None:
    """Know of all these cases at once which lie in an archived year: one query, none where all are of this year."""
    rows = list(cases)
    years = {one.handed_on.year for one in rows} - {timezone.localdate().year}
    found = ArchivedYear.objects.filter(reopened_at=None, year__in=years) if years else ArchivedYear.objects.none()
    archived = set(found.values_list("year", flat=True))
    for one in rows:
        one.in_archive = one.handed_on.year in archived  # type: ignore[attr-defined]  # as in_archived_year annotates


def say_archived(case: "Case") -> str:
    """Why a case of an archived year is not changed, and the way back."""
    way = "确要更正的，请区政府办公室在“归档”里写明原因重新打开。"
    return f"{case.handed_on.year}年已归档，只能看，不能再改。{way}"
