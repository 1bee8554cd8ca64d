"""The key that one device of a deputy holds, by which 我的建议 opens there."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from proposals.models import Deputy, User
from proposals.models.kept.beside import KeptPrefetches
from replies.models.feedback import Invitation


class DeviceKeyQuerySet(KeptPrefetches["DeviceKey"]):
    def live(self) -> "DeviceKeyQuerySet":
        """Neither ended nor run out."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class DeviceKey(models.Model):
    """256 random bits in a cookie, of which only the SHA-256 is kept. They are made new on the first use of a day;
    `previous_hash` is what the device held before, for a page whose answer got lost on the way."""

    class Lasts(models.TextChoices):
        VISIT = "visit", "只这一次"
        MONTH = "month", "30天"
        YEAR = "year", "一年"

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="device_keys", verbose_name="代表")
    token_hash = models.CharField(max_length=64, unique=True)
    previous_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    press = models.UUIDField(unique=True, editable=False)  # by which it was made: sent twice, it is one
    # By which link it was made; None: by a code that the registered telephone got.
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, blank=True, related_name="device_keys")
    device = models.CharField("设备", max_length=40)
    lasts = models.CharField("记住多久", max_length=5, choices=Lasts)
    made_at = models.DateTimeField("进入时间", auto_now_add=True)
    used_on = models.DateField("最近使用")
    expires_at = models.DateTimeField("到期时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    # Who of the office ended it; None: the deputy.
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeviceKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代表的设备"
        ordering = ["deputy_id", "-made_at", "-id"]
        constraints = [
            models.CheckConstraint(name="device_key_lasts_known", condition=Q(lasts__in=["visit", "month", "year"])),
            models.CheckConstraint(name="device_key_expires_later", condition=Q(expires_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="device_key_ended_at_a_time", condition=Q(ended_by=None) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} {self.device}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and timezone.now() < self.expires_at

    @property
    def age(self) -> dt.timedelta:
        """For how long the device is remembered, counted from its last day of use; a visit is counted from its
        beginning and as long as a session."""
        return LENGTHS[self.Lasts(self.lasts)]


LENGTHS = {
    DeviceKey.Lasts.VISIT: dt.timedelta(hours=12),
    DeviceKey.Lasts.MONTH: dt.timedelta(days=30),
    DeviceKey.Lasts.YEAR: dt.timedelta(days=365),
}
