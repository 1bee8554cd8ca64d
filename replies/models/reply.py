"""A round of answering: its reply, the versions of its draft, and what the reviewers said."""

import datetime as dt
import math
from functools import cached_property
from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import Case, Deputy, Part, Unit, User
from proposals.models.states import LEFT
from replies.letter.questions import adds_nothing
from replies.models.classification import OPEN, Classification, Disclosure
from replies.models.corrections import ContactGroup, group_contacts, uncorrected_rows, with_corrections

if TYPE_CHECKING:
    from replies.models.attempt import Attempt
    from replies.models.consultation import Consultation
    from replies.models.contact import Contact
    from replies.models.draft import Draft
    from replies.models.feedback import Feedback

DECISIONS = ("reopen", "decline")  # the steps that decide on a 不满意 (SH 21)


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

    case = models.ForeignKey(Case, models.PROTECT, related_name="replies", verbose_name="办理件")
    round = models.PositiveSmallIntegerField("第几轮")
    genre = models.CharField(max_length=8, choices=Genre, default=Genre.REPLY)
    occasion = models.CharField("缘由", max_length=10, choices=Occasion, default=Occasion.FIRST)
    opened_on = models.DateField("开始日期")
    due_on = models.DateField("本轮期限")
    closed_on = models.DateField("本轮结束日期", null=True, blank=True)
    # Set once, together, at sign-off.
    signed_draft = models.OneToOneField(
        "replies.Draft", models.PROTECT, null=True, blank=True, related_name="signed_as", verbose_name="签发的一版"
    )
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    signer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    # From the signature until the reply goes out: when that is. Until then the signature can be taken back.
    sends_at = models.DateTimeField("发出时间", null=True, blank=True)
    document_number = models.CharField("发文字号", max_length=40, blank=True)
    classification = models.CharField("办理结果分类", max_length=4, choices=Classification, blank=True)
    disclosure = models.CharField("公开属性", max_length=8, choices=Disclosure, blank=True)
    disclosure_reason = models.CharField("不予主动公开的理由", max_length=200, blank=True)
    delivered_on = models.DateField("全部送达日期", null=True, blank=True)
    # Of a reply that was given elsewhere in an earlier year (补录): when. Nothing of it was signed or sent here;
    # `signed_draft` then is its text as far as it is known.
    finished_on = models.DateField("补录的答复日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["case_id", "round"]
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
                    finished_on__isnull=True,
                )
                | Q(
                    finished_on__isnull=False,
                    closed_on__isnull=False,
                    signed_at__isnull=True,
                    signer__isnull=True,
                    handler__isnull=True,
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
                name="reply_held_is_signed",
                condition=Q(sends_at__isnull=True) | Q(signed_at__isnull=False, delivered_on__isnull=True),
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
        """The newest version; None before anything is written."""
        if hasattr(self, "newest_drafts"):  # fetched with a whole list (cases.newest_drafts)
            return self.newest_drafts[0] if self.newest_drafts else None
        return self.drafts.order_by("-number").first()

    @property
    def written(self) -> "Draft | None":
        """The newest version of the paper that is to be written now; None before anything of it is. Of a unit that
        signs along (共同主办) that is its 会签意见 on the very text it is asked to sign, or else its 承办材料."""
        newest = self.latest_draft
        if newest is None or not self.case.hosts_along:
            return newest
        asked = awaited_cosigning(self.case)
        if asked is not None:
            fits = newest.about_id == asked.draft_id and not self._has_refused_with(newest)
            return newest if fits else None
        return newest if newest.about_id is None else self.drafts.filter(about=None).last()

    def _has_refused_with(self, opinion: "Draft") -> bool:
        """会签: whether the unit's leader refused with that opinion: the same text sent again asks for another."""
        said = self.reviews.model.Outcome.REFUSED
        return any(row.draft_id == opinion.pk and row.outcome == said for row in self.reviews.all())

    @cached_property
    def bodies(self) -> list[tuple[int, str]]:
        """The number and body of every version, newest first."""
        return list(self.drafts.order_by("-number").values_list("number", "body"))

    @property
    def text(self) -> "Draft | None":
        """What is read as the reply: the signed version, or the newest draft before it."""
        return self.signed_draft or self.latest_draft

    @property
    def signed_text(self) -> "Draft":
        """The version that was signed; raises ValueError before."""
        if self.signed_draft is None:
            raise ValueError(f"{self} is not signed.")
        return self.signed_draft

    @property
    def signing_units(self) -> list[Unit]:
        """Whose letter it is: the unit's, and of several that answer with one voice (共同主办) also those that sign
        along; without those that are not waited for."""
        own = [self.case.unit]
        if self.case.part != Part.MAIN:
            return own
        rows = self.newest_cosignings()
        hosts = self.case.suggestion.cases.filter(part=Part.JOINT).exclude(status__in=LEFT).select_related("unit")
        waived = {unit for unit, row in rows.items() if row.is_waived}
        return own + [host.unit for host in hosts.order_by("pk") if host.unit_id not in waived]

    @property
    def signed_by(self) -> str:
        """The same in a sentence: 区民政局、区教育局."""
        return "、".join(unit.short_name for unit in self.signing_units)

    @property
    def is_follow_up(self) -> bool:
        """跟踪答复 (SH 22): what became of the promises of the round before."""
        return self.occasion == self.Occasion.FOLLOW_UP

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def sends_at_clock(self) -> str:
        """When it goes out: 10:42; with its day where that is another."""
        if self.sends_at is None:
            return ""
        local = timezone.localtime(self.sends_at)
        day = "" if local.date() == timezone.localdate() else f"{local.month}月{local.day}日"
        return f"{day}{local:%H:%M}"

    @property
    def minutes_held(self) -> int:
        """How many minutes the signature can still be taken back, the begun one counted; 0 when it is due."""
        left = (self.sends_at - timezone.now()).total_seconds() if self.sends_at else 0
        return max(math.ceil(left / 60), 0)

    @property
    def is_given(self) -> bool:
        """Whether it was given to those who asked: signed here and gone out, or given before (补录)."""
        return (self.is_signed and self.sends_at is None) or self.finished_on is not None

    @property
    def given_on(self) -> dt.date | None:
        """The day of the answer: of the signature, or the one entered afterwards."""
        return timezone.localdate(self.signed_at) if self.signed_at else self.finished_on

    @property
    def is_last_word(self) -> bool:
        """Whether no later round of the case has been signed: what this one says is what the deputies know."""
        return not any(other.round > self.round and other.is_signed for other in self.case.replies.all())

    @property
    def overtaken_by(self) -> "Reply | None":
        """The round that came after this one: from its first day this one is only read."""
        later = [other for other in self.case.replies.all() if other.round > self.round]
        return min(later, key=lambda one: one.round, default=None)

    @property
    def current_feedback(self) -> "list[Feedback]":
        """The feedback that counts now, at most one a deputy, in the deputies' order."""
        given = {row.deputy_id: row for row in self.feedback.all() if row.is_current}
        return [given[deputy.pk] for deputy in self.case.suggestion.proposers if deputy.pk in given]

    @property
    def reopened_feedback(self) -> "list[Feedback]":
        """Of it what the office has opened again and the deputy may change now."""
        return [one for one in self.current_feedback if one.is_reopened]

    @property
    def feedback_for_study(self) -> "list[Feedback]":
        """The current feedback that sends the case to study (SH 21)."""
        return [row for row in self.current_feedback if row.asks_for_study]

    def complained_at(self, said: "Feedback") -> dt.datetime:
        """Since when the deputy says what this 不满意 says: of a form signed after the answer online, that says
        nothing further, since that answer."""
        since = said
        rows = [row for row in self.feedback.all() if row.deputy_id == said.deputy_id and row.number < said.number]
        for row in sorted(rows, key=lambda row: -row.number):
            if said.comment not in ("", row.comment) or not adds_nothing(said.marks, row.marks):
                break
            since = row
        return since.submitted_at

    def undecided_feedback(self, decided_at: dt.datetime | None) -> "list[Feedback]":
        """Of the current feedback the 不满意 on which nothing has been decided; the last decision was then."""
        return [row for row in self.feedback_for_study if not decided_at or self.complained_at(row) >= decided_at]

    def uncontacted_deputies(self) -> list[Deputy]:
        """The deputies of whom no contact counts yet, what they say did not take place being none; nobody who is no
        longer one."""
        met = {row.deputy_id for row in uncorrected_rows(self.contacts.all()) if not row.denied_at}
        return [one for one in self.case.suggestion.asked_deputies if one.pk not in met]

    def contact_groups(self) -> list[ContactGroup]:
        """The contacts of the round as they were held: those with several deputies in one group."""
        return group_contacts(self.contacts.all())

    def contacts_by_deputy(self) -> "list[tuple[Deputy, Contact | None]]":
        """Each deputy with the last contact that counts; else with one that the deputy says did not take place, or
        None."""
        rows = uncorrected_rows(self.contacts.all())
        last = {row.deputy_id: row for row in sorted(rows, key=lambda row: row.denied_at is None)}
        return [(deputy, last.get(deputy.pk)) for deputy in self.case.suggestion.proposers]

    def corrected_consultations(self) -> "list[tuple[Consultation, Consultation | None]]":
        """Every 会办 with the row that corrects it, or None."""
        return with_corrections(self.consultations.all())

    def current_consultations(self) -> "list[Consultation]":
        """The 会办 that count: without the rows that were corrected, and without 会签."""
        return [row for row in uncorrected_rows(self.consultations.all()) if not row.cosigns]

    @property
    def papers_asked(self) -> str:
        """What the other units were asked for: 承办材料, 会办意见, or both."""
        nouns = {row.noun for row in self.current_consultations()}
        return "和".join(sorted(nouns, reverse=True)) or "会办意见"

    def owed_consultations(self) -> "list[Consultation]":
        """What other units still owe: opinions, material, 会签."""
        return [row for row in uncorrected_rows(self.consultations.all()) if row.is_waiting]

    def newest_cosignings(self) -> "dict[int, Consultation]":
        """会签: of each unit that was asked to sign along the newest row."""
        return {row.unit_id: row for row in self.consultations.all() if row.cosigns}

    @property
    def refused_cosignings(self) -> "list[Consultation]":
        """会签: the units that do not agree to the text as it still is."""
        text = self.latest_draft
        newest = self.newest_cosignings().values()
        return [row for row in newest if row.refuses and text is not None and row.draft_id == text.pk]

    @property
    def awaits_cosigning(self) -> bool:
        """Whether some unit that was asked to sign along has not said its word."""
        return any(row.cosigns and row.is_waiting for row in self.consultations.all())

    def take_back_signature(self) -> None:
        """The signature counts no more: form and opinion stay, marked."""
        at = timezone.now()
        self.reviews.signatures().update(taken_back_at=at)
        self.printed.standing().update(taken_back_at=at)
        Reply.objects.filter(pk=self.pk).update(
            signed_draft=None,
            handler=None,
            signer=None,
            signed_at=None,
            sends_at=None,
            document_number="",
            classification="",
            disclosure="",
            disclosure_reason="",
        )

    def lapsed_consultations(self, typed: "Draft | None" = None) -> "list[Consultation]":
        """会办 whose agreement no longer holds (in the version `typed`, or the one that is read) and was not asked
        for again: of each unit the newest that asks."""
        newest = {row.unit_id: row for row in self.current_consultations() if row.draft_id}
        return [row for row in newest.values() if (row.is_lapsed_in(typed) if typed else row.is_lapsed)]

    def undelivered_deputies(self) -> list[Deputy]:
        """The deputies whom the reply has not reached yet; nobody who is no longer one."""
        reached = {row.deputy_id for row in self.deliveries.all()}
        return [one for one in self.case.suggestion.asked_deputies if one.pk not in reached]

    def unanswered_deputies(self) -> list[Deputy]:
        """The deputies without current feedback who may still be asked for it."""
        given = {row.deputy_id for row in self.feedback.all() if row.is_current}
        return [one for one in self.case.suggestion.asked_deputies if one.pk not in given]

    def silent_deputies(self) -> "list[tuple[Deputy, Attempt | None]]":
        """Each deputy who has not answered with the attempt that says why, 拒签 or 联系不上, or None."""
        concluded = {row.deputy_id: row for row in self.attempts.all() if row.is_current and row.conclusion}
        return [(deputy, concluded.get(deputy.pk)) for deputy in self.unanswered_deputies()]

    def unexplained_deputies(self) -> list[Deputy]:
        """The deputies who have not answered and for whom no reason is recorded."""
        return [deputy for deputy, why in self.silent_deputies() if why is None]

    def past_term(self, *silences: str) -> list[Deputy]:
        """The deputies whose term is past and who say nothing, with whom one of these is to be done (Delivery)."""
        marked = {row.deputy_id for row in self.deliveries.all() if row.silence in silences}
        return [one for one in self.unexplained_deputies() if one.pk in marked]

    def deputies_for_paper(self) -> list[Deputy]:
        """Whose signed form may still be recorded: who answered by link has spoken, and a form stands over it only
        when its days are over."""
        online = (row for row in self.feedback.all() if row.is_current and row.channel == row.Channel.LINK)
        by_link = {row.deputy_id for row in online if not row.is_final}
        return [deputy for deputy in self.case.suggestion.proposers if deputy.pk not in by_link]


def find_reply(case: Case) -> Reply | None:
    """The current round of a case as what it is on this side (models.cases.Rounds); None before 分办."""
    return cast("Reply | None", case.current_round)


def awaited_cosigning(case: Case) -> "Consultation | None":
    """会签: what a unit that signs along (共同主办) is asked to sign now."""
    return next((row for row in case.asked_through.all() if row.cosigns and row.is_waiting), None)


def current_reply(case: Case) -> Reply:
    """The same of a case that has been assigned; Refused before."""
    if (reply := find_reply(case)) is None:
        raise Refused(f"这件{case.suggestion.kind}还没有分办，暂时没有答复。请先由办公室签收并分办。")
    return reply


def readable_rounds(case: Case, *, inside: bool) -> list[Reply]:
    """The rounds whose text a person may read: what is not signed is for the unit's own people (`inside`)."""
    return [reply for reply in case.replies.all() if reply.text and (reply.is_given or inside)]


def proposers_of(reply: Reply) -> models.QuerySet[Deputy]:
    """The deputies who signed the suggestion, 领衔 first."""
    return Deputy.objects.filter(sponsorships__suggestion=reply.case.suggestion).order_by("sponsorships__position")
