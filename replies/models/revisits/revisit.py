"""回访 (SH 21, 25): a working body draws some of the answered cases and asks the deputies itself. Its units never see
who said what; they see figures, once the 回访 is over and from so many answers on."""

import datetime as dt
import hashlib
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models import Case, Deputy, Kind, Role, Session, Unit, User
from proposals.models.kept.beside import KeptPrefetches
from replies.letter.questions import RESULT, Grade
from replies.models.feedback import Invitation
from replies.models.messages.own_link import OwnLink
from replies.models.reply import Reply

MOST_OPTIONS, OPTION_MOST = 5, 12


class RevisitQuestion(models.Model):
    """A short question of the place, beside the one that every 回访 asks; each has few answers to choose from."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="revisit_questions", verbose_name="问的机构")
    asked = models.CharField("问什么", max_length=60)
    options = models.JSONField("可选的回答")
    position = models.PositiveSmallIntegerField("次序")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "回访的问题"
        ordering = ["unit_id", "position", "pk"]
        constraints = [models.CheckConstraint(name="revisit_question_asks", condition=~Q(asked=""))]

    def __str__(self) -> str:
        return self.asked


class RevisitQuerySet(KeptPrefetches["Revisit"]):
    def visible_to(self, user: User) -> Self:
        """Those of the body in which this person works, and nobody else's."""
        return self.filter(unit__in=user.units_as(Role.CONGRESS))

    def over(self) -> Self:
        """Nobody answers any more, so that their figures stand."""
        return self.filter(Q(ended_at__isnull=False) | Q(closes_on__lt=timezone.localdate()))


class Revisit(models.Model):
    """One 回访. Its draw can be repeated by anybody who has the seed and the list: of each unit's cases those with
    the smallest lots are taken, and a lot is the SHA-256 of the seed and the case's name."""

    class Whom(models.TextChoices):
        LEAD = "lead", "领衔代表"
        ALL = "all", "全部提出人"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="revisits", verbose_name="回访的机构")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="抽样人")
    created_at = models.DateTimeField("抽样时间", auto_now_add=True)
    kind = models.CharField("种类", max_length=2, choices=Kind)
    year = models.PositiveSmallIntegerField("交办年份", null=True, blank=True)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="届次")
    units = models.JSONField("承办单位", default=list, help_text="单位的序号；空的是全部单位")
    spares_asked = models.BooleanField("不再抽问过的", default=False)
    share = models.PositiveSmallIntegerField("抽多少", help_text="百分之几，每个单位至少一件")
    whom = models.CharField("问谁", max_length=4, choices=Whom, default=Whom.LEAD)
    seed = models.CharField("种子", max_length=64)
    questions = models.JSONField("问题", help_text="[问什么, [可选的回答]]，按问的次序")
    least = models.PositiveSmallIntegerField("不少于几份才给单位看", default=5)
    closes_on = models.DateField("截止日期")
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    objects = RevisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="revisit_kind_known", condition=Q(kind__in=["建议", "提案"])),
            models.CheckConstraint(name="revisit_share_in_hundred", condition=Q(share__range=(1, 100))),
            models.CheckConstraint(name="revisit_whom_known", condition=Q(whom__in=["lead", "all"])),
            models.CheckConstraint(name="revisit_has_seed", condition=~Q(seed="")),
            models.CheckConstraint(name="revisit_least_protects", condition=Q(least__range=(3, 100))),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {timezone.localdate(self.created_at)} 回访"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.closes_on < timezone.localdate()

    @property
    def over_on(self) -> dt.date:
        """The last day on which somebody could answer, as far as it is known now."""
        ended = timezone.localdate(self.ended_at) if self.ended_at else self.closes_on
        return min(ended, self.closes_on)

    @property
    def scope(self) -> str:
        """Of what it was drawn."""
        when = str(self.session) if self.session else f"{self.year}年交办的" if self.year else "全部已答复的"
        return f"{when}{self.get_kind_display()}{'（没有问过的）' if self.spares_asked else ''}"

    @staticmethod
    def lot_of(words: str) -> str:
        """The lot that the words give: anybody can work it out again (printf '…' | sha256sum)."""
        return hashlib.sha256(words.encode()).hexdigest()

    def words_of(self, case: Case) -> str:
        """What its lot is made of: seed, session, number, unit."""
        asked = case.suggestion
        return f"{self.seed}|{asked.session.full_name}|{asked.number}|{case.unit.name}"


class RevisitCase(models.Model):
    """A case that could be drawn, with its lot: one that was not drawn stays too, for the draw to be proved."""

    revisit = models.ForeignKey(Revisit, models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="+")
    lot = models.CharField("签号", max_length=64)
    words = models.CharField("签号由来", max_length=250)
    drawn = models.BooleanField("抽中")

    class Meta:
        verbose_name = verbose_name_plural = "回访的备选件"
        ordering = ["revisit_id", "lot"]
        constraints = [models.UniqueConstraint(name="revisit_case_once", fields=["revisit", "case"])]

    def __str__(self) -> str:
        return f"{self.revisit} · {self.case}"


class RevisitAskQuerySet(KeptPrefetches["RevisitAsk"]):
    def open_by(self, token: str) -> "RevisitAsk | None":
        """The deputy asked by that link, while the 回访 goes on."""
        rows = self.filter(token_hash=Invitation.hash_of(token)).select_related("drawn__revisit", "deputy")
        found = rows.first()
        return found if found and not found.drawn.revisit.is_over else None

    def waiting_for(self, deputy: Deputy) -> Self:
        """What this deputy is asked and did not answer yet, what ends first on top."""
        rows = self.filter(deputy=deputy, answer=None, drawn__revisit__ended_at=None)
        rows = rows.filter(drawn__revisit__closes_on__gte=timezone.localdate())
        shown = ("drawn__revisit__unit", "drawn__case__unit", "drawn__case__suggestion__session")
        return rows.select_related("deputy", *shown).order_by("drawn__revisit__closes_on", "pk")


class RevisitAsk(OwnLink):
    """A deputy asked about a drawn case by a link of its own: 256 random bits, made when the message leaves, of which
    only the SHA-256 is kept. A new link ends the earlier one."""

    drawn = models.ForeignKey(RevisitCase, models.PROTECT, related_name="asks")
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    tried_at = models.DateTimeField("最近一次发送", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("发送次数", default=0)
    last_error = models.CharField("没有发出的原因", max_length=120, blank=True)

    objects = RevisitAskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回访的代表"
        ordering = ["drawn_id", "pk"]
        constraints = [models.UniqueConstraint(name="revisit_ask_once", fields=["drawn", "deputy"])]

    def __str__(self) -> str:
        return f"{self.drawn} → {self.deputy}"

    @property
    def asks_everybody(self) -> bool:
        return self.drawn.revisit.unit.asks_phone


class RevisitAnswer(models.Model):
    """What a deputy said, once: by the link, or written down by the body from paper or by telephone."""

    append_only = True

    class Channel(models.TextChoices):
        LINK = "link", "代表本人在网上"
        PAPER = "paper", "按纸表登记"
        PHONE = "phone", "按电话登记"

    ask = models.OneToOneField(RevisitAsk, models.PROTECT, related_name="answer")
    grade = models.CharField(RESULT.label, max_length=4, choices=[(one.value, one.value) for one in RESULT.grades])
    answers = models.JSONField("其他回答", default=list)
    comment = models.TextField("意见和建议", max_length=2_000, blank=True)
    channel = models.CharField("怎样回答的", max_length=5, choices=Channel)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("回答时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "回访的回答"
        ordering = ["ask_id"]
        constraints = [
            models.CheckConstraint(
                name="revisit_answer_grade_known", condition=Q(grade__in=[one.value for one in Grade])
            ),
            models.CheckConstraint(
                name="revisit_answer_channel_tells_who",
                condition=Q(channel="link", entered_by__isnull=True)
                | Q(channel__in=["paper", "phone"], entered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask} {self.grade}"
