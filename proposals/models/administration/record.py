"""What administrators changed, and who signed in: append-only, read and exported, never deleted."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models.journal.seal import Sealed
from proposals.models.people import Unit, User


class AdministrationEvent(Sealed):
    """One change of the base data: of a person, a role, a unit, a deputy, a session, a rule. `changes` holds each
    field with its old and new value, in words. `unit` is the unit that it concerns, None where it concerns all.
    Rows are written by record_change() of administration.record only."""

    append_only = True

    class Subject(models.TextChoices):
        PERSON = "person", "人员"
        ROLE = "role", "角色"
        UNIT = "unit", "单位"
        DEPUTY = "deputy", "代表"
        SESSION = "session", "届次"
        RULE = "rule", "规则"
        SETUP = "setup", "安装"
        RECORD = "record", "记录"
        ERASURE = "erasure", "清除"
        YEAR = "year", "年度"

    at = models.DateTimeField("时间", default=timezone.now, editable=False)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    actor_name = models.CharField("操作人姓名", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    subject = models.CharField("对象", max_length=10, choices=Subject)
    subject_id = models.PositiveBigIntegerField(null=True)
    subject_name = models.CharField("名称", max_length=120)
    label = models.CharField("做了什么", max_length=60)
    comment = models.TextField("说明", blank=True)
    changes = models.JSONField("改动", default=list)
    source = models.CharField("来自", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "管理记录"
        ordering = ["-pk"]
        indexes = [models.Index(name="administration_by_subject", fields=["subject", "subject_id"])]
        constraints = [
            models.CheckConstraint(
                name="administration_subject_known",
                condition=Q(
                    subject__in=[
                        *("person", "role", "unit", "deputy", "session", "rule", "setup", "record"),
                        *("erasure", "year"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="administration_says_what", condition=~Q(label="") & ~Q(subject_name="") & ~Q(actor_name="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}：{self.label}"


class SignIn(Sealed):
    """One attempt to sign in, one signing out. `typed` is the name as typed; a person who is not known has no
    `user`."""

    append_only = True

    class Outcome(models.TextChoices):
        OPENED = "opened", "登录"
        REFUSED = "refused", "没有登录成功"
        LOCKED = "locked", "已被锁定"
        WRONG_CODE = "code", "验证码不对"
        LEFT = "left", "退出"

    at = models.DateTimeField("时间", default=timezone.now, editable=False)
    typed = models.CharField("账号", max_length=150)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_ins", verbose_name="人员")
    address = models.GenericIPAddressField("地址", null=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome)

    class Meta:
        verbose_name = verbose_name_plural = "登录记录"
        ordering = ["-pk"]
        indexes = [models.Index(name="sign_in_by_user", fields=["user", "at"])]
        constraints = [
            models.CheckConstraint(
                name="sign_in_outcome_known", condition=Q(outcome__in=["opened", "refused", "locked", "code", "left"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typed} {self.get_outcome_display()}"
