"""A code asked for with a telephone number, and how often one may ask."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

MOST_TRIES = 5


class EntryCode(models.Model):
    """Six digits asked for by a number. The row is the same whether a deputy has the number or not; the code itself
    is made when the message is handed over (mine/codes.py), and only its keyed hash is kept."""

    number = models.CharField("号码", max_length=20)
    code_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(name="entry_code_tried_so_often", condition=Q(tries__lte=MOST_TRIES)),
            models.CheckConstraint(name="entry_code_expires_later", condition=Q(expires_at__gt=F("made_at"))),
            models.CheckConstraint(name="entry_code_used_was_sent", condition=Q(used_at=None) | ~Q(code_hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.made_at} {self.number[-4:]}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be tried."""
        return self.used_at is None and self.tries < MOST_TRIES and timezone.now() < self.expires_at

    @property
    def tries_left(self) -> int:
        return MOST_TRIES - self.tries
