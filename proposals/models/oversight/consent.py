"""What one body has agreed to while the other has not yet (where the place asks both)."""

from django.db import models
from django.db.models import Q

from proposals.formats.chinese import cn_date
from proposals.models.calendar import DECIDED, PlaceRule
from proposals.models.case import SHARE_LONGEST, Case
from proposals.models.people import BODIES, Role, Unit, User


class Consent(models.Model):
    """One body's 同意 of a matter that both decide, until the other has said its word (`ended_at`). It stands in the
    case's record as well. `until`: the day to which an extension was agreed; `unit`: the one to which a return
    would go on; `share`: of several in charge what that one would be in charge of."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents", verbose_name="办理件")
    matter = models.CharField("事项", max_length=12, choices=[(one.value, one.label) for one in DECIDED])
    body = models.CharField("同意的机构", max_length=10, choices=[(one.value, one.label) for one in BODIES])
    opinion = models.TextField("意见", max_length=2_000)
    until = models.DateField("同意延到", null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="同意改由")
    share = models.CharField("承办内容", max_length=SHARE_LONGEST, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间", auto_now_add=True)
    ended_at = models.DateTimeField("了结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一方的同意"
        ordering = ["case_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="consent_once_a_body", fields=["case", "matter", "body"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="consent_matter_known", condition=Q(matter__in=DECIDED)),
            models.CheckConstraint(name="consent_body_known", condition=Q(body__in=BODIES)),
            models.CheckConstraint(name="consent_has_words", condition=~Q(opinion="")),
            models.CheckConstraint(
                name="consent_day_is_of_an_extension",
                condition=Q(until=None) | Q(matter=PlaceRule.Question.EXTEND),
            ),
            models.CheckConstraint(
                name="consent_unit_is_of_a_return",
                condition=Q(unit=None) | Q(matter=PlaceRule.Question.RETURN),
            ),
            models.CheckConstraint(name="consent_share_is_of_a_unit", condition=Q(share="") | Q(unit__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.who}同意{self.get_matter_display()}"

    @property
    def who(self) -> str:
        """The body as it is called: 区政府办公室, 代表工作机构."""
        return self.case.suggestion.name_body(Role(self.body))

    @property
    def to_what(self) -> str:
        """What was agreed to beyond the matter itself: 延到2026年8月3日; ，改由区房管局办理."""
        if self.until:
            return f"延到{cn_date(self.until)}"
        part = f"（承办“{self.share}”）" if self.share else ""
        return f"，改由{self.unit}办理{part}" if self.unit else ""
