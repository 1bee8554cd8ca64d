"""Standard wording (标准用语) of a unit: what may be said on a topic, by whose word, until when."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models import Unit, User
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import STAFF

# From so many days before its last day a wording is shown as running out.
SOON_DAYS = 30


class WordingQuerySet(KeptPrefetches["Wording"]):
    def readable_by(self, user: User) -> Self:
        """The wording of the units in which this person works."""
        return self.filter(unit__in=user.units_as(*STAFF))

    def current(self) -> Self:
        """The newest version of each, and not taken out of use. Expired ones are among them."""
        return self.filter(superseded_by=None, retired_at=None)

    def matching(self, typed: str) -> Self:
        """Every word typed stands in the topic, the text, the source or the owner's name."""
        found = self
        for word in typed.split()[:8]:
            found = found.filter(
                Q(topic__icontains=word)
                | Q(text__icontains=word)
                | Q(source__icontains=word)
                | Q(owner__name__icontains=word)
            )
        return found

    def due(self, on: dt.date) -> Self:
        """Current, and expired or about to: what its owner is reminded of."""
        return self.current().filter(expires_on__lte=on + dt.timedelta(days=SOON_DAYS))


class Wording(models.Model):
    """One version of one wording. A change, or an owner's word that it still holds, is a new row that supersedes
    this one: what a reply was built from can always be read. `expires_on` is the last day it may be used."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="wordings", verbose_name="单位")
    topic = models.CharField("主题", max_length=30)
    text = models.TextField("用语", max_length=2_000)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="负责人")
    expires_on = models.DateField("有效期至")
    source = models.CharField("依据", max_length=120, blank=True)
    key = models.UUIDField(unique=True, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="取代"
    )
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    written_at = models.DateTimeField("登记时间", auto_now_add=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "标准用语"
        ordering = ["unit", "topic", "expires_on", "id"]
        constraints = [
            models.CheckConstraint(name="wording_has_topic", condition=~Q(topic="")),
            models.CheckConstraint(name="wording_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="wording_retired_is_whole",
                condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}（{self.expires_on}前有效）"

    @property
    def is_current(self) -> bool:
        """Whether it is the newest version and in use; it may have expired."""
        return self.retired_at is None and not hasattr(self, "superseded_by")

    @property
    def is_expired(self) -> bool:
        return self.expires_on < timezone.localdate()

    @property
    def state(self) -> str:
        today = timezone.localdate()
        if self.expires_on < today:
            return "已过期"
        return "将到期" if self.expires_on <= today + dt.timedelta(days=SOON_DAYS) else "有效"
