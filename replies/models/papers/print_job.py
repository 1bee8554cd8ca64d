"""The print room: what was ordered, what became of it, and every copy that was printed of an issued form."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from proposals.models import Role, Unit, User
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import BODIES
from replies.models.papers.printed_form import PrintedForm

PRINTING = (*BODIES, Role.OFFICE)  # in this order, of who has several


class PrintJobQuerySet(KeptPrefetches["PrintJob"]):
    def visible_to(self, user: User) -> Self:
        """The jobs of the offices in which this person still has the role that printed them."""
        seen = Q(pk__in=[])
        for role in PRINTING:
            seen |= Q(role=role, unit__in=user.units_as(role))
        return self.filter(seen) if user.is_authenticated else self.none()

    def unfinished(self) -> Self:
        """Waiting for a worker, or with one."""
        return self.filter(state__in=PrintJob.UNFINISHED)


class PrintJob(models.Model):
    """Copies of many issued forms as one file, made by the worker (prints/room/jobs.py). `attempt` counts the workers
    that took it up and `beat_at` is the last sign of life of the newest: only that one may finish it."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        MAKING = "making", "正在生成"
        DONE = "done", "已完成"
        FAILED = "failed", "没有做成"
        CANCELLED = "cancelled", "已取消"

    class Order(models.TextChoices):
        NUMBER = "number", "件号"
        UNIT = "unit", "单位、件号"
        NAME = "name", "领衔代表姓名"

    class Form(models.TextChoices):
        PDF = "pdf", "一个 PDF 文件"
        ZIP = "zip", "ZIP 压缩包，一件一件分开"

    UNFINISHED = (State.WAITING, State.MAKING)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="print_jobs", verbose_name="打印人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="打印单位")
    role = models.CharField("身份", max_length=10, choices=[(r.value, r.label) for r in PRINTING])
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    chosen_from = models.CharField("筛选条件", max_length=300, blank=True)
    copies = models.JSONField("份数", help_text="第几份，如 [3, 4]")
    each_deputy = models.BooleanField("提出人每位一份", default=False)
    order = models.CharField("次序", max_length=6, choices=Order, default=Order.NUMBER)
    duplex = models.BooleanField("双面打印", default=True)
    blank = models.BooleanField("签名处留空", default=False)
    form = models.CharField("文件形式", max_length=3, choices=Form, default=Form.PDF)
    state = models.CharField("状态", max_length=9, choices=State, default=State.WAITING)
    reason = models.CharField("没有做成的原因", max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField("件数")
    done = models.PositiveIntegerField("已处理", default=0)
    # Emptied by housekeeping once it is old; the rest of the row is the log and stays.
    file = models.FileField("文件", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节", default=0)
    pages = models.PositiveIntegerField("页数", default=0)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = PrintJobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "打印任务"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(name="print_job_of_office", fields=["unit", "role", "-created_at"])]
        constraints = [
            models.CheckConstraint(name="print_job_role_known", condition=Q(role__in=PRINTING)),
            models.CheckConstraint(
                name="print_job_state_known",
                condition=Q(state__in=["waiting", "making", "done", "failed", "cancelled"]),
            ),
            models.CheckConstraint(name="print_job_order_known", condition=Q(order__in=["number", "unit", "name"])),
            models.CheckConstraint(name="print_job_form_known", condition=Q(form__in=["pdf", "zip"])),
            models.CheckConstraint(name="print_job_counts", condition=Q(total__gte=1, done__lte=F("total"))),
            models.CheckConstraint(
                name="print_job_ends_once",
                condition=Q(state__in=["waiting", "making"], finished_at__isnull=True)
                | (~Q(state__in=["waiting", "making"]) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="print_job_done_is_hashed",
                condition=(Q(state="done") & ~Q(sha256="")) | (~Q(state="done") & Q(sha256="", file="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.total}件 · {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.UNFINISHED


class PrintJobItem(models.Model):
    """One case of a job, in its place of the print order. `reason` says why it could not be printed."""

    job = models.ForeignKey(PrintJob, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField("序号")
    printed = models.ForeignKey(PrintedForm, models.PROTECT, related_name="+", verbose_name="定稿")
    pages = models.PositiveIntegerField("页数", default=0)
    reason = models.CharField("没有打印的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "打印任务中的建议"
        ordering = ["job_id", "position"]
        constraints = [
            models.UniqueConstraint(name="print_item_position_once", fields=["job", "position"]),
            models.UniqueConstraint(name="print_item_form_once", fields=["job", "printed"]),
            models.CheckConstraint(name="print_item_printed_or_not", condition=Q(pages=0) | Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} · {self.position}"


class Printout(models.Model):
    """One copy of an issued form that was printed: who, for which office, when. The second of the same copy is a
    reprint (补打) and says so on its pages. `job` is None where one case was printed from its own page."""

    append_only = True

    printed = models.ForeignKey(PrintedForm, models.PROTECT, related_name="printouts", verbose_name="定稿")
    copy = models.CharField("第几份", max_length=8, help_text="copies.Copy.key：3，或第一位代表的 2-1")
    label = models.CharField("哪一份", max_length=80)
    again = models.BooleanField("补打", default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="打印人")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="打印单位")
    at = models.DateTimeField("打印时间")
    job = models.ForeignKey(PrintJob, models.PROTECT, null=True, blank=True, related_name="printouts")

    class Meta:
        verbose_name = verbose_name_plural = "打印记录"
        ordering = ["printed_id", "at", "pk"]
        indexes = [models.Index(name="printout_of_office", fields=["printed", "unit"])]
        constraints = [
            # Whatever happens to its workers, a job prints a copy once.
            models.UniqueConstraint(
                name="printout_once_a_job", fields=["job", "printed", "copy"], condition=Q(job__isnull=False)
            ),
            models.CheckConstraint(name="printout_names_its_copy", condition=~Q(copy="") & ~Q(label="")),
        ]

    def __str__(self) -> str:
        return f"{self.label}{'（补打）' if self.again else ''}"


class PrintTaking(models.Model):
    """One taking (取走) of a job's file."""

    append_only = True

    job = models.ForeignKey(PrintJob, models.PROTECT, related_name="takings")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="取件人")
    at = models.DateTimeField("取走时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "取件记录"
        ordering = ["job_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.by} · {self.at}"
