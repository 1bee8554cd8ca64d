"""What is kept of the list of cases: conditions under a name, and the record of what was taken out as a file."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from proposals.models.people import User


class SavedView(models.Model):
    """常用查询: the conditions of the list as they stand in its address, under a name of one's own."""

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
