"""The second step of signing in: who must take it, whose telephone makes the codes, keys, the codes kept on paper."""

from django.db import models
from django.db.models import F, Q

from proposals.models.people import Role, User


class FactorRule(models.Model):
    """What this place asks of who acts in a role: a second step once a day, and one more before each signature.
    Without a row the setting FACTOR_ROLES says."""

    role = models.CharField("角色", max_length=10, unique=True, choices=[(r, Role(r).label) for r in Role.granted()])
    daily = models.BooleanField("登录要验证码")
    signing = models.BooleanField("签发前再要一次")

    class Meta:
        verbose_name = verbose_name_plural = "两步登录的规定"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_role_display()


class SecondFactor(models.Model):
    """That a person has a second step: a telephone, keys, or both. `secret`: from which a telephone makes a code
    every half minute (TOTP, RFC 6238), "" where there are keys alone. It is enciphered with a key that follows from
    the server's (factors.secrets): who has only a dump makes no code of it. `last_step`: the half
    minute of the last code that was taken: neither it nor an earlier one opens again. `failures` in a row, and until
    when no guess is heard. `generation` counts up when the browsers are forgotten that were asked today."""

    user = models.OneToOneField(User, models.PROTECT, related_name="second_factor", verbose_name="人员")
    secret = models.TextField("密钥（加密）", blank=True)
    made_at = models.DateTimeField("绑定时间", auto_now_add=True)
    last_step = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField("连续不对的次数", default=0)
    barred_until = models.DateTimeField("暂停到", null=True)
    generation = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "两步登录"

    def __str__(self) -> str:
        return f"{self.user}的两步登录"


class SecurityKey(models.Model):
    """安全密钥: a key at hand (WebAuthn), by the name that its owner gave it. Its public half alone is here. `uses`:
    how often the key says that it was used; a key that says no more than before may have been copied."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="keys", verbose_name="两步登录")
    name = models.CharField("名称", max_length=40)
    credential = models.CharField("编号", max_length=1400, unique=True)
    public_key = models.TextField("公钥")
    ways = models.CharField("怎样连接", max_length=100, blank=True)
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    uses = models.PositiveBigIntegerField("计数", default=0)
    used_at = models.DateTimeField("上次使用", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "安全密钥"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper for the day on which the telephone is not there; each opens once and is gone. Only its keyed
    digest is kept."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes", verbose_name="两步登录")
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "备用码"

    def __str__(self) -> str:
        return f"{self.factor.user}的备用码"


class FactorReset(models.Model):
    """两步登录丢失: asked for by one administrator, agreed to by another; neither is the owner. The row stays."""

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "已同意"
        REFUSED = "refused", "未同意"

    user = models.ForeignKey(User, models.PROTECT, related_name="factor_resets", verbose_name="人员")
    reason = models.CharField("原因", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    decision = models.CharField("决定", max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "两步登录丢失"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="factor_reset_open_once", fields=["user"], condition=Q(decision="")),
            models.CheckConstraint(
                name="factor_reset_decided_whole",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(decision__in=["confirmed", "refused"], decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="factor_reset_takes_two",
                condition=~Q(asked_by=F("user"))
                & (~Q(decision="confirmed") | ~(Q(decided_by=F("user")) | Q(decided_by=F("asked_by")))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}的两步登录丢失"
