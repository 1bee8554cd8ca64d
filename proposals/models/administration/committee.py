"""专门委员会: the fields of suggestions that a committee follows (SH 25)."""

import re
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from proposals.models.people import Unit, UnitKind, User
from proposals.models.suggestion import LedAs, Suggestion


class CommitteeField(models.Model):
    """A category of suggestions (类别, as registered) that a committee follows."""

    committee = models.ForeignKey(Unit, models.PROTECT, related_name="committee_fields", verbose_name="专门委员会")
    category = models.CharField("类别", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "专门委员会的领域"
        ordering = ["committee_id", "category"]
        constraints = [
            models.UniqueConstraint(name="committee_field_once", fields=["committee", "category"]),
            models.CheckConstraint(name="committee_field_has_category", condition=~Q(category="")),
        ]

    def __str__(self) -> str:
        return f"{self.committee}：{self.category}"


@dataclass(frozen=True)
class Followed:
    """What a person's committees follow: categories, and the marks of a 重点督办 that name them, as they stand."""

    categories: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


def followed_by(user: User) -> Followed:
    """By the committees in which the person has a seat; read once a request, nothing of who has none."""
    if "followed" not in user.__dict__:
        user.__dict__["followed"] = _read(user)
    found: Followed = user.__dict__["followed"]
    return found


def _read(user: User) -> Followed:
    seats = {row.unit_id: row.unit for row in user.active_memberships if row.unit.kind == UnitKind.COMMITTEE}
    if not seats:
        return Followed()
    fields = CommitteeField.objects.filter(committee__in=seats).order_by().values_list("category", flat=True)
    marks = Suggestion.objects.filter(led_as=LedAs.KEY).order_by().values_list("led_by", flat=True).distinct()
    return Followed(
        frozenset(fields), frozenset(one for one in marks if any(is_named(unit, one) for unit in seats.values()))
    )


def committee_names(unit: Unit) -> set[str]:
    """How a committee may be named: 区人大城建环保委员会, 城建环保委员会, 城建环保委."""
    whole = {unit.name, unit.short_name}
    own = {name.rpartition("人大")[2] for name in whole}
    return {f"{name}员会" if name.endswith("委") and long else name for name in whole | own for long in (0, 1)} - {""}


BETWEEN = re.compile(r"[、，,；;（(\s]|和|与|会同")  # before the next who is named


def is_named(unit: Unit, led_by: str) -> bool:
    """Whether the committee is among those named, beside people or others too: 城建环保委员会、马骏副主任. One of
    another 人大 (市人大城建环保委) is another."""
    for name in committee_names(unit):
        for found in re.finditer(re.escape(name), led_by):
            before = BETWEEN.split(led_by[: found.start()])[-1]
            if "人大" not in before or unit.name.startswith(before) or _ends(unit, before):
                return True
    return False


def _ends(unit: Unit, before: str) -> bool:
    """Whether this is how the own 人大 is written, in full or short: 上海市宝山区人大, 宝山区人大, 区人大."""
    place = unit.name.rpartition("人大")[0]
    return before.endswith("人大") and place.endswith(before.removesuffix("人大"))


def committees_named(led_by: str) -> list[Unit]:
    """The committees of the place that a mark names."""
    rows = Unit.objects.filter(kind=UnitKind.COMMITTEE, is_active=True).order_by("pk")
    return [unit for unit in rows if is_named(unit, led_by)]
