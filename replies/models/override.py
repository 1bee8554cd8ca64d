"""An error of the checker that its writer lets stand, with the reason."""

from django.db import models
from django.db.models import Q

from proposals.models import User
from replies.models.reply import Reply


class Override(models.Model):
    """Holds for one finding in the very words it was given for: once the sentence changes, it stands for nothing.
    Never changed, never deleted: what was let stand, by whom and why is read beside the reviews."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="overrides")
    finding = models.CharField(max_length=64)  # checking.key_of: the rule, the sentence and the place in it
    rule = models.CharField(max_length=40)
    words = models.CharField("原文", max_length=300, blank=True)
    message = models.CharField("检查的话", max_length=500)
    reason = models.CharField("不改的理由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "不改的理由"
        ordering = ["reply", "at", "id"]
        constraints = [
            models.UniqueConstraint(name="override_once", fields=["reply", "finding"]),
            models.CheckConstraint(name="override_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.message}（{self.reason}）"
