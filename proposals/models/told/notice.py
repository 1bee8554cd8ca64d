"""提醒: what one person, or the group of a unit, is to be told of, each thing once; 督办: what the district office
asks of a unit about a case, and what the unit answers."""

import datetime as dt
from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from proposals.models.case import Case
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import BODIES, Unit, User

KINDS = ["due", "late", "told", "week", "own", "hand", "given", "sign", "back", "urge", "note", "follow"]
GIVEN_AT_ONCE = "given:"  # how the key of a notice of many cases begins that a handler was given at one press
OF_REPORTS = "report:"  # that of a notice of 办理情况报告, whose page is plugged in
TO_IDENTITIES = "identity:"  # and that of a notice which asks to vouch for an account
FIRST_HOUR, LAST_HOUR = 9, 17  # of the working day, when mail goes out


_pages: dict[str, str] = {}


def plug_in_notice_pages(pages: Mapping[str, str]) -> None:
    """Say once, at start, to which page of the answer's side a notice leads that is of no case, by how its key
    begins; the row's number stands next in the key."""
    _pages.update(pages)


class NoticeQuerySet(KeptPrefetches["Notice"]):
    def for_user(self, user: User) -> Self:
        """A person's own."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One sentence for one person, shown in the program and mailed where there is an address; or for a unit's group,
    posted by its robot. `key` names what it is about: the same thing is never told twice to the same. `sent_at` says
    when mail or robot took it; `tries` and `last_error` what became of it until then."""

    class Kind(models.TextChoices):
        DUE = "due", "快到期"
        LATE = "late", "已超期"
        TOLD = "told", "办理通知"
        WEEK = "week", "每周督办"
        OWN = "own", "账号和角色"
        HANDED = "hand", "交接和代办"
        GIVEN = "given", "交办"
        SIGN = "sign", "请您审签"
        BACK = "back", "退回修改"
        URGE = "urge", "督办"
        NOTE = "note", "同事留言"
        FOLLOW = "follow", "我关注的"

    recipient = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="notices")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="notices")
    kind = models.CharField("种类", max_length=6, choices=Kind)
    key = models.CharField(max_length=80)
    sentence = models.TextField("内容")
    made_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(name="notice_by_person", fields=["recipient", "read_at"]),
            models.Index(name="notice_unsent", fields=["made_at"], condition=Q(sent_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="notice_person_once", fields=["recipient", "key"], condition=Q(recipient__isnull=False)
            ),
            models.UniqueConstraint(name="notice_unit_once", fields=["unit", "key"], condition=Q(unit__isnull=False)),
            models.CheckConstraint(
                name="notice_to_one",
                condition=Q(recipient__isnull=False, unit__isnull=True)
                | Q(recipient__isnull=True, unit__isnull=False, read_at__isnull=True),
            ),
            models.CheckConstraint(name="notice_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="notice_says_something", condition=~Q(sentence="") & ~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """The case; for the week's digest, which is of no case, 督办台; for what a colleague handed over, and for
        many given or handed over at once, their list; for a password to vouch for, 核实账号; what the answer's side
        plugged in, for what it tells of no case. What was told of a case
        that is now another unit's is only read."""
        if self.case:
            return self.case.get_absolute_url()
        start, _, rest = self.key.partition(":")
        if page := _pages.get(f"{start}:"):
            return reverse(page, args=[rest.partition(":")[0]])
        if self.key.startswith(TO_IDENTITIES):
            return reverse("identities")
        if self.kind == self.Kind.HANDED:
            return reverse("worklist")
        if self.kind == self.Kind.GIVEN:
            mine = self.key.startswith(GIVEN_AT_ONCE)
            return f"{reverse('worklist')}?group={'mine' if mine else 'receive'}"
        return reverse("board" if self.kind == self.Kind.WEEK else "notices")

    @property
    def day(self) -> dt.date:
        """The day on which it was made, as the page's heads say it."""
        return timezone.localdate(self.made_at)

    @property
    def headline(self) -> str:
        return self.sentence.partition("\n")[0]

    @property
    def more(self) -> list[str]:
        """The lines below the first: a digest's units."""
        return self.sentence.split("\n")[1:]


# What cannot wait is never kept for a summary.
URGENT = (Notice.Kind.LATE, Notice.Kind.URGE, Notice.Kind.BACK, Notice.Kind.SIGN)


class NoticeChoice(models.Model):
    """提醒设置: how one person wants notices of one kind to come; where there is no row, as `usual_way` says."""

    class Way(models.TextChoices):
        NOW = "now", "马上发给我"
        DAILY = "daily", "放进每日汇总"
        DESK = "desk", "只在这里看"

    user = models.ForeignKey(User, models.PROTECT, related_name="notice_choices")
    kind = models.CharField("种类", max_length=6, choices=Notice.Kind)
    way = models.CharField("怎么告诉我", max_length=5, choices=Way)

    class Meta:
        verbose_name = verbose_name_plural = "提醒设置"
        ordering = ["user_id", "kind"]
        constraints = [
            models.UniqueConstraint(name="notice_choice_once", fields=["user", "kind"]),
            models.CheckConstraint(
                name="notice_choice_kind_known", condition=Q(kind__in=[k for k in KINDS if k not in URGENT])
            ),
            models.CheckConstraint(name="notice_choice_way_known", condition=Q(way__in=["now", "daily", "desk"])),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}：{self.get_way_display()}"


def usual_way(kind: str) -> NoticeChoice.Way:
    """How a kind of notice comes to a person who has chosen nothing."""
    return NoticeChoice.Way.DAILY if kind == Notice.Kind.FOLLOW else NoticeChoice.Way.NOW


class Supervision(models.Model):
    """督办单. Asked once (`key` is the form's), answered once; both stand in the case's record as well."""

    key = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions", verbose_name="办理件")
    text = models.TextField("督办意见", max_length=1_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督办人")
    body = models.CharField("督办的机构", max_length=10, choices=[(r.value, r.label) for r in BODIES])
    at = models.DateTimeField("督办时间")
    answer_due = models.DateField("回复期限")
    answer = models.TextField("回复", max_length=2_000, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回复人"
    )
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["case_id", "at", "id"]
        indexes = [models.Index(name="supervision_unanswered", fields=["answered_at", "answer_due"])]
        constraints = [
            models.CheckConstraint(name="supervision_has_text", condition=~Q(text="")),
            models.CheckConstraint(name="supervision_body_known", condition=Q(body__in=BODIES)),
            models.CheckConstraint(
                name="supervision_answer_is_whole",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 督办"

    @property
    def asked_by(self) -> str:
        """Which body asks: 区政府办公室, 代表工作机构."""
        return self.case.suggestion.name_body(self.body)
