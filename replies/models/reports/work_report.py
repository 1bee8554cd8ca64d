"""办理情况报告 of an office for half a year, a year or a session: what people write in it, and each version made."""

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from proposals.models import Kind, Role, Session, Unit, User
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import STAFF
from replies.letter.report_paper import HEADINGS, Place

WRITERS = (Role.OFFICE, Role.DISTRICT, Role.CONGRESS)
LAST_DAYS = {"half": (6, 30), "year": (12, 31)}
PLACES = [(place.value, HEADINGS[place]) for place in Place]


class WorkReportQuerySet(KeptPrefetches["WorkReport"]):
    def visible_to(self, user: User) -> Self:
        """The reports of the units in which this person works: nobody else knows of one that is being written."""
        return self.filter(unit__in=user.units_as(*STAFF, Role.DISTRICT, Role.CONGRESS))


class WorkReport(models.Model):
    """What one office reports on: 建议 or 提案, of a half year, a year or a session. There is one of each."""

    class Period(models.TextChoices):
        HALF = "half", "上半年"
        YEAR = "year", "全年"
        SESSION = "session", "一次会议"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="work_reports", verbose_name="报告单位")
    kind = models.CharField("种类", max_length=2, choices=Kind)
    period = models.CharField("期间", max_length=7, choices=Period)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="届次")
    counts_to = models.DateField("数字统计到", null=True, blank=True, help_text="空的是这段时间的最后一天")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="建立人")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = WorkReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理情况报告"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="work_report_kind_known", condition=Q(kind__in=["建议", "提案"])),
            models.CheckConstraint(
                name="work_report_period_known",
                condition=Q(period__in=["half", "year"], year__isnull=False, session__isnull=True)
                | Q(period="session", year__isnull=True, session__isnull=False),
            ),
            models.UniqueConstraint(
                name="work_report_of_year_once",
                fields=["unit", "kind", "period", "year"],
                condition=Q(session__isnull=True),
            ),
            models.UniqueConstraint(
                name="work_report_of_session_once",
                fields=["unit", "kind", "session"],
                condition=Q(session__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.when}{self.get_kind_display()}"

    @property
    def when(self) -> str:
        """2026年上半年, 2026年, 宝山区第九届人民代表大会第五次会议."""
        return name_time(self.period, self.year, self.session)

    @property
    def begins_on(self) -> dt.date | None:
        """The first day of the year; of a session nothing."""
        return dt.date(self.year, 1, 1) if self.year else None

    @property
    def ends_on(self) -> dt.date | None:
        """The last day of the half year or the year; of a session nothing."""
        return dt.date(self.year, *LAST_DAYS[self.period]) if self.year else None

    def as_of(self, today: dt.date) -> dt.date:
        """The day up to which it counts: the one that was chosen, else the last of its time; while that is to come,
        today."""
        return min(self.counts_to or self.ends_on or today, today)

    @property
    def title(self) -> str:
        """As the title page has it, after the unit's full name."""
        return f"{self.unit.name}{self.when}{self.get_kind_display()}办理情况报告"

    def newest_texts(self) -> dict[str, "ReportText"]:
        """What each place says now; a place that nobody wrote in is not among them. The earlier texts, which may be
        many and long, are not read."""
        later = ReportText.objects.filter(report=self, place=OuterRef("place"), number__gt=OuterRef("number"))
        rows = self.texts.filter(~Exists(later), number__isnull=False).select_related("author")
        return {row.place: row for row in rows}


def name_time(period: str, year: int | None, session: Session | None) -> str:
    """2026年上半年, 2026年, 宝山区第九届人民代表大会第五次会议."""
    if session is not None:
        return str(session)
    return f"{year}年{WorkReport.Period.HALF.label if period == WorkReport.Period.HALF else ''}"


class ReportText(models.Model):
    """What was written in one place of a report. `number` counts the texts that stood there, each on top of the one
    before; without one it is what a window wrote while somebody else was faster: kept, until its author decides."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="texts")
    place = models.CharField("哪一段", max_length=10, choices=PLACES)
    number = models.PositiveIntegerField("第几稿", null=True, blank=True)
    text = models.TextField("文字", max_length=50_000, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="写的人")
    window = models.CharField(max_length=32)
    begun_at = models.DateTimeField("开始时间")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "报告的文字"
        ordering = ["report_id", "place", "number", "pk"]
        constraints = [
            models.UniqueConstraint(name="report_text_number_once", fields=["report", "place", "number"]),
            models.CheckConstraint(
                name="report_text_place_known", condition=Q(place__in=[place.value for place in Place])
            ),
            models.CheckConstraint(name="report_text_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="report_text_saved_later", condition=Q(saved_at__gte=F("begun_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.get_place_display()} · {self.number or '另存'}"


class MadeReportQuerySet(KeptPrefetches["MadeReport"]):
    def unfinished(self) -> Self:
        """Waiting for a worker, or with one."""
        return self.filter(state__in=MadeReport.UNFINISHED)


class MadeReport(models.Model):
    """One version of a report: its figures and texts as they were when it was asked for, and its files, made by the
    worker (reports/jobs.py, replies/jobs.py): `attempt` counts the workers that took it up and `beat_at` is the last
    sign of life of the newest."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        MAKING = "making", "正在生成"
        DONE = "done", "已生成"
        FAILED = "failed", "没有做成"

    UNFINISHED = (State.WAITING, State.MAKING)
    STEPS = 3  # the charts drawn, the PDF, the Word file

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(WorkReport, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("第几版")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="生成人")
    created_at = models.DateTimeField("生成时间", auto_now_add=True)
    note = models.CharField("说明", max_length=100, blank=True)
    content = models.JSONField("内容", help_text="report_paper.ReportPaper 的各项：数字、表、图、文字、名单")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField("没有做成的原因", max_length=200, blank=True)
    done = models.PositiveIntegerField("已做的步", default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField("PDF", blank=True, max_length=200)
    word = models.FileField("Word", blank=True, max_length=200)
    pages = models.PositiveIntegerField("页数", default=0)
    finished_at = models.DateTimeField("做完时间", null=True, blank=True)

    objects = MadeReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告的一版"
        ordering = ["report_id", "-number"]
        constraints = [
            models.UniqueConstraint(name="made_report_number_once", fields=["report", "number"]),
            models.CheckConstraint(name="made_report_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="made_report_state_known", condition=Q(state__in=["waiting", "making", "done", "failed"])
            ),
            models.CheckConstraint(
                name="made_report_ends_once",
                condition=Q(state__in=["waiting", "making"], finished_at__isnull=True)
                | (~Q(state__in=["waiting", "making"]) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="made_report_done_has_files",
                condition=(Q(state="done") & ~Q(file="") & ~Q(word="")) | (~Q(state="done") & Q(file="", word="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · 第{self.number}版"

    @property
    def is_open(self) -> bool:
        return self.state in self.UNFINISHED
