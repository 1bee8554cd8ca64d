"""专门委员会: the fields of suggestions that a committee follows (SH 25)."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from proposals.models.people import Unit, UnitKind, User


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
    """What a person's committees follow: categories, and the names under which they lead a 重点督办."""

    categories: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


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
    return Followed(frozenset(fields), frozenset(name for unit in seats.values() for name in committee_names(unit)))


def committee_names(unit: Unit) -> set[str]:
    """How a committee is named where it leads: 区人大城建环保委员会, 城建环保委员会, 城建环保委."""
    whole = {unit.name, unit.short_name}
    own = {name.rpartition("人大")[2] for name in whole}
    return {f"{name}员会" if name.endswith("委") and long else name for name in whole | own for long in (0, 1)} - {""}
