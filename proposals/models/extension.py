"""延期: asked for with a written report, decided by the district office, told to every deputy (SH 19)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from proposals.models.case import Case
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import Deputy, Role, User
from proposals.models.querysets import reach_of
from proposals.models.rounds import plugged_rounds
from proposals.models.states import FINAL


class ExtensionQuerySet(KeptPrefetches["Extension"]):
    def visible_to(self, user: User) -> Self:
        """Of the cases one may open; the deputies' working body, to which the report is addressed as well, sees those
        of its kind before the answer too."""
        seen = Q(case__in=Case.objects.visible_to(user).values("pk"))
        return self.filter(seen | reach_of(user, Role.CONGRESS).as_q("case__"))

    def waiting(self) -> Self:
        """What the district office still has to decide: of cases whose clock runs."""
        running = self.exclude(case__status__in=FINAL).filter(case__delivered_on=None)
        return running.filter(outcome=Extension.Outcome.WAITING)

    def untold(self) -> Self:
        """Agreed to, and not yet told to every deputy."""
        return self.filter(outcome=Extension.Outcome.AGREED, told_on=None)

    def for_rows(self) -> Self:
        """With what a row of a list shows, in a constant number of queries."""
        return self.select_related(
            "case__suggestion__session", "case__unit", "case__handler", "asked_by", "decided_by"
        ).prefetch_related(
            "case__suggestion__sponsorships__deputy",
            "notices__deputy",
            *(f"case__{name}" for name in plugged_rounds().prefetch),
        )


class Extension(models.Model):
    """A request for more time in the current round. `from_due` is the statutory date when it was asked; the date
    granted is the new one. The report goes to 区政府办公室 and to 区人大代表工作机构 alike."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待批"
        AGREED = "agreed", "同意延期"
        REFUSED = "refused", "不同意延期"
        LAPSED = "lapsed", "不用再批"

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions", verbose_name="办理件")
    round = models.PositiveSmallIntegerField("轮次")
    key = models.UUIDField(unique=True, editable=False)
    from_due = models.DateField("原期限")
    wished_on = models.DateField("申请延到")
    reason = models.TextField("延期理由", max_length=1_000)
    report = models.TextField("办理情况和下一步安排", max_length=3_000)
    leader = models.CharField("同意的局领导", max_length=40)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome, default=Outcome.WAITING)
    granted_on = models.DateField("同意延到", null=True, blank=True)
    opinion = models.TextField("批复意见", max_length=1_000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="批复人")
    decided_at = models.DateTimeField("批复时间", null=True)
    told_on = models.DateField("全部告知日期", null=True, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["case_id", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="extension_waits_once", fields=["case"], condition=Q(outcome="waiting")),
            models.CheckConstraint(name="extension_asks_later", condition=Q(wished_on__gt=F("from_due"))),
            models.CheckConstraint(
                name="extension_has_words", condition=~Q(reason="") & ~Q(report="") & ~Q(leader="")
            ),
            models.CheckConstraint(
                name="extension_outcome_whole",
                condition=Q(
                    outcome__in=["waiting", "lapsed"], granted_on=None, decided_by=None, decided_at=None, told_on=None
                )
                | Q(
                    outcome="refused",
                    granted_on=None,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    told_on=None,
                )
                | Q(
                    outcome="agreed",
                    granted_on__gt=F("from_due"),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.from_due} → {self.granted_on or self.wished_on}"

    def get_absolute_url(self) -> str:
        return reverse("extension", args=[self.pk])

    def untold(self) -> list[Deputy]:
        """The deputies who have not been told of an agreed extension."""
        if self.outcome != self.Outcome.AGREED:
            return []
        told = {row.deputy_id for row in self.notices.all()}
        return [one for one in self.case.suggestion.asked_deputies if one.pk not in told]


class ExtensionNotice(models.Model):
    """告知: one deputy was told of the extension, how and when (SH 19)."""

    class Way(models.TextChoices):
        PHONE = "电话", "电话"
        VISIT = "当面", "当面"
        LETTER = "书面", "书面"
        MESSAGE = "短信微信", "短信或微信"

    extension = models.ForeignKey(Extension, models.PROTECT, related_name="notices")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="+")
    on = models.DateField("告知日期")
    way = models.CharField("方式", max_length=4, choices=Way)
    said = models.TextField("代表的意见", max_length=500, blank=True)
    # None: by a message of the program.
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期告知"
        ordering = ["extension_id", "pk"]
        constraints = [
            models.UniqueConstraint(name="extension_notice_once", fields=["extension", "deputy"]),
            models.CheckConstraint(
                name="extension_notice_way_known", condition=Q(way__in=["电话", "当面", "书面", "短信微信"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} {self.on} {self.way}"
