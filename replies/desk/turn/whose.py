"""Whose turn it is: read from the table, the person whose role takes the main step from the state a case is in."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from proposals.cases.consents import bodies_to_agree
from proposals.cases.hands import hands_of
from proposals.cases.workflow import TABLE, Transition, takers_of
from proposals.models import Case, Deputy, Extension, Objection, PlaceRule, Role, Status, User
from proposals.models.approval import step_people, step_role, wide_signers
from proposals.models.oversight.objection import open_objections
from proposals.models.rounds import plugged_rounds
from proposals.models.states import ENDED
from replies.feedback.silence import who_says_silent
from replies.models import Delivery
from replies.models.reply import current_reply

S = Status


def main_step(case: Case) -> Transition | None:
    """The step the case waits for in its present state; none where it goes along with another (并案), or waits for
    another unit: for those that sign its text along, or for the text to sign (共同主办)."""
    if case.passed_on or case.is_joined or waits_for_hosts(case):
        return None
    rows = (row for row in TABLE if row.main and case.status in row.sources and case.part in row.parts)
    return next(rows, None)


def waits_for_hosts(case: Case) -> bool:
    """共同主办: whether another unit is to act first (conditions.waiting_for_hosts): the text is with those who sign
    it along; or nothing is asked of this unit now."""
    if plugged_rounds().waits_for_others(case):
        return True
    if case.hosts_along and case.status == S.IN_PROGRESS:
        return not any(row.is_waiting for row in case.asked_through.all())
    return case.hosts_along and case.status == S.SIGNED


def who_hands_on(case: Case) -> tuple[Role, ...]:
    """Which bodies give what a unit gave back to another (改办)."""
    return hands_of(case).deciders.named(PlaceRule.Question.RETURN, case)


def waiting_role(case: Case) -> Role | None:
    """Whose turn it is: the role that takes the main step, or that does what the step still waits for; None at the
    end of a case of which nothing that was promised is due."""
    step = main_step(case)
    if step is None and needs_report_only(case):
        role: Role = report_on_way(case).waits_for
        return role
    if step is None:
        return Role.HANDLER if due_promise_line(case) else None
    if case.status == S.SEEKING_FEEDBACK:
        reply = current_reply(case)
        if has_open_wish(case) or reply.undelivered_deputies():
            return Role.HANDLER
        if reply.unexplained_deputies():
            return silence_taker(case) or Role.DEPUTY
    if case.status == S.CHECKING:
        return step_role(case)
    return first_taker(step, case)


def silence_taker(case: Case) -> Role | None:
    """Who has to act where the term of somebody is past who says nothing (feedback/silence): who writes that down, or
    the handler who asks again; None while one waits."""
    if takers := who_says_silent(case):
        return Role.HANDLER if Role.HANDLER in takers else takers[0]
    return Role.HANDLER if deputies_to_remind(case) else None


def deputies_to_remind(case: Case) -> list[Deputy]:
    """Whose term is past and whom nobody has asked again yet."""
    return current_reply(case).past_term(Delivery.Silence.REMIND) if case.status == S.SEEKING_FEEDBACK else []


def first_taker(step: Transition, case: Case) -> Role:
    """Who takes the step: of what bodies decide, the first that has not said its word."""
    awaited = bodies_to_agree(case, step.matter) if step.matter else ()
    return (*awaited, *takers_of(step, case))[0]


def waiting_bodies(case: Case) -> list[Role]:
    """Both bodies, where both have still to decide what the case waits for; else none."""
    step = main_step(case)
    if step is None or not step.agrees or not hands_of(case).deciders.asks_both(step.matter, case):
        return []
    awaited = bodies_to_agree(case, step.matter)
    return list(awaited) if len(awaited) > 1 else []


def waiting_people(case: Case) -> list[User]:
    """The people, by name, who take what the case waits for (approval); empty where a role takes it."""
    if needs_report_only(case):
        named: list[User] = report_on_way(case).step_people
        return named
    return step_people(case) or wide_signers(case)


def name_role(case: Case, role: Role) -> str:
    """Who has the role on the case, as its reader knows them."""
    if role == Role.HANDLER and case.handler:
        acts = hands_of(case).handler
        return f"{acts}（代{case.handler}）" if acts not in ("", case.handler.name) else str(case.handler)
    if role == Role.HANDLER:
        return str(role.label)
    if role == Role.OFFICE:
        return f"{case.unit}办公室"
    if role == Role.LEADER:
        return f"{case.unit}领导"
    if role == Role.CONGRESS:
        return case.suggestion.name_body(role)
    if role == Role.DISTRICT and not hands_of(case).district:
        return "交办机关"
    return str(role.label)


def has_open_wish(case: Case) -> bool:
    """Whether a deputy who was asked for an answer asked for something that nobody has seen to yet."""
    if case.status != S.SEEKING_FEEDBACK:
        return False
    return any(not wish.settled_at for wish in current_reply(case).wishes.all())


# ---- a report on its way ---------------------------------------------------------------------------------


def report_on_way(case: Case) -> Any:
    """The first 改期报告 (PromiseReport) of the case that is in the review of the unit; None where there is none."""
    return next(iter(reports_on_way(case)), None)


def reports_on_way(case: Case) -> list[Any]:
    """All of them. Of a case fetched with for_rows."""
    found = (one.report_now for reply in case.replies.all() for one in reply.promises.all())
    return [report for report in found if report]


def needs_report_only(case: Case) -> bool:
    """Whether that is all that is to be done on the case."""
    return main_step(case) is None and not case.is_joined and report_on_way(case) is not None


# ---- what is due -----------------------------------------------------------------------------------------


def due_promises(case: Case, *, beside: bool = False) -> list[Any]:
    """What is due or about to be once the case is closed, the nearest first; `beside` what else is to be done on it
    before."""
    if (case.status == Status.CLOSED) == beside or case.status in ENDED or case.finished_before:
        return []
    if beside and case.current_round and case.current_round.is_follow_up:
        return []  # it is what the round is about (跟踪办理)
    today = timezone.localdate()
    owed = [one for reply in case.replies.all() for one in reply.promises.all() if one.is_due(today)]
    return sorted(owed, key=lambda one: one.due_on)


def extension_asked(case: Case) -> Extension | None:
    """The extension on which a body is to decide."""
    waiting = (one for one in case.extensions.all() if one.outcome == one.Outcome.WAITING)
    return next(waiting, None) if case.clock_runs else None


def asks_extension(case: Case) -> bool:
    """Whether a body is to decide on an extension."""
    return extension_asked(case) is not None


def deciders_asked(case: Case) -> tuple[Role, ...]:
    """The bodies that still have to decide on it."""
    return bodies_to_agree(case, PlaceRule.Question.EXTEND) if asks_extension(case) else ()


def objection_to_hear(case: Case, held: Collection[Role] | None) -> Objection | None:
    """The deputy's objection to the assignment that waits for a body of which the reader is; nobody's where `held` is
    None."""
    if case.status in ENDED:
        return None
    roles = set(held or ())
    if Role.OFFICE in roles and not hands_of(case).district:
        roles.add(Role.DISTRICT)  # written down by the unit's office
    return next((one for one in open_objections(case) if one.awaits in roles), None)


def has_extension_to_record(case: Case, held: Collection[Role] | None) -> bool:
    """Whether a reader with these roles writes down what was decided outside on an extension: the unit's office,
    where it is for a district office that takes no part (conditions.decided_outside)."""
    return Role.OFFICE in (held or ()) and not hands_of(case).district and Role.DISTRICT in deciders_asked(case)


def due_promise_line(case: Case, *, beside: bool = False) -> str:
    """The same in a line of a list, "" when nothing is due."""
    owed = due_promises(case, beside=beside)
    if not owed:
        return ""
    return f"兑现承诺“{owed[0].item}”" + (f"，另有{len(owed) - 1}项" if len(owed) > 1 else "")
