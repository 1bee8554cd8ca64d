"""协调会: a body calls the units of a suggestion together where they disagree (SH 17); what a unit asks for it."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models.case import Attachment, Case
from proposals.models.people import BODIES, Deputy, Unit, User
from proposals.models.suggestion import Suggestion


class Coordination(models.Model):
    """A meeting of units, called by a body: when, where, who, what about; postponed or called off with a reason until
    its record (会议纪要) is written. `version` counts the dates that it had. Every word stands in the records of the
    cases."""

    key = models.UUIDField(unique=True, editable=False)
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="coordinations", verbose_name="建议")
    body = models.CharField("召集的机构", max_length=10, choices=[(one.value, one.label) for one in BODIES])
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="召集人")
    at = models.DateTimeField("召集时间")
    meets_at = models.DateTimeField("开会时间")
    place = models.CharField("地点", max_length=80)
    matter = models.TextField("协调什么", max_length=1_000)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="参加单位")
    deputies = models.ManyToManyField(Deputy, related_name="+", verbose_name="参加的代表")
    version = models.PositiveSmallIntegerField(default=1)
    moved_why = models.CharField("为什么改期", max_length=200, blank=True)
    off_why = models.CharField("为什么取消", max_length=200, blank=True)
    off_at = models.DateTimeField("取消时间", null=True, blank=True)
    minutes = models.TextField("会议纪要", max_length=5_000, blank=True)
    tasks = models.TextField("谁办什么", max_length=3_000, blank=True)
    file = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="纪要附件"
    )
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协调会"
        ordering = ["suggestion_id", "meets_at", "pk"]
        constraints = [
            models.CheckConstraint(name="coordination_body_known", condition=Q(body__in=BODIES)),
            models.CheckConstraint(name="coordination_has_words", condition=~Q(place="") & ~Q(matter="")),
            models.CheckConstraint(
                name="coordination_off_says_why",
                condition=Q(off_why="", off_at=None) | ~Q(off_why="") & Q(off_at__isnull=False, recorded_at=None),
            ),
            models.CheckConstraint(
                name="coordination_record_is_whole",
                condition=Q(minutes="", tasks="", file=None, recorded_by=None, recorded_at=None)
                | ~Q(minutes="") & Q(recorded_by__isnull=False, recorded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion}：协调会"

    @property
    def is_standing(self) -> bool:
        """Whether it is still to be held, or its record to be written."""
        return self.off_at is None and self.recorded_at is None

    @property
    def called_by(self) -> str:
        """The body: 区政府办公室, 代表工作机构."""
        return self.suggestion.name_body(self.body)

    def is_late(self, today: dt.date) -> bool:
        """Whether its day is past and its record is not written."""
        return self.is_standing and timezone.localdate(self.meets_at) < today

    @property
    def when(self) -> str:
        """11月30日14:30; with the year where it is another."""
        here = timezone.localtime(self.meets_at)
        year = "" if here.year == timezone.localdate().year else f"{here.year}年"
        return f"{year}{here.month}月{here.day}日{here:%H:%M}"


class CoordinationSupplement(models.Model):
    """补充纪要: what was left out of the record of a meeting, or put right in it. What was written first stays."""

    append_only = True

    key = models.UUIDField(unique=True, editable=False)
    meeting = models.ForeignKey(Coordination, models.PROTECT, related_name="supplements", verbose_name="协调会")
    words = models.TextField("补充或者更正的内容", max_length=3_000)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="附件")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="补充人")
    at = models.DateTimeField("补充时间")

    class Meta:
        verbose_name = verbose_name_plural = "补充纪要"
        ordering = ["meeting_id", "at", "pk"]
        constraints = [models.CheckConstraint(name="coordination_supplement_has_words", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"{self.meeting}：补充纪要"


class CoordinationAsk(models.Model):
    """有分歧，请协调: a unit asks for it, once at a time. It ends with a meeting, or with the word of a body that
    there is none (`refusal`)."""

    key = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="coordination_asks", verbose_name="办理件")
    reason = models.TextField("分歧在哪里", max_length=1_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间")
    meeting = models.ForeignKey(Coordination, models.PROTECT, null=True, blank=True, related_name="asks")
    refusal = models.TextField("不开会的理由", max_length=1_000, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    settled_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "请求协调"
        ordering = ["case_id", "at", "pk"]
        constraints = [
            models.UniqueConstraint(name="coordination_ask_open_once", fields=["case"], condition=Q(settled_at=None)),
            models.CheckConstraint(name="coordination_ask_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="coordination_ask_settled_one_way",
                condition=Q(settled_at=None, settled_by=None, meeting=None, refusal="")
                | Q(settled_at__isnull=False, settled_by__isnull=False)
                & (Q(meeting__isnull=False, refusal="") | Q(meeting=None) & ~Q(refusal="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}：请协调"

    @property
    def is_open(self) -> bool:
        return self.settled_at is None
