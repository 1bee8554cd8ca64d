"""报送办理情况报告 (SH 24): a body asks the units for their reports of a half year, a year or a session, and what
comes of it, unit by unit."""

from functools import cached_property
from pathlib import PurePath
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models import Kind, Role, Session, Unit, User
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import STAFF
from replies.models.reports.work_report import MadeReport, WorkReport, name_time


class ReportAskQuerySet(KeptPrefetches["ReportAsk"]):
    def visible_to(self, user: User) -> Self:
        """All for the district office, those of its kind for a working body, whichever of the two asked."""
        return self if user.has_role(Role.DISTRICT) else self.filter(kind__in=user.kinds_studied())

    def live(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def same_as(self, report: WorkReport) -> Self:
        """Those for reports of the same kind and time as this one, that stand."""
        same = {"kind": report.kind, "period": report.period, "year": report.year, "session": report.session_id}
        return self.live().filter(**same)


class ReportAsk(models.Model):
    """One asking. The reports go to both bodies, so that of one time and kind only one stands: a unit is not asked
    twice. `said` is a word of what they should say."""

    key = models.UUIDField(unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_asks", verbose_name="要报告的机构")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="要报告的人")
    created_at = models.DateTimeField("时间", auto_now_add=True)
    kind = models.CharField("种类", max_length=2, choices=Kind)
    period = models.CharField("期间", max_length=7, choices=WorkReport.Period)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="届次")
    due_on = models.DateField("报送期限")
    said = models.TextField("报告要写什么", max_length=1_000, blank=True)
    urged = models.PositiveSmallIntegerField("催过几次", default=0)
    urged_at = models.DateTimeField("最近一次催报", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    withdrawn_for = models.CharField("为什么撤销", max_length=200, blank=True)

    objects = ReportAskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "请单位报送办理情况报告"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="report_ask_kind_known", condition=Q(kind__in=["建议", "提案"])),
            models.CheckConstraint(
                name="report_ask_period_known",
                condition=Q(period__in=["half", "year"], year__isnull=False, session__isnull=True)
                | Q(period="session", year__isnull=True, session__isnull=False),
            ),
            models.UniqueConstraint(
                name="report_ask_of_year_once",
                fields=["kind", "period", "year"],
                condition=Q(session__isnull=True, withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="report_ask_of_session_once",
                fields=["kind", "session"],
                condition=Q(session__isnull=False, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="report_ask_withdrawn_whole",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_for="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_for=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.when}{self.get_kind_display()}办理情况报告"

    @property
    def when(self) -> str:
        """2026年上半年, 2026年, 宝山区第九届人民代表大会第五次会议."""
        return name_time(self.period, self.year, self.session)

    def report_of(self, unit: Unit) -> WorkReport:
        """What that unit is asked for: the report that it writes, or would begin."""
        same = {"unit": unit, "kind": self.kind, "period": self.period, "year": self.year, "session": self.session}
        return WorkReport.objects.filter(**same).first() or WorkReport(**same)


class AskedReportQuerySet(KeptPrefetches["AskedReport"]):
    def visible_to(self, user: User) -> Self:
        """The unit's own; to the bodies those of the asks they see."""
        own = Q(unit__in=user.units_as(*STAFF))
        return self.filter(own | Q(ask__in=ReportAsk.objects.visible_to(user).values("pk")))

    def open(self) -> Self:
        """The unit has still to hand it in."""
        return self.filter(ask__withdrawn_at=None, state__in=AskedReport.OPEN)

    def of_report(self, report: WorkReport) -> Self:
        """For which this report is written."""
        return self.filter(unit=report.unit_id, ask__in=ReportAsk.objects.same_as(report).values("pk"))

    def for_rows(self) -> Self:
        """With what a row shows."""
        return self.select_related("ask__unit", "ask__session", "unit")


class AskedReport(models.Model):
    """What one unit is asked for. `state` is what its newest step says."""

    class State(models.TextChoices):
        ASKED = "asked", "还没有报送"
        HANDED = "handed", "已报送"
        RECEIVED = "received", "已收到"
        BACK = "back", "退回补充"

    OPEN = (State.ASKED, State.BACK)

    ask = models.ForeignKey(ReportAsk, models.PROTECT, related_name="asked")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="asked_reports", verbose_name="报送单位")
    state = models.CharField("情况", max_length=8, choices=State, default=State.ASKED)

    objects = AskedReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "要报送的报告"
        ordering = ["ask_id", "unit__short_name"]
        constraints = [
            models.UniqueConstraint(name="asked_report_unit_once", fields=["ask", "unit"]),
            models.CheckConstraint(
                name="asked_report_state_known", condition=Q(state__in=["asked", "handed", "received", "back"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.ask}"

    @property
    def is_done(self) -> bool:
        """It lies with the body, or was taken in."""
        return self.state not in self.OPEN

    @property
    def is_open(self) -> bool:
        return self.ask.withdrawn_at is None and self.state in self.OPEN

    @cached_property
    def history(self) -> "list[AskedStep]":
        """What happened, in its order."""
        return list(self.steps.all())

    @property
    def handed(self) -> "AskedStep | None":
        """The newest handing in."""
        return next((one for one in reversed(self.history) if one.kind == AskedStep.Kind.HANDED), None)

    @property
    def sent_back(self) -> "AskedStep | None":
        """Why it was sent back, while the unit has still to hand it in again."""
        back = (one for one in reversed(self.history) if one.kind == AskedStep.Kind.BACK)
        return next(back, None) if self.state == self.State.BACK else None

    @property
    def is_late(self) -> bool:
        """Whether its day is past and nothing was handed in by then."""
        first = next((one for one in self.history if one.kind == AskedStep.Kind.HANDED), None)
        return timezone.localdate(first.at if first else None) > self.ask.due_on


class AskedStep(models.Model):
    """What happened to an asked report. Rows are only added: number n+1 is written on top of n. Handed in it binds a
    version of the unit's report, or a file where it was written elsewhere, with the leader who approved it."""

    append_only = True

    class Kind(models.TextChoices):
        HANDED = "handed", "报送"
        RECEIVED = "received", "收到"
        BACK = "back", "退回补充"
        URGED = "urged", "催报"

    asked = models.ForeignKey(AskedReport, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("做了什么", max_length=8, choices=Kind)
    said = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经手人")
    at = models.DateTimeField("时间", auto_now_add=True)
    leader = models.CharField("批准的领导", max_length=40, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    made = models.ForeignKey(
        MadeReport, models.PROTECT, null=True, blank=True, related_name="handed_in", verbose_name="报送的那一版"
    )
    file = models.FileField("报告原件", max_length=200, blank=True)
    name = models.CharField("文件名", max_length=255, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送的办理"
        ordering = ["asked_id", "number"]
        constraints = [
            models.UniqueConstraint(name="asked_step_once", fields=["asked", "number"]),
            models.CheckConstraint(name="asked_step_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="asked_step_whole",
                condition=Q(kind="handed", approved_on__isnull=False, made__isnull=False, file="", name="")
                & ~Q(leader="")
                | Q(kind="handed", approved_on__isnull=False, made__isnull=True)
                & ~Q(leader="")
                & ~Q(file="")
                & ~Q(name="")
                | Q(kind="back", approved_on=None, made=None, file="", name="", leader="") & ~Q(said="")
                | Q(kind__in=["received", "urged"], approved_on=None, made=None, file="", name="", leader=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_id} · {self.number} {self.get_kind_display()}"

    @property
    def suffix(self) -> str:
        """Of the original: .pdf, .docx."""
        return PurePath(str(self.file.name)).suffix
