"""A round of answering: its reply, the versions of its draft, and what the reviewers said."""

import datetime as dt
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from proposals.chinese import cn_date
from proposals.models import Handling, User
from replies.models.standing import Talk, standing, talks, with_corrections


class Classification(models.TextChoices):
    """承办单位对办理结果的分类: exactly one of six, as on page 2 of the form. The first three answer 建议性意见,
    the last three 具体操作性意见."""

    ADOPTED = "已采纳", "已采纳"
    STUDYING = "正在研究", "正在研究"
    REFERENCE = "留作参考", "留作参考"
    SOLVED = "已解决", "已解决"
    SOLVING = "正在解决", "正在解决"
    HARD = "暂难解决", "暂难解决"


PROMISING = (Classification.STUDYING, Classification.SOLVING)
# What a reply may promise, as the form of the draft takes it.
MOST_PROMISES = 10
PROMISE_MOST = 300


class Disclosure(models.TextChoices):
    """办理复文公开属性: exactly one of five, as on page 2 of the form (政府信息公开条例)."""

    OPEN_FULL = "主动公开·全文", "主动公开·全文"
    OPEN_SUMMARY = "主动公开·摘要", "主动公开·摘要"
    ASKED_FULL = "依申请公开·全文", "依申请公开·全文"
    ASKED_SUMMARY = "依申请公开·摘要", "依申请公开·摘要"
    CLOSED = "不公开", "不公开"


OPEN = (Disclosure.OPEN_FULL, Disclosure.OPEN_SUMMARY)
SUMMARISED = (Disclosure.OPEN_SUMMARY, Disclosure.ASKED_SUMMARY)


class Reply(models.Model):
    """One numbered round. The text lives in its drafts; what was signed is copied here at sign-off and frozen.
    A later round never touches an earlier one."""

    class Genre(models.TextChoices):
        REPLY = "reply", "答复"
        OPINION = "opinion", "会办意见"

    class Occasion(models.TextChoices):
        FIRST = "first", "首次答复"
        AGAIN = "again", "再次答复"
        FOLLOW_UP = "follow_up", "跟踪答复"

    case = models.ForeignKey(Handling, models.PROTECT, related_name="replies", verbose_name="办理件")
    round = models.PositiveSmallIntegerField("第几轮")
    genre = models.CharField(max_length=8, choices=Genre, default=Genre.REPLY)
    occasion = models.CharField("缘由", max_length=10, choices=Occasion, default=Occasion.FIRST)
    opened_on = models.DateField("开始日期")
    due_on = models.DateField("本轮期限")
    closed_on = models.DateField("本轮结束日期", null=True, blank=True)
    # Set once, together, at sign-off.
    signed_draft = models.OneToOneField(
        "replies.Draft", models.PROTECT, null=True, blank=True, related_name="signed_as"
    )
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    document_number = models.CharField("发文字号", max_length=40, blank=True)
    classification = models.CharField("办理结果分类", max_length=4, choices=Classification, blank=True)
    disclosure = models.CharField("公开属性", max_length=8, choices=Disclosure, blank=True)
    disclosure_reason = models.CharField("不予主动公开的理由", max_length=200, blank=True)
    delivered_on = models.DateField("全部送达日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["case", "round"]
        constraints = [
            models.UniqueConstraint(name="reply_round_once", fields=["case", "round"]),
            models.UniqueConstraint(name="reply_one_open", fields=["case"], condition=Q(closed_on__isnull=True)),
            models.CheckConstraint(name="reply_counts_from_one", condition=Q(round__gte=1)),
            models.CheckConstraint(name="reply_genre_known", condition=Q(genre__in=["reply", "opinion"])),
            models.CheckConstraint(
                name="reply_classification_known",
                condition=Q(classification__in=["", *Classification.values]),
            ),
            models.CheckConstraint(
                name="reply_disclosure_known", condition=Q(disclosure__in=["", *Disclosure.values])
            ),
            models.CheckConstraint(
                name="reply_signed_is_whole",
                condition=Q(
                    signed_at__isnull=True,
                    signer__isnull=True,
                    signed_draft__isnull=True,
                    handler__isnull=True,
                )
                | Q(
                    signed_at__isnull=False,
                    signer__isnull=False,
                    signed_draft__isnull=False,
                    handler__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="reply_signed_is_classified",
                condition=Q(signed_at__isnull=True)
                | Q(genre="opinion")
                | (~Q(classification="") & Q(disclosure__in=OPEN))
                | (~Q(classification="") & ~Q(disclosure="") & ~Q(disclosure_reason="")),
            ),
            models.CheckConstraint(
                name="reply_handler_never_signs",
                condition=Q(signer__isnull=True) | ~Q(signer=F("handler")),
            ),
            models.CheckConstraint(
                name="reply_delivered_is_signed",
                condition=Q(delivered_on__isnull=True) | Q(signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · 第{self.round}轮"

    @cached_property
    def latest_draft(self) -> "Draft | None":
        if hasattr(self, "newest_drafts"):  # fetched with a whole list (HandlingQuerySet.for_rows)
            return self.newest_drafts[0] if self.newest_drafts else None
        return self.drafts.order_by("-number").first()

    @cached_property
    def bodies(self) -> list[tuple[int, str]]:
        """The number and body of every version, newest first."""
        return list(self.drafts.order_by("-number").values_list("number", "body"))

    @property
    def text(self) -> "Draft | None":
        """What is read as the reply: the signed version, or the newest draft before it."""
        return self.signed_draft or self.latest_draft

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_last_word(self) -> bool:
        """Whether no later round of the case has been signed: what this one says is what the deputies know."""
        return not any(other.round > self.round and other.is_signed for other in self.case.replies.all())

    @property
    def answers(self) -> list:
        """The answers that stand now, one a deputy at most, in the deputies' order."""
        given = {row.deputy_id: row for row in self.feedback.all() if row.is_current}
        return [given[deputy.pk] for deputy in self.case.suggestion.proposers if deputy.pk in given]

    @property
    def dissatisfied(self) -> list:
        """The standing answers that send the case to study (SH 21: 不满意 with the result or the attitude)."""
        return [row for row in self.answers if row.asks_for_study]

    def uncontacted(self) -> list:
        met = {row.deputy_id for row in standing(self.contacts.all())}
        return [deputy for deputy in self.case.suggestion.proposers if deputy.pk not in met]

    def talks(self) -> list[Talk]:
        """The talks of the round as they were held."""
        return talks(self.contacts.all())

    def talks_by_deputy(self) -> list[tuple]:
        """Each deputy with the last contact that counts, or None."""
        last = {row.deputy_id: row for row in standing(self.contacts.all())}
        return [(deputy, last.get(deputy.pk)) for deputy in self.case.suggestion.proposers]

    def consulted(self) -> list[tuple]:
        """Every 会办 with the row that corrects it, or None."""
        return with_corrections(self.consultations.all())

    def asked(self) -> list:
        """The 会办 that count: without the rows that were corrected."""
        return standing(self.consultations.all())

    def lapsed(self) -> list:
        """会办 whose agreement no longer holds and was not asked for again: of each unit the newest that asks."""
        newest = {row.unit_id: row for row in self.asked() if row.draft_id}
        return [row for row in newest.values() if row.lapsed]

    def undelivered(self) -> list:
        reached = {row.deputy_id for row in self.deliveries.all()}
        return [deputy for deputy in self.case.suggestion.proposers if deputy.pk not in reached]

    def unanswered(self) -> list:
        given = {row.deputy_id for row in self.feedback.all() if row.is_current}
        return [deputy for deputy in self.case.suggestion.proposers if deputy.pk not in given]

    def silent(self) -> list[tuple]:
        """Each deputy who has not answered with the attempt that says why, 拒签 or 联系不上, or None."""
        concluded = {row.deputy_id: row for row in self.attempts.all() if row.is_current and row.conclusion}
        return [(deputy, concluded.get(deputy.pk)) for deputy in self.unanswered()]

    def unexplained(self) -> list:
        """The deputies who have not answered and of whom nobody has said why."""
        return [deputy for deputy, why in self.silent() if why is None]

    def recordable(self) -> list:
        """Whose signed form may still be recorded: who answered by link has spoken, and a form never overrides it."""
        by_link = {row.deputy_id for row in self.feedback.all() if row.is_current and row.channel == "link"}
        return [deputy for deputy in self.case.suggestion.proposers if deputy.pk not in by_link]

    def obstacle_to_submission(self) -> str:
        draft = self.latest_draft
        if draft is None or not draft.body.strip():
            return "还没有拟写答复" if self.genre == self.Genre.REPLY else "还没有拟写会办意见"
        if self.genre == self.Genre.OPINION:
            asked = self.case.asked_through.all()
            return "；".join(filter(None, (row.stance_missing for row in asked)))
        missing = self.uncontacted()
        waiting = [row for row in self.asked() if row.outcome == row.Outcome.WAITING]
        sentences = [
            f"还有{len(missing)}位代表未联系（{'、'.join(d.name for d in missing)}）" if missing else "",
            f"还有{len(waiting)}家单位的会办意见未到" if waiting else "",
            *(row.lapse for row in self.lapsed()),
            *draft.gaps(),
            self._not_yet_done(draft),
        ]
        return "；".join(filter(None, sentences))

    def errors_in_text(self) -> str:
        """What the checker still finds wrong in the newest draft, mended nowhere and let stand by nobody."""
        from replies.checking import errors_left

        draft = self.latest_draft
        errors = errors_left(draft) if draft and draft.body.strip() else []
        return f"检查出{len(errors)}处应改，请改好或者写明不改的理由" if errors else ""

    def _not_yet_done(self, draft: "Draft") -> str:
        """Nobody is told that it is done while the ledger says that it is not."""
        if self.round == 1 or draft.classification not in (Classification.ADOPTED, Classification.SOLVED):
            return ""
        owed = [one for reply in self.case.replies.all() for one in reply.promises.all() if one.is_open]
        return f"选“{draft.classification}”的，要先登记以前的承诺已兑现（还有{len(owed)}项）" if owed else ""

    def obstacle_to_follow_up(self) -> str:
        """SH 22: what was promised is answered again once it is kept, or on its day at the latest."""
        promises = list(self.promises.all())
        if not promises:
            return "这次答复没有承诺事项"
        if any(one.kept_on or one.is_due(timezone.localdate()) for one in promises):
            return ""
        first = min(one.due_on for one in promises)
        return f"承诺的事项还没有兑现，也没有快到期的（最早{cn_date(first)}）"

    def obstacle_to_report(self) -> str:
        sentences = [
            f"还有{len(self.undelivered())}位代表未送达" if self.undelivered() else "",
            f"还有{len(self.unanswered())}位代表未反馈" if self.unanswered() else "",
            "有代表不满意，须先由代表工作机构研究" if self.dissatisfied else "",
        ]
        return "；".join(filter(None, sentences))

    def obstacle_to_closing_without(self) -> str:
        if self.undelivered():
            return f"还有{len(self.undelivered())}位代表未送达"
        if self.dissatisfied:
            return "有代表不满意，须先由代表工作机构研究"
        if not self.unanswered():
            return "代表都已反馈，请用“报送办结”"
        missing = self.unexplained()
        names = "、".join(deputy.name for deputy in missing)
        return f"{names}代表没有反馈，也没有登记拒签或联系不上" if missing else ""


class Draft(models.Model):
    """One saved version of a round's whole answer. Versions are only added: number n+1 is written on top of n,
    and two people who both started from n meet at the unique constraint."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField("版本")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="拟稿人")
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)
    note = models.CharField("说明", max_length=100, blank=True)
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

    # What a person writes; the rest is bookkeeping.
    TEXTS = (
        "title", "body", "handling", "document_number", "contact", "phone", "annexes", "copies_to",
        "classification", "promises", "disclosure", "disclosure_reason", "summary",
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "答复稿"
        ordering = ["reply", "number"]
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

    def texts(self) -> dict:
        return {name: getattr(self, name) for name in self.TEXTS}

    def lines(self, name: str) -> list[str]:
        """The rows of a text that holds one a line: annexes, copies_to."""
        return [line for line in map(str.strip, getattr(self, name).splitlines()) if line]

    @property
    def promised(self) -> list[tuple[str, dt.date | None]]:
        """The promised items with their days, as far as they are written."""
        return [(row["item"], dt.date.fromisoformat(row["on"]) if row["on"] else None) for row in self.promises]

    def gaps(self) -> list[str]:
        """What is still missing before the answer may be sent for review, as sentences."""
        return [
            sentence
            for missing, sentence in (
                (not self.handling.strip(), "“办理情况”还没有写"),
                (not self.classification, "还没有选办理结果分类"),
                (
                    self.classification in PROMISING and not self.promises,
                    f"“{self.classification}”须写明承诺事项和完成日期",
                ),
                *self._promise_gaps(),
                (not self.disclosure, "还没有选公开属性"),
                (
                    bool(self.disclosure) and self.disclosure not in OPEN and not self.disclosure_reason,
                    f"“{self.disclosure}”须写明理由",
                ),
                (self.disclosure in SUMMARISED and not self.summary.strip(), "摘要公开须写公开摘要"),
            )
            if missing
        ]

    def _promise_gaps(self) -> list[tuple[bool, str]]:
        """A row half written, or a day that is past: the ledger could not hold the unit to it."""
        today = timezone.localdate().isoformat()
        halves = [n for n, row in enumerate(self.promises, 1) if not (row["item"] and row["on"])]
        past = [n for n, row in enumerate(self.promises, 1) if row["on"] and row["on"] < today]
        return [
            (bool(halves), f"承诺的第{'、'.join(map(str, halves))}项没有写全，事项和完成日期都要写"),
            (bool(past), f"承诺的第{'、'.join(map(str, past))}项完成日期已经过去"),
        ]
