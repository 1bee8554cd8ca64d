"""How often something was tried, by whom: in the database, because several machines serve the same door."""

from django.db import models
from django.db.models import F, Q


class Pace(models.Model):
    """How often one door was tried by one name, address or person, and from when on it may be tried again. The
    subject is a keyed hash: neither names nor addresses stand here."""

    subject = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(default=0)
    counted_from = models.DateTimeField()
    free_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "试过的次数"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="pace_waits_forward", condition=Q(free_at__gte=F("counted_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.subject[:8]}：{self.times}"
