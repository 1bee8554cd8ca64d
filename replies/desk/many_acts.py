"""What may be done to many cases at once. Each act is the act of one case: it is taken for each by itself, and what
is refused for one holds back none of the others."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from proposals.cases.access import Refused, roles_in
from proposals.cases.workflow import BY_NAME, perform
from proposals.models import Case, Event, Role, User
from proposals.models.people import BODIES, CASE_STAFF
from proposals.models.states import ANSWERED, FINAL
from replies.consultations.actions import remind_unit
from replies.models.reply import find_reply

MOST = 200  # cases at once
PRINTERS = (Role.OFFICE, *BODIES)


@dataclass(frozen=True, kw_only=True)
class ManyAct:
    """`fits` says in a few words why the act is none of this case's, "" where it is one; it asks no database of a
    case that came with for_rows. `roles` are those in which a person is offered it. `asks`: a page asks for more
    before anything is done."""

    slug: str
    label: str
    roles: tuple[Role, ...]
    fits: Callable[[Case, set[Role]], str]
    asks: bool = False


def _to_sign_for(case: Case, roles: set[Role]) -> str:
    if case.is_joined:
        return "并案的，随主件一起办"
    return "" if Role.OFFICE in roles and case.status in BY_NAME["sign_for"].sources else "不是待签收"


def _to_assign(case: Case, roles: set[Role]) -> str:
    if case.is_joined:
        return "并案的，随主件一起办"
    ready = (*BY_NAME["sign_for"].sources, *BY_NAME["assign"].sources)
    if Role.OFFICE in roles and case.status in ready:
        return ""
    return f"已经由{case.handler}办" if case.handler else f"现在是“{case.state_label}”"


def _to_reassign(case: Case, roles: set[Role]) -> str:
    if case.is_joined:
        return "并案的，随主件一起办"
    step = BY_NAME["reassign"]
    if Role.OFFICE in roles and case.status in step.sources:
        return step.blocker(case, None)
    return "还没有经办人" if case.handler_id is None else "现在不能改派"


def _to_deliver(case: Case, roles: set[Role]) -> str:
    reply = find_reply(case)
    if not roles.intersection(CASE_STAFF) or case.helps or case.status not in ANSWERED or reply is None:
        return "还没有签发的答复"
    return "" if reply.is_signed and reply.undelivered_deputies() else "已经送达"


def _to_remind(case: Case, roles: set[Role]) -> str:
    reply = find_reply(case)
    waiting = reply and reply.owed_consultations()
    return (
        ""
        if roles.intersection(CASE_STAFF) and waiting and case.status not in FINAL
        else "没有要催的会办意见、承办材料或者会签"
    )


def _to_supervise(case: Case, roles: set[Role]) -> str:
    return "" if roles.intersection(BODIES) and case.status not in FINAL else "已经办完"


def _to_lead(case: Case, roles: set[Role]) -> str:
    if case.status in FINAL:
        return "已经办完"
    marked = f"已有标记“{case.suggestion.led_as}：{case.suggestion.led_by}”" if case.suggestion.led_as else ""
    return marked or ("" if roles.intersection(BODIES) else "不归您督办")


def _to_print(case: Case, roles: set[Role]) -> str:
    signed = any(reply.is_signed for reply in case.replies.all())
    return "" if roles.intersection(PRINTERS) and signed and not case.helps else "还没有签发的答复"


def _to_export(case: Case, roles: set[Role]) -> str:
    return ""


A = ManyAct
ACTS = {
    act.slug: act
    for act in (
        A(slug="assign", label="分办", roles=(Role.OFFICE,), fits=_to_assign, asks=True),
        A(slug="sign_for", label="签收", roles=(Role.OFFICE,), fits=_to_sign_for),
        A(slug="reassign", label="改派", roles=(Role.OFFICE,), fits=_to_reassign, asks=True),
        A(slug="supervise", label="发督办单", roles=BODIES, fits=_to_supervise, asks=True),
        A(slug="lead", label="标记督办", roles=BODIES, fits=_to_lead, asks=True),
        A(slug="deliver", label="登记送达", roles=CASE_STAFF, fits=_to_deliver, asks=True),
        A(slug="remind", label="催办会办", roles=CASE_STAFF, fits=_to_remind),
        A(slug="print", label="打印", roles=PRINTERS, fits=_to_print),
        A(slug="export", label="导出", roles=(), fits=_to_export),
    )
}


def acts_offered(user: User) -> list[ManyAct]:
    """The acts under this person's lists."""
    return [act for act in ACTS.values() if not act.roles or user.units_as(*act.roles)]


def acts_fitting(case: Case, user: User, offered: Iterable[ManyAct]) -> dict[str, str]:
    """Of the acts offered, why each is none of this case's, "" where it is."""
    roles = roles_in(case, user)
    return {act.slug: act.fits(case, roles) for act in offered}


@dataclass(frozen=True)
class Outcome:
    """What became of one case: `says` is the sentence of a refusal, or what was done beyond the act itself."""

    case: Case
    done: bool
    says: str = ""
    events: tuple[Event | None, ...] = ()


@dataclass(frozen=True)
class Done:
    """What an act did to one case: what is said of it beyond the act itself, and the steps that can be undone."""

    says: str = ""
    events: tuple[Event | None, ...] = ()


def act_on_each(cases: Iterable[Case], act: Callable[[Case], Done]) -> list[Outcome]:
    """Take the act for each case, whole or not at all; a refusal is the outcome of that case alone."""
    outcomes = []
    for case in cases:
        try:
            with transaction.atomic():
                done = act(case)
            outcomes.append(Outcome(case, True, done.says, done.events))
        except Refused as refusal:
            outcomes.append(Outcome(case, False, str(refusal)))
    return outcomes


def sign_for_case(case: Case, user: User, seen: int | None) -> Done:
    """签收."""
    return Done(events=(perform(case, "sign_for", user, seen=seen),))


def remind_helpers(case: Case, user: User) -> Done:
    """催办 of every unit that still owes its opinion; one that was reminded today is passed over. Raises Refused
    where none is left."""
    reply = find_reply(case)
    refused, told = Refused("没有要催的会办意见、承办材料或者会签。"), []
    for one in reply.owed_consultations() if reply else []:
        try:
            with transaction.atomic():
                remind_unit(one, user)
                told.append(str(one.unit))
        except Refused as refusal:
            refused = refusal
    if not told:
        raise refused
    return Done("、".join(told))


def key_of_each(key: uuid.UUID, case: Case) -> uuid.UUID:
    """The key of one case's row of a form that is sent once for many: the same form sent twice makes one row each."""
    return uuid.uuid5(key, str(case.pk))
