"""An uploaded list of suggestions, from upload to confirmation."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from proposals.models.people import Role, User


class IntakeListQuerySet(models.QuerySet["IntakeList"]):
    def visible_to(self, user: User) -> Self:
        """The person's own lists; the district office sees every one."""
        return self if user.has_role(Role.DISTRICT) else self.filter(uploaded_by=user)


class IntakeList(models.Model):
    """名单. Its rows as they are in the file: what they would do is worked out again each time it is looked at and
    when it is confirmed. The file itself is not kept; its SHA-256 says which one it was."""

    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField("内容")
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
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intake_preview", args=[self.pk])
