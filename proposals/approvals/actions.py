"""本单位审批步骤: the unit's office says which steps stand between 送审 and 签发."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from proposals.cases.access import NotYours, Refused, Stale
from proposals.formats.step_words import name_act
from proposals.models import ApprovalPlan, ApprovalStep, Role, Unit, User
from proposals.models.approval import MOST_STEPS, newest_plan

Taker = ApprovalStep.Taker


@dataclass(frozen=True)
class StepSaid:
    """One step as it was said."""

    name: str
    taker: str
    people: tuple[User, ...] = ()
    own_section: bool = False
    only_wide: bool = False


def plan_steps(unit: Unit, user: User, steps: Sequence[StepSaid], *, signers: Sequence[User], seen: int) -> bool:
    """Keep the steps as the unit's newest plan; what is under review goes on by its own. Whether anything changed:
    the same said twice is kept once. `seen` is the number of the plan the page showed, 0 for none."""
    if not user.has_role(Role.OFFICE, unit.pk):
        raise NotYours(f"{unit}的审批步骤由{unit}办公室设定，您不能替办。")
    _must_be_sound(steps)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        newest = newest_plan(unit.pk)
        if newest and _said(newest) == (list(steps), {one.pk for one in signers}):
            return False
        number = newest.number if newest else 0
        if number != seen:
            raise Stale("审批步骤刚刚被别人改过，请看过现在的步骤再改。您填写的都还在，没有保存。")
        plan = ApprovalPlan.objects.create(unit=unit, number=number + 1, made_by=user)
        plan.wide_signers.set(signers)
        for position, said in enumerate(steps, 1):
            step = ApprovalStep.objects.create(
                plan=plan,
                position=position,
                name=said.name,
                taker=said.taker,
                own_section=said.own_section,
                only_wide=said.only_wide,
            )
            step.people.set(said.people)
    return True


def _must_be_sound(steps: Sequence[StepSaid]) -> None:
    names = [name_act(step.name) for step in steps]
    if len(steps) > MOST_STEPS:
        raise Refused(f"送审和签发之间最多{MOST_STEPS}步。")
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Refused(f"有两步都叫“{twice}”，请换一个名称，退回时才分得清。")


def _said(plan: ApprovalPlan) -> tuple[list[StepSaid], set[int]]:
    """The plan in the words of the form."""
    steps = [
        StepSaid(step.name, step.taker, tuple(step.people.all()), step.own_section, step.only_wide)
        for step in plan.steps.prefetch_related("people")
    ]
    return steps, set(plan.wide_signers.values_list("pk", flat=True))
