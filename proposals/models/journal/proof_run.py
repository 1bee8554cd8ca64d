"""Every run of verify_audit: when, how much it proved, how many things were wrong."""

from django.db import models
from django.db.models import F, Q

from proposals.models.people import User


class ProofRun(models.Model):
    """One run. `proved` says how many things of each kind, `faults` how many sentences it said, `said` these without
    what stands in the case; `number` and `hash` are the end of the journal then. `asked_by` pressed the button; None:
    the command, or the timer of each night."""

    append_only = True

    begun_at = models.DateTimeField("开始")
    at = models.DateTimeField("结束")
    is_fast = models.BooleanField("只核对链、触发器和行数")
    number = models.PositiveBigIntegerField("总账到第几笔", default=0)
    hash = models.CharField("末笔", max_length=64, blank=True)
    proved = models.JSONField("证明了多少", default=dict)
    faults = models.PositiveIntegerField("几处不对", default=0)
    said = models.TextField("哪里不对", blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="谁按的")

    class Meta:
        verbose_name = verbose_name_plural = "核对"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="proof_run_ends_after_begin", condition=Q(at__gte=F("begun_at"))),
            models.CheckConstraint(name="proof_run_says_what", condition=Q(faults=0) | ~Q(said="")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def total(self) -> int:
        """How many things it proved."""
        return sum(self.proved.values())
