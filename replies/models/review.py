"""What a reviewer said of one version: 核稿 by the unit's office, 签发 by its leader."""

from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models import User
from proposals.models.kept.beside import KeptPrefetches
from replies.models.consultation import Consultation
from replies.models.draft import Draft
from replies.models.reply import Reply


class ReviewQuerySet(KeptPrefetches["Review"]):
    def signatures(self) -> Self:
        """The signature that counts: none before, and none once it was taken back."""
        given = self.filter(step=Review.Step.SIGN, taken_back_at__isnull=True)
        return given.exclude(outcome__in=[Review.Outcome.RETURNED, Review.Outcome.REFUSED])


class Review(models.Model):
    """What a reviewer said of one version: 核稿 by the unit's office, 签发 by its leader."""

    class Step(models.TextChoices):
        CHECK = "check", "核稿"
        SIGN = "sign", "签发"

    class Outcome(models.TextChoices):
        AGREED = "agreed", "同意"
        AMENDED = "amended", "修改后同意"
        RETURNED = "returned", "退回修改"
        REFUSED = "refused", "不同意"  # 会签: the text of the 主办 unit, not the handler's

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="reviews")
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="reviews")
    step = models.CharField("环节", max_length=6, choices=Step)
    # What the unit calls its step (审批步骤); empty for the usual 核稿, and for 签发.
    called = models.CharField("步骤名称", max_length=12, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome)
    # Of a unit that signs along (共同主办): the 会签 for which it was said, and so of which text of the leading unit.
    cosigning = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name="会签"
    )
    opinion = models.TextField("意见", max_length=2_000)
    signer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签名")
    # 代: whom the reviewer stood in for, at 签发 or a step before it, and why. The signature is the reviewer's own.
    on_behalf_of = models.CharField("代谁签", max_length=40, blank=True)
    behalf_reason = models.CharField("代签原因", max_length=200, blank=True)
    on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)
    # 撤回签发: the signature counts no more; the row stays.
    taken_back_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ["reply_id", "at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="review_one_signature",
                fields=["reply"],
                condition=Q(step="sign", outcome__in=["agreed", "amended"], taken_back_at__isnull=True),
            ),
            models.CheckConstraint(name="review_step_known", condition=Q(step__in=["check", "sign"])),
            models.CheckConstraint(
                name="review_outcome_known", condition=Q(outcome__in=["agreed", "amended", "returned", "refused"])
            ),
            models.CheckConstraint(
                name="review_taken_back_is_signature",
                condition=Q(taken_back_at__isnull=True) | Q(step="sign", outcome__in=["agreed", "amended"]),
            ),
            models.CheckConstraint(name="review_has_opinion", condition=~Q(opinion="")),
            models.CheckConstraint(
                name="review_behalf_is_whole",
                condition=Q(on_behalf_of="", behalf_reason="") | ~Q(on_behalf_of="") & ~Q(behalf_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_name}：{self.get_outcome_display()}"

    @property
    def step_name(self) -> str:
        """核稿, 科长审核, 签发."""
        return self.called or self.get_step_display()

    @property
    def is_of_old_text(self) -> bool:
        """会签: whether the text of the leading unit that was judged has been taken back or sent again since; then it
        counts no more, and the review of the unit begins over."""
        asked = self.cosigning
        if asked is None:
            return False
        newest = max(
            row.pk for row in self.reply.case.asked_through.all() if row.cosigns and row.reply_id == asked.reply_id
        )
        taken_back = asked.is_dropped and not asked.is_waived
        return asked.pk != newest or taken_back or asked.reply.case.has_left

    @property
    def read_number(self) -> int:
        """The number of the version that was judged: an amended one is the reviewer's own, written on top of it."""
        return self.draft.number - (self.outcome == self.Outcome.AMENDED)

    @property
    def read_draft(self) -> Draft:
        """The version that was judged."""
        return self.reply.drafts.select_related("author").get(number=self.read_number)

    @property
    def signature(self) -> str:
        """The name as printed: the signer's own, with 代 where the signer signed for another.

        《党政机关公文处理工作条例》第二十二条: who signs a document off writes opinion, own name and full date; so
        a substitute never writes the other's name. 代 behind the name is how offices mark it; whom and why is
        told by the record (on_behalf_of, behalf_reason)."""
        return f"{self.signer.name}（代）" if self.on_behalf_of else self.signer.name
