"""What people of one unit tell each other of a case (留言), and who follows it (关注). Neither is part of the record:
the record goes to other offices, and this stays in the unit."""

from django.db import models
from django.db.models import Q

from proposals.models.case import Case
from proposals.models.people import User


class Note(models.Model):
    """留言: one remark on a case, for the people of the unit that has it. `key` is the form's; `asked` are those it
    names with @. Its author may take it back: the words stay here, and the page says only that there were some."""

    key = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes", verbose_name="办理件")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="留言人")
    text = models.TextField("留言", max_length=1_000)
    at = models.DateTimeField("时间")
    asked = models.ManyToManyField(User, blank=True, related_name="notes_asked", verbose_name="请谁看")
    taken_back_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "留言"
        ordering = ["case_id", "at", "id"]
        constraints = [models.CheckConstraint(name="note_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.author}：{self.text}"


class Follow(models.Model):
    """关注: a person wants to be told whenever the state of a case changes."""

    user = models.ForeignKey(User, models.PROTECT, related_name="follows", verbose_name="人员")
    case = models.ForeignKey(Case, models.PROTECT, related_name="followers", verbose_name="办理件")
    since = models.DateTimeField("开始时间")

    class Meta:
        verbose_name = verbose_name_plural = "关注"
        ordering = ["user_id", "id"]
        constraints = [models.UniqueConstraint(name="follow_once", fields=["user", "case"])]

    def __str__(self) -> str:
        return f"{self.user} {self.case}"
