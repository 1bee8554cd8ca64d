"""The limits (期限) of law and rules, as rows an office can correct."""

from django.db import models
from django.db.models import Q

from proposals.models.suggestion import Kind, chinese_number


class Limit(models.Model):
    """How long a step may take, and by which rule. A row without a kind holds for 建议 and 提案 alike; one with a
    kind goes before it. Seeded with the law's (migration 0006); `source` is shown to whoever asks why a date is
    what it is."""

    class Step(models.TextChoices):
        REPLY = "reply", "答复"
        WIDE = "wide", "涉及面广、处理难度大的答复"
        AGAIN = "again", "再次答复"
        EXTEND = "extend", "延期，从原期限起最多再"
        HELP = "help", "会办意见"
        RETURN = "return", "申请退办"
        HAND_OVER = "hand_over", "闭会期间建议的交办"
        PUBLISH = "publish", "公开答复"

    class Measure(models.TextChoices):
        MONTHS = "months", "个月"
        WORKING_DAYS = "working_days", "个工作日"

    step = models.CharField("环节", max_length=10, choices=Step)
    kind = models.CharField("限于", max_length=2, choices=Kind, blank=True)
    count = models.PositiveSmallIntegerField("数")
    measure = models.CharField("单位", max_length=12, choices=Measure)
    source = models.CharField("依据", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="limit_once", fields=["step", "kind"]),
            models.CheckConstraint(
                name="limit_step_known",
                condition=Q(step__in=["reply", "wide", "again", "extend", "help", "return", "hand_over", "publish"]),
            ),
            models.CheckConstraint(name="limit_kind_known", condition=Q(kind__in=["", *Kind.values])),
            models.CheckConstraint(name="limit_measure_known", condition=Q(measure__in=["months", "working_days"])),
            models.CheckConstraint(name="limit_in_bounds", condition=Q(count__range=(1, 99))),
            models.CheckConstraint(name="limit_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.term}"

    @property
    def name(self) -> str:
        """答复, or 答复（提案） where it holds for one kind only."""
        return f"{self.get_step_display()}{f'（{self.kind}）' if self.kind else ''}"

    @property
    def term(self) -> str:
        """三个月, 7个工作日."""
        if self.measure == self.Measure.MONTHS:
            return f"{'两' if self.count == 2 else chinese_number(self.count)}个月"
        return f"{self.count}个工作日"
