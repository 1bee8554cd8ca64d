"""What has been typed and is not a version yet."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models import User
from replies.models.reply import Draft, Reply

LIVE = dt.timedelta(minutes=2)


class Autosave(models.Model):
    """What one person typed in one window on top of version `base`. Working paper: the window writes over its own row
    and takes it away when it saves a version; what somebody puts aside stays to be fetched again."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="autosaves")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁写的")
    tab = models.CharField("窗口", max_length=32)
    turn = models.PositiveIntegerField("第几次")  # the window's own count: one that comes late is passed over
    base = models.PositiveIntegerField("在第几稿上")  # 0: before the first
    texts = models.JSONField("文字")
    saved_at = models.DateTimeField("保存时间", default=timezone.now)
    left = models.BooleanField("窗口已关", default=False)
    aside = models.BooleanField("收起来了", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "自动保存的文字"
        ordering = ["reply", "-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="autosave_one_a_window", fields=["reply", "author", "tab"]),
            models.CheckConstraint(name="autosave_names_its_window", condition=~Q(tab="")),
        ]

    def __str__(self) -> str:
        return f"{self.reply} · {self.author} {timezone.localtime(self.saved_at):%H:%M}"

    @property
    def is_live(self) -> bool:
        """Whether somebody seems to be writing in this window just now."""
        return not self.left and not self.aside and timezone.now() - self.saved_at < LIVE

    def written(self) -> dict[str, Any]:
        """The texts as Draft.texts() has them; a date that is none stays as it was typed."""
        return {name: self.texts[name] for name in Draft.TEXTS if name in self.texts}
