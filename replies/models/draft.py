"""The versions of a reply's text, what is typed and not a version yet, and errors that stay with a reason."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models import User
from replies.models.classification import OPEN, PROMISING, SUMMARISED, Classification, Disclosure
from replies.models.reply import Reply

# What a reply may promise, as the form of the draft takes it.
MOST_PROMISES = 10

PROMISE_MOST = 300
# A promise due later than this from today is a slip of the year.
FURTHEST_PROMISE = dt.timedelta(days=5 * 366)


class Draft(models.Model):
    """One saved version of a round's whole answer. Versions are only added: number n+1 is written on top of n,
    and two people who both started from n meet at the unique constraint."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField("版本")
    # None: entered by the system, with a case that was finished before (补录).
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)
    note = models.CharField("说明", max_length=100, blank=True)
    # 会签意见 of a unit that signs along (共同主办): on which version of the leading unit's text. None: its 承办材料,
    # or the paper of any other unit.
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="会签的稿子"
    )
    title = models.CharField("答复标题", max_length=250, blank=True)
    body = models.TextField("答复正文", max_length=100_000, blank=True)
    handling = models.TextField("办理情况", max_length=5_000, blank=True)
    document_number = models.CharField("发文字号", max_length=40, blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    annexes = models.TextField(
        "附件说明", max_length=500, blank=True, help_text="随答复附送的材料，一行一个，只写名称"
    )
    copies_to = models.TextField("抄送", max_length=500, blank=True, help_text="一行一个单位")
    classification = models.CharField("办理结果分类", max_length=4, choices=Classification, blank=True)
    # Rows of {"item": what, "on": an ISO date}, either of them "" while it is being written.
    promises = models.JSONField("承诺事项", default=list, blank=True)
    disclosure = models.CharField("公开属性", max_length=8, choices=Disclosure, blank=True)
    disclosure_reason = models.CharField("不予主动公开的理由", max_length=200, blank=True)
    summary = models.TextField("公开摘要", max_length=2_000, blank=True)

    # What a person writes: every column but those of bookkeeping.
    TEXTS: ClassVar[tuple[str, ...]]

    class Meta:
        verbose_name = verbose_name_plural = "答复稿"
        ordering = ["reply_id", "number"]
        constraints = [
            models.UniqueConstraint(name="draft_number_once", fields=["reply", "number"]),
            models.CheckConstraint(name="draft_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="draft_classification_known",
                condition=Q(classification__in=["", *Classification.values]),
            ),
            models.CheckConstraint(
                name="draft_disclosure_known", condition=Q(disclosure__in=["", *Disclosure.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply} · 第{self.number}稿"

    @property
    def paper(self) -> str:
        """What it is a version of: 答复, 会办意见; of a unit that signs along 承办材料 or 会签意见."""
        if self.about_id:
            return "会签意见"
        return "承办材料" if self.reply.case.hosts_along else str(self.reply.get_genre_display())

    def texts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.TEXTS}

    def lines(self, name: str) -> list[str]:
        """The rows of a text that holds one a line: annexes, copies_to."""
        return [line for line in map(str.strip, getattr(self, name).splitlines()) if line]

    @property
    def promised(self) -> list[tuple[str, dt.date | None]]:
        """The promised items with their days, as far as they are written."""
        return [(row["item"], dt.date.fromisoformat(row["on"]) if row["on"] else None) for row in self.promises]

    def missing_parts(self) -> list[tuple[str, str]]:
        """What is still missing before the answer may be sent for review: the field, and the sentence."""
        return [
            (field, sentence)
            for missing, field, sentence in (
                (not self.handling.strip(), "handling", "“办理情况”还没有写"),
                (not self.classification, "classification", "还没有选办理结果分类"),
                (
                    self.classification in PROMISING and not self.promises,
                    "promises",
                    f"“{self.classification}”须写明承诺事项和完成日期",
                ),
                *self._promise_faults(),
                (not self.disclosure, "disclosure", "还没有选公开属性"),
                (
                    bool(self.disclosure) and self.disclosure not in OPEN and not self.disclosure_reason,
                    "disclosure_reason",
                    f"“{self.disclosure}”须写明理由",
                ),
                (self.disclosure in SUMMARISED and not self.summary.strip(), "summary", "摘要公开须写公开摘要"),
            )
            if missing
        ]

    def _promise_faults(self) -> list[tuple[bool, str, str]]:
        """A row half written, or a day that is past or years too far: the ledger could not hold the unit to it."""
        today = timezone.localdate().isoformat()
        last = (timezone.localdate() + FURTHEST_PROMISE).isoformat()
        far = [n for n, row in enumerate(self.promises, 1) if row["on"] > last]
        halves = [n for n, row in enumerate(self.promises, 1) if not (row["item"] and row["on"])]
        past = [n for n, row in enumerate(self.promises, 1) if row["on"] and row["on"] < today]
        written = f"承诺的第{'、'.join(map(str, halves))}项没有写全，事项和完成日期都要写"
        return [
            (bool(halves), "promises", written),
            (bool(past), "promises", f"承诺的第{'、'.join(map(str, past))}项完成日期已经过去"),
            (bool(far), "promises", f"承诺的第{'、'.join(map(str, far))}项完成日期太远了，请核对年份"),
        ]


BOOKKEEPING = ("id", "reply", "number", "author", "saved_at", "note", "about")

Draft.TEXTS = tuple(field.name for field in Draft._meta.concrete_fields if field.name not in BOOKKEEPING)


class Override(models.Model):
    """Holds for one finding in the very words it was given for: once the sentence changes, it no longer holds.
    Never changed, never deleted: what was kept, by whom and why is read next to the reviews."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="overrides")
    finding = models.CharField(max_length=64)  # findings.key_of: the rule, the sentence and the place in it
    rule = models.CharField(max_length=40)
    words = models.CharField("原文", max_length=300, blank=True)
    message = models.CharField("检查的话", max_length=500)
    reason = models.CharField("不改的理由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "不改的理由"
        ordering = ["reply_id", "at", "id"]
        constraints = [
            models.UniqueConstraint(name="override_once", fields=["reply", "finding"]),
            models.CheckConstraint(name="override_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.message}（{self.reason}）"


LIVE = dt.timedelta(minutes=2)


class Autosave(models.Model):
    """What one person typed in one window on top of version `base`. Working paper: the window writes over its own row
    and takes it away when it saves a version; what somebody puts aside stays to be fetched again."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="autosaves")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁写的")
    tab = models.CharField("窗口", max_length=32)
    turn = models.PositiveIntegerField("第几次")  # the window's own count: one that comes late is passed over
    base = models.PositiveIntegerField("在第几稿上")  # 0: before the first
    texts = models.JSONField("文字")
    saved_at = models.DateTimeField("保存时间", default=timezone.now)
    left = models.BooleanField("窗口已关", default=False)
    aside = models.BooleanField("收起来了", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "自动保存的文字"
        ordering = ["reply_id", "-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(name="autosave_one_a_window", fields=["reply", "author", "tab"]),
            models.CheckConstraint(name="autosave_names_its_window", condition=~Q(tab="")),
        ]

    def __str__(self) -> str:
        return f"{self.reply} · {self.author} {timezone.localtime(self.saved_at):%H:%M}"

    @property
    def is_live(self) -> bool:
        """Whether somebody seems to be writing in this window just now."""
        return not self.left and not self.aside and timezone.now() - self.saved_at < LIVE

    def written(self) -> dict[str, Any]:
        """The texts as Draft.texts() has them; an invalid date stays as it was typed."""
        return {name: self.texts[name] for name in Draft.TEXTS if name in self.texts}
