"""What is kept of the list of cases: conditions under a name, and the record of what was taken out as a file."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from proposals.models.people import User


class SavedView(models.Model):
    """常用查询: the conditions of the list as written in its address, under a name the person chose."""

    user = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    name = models.CharField("名称", max_length=20)
    query = models.CharField(max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "常用查询"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="saved_view_once", fields=["user", "name"]),
            models.CheckConstraint(name="saved_view_has_name", condition=~Q(name="") & ~Q(query="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('cases')}?{self.query}"


class Export(models.Model):
    """What a person took out of the list as a file: when, under which conditions, how many rows. Never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="导出人")
    at = models.DateTimeField("时间", auto_now_add=True)
    name = models.CharField("文件名", max_length=100)
    conditions = models.CharField("条件", max_length=1000, blank=True)
    rows = models.PositiveIntegerField("件数")

    class Meta:
        verbose_name = verbose_name_plural = "导出记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="export_by_time", fields=["at"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.name}"
