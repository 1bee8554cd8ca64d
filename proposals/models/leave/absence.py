"""Who is away from a unit for a time, who stands in, and who therefore acts in which role."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import SEEING, Membership, Unit, User


class AbsenceQuerySet(KeptPrefetches["Absence"]):
    def lasting(self, on: dt.date) -> Self:
        """Those in which the person is away on that day."""
        return self.filter(Q(until=None) | Q(until__gte=on), starts__lte=on, ended_at=None)

    def ahead(self, on: dt.date) -> Self:
        """Those that last on that day or begin later."""
        return self.filter(Q(until=None) | Q(until__gte=on), ended_at=None)


class Absence(models.Model):
    """One person is away from one unit, from a day to a day (both included; an open end is None), and another one of
    the unit may stand in: with the roles of the absent one there, in the own name, with 代. Ended early, never
    deleted: the rows are the history. `key` makes a form that is sent twice one row."""

    class Reason(models.TextChoices):
        LEAVE = "休假", "休假"
        LENT = "借调", "借调"
        OTHER = "其他", "其他原因"

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="absences", verbose_name="单位")
    starts = models.DateField("从")
    until = models.DateField("至", null=True, blank=True)
    reason = models.CharField("原因", max_length=4, choices=Reason)
    stand_in = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stands_in", verbose_name="代办人"
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束人")
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)
    key = models.UUIDField(unique=True, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "离岗"
        ordering = ["-starts", "-id"]
        indexes = [models.Index(name="absence_by_unit", fields=["unit", "user", "starts"])]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(until=None) | Q(until__gte=F("starts"))
            ),
            models.CheckConstraint(name="absence_reason_known", condition=Q(reason__in=["休假", "借调", "其他"])),
            models.CheckConstraint(
                name="absence_stand_in_is_another", condition=Q(stand_in=None) | ~Q(stand_in=F("user"))
            ),
            models.CheckConstraint(
                name="absence_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.reason}"

    @property
    def days(self) -> str:
        """11月30日至12月11日; 从2027年1月4日起."""
        return days_in_words(self.starts, self.until)

    @property
    def ends(self) -> str:
        """至12月11日; "" for an open end."""
        return f"至{_without_year(self.until)}" if self.until else ""


def days_in_words(first: dt.date, last: dt.date | None) -> str:
    """11月30日至12月11日; of one day 11月30日; without a last day 从11月30日起. With the year where it is not
    this one, of the last day where it is not that of the first."""
    said = _without_year(first)
    if last is None:
        return f"从{said}起"
    if first == last:
        return said
    return f"{said}至{_without_year(last, first.year)}"


def _without_year(day: dt.date, known: int | None = None) -> str:
    """12月11日 of the year that is known (this year); 2027年1月4日 of another."""
    same = day.year == (known or timezone.localdate().year)
    return f"{day.month}月{day.day}日" if same else cn_date(day)


def able_members(*roles: str, on: dt.date | None = None) -> models.QuerySet[Membership]:
    """The roles that somebody can act in on that day (today), with `acts`: who does. That is the holder, or while the
    holder is away the stand-in, who must work in the unit and be there; a stand-in's own stand-in does not."""
    day = on or timezone.localdate()
    away = Absence.objects.lasting(day).order_by("pk")
    here = Membership.objects.filter(is_active=True, user__is_active=True, unit__is_active=True, role__in=SEEING)
    its_absence = away.filter(user=OuterRef("user"), unit=OuterRef("unit"))
    replaced = its_absence.filter(
        Exists(here.filter(user=OuterRef("stand_in"), unit=OuterRef("unit"))),
        ~Exists(away.filter(user=OuterRef("stand_in"), unit=OuterRef("unit"))),
    )
    acts = models.Case(
        models.When(~Exists(its_absence), then=F("user")),
        default=Subquery(replaced.values("stand_in")[:1]),
        output_field=models.IntegerField(),
    )
    return here.filter(role__in=roles).annotate(acts=acts).filter(acts__isnull=False)
