"""督办: what the district office asks of a unit about a case, and what the unit answers."""

from django.db import models
from django.db.models import Q

from proposals.models.case import Case
from proposals.models.people import User


class Supervision(models.Model):
    """督办单. Asked once (`key` is the form's), answered once; both stand in the case's record as well."""

    key = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions", verbose_name="办理件")
    text = models.TextField("督办意见", max_length=1_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督办人")
    at = models.DateTimeField("督办时间")
    answer_due = models.DateField("回复期限")
    answer = models.TextField("回复", max_length=2_000, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回复人"
    )
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["case_id", "at", "id"]
        indexes = [models.Index(name="supervision_unanswered", fields=["answered_at", "answer_due"])]
        constraints = [
            models.CheckConstraint(name="supervision_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="supervision_answer_is_whole",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 督办"
