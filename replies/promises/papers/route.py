"""Who may take the next step of a report: the unit's own steps (审批步骤), as for a reply. The report is laid over
its case, so that one place (proposals.models.approval) says who acts where."""

import copy
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from proposals.models import Case, Role, User
from proposals.models.approval import (
    ORDER,
    ApprovalStep,
    Stop,
    first_stop,
    name_step,
    named_signers,
    next_stop,
    role_at_step,
    step_role,
)
from proposals.models.leave.absence import able_members
from proposals.models.leave.own_work import is_own_work, own_work
from proposals.models.querysets import reachable_cases
from proposals.models.states import Status
from replies.models import PromiseReport

State = PromiseReport.State
STATES = {Status.CHECKING: State.CHECKING, Status.SIGNING: State.SIGNING}


def laid_over(report: PromiseReport) -> Case:
    """The case as if the report were its text: at the step at which the report waits. Never stored."""
    case = copy.copy(report.promise.reply.case)
    case.status = Status.SIGNING if report.state == State.SIGNING else Status.CHECKING
    case.approval_plan, case.approval_step = report.approval_plan, report.approval_step
    case.__dict__["takers"] = _named_takers(case)
    return case


def _named_takers(case: Case) -> list[User]:
    """Who takes the step, or the signature, because they are named or stand in for who is, and are able to."""
    step = case.approval_step
    section: str | None = None
    if case.status == Status.SIGNING:
        named = named_signers(case)
    elif step and step.taker == ApprovalStep.Taker.PEOPLE:
        named, section = list(step.people.all()), case.section if step.own_section else None
    else:
        return []
    wanted = (Role.LEADER,) if case.status == Status.SIGNING else ORDER
    rows: Any = able_members(*wanted).filter(unit=case.unit_id, user__in=[one.pk for one in named])
    rows = rows if section is None else rows.filter(section=section)
    found = User.objects.in_bulk(list(rows.values_list("acts", flat=True)))
    return [one for one in found.values() if not is_own_work(case, one)]


def first_stop_of(report: PromiseReport) -> Stop:
    """Where the report goes when it is sent up."""
    return first_stop(laid_over(report))


def next_stop_of(report: PromiseReport) -> Stop:
    """Where it goes from the step at which it waits."""
    return next_stop(laid_over(report))


def name_report_step(report: PromiseReport) -> str:
    """What is done at the step at which it waits: 核稿, 科长审核, 签发."""
    return "签发" if report.state == State.SIGNING else name_step(laid_over(report))


def may_decide(report: PromiseReport, user: User) -> bool:
    """Whether the person takes the step at which the report waits. Nobody signs what they wrote."""
    if report.made_by_id == user.pk or report.state == State.BACK or not report.is_asked:
        return False
    case = laid_over(report)
    if report.state == State.CHECKING:
        return role_at_step(case, user) is not None
    named = case.__dict__["takers"]
    leads = user.has_role(Role.LEADER, case.unit_id) and not is_own_work(case, user)
    return user in named if named else leads


CASE = "promise__reply__case"


def reports_waiting_for(user: User) -> QuerySet[PromiseReport]:
    """The reports on which this person has the next step, as a condition: may_decide of each, and what was given back
    for who handles the case."""
    handled = Case.objects.filter(reachable_cases(user, Role.HANDLER) | _left_to_office(user)).order_by()
    found = Q(state=State.BACK, **{f"{CASE}__in": handled.values("pk")})
    own = Case.objects.filter(own_work(user)).order_by()
    others = ~Q(made_by=user) & ~Q(**{f"{CASE}__in": own.values("pk")})
    office, leader = user.units_as(Role.OFFICE), user.units_as(Role.LEADER)
    by_leader = Q(state=State.CHECKING, approval_step__taker=ApprovalStep.Taker.LEADER)
    by_people = Q(approval_step__taker=ApprovalStep.Taker.PEOPLE) & Q(Exists(_able_people("approval_steps")))
    by_signers = ~Q(**{f"{CASE}__wide_reason": ""}) & Q(Exists(_able_people("wide_plans")))
    of_office = Q(state=State.CHECKING, **{f"{CASE}__unit__in": office})
    found |= of_office & ~by_leader & (Q(approval_step=None) | ~by_people) & ~Q(made_by=user)
    found |= by_leader & Q(**{f"{CASE}__unit__in": leader}) & others
    found |= Q(state=State.SIGNING, **{f"{CASE}__unit__in": leader}) & ~by_signers & others
    for row in user.active_memberships:
        mine = Q(**{f"{CASE}__unit": row.unit_id}) & others
        if row.role in ORDER:
            section = Q(approval_step__own_section=False) | Q(**{f"{CASE}__section": row.section})
            found |= Q(state=State.CHECKING, approval_step__people=row.user_id) & by_people & section & mine
        if row.role == Role.LEADER:
            found |= Q(state=State.SIGNING, approval_plan__wide_signers=row.user_id) & by_signers & mine
    return PromiseReport.objects.filter(found, promise__kept_on=None, promise__carried_to=None)


def _left_to_office(user: User) -> Q:
    return Q(handler=None) & reachable_cases(user, Role.OFFICE)


def _able_people(relation: str) -> QuerySet[Any]:
    """The roles of the people named at the step of the report, or to sign it, in which somebody can act."""
    steps = relation == "approval_steps"
    rows: Any = able_members(*(ORDER if steps else (Role.LEADER,)))
    named = OuterRef("approval_step" if steps else "approval_plan")
    able: QuerySet[Any] = rows.filter(**{f"user__{relation}": named}, unit=OuterRef(f"{CASE}__unit"))
    return able


def list_next(report: PromiseReport) -> list[User]:
    """Who has its next step: those who decide; of what was given back nobody besides who wrote it."""
    return [] if report.state == State.BACK else list_deciders(report)


def list_deciders(report: PromiseReport) -> list[User]:
    """Who can take it, to be told."""
    case = laid_over(report)
    if named := case.__dict__["takers"]:
        return [one for one in named if one.pk != report.made_by_id]
    role = Role.LEADER if report.state == State.SIGNING else step_role(case)
    rows: Any = able_members(role).filter(unit=case.unit_id)
    users = User.objects.in_bulk(list(rows.values_list("acts", flat=True)))
    return [one for one in users.values() if may_decide(report, one)]
