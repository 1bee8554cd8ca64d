"""Another installation's heads, kept here: each witnesses what the other's journal was."""

from django.db import models
from django.db.models import Q

from proposals.models.people import User


class WitnessedInstallation(models.Model):
    """Another installation, with the key that an administrator here accepted. The key is followed when the one before
    signed the new one; where it was lost there, an administrator here accepts the new one. The row stays."""

    name = models.CharField("哪个系统", max_length=200)
    key = models.CharField("公钥", max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="加上的人")
    added_at = models.DateTimeField("加上的时间", auto_now_add=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="停止的人")
    ended_at = models.DateTimeField("停止的时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "替别的系统保存末笔"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="witnessed_once", fields=["name"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="witnessed_is_named", condition=~Q(name="") & ~Q(key="")),
            models.CheckConstraint(
                name="witnessed_ends_whole",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WitnessedHead(models.Model):
    """One head of another installation, to the letter, and what was signed here for it."""

    append_only = True

    witnessed = models.ForeignKey(
        WitnessedInstallation, models.PROTECT, related_name="heads", verbose_name="哪个系统"
    )
    number = models.PositiveBigIntegerField("总账第几笔")
    hash = models.CharField("末笔", max_length=64)
    text = models.TextField("签的内容")
    signature = models.CharField("签名", max_length=128)
    at = models.DateTimeField("收到时间")
    receipt = models.TextField("回执")

    class Meta:
        verbose_name = verbose_name_plural = "别的系统的末笔"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="witnessed_head_once", fields=["witnessed", "signature"]),
            models.CheckConstraint(
                name="witnessed_head_is_whole",
                condition=~Q(hash="") & ~Q(text="") & ~Q(signature="") & ~Q(receipt="") & Q(number__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.witnessed}第{self.number}笔"
