"""审批步骤: what stands between 送审 and 签发 in a unit, and who takes the step at which a case waits.

A unit says its steps as a plan, and a change of them is a further plan: a case goes on by the plan it was sent for
review under, so no change leaves it between two steps. A unit that has said nothing has one step, 核稿 by its office.

Who takes a step is asked of single cases (step_takers) and of all cases at once (step_cases): the two say the same. A
step of named people none of whom can act any more falls to the unit's office, so that nothing waits unseen; the
handler never takes a step of named people or of leaders on the own case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from proposals.models.people import Membership, Role, Unit, User
from proposals.models.states import S, Status

if TYPE_CHECKING:
    from proposals.models.case import Case

USUAL = "核稿"  # the step of a unit that has said nothing
MOST_STEPS = 4
ORDER = (Role.LEADER, Role.OFFICE, Role.HANDLER)  # in which role a named person acts, where several are held


class ApprovalPlan(models.Model):
    """What a unit said of its steps, numbered from 1; the newest holds for what is sent for review from then on.
    `wide_signers` sign what is 涉及面广、处理难度大 (SH 16); where there are none, any leader does."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="approval_plans", verbose_name="单位")
    number = models.PositiveSmallIntegerField("第几版")
    wide_signers = models.ManyToManyField(
        User, blank=True, related_name="wide_plans", verbose_name="涉及面广的由谁签发"
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="设定人")
    made_at = models.DateTimeField("设定时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审批步骤"
        ordering = ["unit_id", "-number"]
        constraints = [models.UniqueConstraint(name="approval_plan_once", fields=["unit", "number"])]

    def __str__(self) -> str:
        return f"{self.unit} · 第{self.number}版"

    @property
    def line(self) -> str:
        """The way in a line: 经办人 → 科长审核（李强）→ 局领导签发."""
        wide = "、".join(map(str, self.wide_signers.all()))
        signing = f"局领导签发（涉及面广、处理难度大的由{wide}签发）" if wide else "局领导签发"
        return " → ".join(["经办人送审", *(step.line for step in self.steps.all()), signing])


class ApprovalStep(models.Model):
    """One step of a plan: what it is called, who takes it, and whether only for what is 涉及面广、处理难度大. Of
    named people with `own_section` each takes the cases of the own section (科长)."""

    class Taker(models.TextChoices):
        OFFICE = "office", "办公室"
        LEADER = "leader", "局领导"
        PEOPLE = "people", "指定的人"

    plan = models.ForeignKey(ApprovalPlan, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("第几步")
    name = models.CharField("步骤名称", max_length=10)
    taker = models.CharField("由谁审", max_length=6, choices=Taker)
    people = models.ManyToManyField(User, blank=True, related_name="approval_steps", verbose_name="指定的人")
    own_section = models.BooleanField("各审本科室的", default=False)
    only_wide = models.BooleanField("只审涉及面广、处理难度大的", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "审批的一步"
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(name="approval_step_once", fields=["plan", "position"]),
            models.CheckConstraint(name="approval_step_counted", condition=Q(position__range=(1, MOST_STEPS))),
            models.CheckConstraint(name="approval_step_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="approval_step_taker_known", condition=Q(taker__in=["office", "leader", "people"])
            ),
            models.CheckConstraint(
                name="approval_step_section_is_of_people", condition=Q(own_section=False) | Q(taker="people")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> str:
        """科长审核（李强、王敏，各审本科室的）."""
        named = self.taker == self.Taker.PEOPLE
        who = "、".join(map(str, self.people.all())) if named else str(self.get_taker_display())
        more = [] if self.name.startswith(who) else [who]
        more += ["各审本科室的"] if self.own_section else []
        more += ["只审涉及面广的"] if self.only_wide else []
        return f"{self.name}（{'，'.join(more)}）" if more else self.name


@dataclass(frozen=True)
class Stop:
    """Where a step of the review leads: a state, and the columns of the case that go with it."""

    status: Status
    name: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


def at_step(step: ApprovalStep | None) -> Stop:
    """The case waits at this step; None is the usual one."""
    return Stop(S.CHECKING, step.name if step else USUAL, {"approval_step": step})


def newest_plan(unit_id: int) -> ApprovalPlan | None:
    """The unit's steps as they hold now; None where the unit has said nothing."""
    return ApprovalPlan.objects.filter(unit=unit_id).first()


def steps_of_plan(case: "Case", plan: ApprovalPlan) -> list[ApprovalStep]:
    """The steps of the plan that this case goes through."""
    return [step for step in plan.steps.all() if case.wide_reason or not step.only_wide]


def first_stop(case: "Case") -> Stop:
    """送审: the first step of the unit's plan, or the signature where there is none."""
    plan = newest_plan(case.unit_id)
    if plan is None:
        return Stop(S.CHECKING, USUAL, {"approval_plan": None})
    stop = at_step(steps[0]) if (steps := steps_of_plan(case, plan)) else Stop(S.SIGNING)
    return Stop(stop.status, stop.name, {**stop.fields, "approval_plan": plan})


def next_stop(case: "Case") -> Stop:
    """After the step at which the case waits: the next one, or the signature."""
    now = case.approval_step
    if now is None or case.approval_plan is None:
        return Stop(S.SIGNING)
    later = (step for step in steps_of_plan(case, case.approval_plan) if step.position > now.position)
    step = next(later, None)
    return at_step(step) if step else Stop(S.SIGNING)


def earlier_stops(case: "Case") -> list[Stop]:
    """The steps that the case has been through and can be given back to, the last one first. Where the unit has said
    nothing a text goes back to the handler."""
    if case.status not in (S.CHECKING, S.SIGNING) or case.approval_plan is None:
        return []
    here = case.approval_step.position if case.approval_step else MOST_STEPS + 1
    steps = steps_of_plan(case, case.approval_plan)
    return [at_step(step) for step in reversed(steps) if step.position < here]


def name_step(case: "Case") -> str:
    """What the step is called at which the case waits."""
    return case.approval_step.name if case.approval_step else USUAL


# ---- who takes it ----------------------------------------------------------------------------------------


def named_people(case: "Case", people: Iterable[User], *roles: str, own_section: bool = False) -> list[User]:
    """Of these people those who can act on the case now: in the unit, in one of the roles, not its handler."""
    return [
        user
        for user in people
        if user.is_active
        and user.pk != case.handler_id
        and any(
            row.is_active
            and row.unit_id == case.unit_id
            and row.role in roles
            and (not own_section or row.section == case.section)
            for row in user.memberships.all()
        )
    ]


def step_people(case: "Case") -> list[User]:
    """The named people who can take the step at which the case waits; empty where a role takes it."""
    step = case.approval_step
    if step is None or step.taker != ApprovalStep.Taker.PEOPLE:
        return []
    return named_people(case, step.people.all(), *ORDER, own_section=step.own_section)


def step_role(case: "Case") -> Role:
    """The role that takes the step, where no named person can."""
    step = case.approval_step
    return Role.LEADER if step and step.taker == ApprovalStep.Taker.LEADER else Role.OFFICE


def role_at_step(case: "Case", user: User) -> Role | None:
    """In which role this person takes the step at which the case waits; None for everybody else."""
    if case.status != S.CHECKING:
        return None
    if people := step_people(case):
        if user not in people:
            return None
        return next(role for role in ORDER if user.has_role(role, case.unit_id))
    role = step_role(case)
    if role == Role.LEADER and user.pk == case.handler_id:
        return None
    return role if user.has_role(role, case.unit_id) else None


def wide_signers(case: "Case") -> list[User]:
    """Who signs this case in place of any leader: those the unit named for what is 涉及面广、处理难度大."""
    if not case.wide_reason or case.approval_plan is None:
        return []
    return named_people(case, case.approval_plan.wide_signers.all(), Role.LEADER)


def step_cases(user: User) -> Q:
    """The cases whose present step this person takes (role_at_step of each)."""
    taker = ApprovalStep.Taker
    office, leader = user.units_as(Role.OFFICE), user.units_as(Role.LEADER)
    able = _able("user__approval_steps", "approval_step", *ORDER).filter(
        Q(section=OuterRef("section")) | ~Exists(_sectioned())
    )
    named = Q(approval_step__taker=taker.PEOPLE)
    by_office = Q(approval_step=None) | Q(approval_step__taker=taker.OFFICE) | named & ~Q(Exists(able))
    found = Q(unit_id__in=office) & by_office
    found |= Q(unit_id__in=leader, approval_step__taker=taker.LEADER) & ~Q(handler=user)
    found |= named & Q(Exists(able.filter(user=user)))
    return Q(status=S.CHECKING) & found


def signing_cases(user: User) -> Q:
    """The cases that wait for a signature, as far as this leader gives it (wide_signers of each)."""
    able = _able("user__wide_plans", "approval_plan", Role.LEADER)
    return ~Q(status=S.SIGNING) | Q(wide_reason="") | ~Q(Exists(able)) | Q(Exists(able.filter(user=user)))


def _able(relation: str, column: str, *roles: str) -> models.QuerySet[Membership]:
    """The memberships by which a named person can act on the case that the query is about."""
    rows = Membership.objects.filter(
        **{relation: OuterRef(column)}, unit=OuterRef("unit"), role__in=roles, is_active=True
    )
    return rows.filter(user__is_active=True, unit__is_active=True).exclude(user=OuterRef("handler"))


def _sectioned() -> models.QuerySet[ApprovalStep]:
    return ApprovalStep.objects.filter(pk=OuterRef(OuterRef("approval_step")), own_section=True)
