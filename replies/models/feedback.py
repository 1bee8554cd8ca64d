"""The way to each deputy and back: the link, the feedback."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models import Attachment, Deputy, User
from replies.letter.questions import (
    ATTITUDE,
    PLAN,
    QUESTIONS,
    RESULT,
    Grade,
    Marks,
    Question,
    asks_study,
    tell_marks,
    tell_noted,
)
from replies.models.messages.own_link import OwnLink
from replies.models.reply import Reply


class Invitation(OwnLink):
    """A deputy's link for one round: 256 random bits of which only the SHA-256 is kept. Opening it changes
    nothing; several of one round live side by side, and only 停用 ends them. A message that did not leave is sent
    again with bits of its own (`message_hash`): the first are known no more, and may be in somebody's hands."""

    class Purpose(models.TextChoices):
        ASK = "征询", "征求意见"
        RENEWED = "续发", "代表要的新链接"
        REOPENED = "重开", "请代表重新填写"

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="invitations")
    token_hash = models.CharField("链接", max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("链接的期限")
    revoked_at = models.DateTimeField(null=True, blank=True)
    disowned = models.BooleanField("收到的人说不是本人", default=False)
    purpose = models.CharField("为什么发", max_length=2, choices=Purpose, default=Purpose.ASK)
    opened_at = models.DateTimeField("打开时间", null=True, blank=True)  # by a person: link scanners touch nothing
    message_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    mailed_to = models.EmailField(blank=True)
    mailed_at = models.DateTimeField("邮件发出时间", null=True, blank=True)
    texted_to = models.CharField("短信发到", max_length=20, blank=True)
    texted_at = models.DateTimeField("短信发出时间", null=True, blank=True)
    tried_at = models.DateTimeField("最近一次发送", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("发送次数", default=0)
    last_error = models.CharField("没有发出的原因", max_length=120, blank=True)
    reminder = models.PositiveSmallIntegerField("第几次提醒", default=0)  # 0: the first link, or one made by hand

    class Meta:
        verbose_name = verbose_name_plural = "征询链接"
        ordering = ["reply_id", "created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="invitation_reminds_once", fields=["reply", "deputy", "reminder"], condition=Q(reminder__gt=0)
            ),
            models.CheckConstraint(
                name="invitation_expires_later", condition=Q(expires_at__gt=models.F("created_at"))
            ),
            models.CheckConstraint(
                name="invitation_purpose_known", condition=Q(purpose__in=["征询", "续发", "重开"])
            ),
            models.CheckConstraint(
                name="invitation_disowned_has_ended", condition=Q(disowned=False) | Q(revoked_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply} → {self.deputy}"

    @staticmethod
    def hash_of(token: str) -> str:
        """What is stored of a link's token: its SHA-256, in hex."""
        return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

    @property
    def asks_everybody(self) -> bool:
        return self.reply.case.unit.asks_phone

    @property
    def is_live(self) -> bool:
        """Whether the link still takes an answer: neither revoked nor expired."""
        return self.revoked_at is None and not self.is_expired

    @property
    def is_expired(self) -> bool:
        """Whether its days are over: it leads to reading at most."""
        return timezone.now() >= self.expires_at

    @property
    def is_overtaken(self) -> bool:
        """Whether its days were cut short by the next round of the case."""
        after = self.reply.overtaken_by
        return after is not None and timezone.localdate(self.expires_at) >= after.opened_on

    @property
    def is_stuck(self) -> bool:
        """Whether it was tried to send the link and nothing of it has left."""
        return bool(self.tries and self.last_error and not (self.mailed_at or self.texted_at))


class Wish(models.Model):
    """What a deputy asks of the unit from the page behind the link; a task for the handler until it is settled."""

    class Kind(models.TextChoices):
        BY_STAFF = "代填", "请工作人员代填"
        MEETING = "面谈", "想当面谈"

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="wishes")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="wishes")
    kind = models.CharField("请求", max_length=2, choices=Kind)
    made_at = models.DateTimeField("提出时间", auto_now_add=True)
    settled_at = models.DateTimeField("办好时间", null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("怎样办的", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代表的请求"
        ordering = ["reply_id", "made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="wish_one_open", fields=["reply", "deputy", "kind"], condition=Q(settled_at__isnull=True)
            ),
            models.CheckConstraint(name="wish_kind_known", condition=Q(kind__in=["代填", "面谈"])),
            models.CheckConstraint(
                name="wish_settled_is_whole",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}{self.get_kind_display()}"


def mark_field(question: Question) -> "models.CharField[str, str]":
    """The column of a question."""
    return models.CharField(question.about, max_length=4, choices=grade_choices(question), blank=True)


def grade_choices(question: Question) -> list[tuple[str, str]]:
    return [(grade.value, grade.value) for grade in question.grades]


def any_mark(questions: Iterable[Question], mark: str, of: str = "") -> Q:
    """Where one of these questions has this mark; `of` is the way to the answer (replies__feedback__)."""
    return reduce(or_, (Q((f"{of}{question.key}", mark)) for question in questions))


def no_mark(questions: Iterable[Question], mark: str, of: str = "") -> Q:
    """Where none of them has it."""
    return reduce(and_, (~Q((f"{of}{question.key}", mark)) for question in questions))


class Feedback(models.Model):
    """What one deputy said of one round. A correction, or the deputy's own answer after a recorded one, is a
    new row; the older stays and is no longer current."""

    class Channel(models.TextChoices):
        LINK = "link", "代表网上本人填写"
        PAPER = "paper", "工作人员按签名纸表录入"
        DICTATED = "dictated", "工作人员受代表委托代填"

    class SignedAs(models.TextChoices):
        CONFIRMED = "确认", "网上确认"
        DRAWN = "手写", "网上手写签名"
        PHOTO = "照片", "签名照片"
        PAPER = "纸表", "纸表亲笔签名"
        NOT = "口述", "代表口述，没有签名"

    class Came(models.TextChoices):
        """How a signed form came back, or how the deputy told staff what to fill in."""

        IN_PERSON = "当面", "当面"
        POST = "邮寄", "邮寄"
        WECHAT = "微信", "微信"
        CALL = "电话", "电话"

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="feedback")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="feedback", verbose_name="代表")
    channel = models.CharField("来源", max_length=8, choices=Channel)
    result = mark_field(RESULT)
    plan = mark_field(PLAN)
    attitude = mark_field(ATTITUDE)
    comment = models.TextField("意见和建议", max_length=5_000, blank=True)
    signature_name = models.CharField("代表签名", max_length=40)
    signed_as = models.CharField("怎样签名", max_length=2, choices=SignedAs, default=SignedAs.CONFIRMED)
    signature_strokes = models.JSONField("手写签名笔迹", null=True, blank=True)
    signature_photo = models.FileField("签名照片", upload_to="signatures/", max_length=200, blank=True)
    signed_hash = models.CharField("所签内容的SHA-256", max_length=64, blank=True)
    signed_on = models.DateField("签名日期")
    receipt = models.CharField("回执号", max_length=40, unique=True)
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, blank=True, related_name="feedback")
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    # The deputy's own request for which staff filled it in.
    wish = models.ForeignKey(Wish, models.PROTECT, null=True, blank=True, related_name="feedback")
    came_by = models.CharField("怎样交来", max_length=2, choices=Came, blank=True)
    submitted_at = models.DateTimeField("提交时间", auto_now_add=True)
    number = models.PositiveSmallIntegerField("第几次")
    is_current = models.BooleanField("算数", default=True)
    # The answer past its days over which this one stands: a form signed by hand, or what the deputy filled in once
    # more when the office had opened it again. Both are kept.
    stands_over = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代替哪一份"
    )
    # Until when the office lets the deputy fill in once more, and why.
    reopened_until = models.DateTimeField("重新填写的期限", null=True, blank=True)
    reopened_for = models.CharField("为什么请代表重新填写", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见反馈"
        ordering = ["reply_id", "deputy", "number"]
        constraints = [
            models.UniqueConstraint(name="feedback_number_once", fields=["reply", "deputy", "number"]),
            models.UniqueConstraint(
                name="feedback_one_current", fields=["reply", "deputy"], condition=Q(is_current=True)
            ),
            models.CheckConstraint(
                name="feedback_grades_known",
                condition=Q(**{f"{one.key}__in": ["", *map(str, one.grades)] for one in QUESTIONS}),
            ),
            models.CheckConstraint(
                name="feedback_channel_tells_who",
                condition=Q(
                    channel="link",
                    invitation__isnull=False,
                    entered_by__isnull=True,
                    scan__isnull=True,
                    wish__isnull=True,
                    came_by="",
                )
                | Q(
                    channel="paper",
                    invitation__isnull=True,
                    entered_by__isnull=False,
                    scan__isnull=False,
                    wish__isnull=True,
                )
                | Q(
                    channel="dictated",
                    invitation__isnull=True,
                    entered_by__isnull=False,
                    scan__isnull=True,
                    wish__isnull=False,
                    came_by__in=["当面", "微信", "电话"],
                ),
            ),
            models.CheckConstraint(
                name="feedback_unless_on_paper_is_complete",
                condition=Q(channel="paper") | no_mark(QUESTIONS, ""),
            ),
            models.CheckConstraint(
                name="feedback_unless_on_paper_says_why",
                condition=Q(channel="paper") | ~Q(comment="") | ~any_mark(QUESTIONS, Grade.DISSATISFIED.value),
            ),
            models.CheckConstraint(
                name="feedback_came_by_known", condition=Q(came_by__in=["", "当面", "邮寄", "微信", "电话"])
            ),
            models.CheckConstraint(name="feedback_is_signed", condition=~Q(signature_name="")),
            models.CheckConstraint(
                name="feedback_signature_is_whole",
                condition=Q(signed_as="确认", channel="link", signature_strokes__isnull=True, signature_photo="")
                | Q(signed_as="手写", channel="link", signature_strokes__isnull=False, signature_photo="")
                | (Q(signed_as="照片", channel="link", signature_strokes__isnull=True) & ~Q(signature_photo=""))
                | Q(signed_as="纸表", channel="paper", signature_strokes__isnull=True, signature_photo="")
                | Q(signed_as="口述", channel="dictated", signature_strokes__isnull=True, signature_photo=""),
            ),
            models.CheckConstraint(
                name="feedback_link_binds_its_words", condition=~Q(channel="link") | ~Q(signed_hash="")
            ),
            models.CheckConstraint(
                name="feedback_own_alone_stands_over",
                condition=Q(stands_over__isnull=True) | Q(channel__in=["paper", "link"]),
            ),
            models.CheckConstraint(
                name="feedback_reopened_is_whole",
                condition=Q(reopened_until__isnull=True, reopened_for="")
                | (Q(reopened_until__isnull=False) & ~Q(reopened_for="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} 第{self.number}次反馈"

    @property
    def marks(self) -> Marks:
        """Each question with what is said to it, in the form's order."""
        return {question: getattr(self, question.key) for question in QUESTIONS}

    @property
    def told(self) -> str:
        return tell_marks(self.marks)

    @property
    def asks_for_study(self) -> bool:
        """Whether it sends the case to study (SH 21)."""
        return asks_study(self.marks)

    @property
    def noted(self) -> str:
        return tell_noted(self.marks)

    @property
    def correctable_until(self) -> dt.datetime:
        """Until when the deputy may correct an answer given by link, or say what a signed form over it does not."""
        own = self.submitted_at + dt.timedelta(days=settings.CORRECTION_DAYS)
        return max(own, self.reopened_until) if self.reopened_until else own

    @property
    def is_final(self) -> bool:
        """Whether the deputy can change it online no more: an answer by link past its days, or the form signed by
        hand that stands over one. What staff recorded otherwise the deputy may always answer."""
        if self.channel == self.Channel.LINK:
            return timezone.now() > self.correctable_until
        return self.stands_over_id is not None and not self.is_reopened

    @property
    def is_reopened(self) -> bool:
        """Whether the office lets the deputy fill in once more, now."""
        return self.reopened_until is not None and timezone.now() <= self.reopened_until

    @property
    def cut_short_by(self) -> "Reply | None":
        """The round that began before the day until which the deputy could fill in once more; None where none did, or
        where the deputy had done so. What was filled in is a row of its own."""
        after = self.reply.overtaken_by if self.is_current and self.reopened_until else None
        return after if after and timezone.localdate(self.reopened_until) >= after.opened_on else None

    @property
    def put_right(self) -> str:
        """How it came to stand over an earlier answer of the deputy's; "" where it is the first, or a correction
        within its days."""
        if not self.stands_over_id:
            return ""
        return "亲笔签名的纸表代替" if self.channel == self.Channel.PAPER else "经同意重新填写，代替"


class FinishedOpinion(models.Model):
    """What the deputies said of a reply that was given before (补录), as the year's list has it: one mark a question
    for all of them. No signature is known of it, and no figure of satisfaction counts it."""

    reply = models.OneToOneField(Reply, models.PROTECT, related_name="finished_opinion")
    result = mark_field(RESULT)
    plan = mark_field(PLAN)
    attitude = mark_field(ATTITUDE)
    comment = models.TextField("意见和建议", max_length=5_000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补录的代表意见"
        constraints = [
            models.CheckConstraint(
                name="finished_opinion_grades_known",
                condition=Q(**{f"{one.key}__in": ["", *map(str, one.grades)] for one in QUESTIONS}),
            ),
            models.CheckConstraint(
                name="finished_opinion_says_something",
                condition=~Q(comment="", **dict.fromkeys((one.key for one in QUESTIONS), "")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply} · 代表意见"

    @property
    def marks(self) -> Marks:
        """Each question with what is said to it, in the form's order."""
        return {question: getattr(self, question.key) for question in QUESTIONS}
