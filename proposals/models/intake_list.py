"""An uploaded list of suggestions, from upload to confirmation, and how an office reads lists of the same head."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import Role, Unit, User


class KnownHead(models.Model):
    """对应关系: what an office said the columns of a list are. Rows are only added: the newest of a head counts, and
    one without fields says that it is to be asked again. `names` are the head's own words, `fields` ours beside
    them."""

    append_only = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    key = models.CharField(max_length=64)
    names = models.JSONField("表头")
    fields = models.JSONField("栏目")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="选定人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "名单的对应关系"
        ordering = ["-pk"]
        indexes = [models.Index(name="known_head_of_unit", fields=["unit", "key", "-id"])]

    def __str__(self) -> str:
        return f"{self.unit} · {'、'.join(name for name in self.names if name)}"


class IntakeListQuerySet(KeptPrefetches["IntakeList"]):
    def visible_to(self, user: User) -> Self:
        """The person's own lists of what is handed out; the district office sees every one."""
        return self._of(user).filter(finished=False)

    def finished_for(self, user: User) -> Self:
        """The lists of finished years (补录), the same way."""
        return self._of(user).filter(finished=True)

    def _of(self, user: User) -> Self:
        return self if user.has_role(Role.DISTRICT) else self.filter(uploaded_by=user)


class IntakeList(models.Model):
    """名单. Its tables as they are in the file, until it is taken in, and the rows read from them: none until it is
    certain, or said (`choice`), how they are read. What the rows would do is worked out again each time they are
    looked at and when they are confirmed. The file itself is not kept; its SHA-256 says which one it was. `version`
    counts how often it was said, for pages that show an earlier reading."""

    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField(max_length=64)
    tables = models.JSONField("各表", default=list)
    choice = models.JSONField("读法", default=dict)
    content = models.JSONField("内容", null=True)
    version = models.PositiveIntegerField(default=0)
    known = models.ForeignKey(KnownHead, models.PROTECT, null=True, related_name="+", verbose_name="对应关系")
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="对列人")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    applied_at = models.DateTimeField("登记时间", null=True)
    made = models.PositiveIntegerField("登记件数", default=0)
    corrected = models.PositiveIntegerField("更正处数", default=0)
    finished = models.BooleanField("往年已办结的", default=False)

    objects = IntakeListQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建议名单"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="intake_list_waits_once",
                fields=["uploaded_by", "sha256", "finished"],
                condition=Q(applied_at__isnull=True),
            ),
            models.CheckConstraint(
                name="intake_list_applied_by_someone",
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
            ),
            models.CheckConstraint(
                name="intake_list_applied_was_read",
                condition=Q(applied_at__isnull=True) | Q(content__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intake_preview", args=[self.pk])

    @property
    def is_read(self) -> bool:
        """Whether it is known how its columns are read."""
        return self.content is not None
