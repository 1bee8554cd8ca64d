"""What the watch over the server remembers: what comes by itself, when it came last; what was told of what."""

from django.db import models
from django.db.models import Q


class Pulse(models.Model):
    """That something that comes by itself was there, by its name: when it was last."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "上次运行"

    def __str__(self) -> str:
        return self.name


class WatchedMatter(models.Model):
    """What administrators were told of one matter that is watched (proposals.watch): `level` is the worst of it since
    it was last well, "" while nothing is told; `tellings` counts them. `well_since`: it looks well again, and is said
    to be so when it stays."""

    name = models.CharField(max_length=20, unique=True)
    level = models.CharField(max_length=7, blank=True)
    told_at = models.DateTimeField(null=True)
    well_since = models.DateTimeField(null=True)
    tellings = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "系统运行的提醒"
        constraints = [
            models.CheckConstraint(
                name="watched_matter_is_told",
                condition=Q(level__in=["", "soon", "failing"]) & (Q(level="") | Q(told_at__isnull=False)),
            ),
            models.CheckConstraint(name="watched_matter_well_once_told", condition=Q(well_since=None) | ~Q(level="")),
        ]

    def __str__(self) -> str:
        return self.name
