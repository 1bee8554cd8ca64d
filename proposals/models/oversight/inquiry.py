"""询问: what a 专门委员会 asks a unit about a case of its fields (SH 25)."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models.case import Case
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import Unit, User


class InquiryQuerySet(KeptPrefetches["Inquiry"]):
    def waiting(self) -> Self:
        """Those that the unit has not answered."""
        return self.filter(answered_at=None)


class Inquiry(models.Model):
    """询问: a committee asks the unit about a case, to be answered by a day. Asked once (`key` is the form's) and
    answered once; both stand in the record of the case."""

    key = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="inquiries", verbose_name="办理件")
    committee = models.ForeignKey(Unit, models.PROTECT, related_name="inquiries", verbose_name="专门委员会")
    text = models.TextField("询问", max_length=1_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="询问人")
    at = models.DateTimeField("询问时间")
    answer_due = models.DateField("请在哪一天前答复")
    answer = models.TextField("答复", max_length=2_000, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "询问"
        ordering = ["case_id", "at", "pk"]
        indexes = [models.Index(name="inquiry_unanswered", fields=["answered_at", "answer_due"])]
        constraints = [
            models.CheckConstraint(name="inquiry_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="inquiry_answer_is_whole",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.committee}询问"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    def is_late(self, today: dt.date) -> bool:
        """Whether its day is past and nothing is answered."""
        return self.is_open and self.answer_due < today
