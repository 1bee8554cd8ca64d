"""A letter of the unit that is no answer, as it went out."""

from django.db import models
from django.db.models import Q

from proposals.models import Case, Extension
from replies.models.promise import PromiseLetter, PromiseReport


class UnitLetter(models.Model):
    """What such a letter says, frozen when it goes out: 延期报告 when it is handed in (SH 19), 改期报告 when a leader
    signs it, 兑现告知函 and 更正告知函 when the first deputy has it (SH 22). Each later print reads this, whatever
    the unit, the bodies, the deputies and the title are called by then."""

    append_only = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="unit_letters", verbose_name="办理件")
    extension = models.OneToOneField(Extension, models.PROTECT, null=True, blank=True, related_name="kept_letter")
    report = models.OneToOneField(PromiseReport, models.PROTECT, null=True, blank=True, related_name="kept_letter")
    notice = models.OneToOneField(PromiseLetter, models.PROTECT, null=True, blank=True, related_name="kept_letter")
    facts = models.JSONField("写了什么")  # docs/case-format.md
    copies = models.JSONField("各份")  # of each its number, its place, the key of the deputy it is for or null
    part = models.CharField("名称", max_length=10)
    kept_at = models.DateTimeField("发出时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位发函"
        ordering = ["case_id", "kept_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="unit_letter_of_one_matter",
                condition=Q(extension__isnull=False, report=None, notice=None)
                | Q(extension=None, report__isnull=False, notice=None)
                | Q(extension=None, report=None, notice__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case}{self.part}"
