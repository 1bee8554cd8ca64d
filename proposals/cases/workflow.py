"""The route of a case: one table of states and transitions, and the one door through which a state changes.

A row of TABLE says what a step is called, from where to where it leads, who may take it, what may stand in its
way and what must be written. Buttons, permissions, refusals, tests and the README's table are read from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from proposals.cases import blockers
from proposals.cases.access import (
    NotYours,
    Refused,
    Stale,
    records_outside,
    roles_in,
    say_barred,
    stood_in_for,
)
from proposals.cases.consents import agreed_with, await_other, bodies_to_agree, end_waiting, why_agreed
from proposals.cases.events import Taken, append_event
from proposals.cases.events import record_event as record_event
from proposals.cases.hands import hands_of, why_at_office
from proposals.cases.locks import lock_case
from proposals.cases.record import stop_before_return
from proposals.models import Case, Deputy, Event, Part, PlaceRule, Role, Status, User
from proposals.models.approval import (
    USUAL,
    Stop,
    first_stop,
    in_place_of_named,
    name_step,
    next_stop,
    role_at_step,
    step_people,
    step_role,
)
from proposals.models.oversight.deciders import end_consents, standing_consents
from proposals.models.oversight.objection import open_objections
from proposals.models.people import BODIES
from proposals.models.rounds import plugged_rounds
from proposals.models.states import FINAL, LEFT

S = Status
ANSWERING = frozenset({Part.MAIN, Part.SOLE, Part.EACH})
HELPING, HOSTING, BESIDE = frozenset({Part.HELP}), frozenset({Part.JOINT}), frozenset({Part.HELP, Part.JOINT})
ANY = ANSWERING | HELPING | HOSTING


@dataclass(frozen=True)
class Transition:
    """One step. Without a `target` the case stays in its state. `needs` names what must be written ("" when nothing
    must); `page` names the page that takes the step ("do" for the plain ones); `main` marks the step the work is
    about; `or_to` are the states it may lead to instead of `target`, as `route` or the action that takes it decides.
    `stepwise`: it belongs to the approval step at which the case waits: taken by who takes that (`by` is the usual),
    called by its name. `matter`: a body takes it, of those in `by` the one that decides this by the rule of the place
    (deciders); where both do, a step that `agrees` waits for the other's word, and one that does not ends it."""

    name: str
    label: str
    sources: tuple[Status, ...]
    target: Status | None
    by: tuple[Role, ...]
    blocker: blockers.Blocker = blockers.no_blocker
    needs: str = ""
    page: str = "do"
    main: bool = False
    parts: frozenset[Part] = ANY
    or_to: tuple[Status, ...] = ()
    route: Callable[[Case], Stop] | None = None
    stepwise: bool = False
    matter: str = ""
    agrees: bool = False

    def leads_to(self, status: str) -> Status:
        """The state after the step, taken in that state."""
        return self.target or Status(status)


T, M = Transition, PlaceRule.Question
OFFICE, HANDLER, LEADER = (Role.OFFICE,), (Role.HANDLER,), (Role.LEADER,)
DISTRICT, STUDIERS, DEPUTY = (Role.DISTRICT,), (Role.CONGRESS, Role.DISTRICT), (Role.DEPUTY, Role.SYSTEM)
NEW, ASKED, TAKEN, WORK = (S.AWAITING_RECEIPT,), (S.RETURN_REQUESTED,), (S.RECEIVED,), (S.IN_PROGRESS,)
BACK, CHECK, SIGN, HELD = (S.RETURNED,), (S.CHECKING,), (S.SIGNING,), (S.SIGNED,)
UNSIGNED = (*NEW, *ASKED, *TAKEN, *WORK, *CHECK, *SIGN)
OUT, STUDY, OWN = (S.SEEKING_FEEDBACK,), (S.UNDER_STUDY,), blockers.own_case
SIGNER, SYSTEM = (Role.LEADER, Role.SYSTEM), (Role.SYSTEM,)  # the program sends when it is time
ASSIGN, REVIEW, SEND, CLOSE = "assign", "review", "send_out", "close"  # pages that take more than one step
JOIN, SPLIT = "join", "split"  # 并案 and 拆开: rare, so they stand with what else is done about the registration
REFUSE_WITHDRAWAL = "refuse_withdraw"  # of what one body agreed to by 代表撤回 where both decide
# No buttons of their own: an undoing stands where it is said what was done, a unit named by mistake goes by 更正登记,
# one that helped makes way for its own 改办; what a deputy objects to is taken from the unit when it is heard.
UNDO, CORRECT, TAKE_OFF, MOVE_ON, GIVE_WAY = "undo", "correct", "take_off", "move_on", "give_way"
# fmt: off
TABLE: tuple[Transition, ...] = (
    T("sign_for", "签收", NEW, S.RECEIVED, OFFICE, main=True),
    T("ask_return", "申请退办", (*NEW, *TAKEN, *WORK), S.RETURN_REQUESTED, OFFICE, blockers.return_limit, "退办理由"),
    T("agree_return", "同意退办", ASKED, S.RETURNED, BODIES, needs="意见", main=True, matter=M.RETURN, agrees=True),
    T("refuse_return", "不同意退办", ASKED, S.AWAITING_RECEIPT, BODIES, needs="理由",
      or_to=(*TAKEN, *WORK), route=stop_before_return, matter=M.RETURN),
    T("hand_on", "改办", BACK, S.RETURNED, BODIES, blockers.passed_on, "改办说明", "hand_on", True,
      ANSWERING | HOSTING, matter=M.RETURN),
    T(MOVE_ON, "听取代表意见，改办", UNSIGNED, S.RETURNED, BODIES, blockers.moving, "理由", MOVE_ON, False,
      ANSWERING | HOSTING, matter=M.RETURN),
    T("assign", "分办", TAKEN, S.IN_PROGRESS, OFFICE, page=ASSIGN, main=True),
    T("undo_sign_for", "撤销签收", TAKEN, S.AWAITING_RECEIPT, OFFICE, blockers.undoing("sign_for"), page=UNDO),
    T("undo_assign", "撤销分办", WORK, S.RECEIVED, OFFICE, blockers.undoing("assign"), page=UNDO),
    T("reassign", "改派", (*WORK, *CHECK, *SIGN, *HELD, *OUT, *STUDY, S.TO_REPORT, S.CLOSED), None, OFFICE,
      blockers.reassignment, page=ASSIGN),
    T("submit", "送审", WORK, S.CHECKING, HANDLER, blockers.submission, main=True, or_to=SIGN, route=first_stop),
    T("recall", "撤回送审", CHECK, S.IN_PROGRESS, HANDLER, blockers.read_already),
    T("check", "核稿通过", CHECK, S.SIGNING, OFFICE, page=REVIEW, main=True, or_to=CHECK, route=next_stop,
      stepwise=True),
    T("amend_check", "修改后核稿通过", CHECK, S.SIGNING, OFFICE, page=REVIEW, or_to=CHECK, route=next_stop,
      stepwise=True),
    T("check_back", "核稿退回", CHECK, S.IN_PROGRESS, OFFICE, needs="退回理由", page=REVIEW, or_to=CHECK,
      stepwise=True),
    T("sign", "同意签发", SIGN, S.SEEKING_FEEDBACK, LEADER, blockers.signature, "", REVIEW, True, ANSWERING, HELD),
    T("amend_sign", "修改后签发", SIGN, S.SEEKING_FEEDBACK, LEADER, blockers.own_text, "", REVIEW, False, ANSWERING,
      HELD),
    T("sign_opinion", "签发会办意见", SIGN, S.CLOSED, LEADER, OWN, "", REVIEW, True, HELPING, HELD),
    T("amend_opinion", "修改后签发", SIGN, S.CLOSED, LEADER, OWN, "", REVIEW, False, HELPING, HELD),
    T("cosign", "同意会签", SIGN, S.SIGNED, LEADER, blockers.cosigning, "", REVIEW, True, HOSTING),
    T("refuse_cosign", "不同意会签", SIGN, S.IN_PROGRESS, LEADER, blockers.cosigning, "理由", REVIEW, parts=HOSTING),
    T("lapse", "会签失效", (*CHECK, *SIGN, *HELD), S.IN_PROGRESS, SYSTEM, parts=HOSTING),
    T("back_to_lead", "会签单位不同意，退回修改", SIGN, S.IN_PROGRESS, SYSTEM, parts=frozenset({Part.MAIN})),
    T("answered_along", "主办单位已答复", (*NEW, *ASKED, *TAKEN, *WORK, *CHECK, *SIGN, *HELD), S.CLOSED, SYSTEM,
      parts=HOSTING),
    T("ask_again", "再次请会办", (S.CLOSED,), S.IN_PROGRESS, SYSTEM, parts=HELPING),
    T("host_again", "再次办理", (S.CLOSED,), S.IN_PROGRESS, SYSTEM, parts=HOSTING, or_to=(*NEW, *TAKEN)),
    T("send_back", "退回修改", SIGN, S.IN_PROGRESS, LEADER, needs="退回理由", page=REVIEW, or_to=CHECK),
    T("send_out", "现在就发", HELD, S.SEEKING_FEEDBACK, SIGNER, blockers.own_signature, "", SEND, True, ANSWERING),
    T("send_opinion", "现在就送", HELD, S.CLOSED, SIGNER, blockers.own_signature, "", SEND, True, HELPING),
    T("take_back", "撤回签发", HELD, S.SIGNING, LEADER, blockers.taking_back, page="take_back"),
    T("study", "转待研究", (*OUT, S.TO_REPORT, S.CLOSED), S.UNDER_STUDY, DEPUTY),
    T("study_off", "不用再研究", STUDY, S.SEEKING_FEEDBACK, DEPUTY, or_to=(S.TO_REPORT, S.CLOSED)),
    T("reopen", "再次办理", STUDY, S.IN_PROGRESS, STUDIERS, needs="研究意见", page="reopen", main=True,
      matter=M.AGAIN, agrees=True),
    T("decline", "不再办理", STUDY, S.TO_REPORT, STUDIERS, needs="研究意见", matter=M.AGAIN),
    T("report", "报送办结", (*OUT, S.TO_REPORT), S.CLOSED, OFFICE, blockers.report, page=CLOSE, main=True),
    T("close_without", "说明情况办结", OUT, S.CLOSED, OFFICE, blockers.close_without, "未收到反馈的情况", CLOSE),
    T("follow_up", "跟踪办理", (S.CLOSED,), S.IN_PROGRESS, (*HANDLER, *OFFICE), blockers.follow_up,
      page="follow_up", parts=ANSWERING),
    T("withdraw", "代表撤回", (*UNSIGNED, *HELD, *OUT), S.WITHDRAWN, BODIES, blockers.withdrawal,
      "代表书面撤回的情况", matter=M.WITHDRAW, agrees=True),
    T(REFUSE_WITHDRAWAL, "不同意撤回", (*UNSIGNED, *HELD, *OUT), None, BODIES, needs="理由", matter=M.WITHDRAW),
    T("void", "登记有误，作废", (*NEW, *ASKED, *BACK, *TAKEN, *WORK, *CHECK, *SIGN, *HELD, *OUT, S.CLOSED), S.VOID,
      (*DISTRICT, *OFFICE), blockers.voiding, "错在哪里"),
    T(JOIN, "并案", (*NEW, *TAKEN, *WORK), None, (*DISTRICT, *OFFICE, *HANDLER), blockers.joining, page=JOIN,
      parts=ANSWERING),
    T(SPLIT, "拆开", (*NEW, *TAKEN, *WORK, *CHECK, *SIGN), None, (*DISTRICT, *OFFICE, *HANDLER), needs="拆开的理由",
      page=SPLIT, parts=ANSWERING),
    T(TAKE_OFF, "更正登记，撤下", NEW, S.VOID, (*STUDIERS, *OFFICE), page=CORRECT),
    T(GIVE_WAY, "改由它主办，原来的了结", UNSIGNED, S.VOID, BODIES, page=MOVE_ON, parts=BESIDE, matter=M.RETURN),
)
# fmt: on
BY_NAME = {row.name: row for row in TABLE}
# What is handled as one (并案) takes these steps together: the leading case takes along those joined to it.
TOGETHER = frozenset({
    "sign_for", "assign", "undo_sign_for", "undo_assign", "reassign", "submit", "recall", "check", "amend_check",
    "check_back", "sign", "amend_sign", "send_back", "send_out", "take_back",
})  # fmt: skip
WITH_LEAD = "with"  # of the event of a case that was taken along: the number of the leading one


@dataclass(frozen=True)
class Choice:
    """A step a person could take now, and what stands in its way ("" when nothing does)."""

    step: Transition
    reason: str
    label: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.step, name)


def available(case: Case, user: User) -> list[Choice]:
    """The steps that the table gives this person on this case now, the greyed ones with their reason."""
    roles, here = roles_in(case, user), step_taken(case, user)
    return [
        Choice(row, why_not(row, case, user), _button(row, case, user))
        for row in TABLE
        if case.status in row.sources
        and case.part in row.parts
        and (here if row.stepwise else _takes(row, case, user, roles))
        and not (row.name in TOGETHER if case.is_joined else row.name == SPLIT)
        and is_asked(row, case)
    ]


def takers_of(row: Transition, case: Case) -> tuple[Role, ...]:
    """Who may take the step on this case: of what a body decides, the bodies that do here; to refuse, those that have
    not agreed."""
    if not row.matter:
        return row.by
    return hands_of(case).deciders.named(row.matter, case) if row.agrees else bodies_to_agree(case, row.matter)


def _takes(row: Transition, case: Case, user: User, roles: set[Role]) -> bool:
    takers = takers_of(row, case)
    return bool(roles.intersection(takers)) or records_outside(case, user, takers)


def is_asked(row: Transition, case: Case) -> bool:
    """Whether there is what the step answers: to refuse, a withdrawal to which the other body has agreed; to move the
    case on, a deputy's objection."""
    if row.name == MOVE_ON:
        return bool(open_objections(case))
    return row.name != REFUSE_WITHDRAWAL or bool(standing_consents(case, row.matter))


def why_not(row: Transition, case: Case, user: User | None) -> str:
    """What stands in the way of the step, for the case and for those that it takes along; "" when nothing does."""
    said = [row.blocker(case, user), why_agreed(case, row.matter, user) if user and row.agrees else ""]
    for one in case.joined_cases if row.name in TOGETHER else ():
        own = row.blocker(one, user)
        said += [f"{one.suggestion.short_number}{own}"] if own and own != said[0] else []
    return "；".join(filter(None, said))


def step_taken(case: Case, user: User) -> Role | None:
    """The role in which the person takes the approval step at which the case waits."""
    return role_at_step(case, user) if case.status == S.CHECKING else None


def _button(row: Transition, case: Case, user: User) -> str:
    """The step on its button: of a step that the unit named the page says the name; what was decided outside is
    written down."""
    if Role.DISTRICT in row.by and records_outside(case, user, takers_of(row, case)):
        return f"登记{row.label}"
    return row.label.replace(USUAL, "") if row.stepwise and case.approval_step else row.label


def label_step(row: Transition, case: Case) -> str:
    """What the step is called on this case: 核稿通过, 科长审核通过; 审核通过 while no step of its plan waits."""
    if not row.stepwise:
        return row.label
    planned = case.approval_plan and not case.approval_step
    return row.label.replace(USUAL, "审核" if planned else name_step(case))


def _role_for(row: Transition, case: Case, user: User | None, deputy: Deputy | None) -> Role:
    if user is None:
        role = Role.DEPUTY if deputy else Role.SYSTEM
        if role in row.by:
            return role
    elif row.stepwise and case.status in row.sources:
        if here := step_taken(case, user):
            return here
    else:
        held, takers = roles_in(case, user), takers_of(row, case)
        awaited = bodies_to_agree(case, row.matter) if row.agrees and case.status in row.sources else ()
        for role in (*awaited, *takers):  # of who holds both the one that has not said its word
            if role in held and role in takers:
                return role
        if records_outside(case, user, takers):
            return Role.OFFICE
    raise NotYours(f"“{label_step(row, case)}”由{_takers(row, case)}办理，您不能替办。")


def _in_place_of(row: Transition, now: Case, user: User | None, role: Role) -> User | None:
    """Whose place the person takes with that step (代): of who is away in the role, or is named at the step."""
    if user is None:
        return None
    named = row.stepwise and now.approval_step and step_people(now)
    return in_place_of_named(now, user) if named else stood_in_for(now, user, role)


def _takers(row: Transition, case: Case) -> str:
    if row.stepwise and case.status in row.sources:
        return "、".join(map(str, step_people(case))) or str(step_role(case).label)
    return "、".join(Role(role).label for role in takers_of(row, case))


def _dates(target: Status) -> dict[str, Any]:
    """The dates a step sets by itself: 签收 and the end of the case."""
    today = timezone.localdate()
    if target == S.RECEIVED:
        return {"received_on": today}
    return {"closed_on": today if target in FINAL else None, "approval_step": None}


Own = Callable[[Case], dict[str, Any]]


def perform(
    case: Case,
    name: str,
    user: User | None,
    *,
    comment: str = "",
    data: dict[str, Any] | None = None,
    fields: dict[str, Any] | None = None,
    seen: int | None = None,
    deputy: Deputy | None = None,
    to: Status | None = None,
    label: str = "",
    each: Own | None = None,
) -> Event:
    """Take one step, whole or not at all: who? from here? what stands in the way? then compare-and-swap on
    (id, status, version) and its event. A case that leads others (并案) takes them along.

    `fields` are further columns of the case that the step sets; `seen` is the version the person's page showed;
    `to` is one of the states the step may lead to and `label` what the record calls it, where these are not the
    row's own; `each` gives `data` and `fields` of a case that is taken along, where they are its own.
    Raises Refused (NotYours, Stale) with a sentence; then nothing is changed.
    """
    row = BY_NAME[name]
    with transaction.atomic():
        now = lock_case(case.pk)
        role = _role_for(row, now, user, deputy)
        if seen is not None and seen != now.version:
            raise Stale(
                f"这件{now.suggestion.kind}已经有了新的进展（现在是“{now.state_label}”），请看过最新情况再办。您刚才的操作没有执行。"
            )
        if now.status not in row.sources or now.part not in row.parts:
            raise Stale(f"这件{now.suggestion.kind}现在是“{now.state_label}”，不能{label_step(row, now)}。")
        refuse_joined(now, [row])
        if not is_asked(row, now):
            what = "代表对交办的意见" if name == MOVE_ON else "等着您这一方同意的撤回"
            raise Stale(f"没有{what}，或者刚刚已经有了结果。")
        if name == SPLIT and not (now.is_joined or now.joined_cases):
            raise Stale(f"{now.suggestion.short_number}没有与别的建议并案，或者刚刚已经拆开。")
        joined = now.joined_cases if name in TOGETHER else []
        reason = why_not(row, now, user)
        if reason:
            raise Refused(say_barred(label_step(row, now), reason))
        if row.needs and not comment.strip():
            raise Refused(f"请写明{row.needs}。")
        absent = _in_place_of(row, now, user, role)
        if row.matter:
            data = {**(data or {}), **agreed_with(now, row.matter)}
            given: dict[str, Any] = {"absent": absent, "more": data}
            if row.agrees and (half := await_other(now, row.matter, row.label, user, role, comment, **given)):
                case.reload()
                return half
            end_consents(now, row.matter)
        stop = row.route(now) if row.route else Stop(to or row.leads_to(now.status))
        if stop.status not in (row.leads_to(now.status), *row.or_to):
            raise ValueError(f"{name} does not lead to {stop.status}")
        if stop.status in FINAL:
            end_waiting(now, stop.status)
        set_by_step = {**(_dates(stop.status) if row.target else {}), **stop.fields}
        recorded = role == Role.OFFICE and Role.OFFICE not in row.by
        said = f"{'登记：' if recorded else ''}{label or label_step(row, now)}"
        at_office = why_at_office(now) if row.stepwise else ""
        step = Taken(row.name, said, stop.status, user, role, comment.strip(), deputy, absent, at_office)
        event = _move(now, step, {**set_by_step, **(fields or {})}, data)
        for one in joined:
            own = each(one) if each else {"data": data, "fields": fields}
            mark = {WITH_LEAD: now.suggestion.short_number}
            _follow(one, now, step, {**set_by_step, **(own["fields"] or {})}, {**(own["data"] or {}), **mark})
        if stop.status in LEFT:
            _part_from_left(now, step)
        plugged_rounds().follow_step(now, event)
    case.reload()
    return event


def _move(now: Case, step: Taken, changes: dict[str, Any], data: dict[str, Any] | None) -> Event:
    """Compare and swap, and the event."""
    changed = Case.objects.filter(pk=now.pk, status=now.status, version=now.version).update(
        status=step.target, version=F("version") + 1, **changes
    )
    if changed != 1:
        raise Stale(f"这件{now.suggestion.kind}刚刚被别人办理了，请刷新后再看。您刚才的操作没有执行。")
    return append_event(now, step, data)


def _follow(one: Case, lead: Case, step: Taken, changes: dict[str, Any], data: dict[str, Any]) -> None:
    """A case that is handled as one with the leading one goes where that goes."""
    now = lock_case(one.pk)
    if now.status != lead.status:
        raise ValueError(f"{now} is {now.status} while {lead} is {lead.status}")
    _move(now, step, changes, data)


def _part_from_left(now: Case, step: Taken) -> None:
    """What left (撤回, 作废) is handled as one with nothing any more; the others go on, each by itself."""
    number = now.suggestion.short_number
    lead = [lock_case(now.joined_to_id)] if now.joined_to_id else []
    parted = [lock_case(one.pk) for one in now.joined.order_by("suggestion", "pk")]
    Case.objects.filter(pk__in=[one.pk for one in (now, *parted)]).update(joined_to=None)
    for one in (*lead, *parted):
        said = replace(step, action=SPLIT, label=f"{number}{step.label}，不再并案", target=one.status, comment="")
        _move(one, said, {}, {"from": number})


def refuse_joined(case: Case, rows: Sequence[Transition]) -> None:
    """Refuse what a case that goes along with another (并案) takes only there."""
    row = next((row for row in rows if row.name in TOGETHER), None)
    if row and case.is_joined and case.joined_to:
        here, lead = case.suggestion.short_number, case.joined_to.suggestion.short_number
        raise Refused(f"{here}与{lead}并案办理，请在{lead}那里办“{label_step(row, case)}”，两件一起办。")
