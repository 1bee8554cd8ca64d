"""The way to a deputy who has not answered: each attempt, and what it came to."""

from django.db import models
from django.db.models import Q

from proposals.models import Deputy, User
from replies.models.reply import Reply


class Attempt(models.Model):
    """One attempt to hear what a deputy thinks of the reply. A `conclusion` says that there will be no answer, and
    why; the newest attempt is the one that counts, until the deputy answers after all."""

    class Way(models.TextChoices):
        CALL = "电话", "电话"
        MESSAGE = "微信", "微信或短信"
        VISIT = "上门", "上门"
        POST = "信函", "信函"

    class Outcome(models.TextChoices):
        MISSED = "未联系上", "没有联系上"
        LATER = "以后再填", "代表说以后再填"
        DECLINED = "不愿签", "代表不愿填写或签名"
        NO_WORD = "无回音", "期满没有回音"

    class Conclusion(models.TextChoices):
        REFUSED = "拒签", "拒签"
        UNREACHED = "联系不上", "联系不上"
        SILENT = "未反馈", "未反馈"

    key = models.UUIDField(unique=True, editable=False)  # of the form: sent twice, it is one attempt
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="attempts")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="+", verbose_name="代表")
    on = models.DateField("日期")
    way = models.CharField("方式", max_length=2, choices=Way)
    outcome = models.CharField("结果", max_length=4, choices=Outcome)
    note = models.CharField("经过", max_length=300)
    conclusion = models.CharField("结论", max_length=4, choices=Conclusion, blank=True)
    is_current = models.BooleanField("算数", default=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见的联系"
        ordering = ["reply_id", "deputy", "on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="attempt_one_current", fields=["reply", "deputy"], condition=Q(is_current=True)
            ),
            models.CheckConstraint(name="attempt_way_known", condition=Q(way__in=["电话", "微信", "上门", "信函"])),
            models.CheckConstraint(
                name="attempt_outcome_known", condition=Q(outcome__in=["未联系上", "以后再填", "不愿签", "无回音"])
            ),
            models.CheckConstraint(
                name="attempt_concludes_what_it_came_to",
                condition=Q(conclusion="") & ~Q(outcome="无回音")
                | Q(conclusion="未反馈", outcome="无回音")
                | Q(conclusion="拒签", outcome="不愿签")
                | Q(conclusion="联系不上", outcome="未联系上"),
            ),
            models.CheckConstraint(name="attempt_is_told", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} {self.on} {self.get_outcome_display()}"
