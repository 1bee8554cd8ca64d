"""A deputy's objection to an assignment (SH 14): heard by the working body, with what came of it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from proposals.models.case import Case
from proposals.models.kept.beside import KeptPrefetches
from proposals.models.people import BODIES, Deputy, Role, Unit, User

_BODIES = [(one.value, one.label) for one in BODIES]


class ObjectionQuerySet(KeptPrefetches["Objection"]):
    def open(self) -> Self:
        """Those of which nothing has come yet."""
        return self.filter(outcome="")


class Objection(models.Model):
    """A deputy says that the suggestion should not be this unit's. `awaits`: whose word it waits for: the body that
    hears deputies, and once that one has proposed 改办 where it does not decide this itself, the district's office;
    "" when it is settled. `recorded_by`: who took it down, where the deputy did not write it; `moved_to`: the unit
    that has the suggestion now. Every word stands in the record of the case too."""

    class CameBy(models.TextChoices):
        MINE = "网上", "在“我的建议”提出"
        PHONE = "来电", "来电提出"
        PAPER = "来信", "书面提出"
        SPOKEN = "当面", "当面提出"

    class Outcome(models.TextChoices):
        KEPT = "维持交办", "维持交办"
        MOVED = "改办", "改办"
        ENDED = "随件了结", "随件了结"  # the case was withdrawn or is void
        BACK = "代表收回", "代表收回"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="objections", verbose_name="办理件")
    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="objections", verbose_name="代表")
    came_by = models.CharField("怎样提出的", max_length=2, choices=CameBy, default=CameBy.MINE)
    reason = models.TextField("理由", max_length=1_000)
    proposed = models.CharField("认为该由谁办", max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    said_on = models.DateField("提出日期")
    at = models.DateTimeField("登记时间")
    body = models.CharField("听取意见的机构", max_length=10, choices=_BODIES)
    awaits = models.CharField("等谁办", max_length=10, choices=_BODIES, blank=True)
    advice = models.TextField("改办的建议", max_length=1_000, blank=True)
    advised_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议改由"
    )
    advised_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议人"
    )
    advised_at = models.DateTimeField("建议时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=4, choices=Outcome, blank=True)
    why = models.TextField("理由和结果", max_length=1_000, blank=True)
    decided_as = models.CharField("决定的机构", max_length=10, choices=_BODIES, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    moved_to = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="改由")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代表对交办的意见"
        ordering = ["case_id", "at", "pk"]
        indexes = [models.Index(name="objection_awaits", fields=["awaits"], condition=Q(outcome=""))]
        constraints = [
            models.UniqueConstraint(name="objection_open_once", fields=["case", "deputy"], condition=Q(outcome="")),
            models.CheckConstraint(name="objection_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="objection_came_by_known",
                condition=Q(came_by="网上", recorded_by=None)
                | Q(came_by__in=["来电", "来信", "当面"], recorded_by__isnull=False),
            ),
            models.CheckConstraint(name="objection_body_known", condition=Q(body__in=BODIES)),
            models.CheckConstraint(
                name="objection_advice_is_whole",
                condition=Q(advice="", advised_unit=None, advised_by=None, advised_at=None)
                | ~Q(advice="") & Q(advised_by__isnull=False, advised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_outcome_is_whole",
                condition=Q(
                    outcome="",
                    awaits__in=BODIES,
                    why="",
                    decided_as="",
                    decided_by=None,
                    decided_at=None,
                    moved_to=None,
                )
                | Q(outcome__in=["维持交办", "改办"], awaits="", decided_as__in=BODIES)
                & ~Q(why="")
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                | Q(
                    outcome__in=["随件了结", "代表收回"],
                    awaits="",
                    why="",
                    decided_as="",
                    decided_by=None,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="objection_moves_by_its_outcome", condition=Q(moved_to=None) | Q(outcome="改办")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}：{self.deputy}对交办有意见"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def heard_by(self) -> str:
        """Which body hears it: 代表工作机构, 政协提案工作机构, 区政府办公室."""
        return self.case.suggestion.name_body(self.body)

    @property
    def awaited(self) -> str:
        """Which body has to say its word now."""
        return self.case.suggestion.name_body(self.awaits)

    @property
    def decided_body(self) -> str:
        """Which body decided."""
        return self.case.suggestion.name_body(self.decided_as)

    @property
    def came(self) -> str:
        """How it came, after the name of who objects: 在“我的建议”提出; 来电提出，李工登记."""
        return f"{self.get_came_by_display()}{f'，{self.recorded_by}登记' if self.recorded_by else ''}"

    @property
    def result(self) -> str:
        """What came of it: 维持交办; 改由区房管局办理; 改由别的单位办理; 代表收回; 这一件代表撤回，不再听取."""
        if self.outcome == self.Outcome.ENDED:
            return f"这一件{self.case.get_status_display()}，不再听取"
        if self.outcome != self.Outcome.MOVED:
            return str(self.outcome)
        return f"改由{self.moved_to or '别的单位'}办理"

    @property
    def was_heard(self) -> bool:
        """Whether a body said its word, with a reason."""
        return self.outcome in (self.Outcome.KEPT, self.Outcome.MOVED)


def open_objections(case: Case) -> list[Objection]:
    """What deputies have objected to the case being this unit's, and what is not settled, the oldest first."""
    return [one for one in case.objections.all() if one.is_open]


def end_objections(case: Case) -> None:
    """The case was withdrawn or is void: nothing is heard any more."""
    facts = {"outcome": Objection.Outcome.ENDED, "awaits": "", "decided_at": timezone.now()}
    Objection.objects.open().filter(case=case).update(**facts)


def objections_for(role: Role) -> Q:
    """The cases with an objection that waits for this body."""
    waiting = Objection.objects.open().filter(awaits=role)
    return Q(pk__in=waiting.order_by().values("case"))
