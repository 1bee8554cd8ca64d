"""Contacts with the deputies on the way to a reply (代表沟通), and the ones that are arranged."""

import uuid

from django.db import models
from django.db.models import Q

from proposals.models import Attachment, Deputy, User
from replies.models.reply import Reply


class Contact(models.Model):
    """A contact with one deputy in one round, or why there was none. One with several is a row for each."""

    class Way(models.TextChoices):
        VISIT = "走访", "走访"
        MEETING = "座谈", "座谈"
        PHONE = "电话", "电话"
        WECHAT = "微信", "微信"
        NOT_WANTED = "不需走访", "代表提出不需走访"
        NOT_REACHED = "未能联系", "未能联系上"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="contacts")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="contacts", verbose_name="代表")
    way = models.CharField("方式", max_length=4, choices=Way)
    on = models.DateField("日期")
    staff = models.CharField("联系人员", max_length=60)
    summary = models.TextField("沟通情况", max_length=2_000)
    # Photographs of a visit, the signed sheet of a meeting.
    record = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正"
    )
    correction_reason = models.CharField("更正原因", max_length=200, blank=True)
    # From then on it counts no more; what the deputy said is in the record.
    denied_at = models.DateTimeField("代表说没有联系过", null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "代表沟通"
        ordering = ["reply_id", "on", "id"]
        constraints = [
            models.CheckConstraint(
                name="contact_way_known",
                condition=Q(way__in=["走访", "座谈", "电话", "微信", "不需走访", "未能联系"]),
            ),
            models.CheckConstraint(name="contact_has_summary", condition=~Q(summary="")),
            models.CheckConstraint(
                name="contact_correction_has_reason",
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_way_display()} {self.deputy}"


class Meeting(models.Model):
    """面商, arranged: a day, an hour and a place that the deputies are told of. Another hour is another row, which
    calls this one off; what came of it is a Contact."""

    key = models.UUIDField(unique=True, editable=False)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="meetings")
    deputies = models.ManyToManyField(Deputy, related_name="+", verbose_name="代表")
    at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=80)
    staff = models.CharField("谁去", max_length=60)
    phone = models.CharField("联系电话", max_length=30)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    off_at = models.DateTimeField("取消时间", null=True, blank=True)
    off_why = models.CharField("为什么取消", max_length=100, blank=True)
    off_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="取消人")

    class Meta:
        verbose_name = verbose_name_plural = "约定的面商"
        ordering = ["reply_id", "at", "id"]
        constraints = [
            models.CheckConstraint(name="meeting_has_place", condition=~Q(place="") & ~Q(staff="") & ~Q(phone="")),
            models.CheckConstraint(
                name="meeting_off_whole",
                condition=Q(off_at=None, off_why="", off_by=None)
                | Q(off_at__isnull=False, off_by__isnull=False) & ~Q(off_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.place}"
