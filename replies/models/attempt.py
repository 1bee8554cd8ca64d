"""The way to a deputy who has not answered: each attempt, and what it came to."""

from django.db import models
from django.db.models import Q

from proposals.models import Deputy, User
from replies.models.reply import Reply


class Delivery(models.Model):
    """送达: the reply of a round reached one deputy. The last one stops the clock (代表法 51). `until`: by when an
    opinion is asked for, as the deputy was told then; a limit that is changed later leaves it. `silence`: what is to
    be done where the term is past (feedback/silence.py): a person reminds the deputy, or what the rule of the place
    made of it then; `silent_on`: since when that is known."""

    class Way(models.TextChoices):
        IN_PERSON = "当面", "当面送交"
        POST = "邮寄", "邮寄"
        WECHAT = "微信", "微信"
        MAIL = "邮件", "电子邮件"
        LINK = "网上", "代表打开链接"

    class Silence(models.TextChoices):
        REMIND = "remind", "先提醒一次"
        CLOSE = "close", "单位登记未反馈"
        BODY = "body", "由代表工作机构决定"

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="deliveries")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="+", verbose_name="代表")
    on = models.DateField("送达日期")
    way = models.CharField("送达方式", max_length=2, choices=Way)
    until = models.DateField("请代表提意见到")
    silence = models.CharField("期满怎样办", max_length=6, choices=Silence, blank=True)
    silent_on = models.DateField("期满没有反馈", null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering = ["reply_id", "on", "id"]
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["reply", "deputy"]),
            models.CheckConstraint(
                name="delivery_way_known", condition=Q(way__in=["当面", "邮寄", "微信", "邮件", "网上"])
            ),
            models.CheckConstraint(
                name="delivery_by_hand_is_recorded", condition=Q(way="网上") | Q(recorded_by__isnull=False)
            ),
            models.CheckConstraint(name="delivery_asks_until_later", condition=Q(until__gt=models.F("on"))),
            models.CheckConstraint(
                name="delivery_silence_is_whole",
                condition=Q(silence="", silent_on=None)
                | Q(silence__in=["remind", "close", "body"], silent_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} {self.on} {self.get_way_display()}"


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
