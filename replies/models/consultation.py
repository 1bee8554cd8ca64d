"""会办: another unit asked on the way to a reply, what it says, and how often it was reminded.

What was recorded wrongly is corrected by a further row that points back at it; both stay, and what counts is
what nothing corrects (models/corrections.py).
"""

import itertools
import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from proposals.models import Attachment, Case, Status, Unit, User
from proposals.models.states import LEFT
from replies.letter.tables.mark import Table, write_cells
from replies.letter.text import Paragraph, ParagraphKind, read_body
from replies.models.draft import Draft
from replies.models.papers.printed_form import PrintedForm
from replies.models.reply import Reply


class Consultation(models.Model):
    """We ask another unit (会办). `helping` is that unit's own case where it works in this installation; its
    signed opinion arrives here by itself, others are recorded from paper.

    A consultation with a `draft` asks whether the unit agrees to that very version (征求意见稿). The answer then
    takes a `stance`; an agreement holds for the words it was given to: the whole body of the version, or the
    `passages` named, one a line as they stood. Whether it still holds is never stored, it is read from the texts.

    会签 (`cosigns`): another 主办 unit is asked to sign the version along; it holds for that version and every one of
    the same texts, and only the bodies outside may decide that it is not waited for.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", "等待答复"
        ANSWERED = "answered", "已答复"
        DROPPED = "dropped", "不再等待"

    class Stance(models.TextChoices):
        AGREED = "同意", "同意"
        AMENDS = "有修改意见", "有修改意见"
        REFUSED = "不同意", "不同意"  # 会签 alone

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="consultations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="会办单位")
    helping = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="asked_through", verbose_name="会办件"
    )
    question = models.TextField("请会办的问题", max_length=2_400, blank=True)
    draft = models.ForeignKey(
        Draft, models.PROTECT, null=True, blank=True, related_name="asked_about", verbose_name="征求意见稿"
    )
    enclosure = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="asked_with", verbose_name="随附材料"
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField("请会办日期")
    due_on = models.DateField("希望答复日期")
    cosigns = models.BooleanField("会签", default=False)
    outcome = models.CharField("情况", max_length=8, choices=Outcome, default=Outcome.WAITING)
    # While one waits, stance and passages are what the helping unit is about to say; nobody else reads them.
    stance = models.CharField("对征求意见稿", max_length=5, choices=Stance, blank=True)
    passages = models.TextField("同意的段落", blank=True)
    answer = models.TextField("会办意见", max_length=20_000, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    dropped_reason = models.CharField("不再等待的原因", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    scan = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    opinion = models.ForeignKey(
        PrintedForm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会办意见的定稿"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正"
    )
    correction_reason = models.CharField("更正原因", max_length=200, blank=True)
    # The handler goes on although the text agreed to was changed: why, and with which version.
    kept_reason = models.CharField("文字改动后不再请确认的理由", max_length=200, blank=True)
    kept_draft = models.ForeignKey(
        Draft, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="不再请确认的一版"
    )

    class Meta:
        verbose_name = verbose_name_plural = "会办"
        ordering = ["reply_id", "asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="consultation_one_waiting", fields=["reply", "unit"], condition=Q(outcome="waiting")
            ),
            models.CheckConstraint(
                name="consultation_answer_is_whole",
                condition=(Q(outcome="waiting") & Q(answer="") & Q(answered_on__isnull=True))
                | (Q(outcome="answered") & ~Q(answer="") & Q(answered_on__isnull=False))
                | (Q(outcome="dropped") & ~Q(dropped_reason="")),
            ),
            models.CheckConstraint(name="consultation_due_not_before_asking", condition=Q(due_on__gte=F("asked_on"))),
            models.CheckConstraint(
                name="consultation_stance_known", condition=Q(stance__in=["", "同意", "有修改意见", "不同意"])
            ),
            models.CheckConstraint(
                name="consultation_stance_is_to_a_text", condition=Q(stance="") | Q(draft__isnull=False)
            ),
            models.CheckConstraint(
                name="consultation_cosigned_is_a_text",
                condition=(Q(cosigns=False) & ~Q(stance="不同意"))
                | (Q(cosigns=True, draft__isnull=False, passages="") & ~Q(stance="有修改意见")),
            ),
            models.CheckConstraint(
                name="consultation_passages_are_agreed_to", condition=Q(passages="") | Q(stance="同意")
            ),
            models.CheckConstraint(
                name="consultation_correction_has_reason",
                condition=Q(corrects__isnull=True) | (~Q(correction_reason="") & Q(outcome="answered")),
            ),
            models.CheckConstraint(
                name="consultation_kept_is_whole",
                condition=Q(kept_reason="", kept_draft__isnull=True)
                | (~Q(kept_reason="") & Q(kept_draft__isnull=False) & Q(stance="同意")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.get_outcome_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.outcome == self.Outcome.WAITING

    @property
    def is_answered(self) -> bool:
        return self.outcome == self.Outcome.ANSWERED

    @property
    def is_dropped(self) -> bool:
        return self.outcome == self.Outcome.DROPPED

    @property
    def asks_material(self) -> bool:
        """承办材料: what another 主办 unit (共同主办) writes of its part, for the text that it will sign along."""
        return not self.cosigns and self.helping is not None and self.helping.hosts_along

    @property
    def noun(self) -> str:
        """What is asked for: 会办意见, 承办材料, 会签."""
        return "会签" if self.cosigns else "承办材料" if self.asks_material else "会办意见"

    @property
    def paper(self) -> str:
        """The same as what is written of it: a 会签 is given by a 会签意见."""
        return "会签意见" if self.cosigns else self.noun

    @property
    def leads_in(self) -> str:
        """How a reply begins what it quotes of it."""
        return f"{self.unit}承办的部分，" if self.asks_material else f"经与{self.unit}沟通，"

    @property
    def takes_material(self) -> bool:
        """Whether the unit that signs along may hand its material in: not once the text waits for its 会签."""
        if not self.asks_material or self.is_answered or self.helping is None or self.reply.case.status in LEFT:
            return False
        signs = any(row.cosigns and row.is_waiting for row in self.helping.asked_through.all())
        return self.helping.status == Status.IN_PROGRESS and not signs

    @property
    def stance_missing(self) -> str:
        """What the helping unit has still to say before its opinion may go for review, as a sentence."""
        if self.draft is None or not self.is_waiting or self.stance or self.cosigns:
            return ""
        return f"还没有写明是否同意{self.reply.case.unit}的第{self.draft.number}稿"

    @property
    def is_waived(self) -> bool:
        """会签: a body outside decided that it is not waited for."""
        return self.cosigns and self.is_dropped and self.recorded_by_id is not None

    @property
    def refuses(self) -> bool:
        return self.is_answered and self.stance == self.Stance.REFUSED

    def holds_for(self, text: Draft) -> bool:
        """会签: whether what was signed along is this text: the version itself, or one of the very same words."""
        signed = self.draft
        return self.agreed and signed is not None and (signed.pk == text.pk or signed.texts() == text.texts())

    @property
    def agreed(self) -> bool:
        """Whether the unit has said that it agrees to a text of ours."""
        return self.is_answered and self.stance == self.Stance.AGREED

    def changed_in(self, text: Draft) -> bool:
        """Whether the words asked about, or the passages agreed to, stand otherwise in that version."""
        return self.draft is not None and self._differs(self.draft, text.body)

    def _differs(self, asked: Draft, body: str) -> bool:
        now = lines_of(body)
        if self.passages:
            return not set(lines_of(self.passages)) <= set(now)
        return now != lines_of(asked.body)

    @property
    def is_lapsed(self) -> bool:
        """An agreement to words that have been changed since (已失效), unless somebody wrote why it need not be
        asked for again and the words are still those."""
        return self.is_lapsed_in(self.reply.text)

    def is_lapsed_in(self, text: Draft | None) -> bool:
        """The same of a version, which may be only typed."""
        if self.cosigns or text is None or not self.agreed or not self.changed_in(text):
            return False
        return self.kept_draft is None or lines_of(self.kept_draft.body) != lines_of(text.body)

    @property
    def changed_by(self) -> int:
        """The number of the version since which the words agreed to stand otherwise; 0 where there were none."""
        asked, text = self.draft, self.reply.text
        if asked is None or text is None:
            return 0
        later = ((number, body) for number, body in self.reply.bodies if number > asked.number)
        changed = itertools.takewhile(lambda version: self._differs(asked, version[1]), later)
        return min((number for number, _ in changed), default=text.number)

    @property
    def lapse_reason(self) -> str:
        """Why the agreement no longer holds, as a sentence; "" while it holds."""
        return self.lapse_sentence if self.is_lapsed else ""

    @property
    def lapse_sentence(self) -> str:
        """What is said of an agreement that no longer holds."""
        if self.draft is None:
            return ""
        return f"{self.unit}同意的是第{self.draft.number}稿，之后文字有改动，须再请确认或说明理由"

    def quotable(self) -> list[str]:
        """The paragraphs and tables of the answer that may stand in our reply: no salutation, no set phrases."""
        said = [_line_of(row) for row in read_body(self.answer) if not is_salutation(row)]
        return [line for line in said if not line.endswith(OPENING_PHRASES) and not line.startswith(CLOSING_PHRASES)]


OPENING_PHRASES = ("函告如下：", "答复如下：", "意见如下：")
CLOSING_PHRASES = ("以上意见供", "以上内容请", "特此函复", "此复", "专此函复")


def lines_of(body: str) -> list[str]:
    """The paragraphs of a letter, so that blank lines and indents make no difference; a table is one, of many lines,
    however it was typed."""
    return [_line_of(row) for row in read_body(body)]


def join_lines(lines: Iterable[str]) -> str:
    """The text of some of them. A table stands apart, else it would go on in the next."""
    return "\n".join(f"\n{line}" if "\n" in line else line for line in lines).strip("\n")


def _line_of(row: Paragraph | Table) -> str:
    return row.whole if isinstance(row, Paragraph) else "\n".join(write_cells(row.cells, row.columns, row.caption))


def is_salutation(row: Paragraph | Table) -> bool:
    return isinstance(row, Paragraph) and row.kind is ParagraphKind.SALUTATION


class Reminder(models.Model):
    """催办 of a consultation: once a working day. On a day off it counts for the next working day."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="reminders")
    on = models.DateField("催办日")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "会办催办"
        ordering = ["consultation_id", "on"]
        constraints = [models.UniqueConstraint(name="reminder_once_a_working_day", fields=["consultation", "on"])]

    def __str__(self) -> str:
        return f"{self.on} 催办{self.consultation.unit}"
