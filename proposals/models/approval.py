"""审批步骤: what stands between 送审 and 签发 in a unit, and who takes the step at which a case waits.

A unit says its steps as a plan, and a change of them is a further plan: a case goes on by the plan it was sent for
review under, so no change leaves it between two steps. A unit that has said nothing has one step, 核稿 by its office.

Who takes a step is asked of single cases (role_at_step) and of all cases at once (step_cases): the two say the same.
Who stands in for somebody takes that person's steps (代). A step of named people none of whom can act, nor anybody in
their place, falls to the unit's office, so that nothing waits unseen. Nobody takes a step of named people or of
leaders on the own work (own_work): the handler, who stands in for the handler, who sent the text up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value

from proposals.formats.step_words import name_act
from proposals.models.kept_text import ask, fill_places, write_once
from proposals.models.leave.absence import able_members
from proposals.models.leave.own_work import apart_from_authors, is_own_work, own_work
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
    return Stop(S.CHECKING, name_act(step.name) if step else USUAL, {"approval_step": step})


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
    """What is done at the step at which the case waits, as sentences say it."""
    return at_step(case.approval_step).name


# ---- who takes it ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Naming:
    """How a case leads to people that are named: by its step, or as those who sign what is wide."""

    relation: str  # of a person to what names it
    column: str  # of the case, to the same
    roles: tuple[Role, ...]
    by_section: bool


AT_STEP = _Naming("approval_steps", "approval_step", ORDER, True)
TO_SIGN = _Naming("wide_plans", "approval_plan", (Role.LEADER,), False)


def _able(naming: _Naming) -> models.QuerySet[Any]:
    """The roles of named people in which somebody can act on the case that the query is about."""
    rows = able_members(*naming.roles).filter(
        **{f"user__{naming.relation}": OuterRef(naming.column)}, unit=OuterRef("unit")
    )
    if naming.by_section:
        rows = rows.filter(Q(section=OuterRef("section")) | ~Exists(_sectioned()))
    return apart_from_authors(rows, OuterRef("pk"), OuterRef("handler"))


def _sectioned() -> models.QuerySet[ApprovalStep]:
    return ApprovalStep.objects.filter(pk=OuterRef(OuterRef("approval_step")), own_section=True)


def list_takers(cases: Iterable["Case"]) -> dict[int, list[User]]:
    """Of each of these cases the named people, or who acts in their place, that take what it waits for: the step, or
    the signature of what is wide. Two queries for all; no entry where a role takes it."""
    steps = [one.pk for one in cases if one.status == S.CHECKING and one.approval_step_id]
    wide = [one.pk for one in cases if one.status == S.SIGNING and one.wide_reason and one.approval_plan_id]
    pairs = _acting(AT_STEP, steps) + _acting(TO_SIGN, wide)
    users = User.objects.in_bulk({acts for _, acts in pairs}) if pairs else {}
    found: dict[int, list[User]] = {}
    for case, acts in pairs:
        takers = found.setdefault(case, [])
        if users[acts] not in takers:
            takers.append(users[acts])
    return found


def _acting(naming: _Naming, pks: list[int]) -> list[tuple[int, int]]:
    """Who acts at the step of each case: (case, person), in the order of the people that are named."""
    if not pks:
        return []
    sql, params = write_once(_write_acting, naming, len(pks))
    return [(case, acts) for case, acts in ask(sql, fill_places(params, pks))]


def _write_acting(naming: _Naming, count: int) -> models.QuerySet[Any, Any]:
    """The same of so many cases, whose numbers are put in the places -1, -2 and so on (kept_text.fill_places)."""
    pks = range(-1, -count - 1, -1)
    case = f"user__{naming.relation}__cases"
    rows: models.QuerySet[Any] = able_members(*naming.roles).filter(**{f"{case}__in": pks})
    rows = apart_from_authors(rows, F(f"{case}__pk"), F(f"{case}__handler")).annotate(
        its_unit=F(f"{case}__unit"), its_section=F(f"{case}__section")
    )
    rows = rows.filter(unit=F("its_unit"))
    if naming.by_section:
        named = ApprovalStep.objects.filter(cases=OuterRef("of_case"))
        people = named.filter(taker=ApprovalStep.Taker.PEOPLE)
        rows = rows.filter(Exists(people)).filter(
            Q(section=F("its_section")) | ~Exists(named.filter(own_section=True))
        )
    return rows.order_by("user__username", "pk").values_list("of_case", "acts")


def keep_takers(cases: list["Case"]) -> None:
    """Find them for the rows of a list at once, so that no row asks for itself."""
    found = list_takers(cases)
    for case in cases:
        case.__dict__["takers"] = found.get(case.pk, [])


def _takers(case: "Case") -> list[User]:
    kept: list[User] | None = case.__dict__.get("takers")
    return list_takers([case]).get(case.pk, []) if kept is None else kept


def step_people(case: "Case") -> list[User]:
    """The people who take the step at which the case waits because they are named, or stand in for who is; empty
    where a role takes it."""
    return _takers(case) if case.status == S.CHECKING else []


def step_role(case: "Case") -> Role:
    """The role that takes the step, where no named person can."""
    step = case.approval_step
    return Role.LEADER if step and step.taker == ApprovalStep.Taker.LEADER else Role.OFFICE


def _naming_rows(case: "Case", user: User) -> list[Membership]:
    """The roles, the own ones and those lent to this person, by which what the case waits for is theirs by name: the
    step, or the signature of what is wide."""
    step, roles = case.approval_step, AT_STEP.roles
    if case.status == S.CHECKING and step and step.taker == ApprovalStep.Taker.PEOPLE:
        named, section = list(step.people.all()), case.section if step.own_section else None
    elif case.status == S.SIGNING:
        named, roles, section = named_signers(case), TO_SIGN.roles, None
    else:
        return []
    return [
        row
        for row in user.active_memberships
        if row.user in named and row.unit_id == case.unit_id and row.role in roles and section in (None, row.section)
    ]


def in_place_of_named(case: "Case", user: User) -> User | None:
    """Who is named for what the case waits for and away, where this person takes it only in that one's place (代)."""
    rows = _naming_rows(case, user)
    return rows[0].user if rows and all(row.user_id != user.pk for row in rows) else None


def role_at_step(case: "Case", user: User) -> Role | None:
    """In which role this person takes the step at which the case waits; None for everybody else."""
    if case.status != S.CHECKING:
        return None
    if (rows := _naming_rows(case, user)) and not is_own_work(case, user):
        held = {row.role for row in rows if row.user_id == user.pk} or {row.role for row in rows}
        return next(role for role in ORDER if role in held)
    if step_people(case):
        return None
    role = step_role(case)
    if role == Role.LEADER and is_own_work(case, user):
        return None
    return role if user.has_role(role, case.unit_id) else None


def named_signers(case: "Case") -> list[User]:
    """Whom the unit named to sign this case, whether there or away; empty where any leader does."""
    if not case.wide_reason or case.approval_plan is None:
        return []
    return list(case.approval_plan.wide_signers.all())


def wide_signers(case: "Case") -> list[User]:
    """Who signs this case in place of any leader: those the unit named for what is 涉及面广、处理难度大, or who
    stands in for them."""
    return _takers(case) if case.status == S.SIGNING else []


def list_reviewers(case: "Case") -> list[User]:
    """Who can take what a case under review waits for, and nobody else; empty where nobody can."""
    if named := _takers(case):
        return named
    role = step_role(case) if case.status == S.CHECKING else Role.LEADER
    rows: models.QuerySet[Any] = able_members(role).filter(unit=case.unit_id)
    if role == Role.LEADER:
        number = models.BigIntegerField()
        rows = apart_from_authors(rows, Value(case.pk, number), Value(case.handler_id, number))
    acts = list(dict.fromkeys(rows.order_by("pk").values_list("acts", flat=True)))
    users = User.objects.in_bulk(acts)
    return [users[pk] for pk in acts]


def _named(user: User, naming: _Naming) -> Q:
    """The cases at which this person, or who lends this one a role, is named."""
    found = Q(pk__in=())
    for row in user.active_memberships:
        if row.role in naming.roles:
            mine = Q(unit=row.unit_id, **{f"{naming.column}__in": getattr(row.user, naming.relation).values("pk")})
            if naming.by_section:
                mine &= Q(section=row.section) | Q(approval_step__own_section=False)
            found |= mine
    return found


def by_named_people() -> Q:
    """The cases whose step is one of named people of whom somebody, or a stand-in, can take it."""
    return Q(approval_step__taker=ApprovalStep.Taker.PEOPLE) & Q(Exists(_able(AT_STEP)))


def by_leaders() -> Q:
    """The cases whose step is the leaders'."""
    return Q(approval_step__taker=ApprovalStep.Taker.LEADER)


def step_cases(user: User) -> Q:
    """The cases whose present step this person takes (role_at_step of each)."""
    office, leader = user.units_as(Role.OFFICE), user.units_as(Role.LEADER)
    other = ~own_work(user)
    found = Q(unit_id__in=office) & (Q(approval_step=None) | ~by_leaders() & ~by_named_people())
    found |= Q(unit_id__in=leader) & by_leaders() & other
    found |= Q(approval_step__taker=ApprovalStep.Taker.PEOPLE) & _named(user, AT_STEP) & other
    return Q(status=S.CHECKING) & found


def signing_cases(user: User) -> Q:
    """The cases that wait for a signature, as far as this leader gives it (wide_signers of each)."""
    return ~Q(status=S.SIGNING) | Q(wide_reason="") | ~Q(Exists(_able(TO_SIGN))) | _named(user, TO_SIGN)
