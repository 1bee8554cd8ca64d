"""A stack of signed paper forms as it was scanned, and its sheets: whose each is, and what became of it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from proposals.models import Deputy, Role, Unit, User
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import CASE_STAFF
from replies.letter.questions import QUESTIONS
from replies.models.feedback import Feedback
from replies.models.reply import Reply


class SheetStackQuerySet(KeptPrefetches["SheetStack"]):
    def visible_to(self, user: User) -> Self:
        """What this person took in for a unit in which the person still enters forms, and all of the own office."""
        own = Q(by=user, unit__in=user.units_as(*CASE_STAFF))
        return self.filter(own | Q(unit__in=user.units_as(Role.OFFICE)))

    def unfinished(self) -> Self:
        """Waiting for a worker, or with one."""
        return self.filter(state__in=SheetStack.UNFINISHED)


class SheetStack(models.Model):
    """Many signed forms in one file, read by the worker (stacks/jobs.py, replies/jobs.py): `attempt` counts the
    workers that took it up and `beat_at` is the last sign of life of the newest."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        SORTING = "sorting", "正在认"
        DONE = "done", "已认完"
        FAILED = "failed", "没有认成"

    UNFINISHED = (State.WAITING, State.SORTING)
    AS_IT_CAME = ".zip"  # the end of a file that the worker makes one PDF of first; its pages are not counted yet

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="sheet_stacks", verbose_name="交来人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    created_at = models.DateTimeField("交来时间", auto_now_add=True)
    name = models.CharField("文件", max_length=200)
    came_by = models.CharField("怎样交来", max_length=2, choices=Feedback.Came)
    file = models.FileField(max_length=200, blank=True)  # removed by housekeeping once all is settled
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("字节")
    pages = models.PositiveIntegerField("页数", help_text="还没有合成一个PDF的是0")
    blank = models.PositiveIntegerField("空白页", default=0)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField("没有认成的原因", max_length=200, blank=True)
    done = models.PositiveIntegerField("已认的页", default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("认完时间", null=True, blank=True)

    objects = SheetStackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一叠签名表"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(name="sheet_stack_of_unit", fields=["unit", "-created_at"])]
        constraints = [
            models.CheckConstraint(
                name="sheet_stack_state_known", condition=Q(state__in=["waiting", "sorting", "done", "failed"])
            ),
            models.CheckConstraint(
                name="sheet_stack_came_by_known", condition=Q(came_by__in=["当面", "邮寄", "微信", "电话"])
            ),
            models.CheckConstraint(name="sheet_stack_counts", condition=Q(done__lte=F("pages"))),
            models.CheckConstraint(name="sheet_stack_sorted_has_pages", condition=Q(pages__gte=1) | ~Q(state="done")),
            models.CheckConstraint(
                name="sheet_stack_ends_once",
                condition=Q(finished_at__isnull=True) & ~Q(state__in=["done", "failed"])
                | Q(finished_at__isnull=False) & ~Q(state__in=["waiting", "sorting"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.pages}页" if self.pages else self.name

    @property
    def is_as_it_came(self) -> bool:
        """Whether no worker has made one PDF of it yet."""
        return str(self.file.name).endswith(self.AS_IT_CAME)

    @property
    def is_open(self) -> bool:
        return self.state in self.UNFINISHED


class StackSheet(models.Model):
    """One form of a stack: its pages in the stack's file, whose it is, what its rows seem to say, what came of it."""

    class State(models.TextChoices):
        TO_ENTER = "to_enter", "待录"
        DOUBT = "doubt", "存疑"
        APART = "apart", "另放"
        ENTERED = "entered", "已录"
        DROPPED = "dropped", "不录"

    class Why(models.TextChoices):
        NO_CODE = "no_code", "没有认出二维码"
        FOREIGN = "foreign", "二维码不是这里的办理情况表"
        NOT_OURS = "not_ours", "不是归您录的建议"
        TAKEN_BACK = "taken_back", "是已撤回的旧版"
        EARLIER = "earlier", "是前一轮办理的表"
        CLOSED = "closed", "是办结时打印的表，意见已经在上面"
        NOT_ASKED = "not_asked", "这一件现在不征求意见"
        TWICE = "twice", "这一叠里前面已有同一份"
        RECORDED = "recorded", "这位代表的意见已经有了"
        NO_ROWS = "no_rows", "没有找到打“√”的表格，也许只有第1页，或者没有拍全"

    OPEN = (State.TO_ENTER, State.DOUBT, State.APART)

    stack = models.ForeignKey(SheetStack, models.CASCADE, related_name="sheets")
    position = models.PositiveIntegerField("第几份")
    # [page of the stack's file from 1, quarters of a turn to stand upright], the page of the opinions last
    pages = models.JSONField("页")
    # of the page of the opinions: "view", the eight numbers of plane.View; "rows", what the cells hold by question
    seen = models.JSONField("认出的", default=dict, blank=True)
    copy = models.CharField("第几份表", max_length=8, blank=True)
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, blank=True, related_name="stack_sheets")
    deputy = models.ForeignKey(Deputy, models.PROTECT, null=True, blank=True, related_name="+")
    by_hand = models.BooleanField("由人指定", default=False)
    coded = models.CharField("二维码认出的", max_length=60, blank=True)  # where a person said that it is another's
    state = models.CharField("状态", max_length=8, choices=State, default=State.TO_ENTER)
    why = models.CharField("另放的原因", max_length=10, choices=Why, blank=True)
    version = models.PositiveIntegerField(default=0)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    feedback = models.OneToOneField(Feedback, models.PROTECT, null=True, blank=True, related_name="stack_sheet")

    class Meta:
        verbose_name = verbose_name_plural = "一叠里的一份签名表"
        ordering = ["stack_id", "position"]
        constraints = [
            models.UniqueConstraint(name="stack_sheet_position_once", fields=["stack", "position"]),
            models.CheckConstraint(
                name="stack_sheet_state_known",
                condition=Q(state__in=["to_enter", "doubt", "apart", "entered", "dropped"]),
            ),
            models.CheckConstraint(name="stack_sheet_apart_says_why", condition=~Q(state="apart") | ~Q(why="")),
            models.CheckConstraint(
                name="stack_sheet_entered_is_recorded",
                condition=Q(state="entered", feedback__isnull=False)
                | (~Q(state="entered") & Q(feedback__isnull=True)),
            ),
            models.CheckConstraint(
                name="stack_sheet_to_enter_has_case", condition=~Q(state="to_enter") | Q(reply__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stack_id} · 第{self.position}份"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def code_said(self) -> str:
        """What the code on the paper names: 021号 俞成林, or 021号 alone; "" where it named nothing."""
        if self.coded or self.by_hand or not self.reply:
            return self.coded
        return _name_sheet(self.reply, self.deputy)

    def is_coded_for(self, reply: Reply, deputy: Deputy) -> bool:
        """Whether the code says nothing else than that it is this deputy's."""
        return self.code_said in ("", _name_sheet(reply, None), _name_sheet(reply, deputy))

    @property
    def proposed(self) -> dict[str, str]:
        """The grade seen beyond doubt for each question (its key), or "", in the order of the questions: a database
        may keep the keys in another."""
        rows = self.seen.get("rows", {})
        return {one.key: rows[one.key]["mark"] for one in QUESTIONS if one.key in rows}


def _name_sheet(reply: Reply, deputy: Deputy | None) -> str:
    number = reply.case.suggestion.short_number
    return f"{number} {deputy.name}"[:60] if deputy else number
