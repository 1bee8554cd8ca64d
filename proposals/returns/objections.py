"""A deputy's objection to an assignment (SH 14): said, heard, and what comes of it: 维持交办, or 改办 by the existing
way. Where the body that hears it does not decide 改办, it proposes that, and the district's office decides."""

import datetime as dt
import uuid
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale, must_be
from proposals.cases.hands import hands_of
from proposals.cases.locks import lock_case
from proposals.cases.workflow import BY_NAME, MOVE_ON, record_event
from proposals.models import Case, Deputy, Objection, PlaceRule, Role, Status, Unit, User
from proposals.models.event import ASKED_AS
from proposals.models.oversight.deciders import Deciders
from proposals.models.oversight.objection import open_objections
from proposals.models.people import BODIES
from proposals.notices.events import tell_of_event
from proposals.returns.actions import must_take, take_from_unit

OBJECTED, ADVISED, HEARD, TAKEN_BACK = "objection", "objection_advised", "objection_heard", "objection_back"
SIGNED = "答复已经签发，不能再对交办提意见；有意见请在评价答复时提出。"
HEAR = "听取代表对交办的意见"


class Hearing(models.TextChoices):
    """What a body may say of an objection."""

    KEEP = Objection.Outcome.KEPT.value, "维持交办，请这个单位继续办"
    MOVE = Objection.Outcome.MOVED.value, "改办，交给别的单位"
    ADVISE = "建议改办", "建议改办，由区政府办公室决定"


def why_not_object(case: Case, deputy: Deputy) -> str:
    """Why this deputy cannot object to the case being this unit's, in a sentence; "" where it is possible: from 交办
    on, until the first reply is signed."""
    if case.helps or case.finished_before or case.answered_on or case.status not in BY_NAME[MOVE_ON].sources:
        return SIGNED if case.answered_on or case.status == Status.SIGNED else "这一件现在不能对交办提意见。"
    if deputy.pk not in [one.pk for one in case.suggestion.asked_deputies]:
        return f"{deputy}不是这件{case.suggestion.kind}现在的提出人。"
    return ""


def object_to_assignment(
    case: Case,
    deputy: Deputy,
    *,
    reason: str,
    proposed: str,
    key: uuid.UUID,
    came_by: str = Objection.CameBy.MINE,
    said_on: dt.date | None = None,
    user: User | None = None,
) -> Objection:
    """The deputy says that another unit should have it; `user` takes it down where the deputy did not write it, with
    the day on which it was said (None: today). One open objection a deputy and case. Who hears it is told at once, as
    the deputy is told that it is being heard. The same form sent again, or the same said again, writes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        role = must_be(now, user, BODIES, "登记代表对交办的意见", recorded=True) if user else Role.DEPUTY
        if before := Objection.objects.filter(key=key).first():
            return before
        if why := why_not_object(now, deputy):
            raise Refused(why)
        if held := next((one for one in open_objections(now) if one.deputy_id == deputy.pk), None):
            if (held.reason, held.proposed, held.recorded_by) == (reason, proposed, user):
                return held
            raise Stale(f"{deputy.addressed}对这件的交办已经提过意见，正在听取，请等结果。")
        body = Deciders.load().hears(now)
        made = Objection.objects.create(
            key=key,
            case=now,
            deputy=deputy,
            came_by=came_by,
            reason=reason,
            proposed=proposed,
            recorded_by=user,
            said_on=said_on or timezone.localdate(),
            at=timezone.now(),
            body=body,
            awaits=body,
        )
        label = f"{deputy.addressed}对交办有意见"
        said = f"{reason}\n认为该由{proposed}办。" if proposed else reason
        data = {"objection": made.pk, "came_by": made.came_by, ASKED_AS: body}
        by = {"role": role} if user else {"role": role, "deputy": deputy}
        tell_of_event(record_event(now, user, OBJECTED, label, comment=said, data=data, **by))
    return made


def take_back_objection(held: Objection) -> None:
    """The deputy wants it heard no more, at the own word. Twice is once. Raises Stale where it was heard."""
    with transaction.atomic():
        case = lock_case(held.case_id)
        now = Objection.objects.select_for_update(of=("self",)).select_related("deputy").get(pk=held.pk)
        if now.outcome == Objection.Outcome.BACK:
            return
        if not now.is_open:
            raise Stale(f"这条意见刚才已经有了结果（{now.result}），不用再收回。")
        facts = {"outcome": Objection.Outcome.BACK, "awaits": "", "decided_at": timezone.now()}
        Objection.objects.filter(pk=now.pk).update(**facts)
        label, data = f"{now.deputy.addressed}收回对交办的意见", {"objection": now.pk, ASKED_AS: now.awaits}
        record_event(case, None, TAKEN_BACK, label, role=Role.DEPUTY, deputy=now.deputy, data=data)


def hearings_offered(held: Objection, case: Case, rules: Deciders) -> list[Hearing]:
    """What may be said of an open objection now: of what was given back meanwhile only that it is another's, of what
    is answered only that it stays."""
    if case.status == Status.RETURNED:
        return [Hearing.MOVE]
    row = BY_NAME[MOVE_ON]
    if case.status not in row.sources or row.blocker(case, None):
        return [Hearing.KEEP]
    return [Hearing.KEEP, Hearing.MOVE if _decides(held, case, rules) else Hearing.ADVISE]


def _decides(held: Objection, case: Case, rules: Deciders) -> bool:
    """Whether the body whose word it waits for decides 改办: where both do, when the other has proposed it."""
    matter = PlaceRule.Question.RETURN
    return held.awaits in rules.named(matter, case) and (held.advice != "" or not rules.asks_both(matter, case))


def hear_objection(
    held: Objection, user: User, *, hearing: str, why: str, unit: Unit | None = None, again: bool = False
) -> Case | None:
    """What the body says, once. 改办 takes the case from the unit, with every objection to it; the new unit's case is
    returned, without a `unit` it waits to be handed on (待改办). The same word sent again writes nothing."""
    with transaction.atomic():
        case = lock_case(held.case_id)
        now = Objection.objects.select_for_update().get(pk=held.pk)
        if _is_said(now, user, hearing, why, unit):
            return None
        role = must_be(case, user, (Role(now.awaits or now.decided_as or now.body),), HEAR, recorded=True)
        if now.outcome or (hearing == Hearing.ADVISE and now.advice):
            raise Stale(
                f"这条意见刚才已经有了结果（{now.result or Hearing.ADVISE.value}），请先看过。"
                "您填写的内容都还在，没有保存。"
            )
        if hearing not in hearings_offered(now, case, hands_of(case).deciders):
            raise Stale(
                f"这件{case.suggestion.kind}现在是“{case.state_label}”，请看过最新的再定。您填写的内容都还在，没有保存。"
            )
        if hearing == Hearing.ADVISE:
            must_take(case, unit, again)
            _advise(now, case, user, role, why, unit)
            return None
        if hearing == Hearing.KEEP:
            _settle(now, case, user, role, {"outcome": Objection.Outcome.KEPT, "why": why})
            return None
        took = case.status != Status.RETURNED
        facts = {"outcome": Objection.Outcome.MOVED, "why": why, "moved_to": unit if took else _who_has_it(case)}
        settled = open_objections(case)
        made = take_from_unit(case, user, MOVE_ON, comment=why, unit=unit, again=again) if took else None
        for one in settled:
            _settle(one, case, user, role, facts)
        return made


def _is_said(now: Objection, user: User, hearing: str, why: str, unit: Unit | None) -> bool:
    """Whether this person has said the very same already."""
    if hearing == Hearing.ADVISE:
        return (now.advice, now.advised_by_id, now.advised_unit_id) == (why, user.pk, unit and unit.pk)
    return (now.outcome, now.why, now.decided_by_id) == (hearing, why, user.pk)


def _advise(now: Objection, case: Case, user: User, role: Role, why: str, unit: Unit | None) -> None:
    facts = {"advice": why, "advised_unit": unit, "advised_by": user, "advised_at": timezone.now()}
    Objection.objects.filter(pk=now.pk).update(awaits=Role.DISTRICT, **facts)
    label = f"建议改办{f'，由{unit}办理' if unit else ''}，待区政府办公室决定"
    data = {"objection": now.pk, ASKED_AS: Role.DISTRICT}
    tell_of_event(record_event(case, user, ADVISED, label, role=role, comment=why, data=data))


def _settle(now: Objection, case: Case, user: User, role: Role, facts: dict[str, Any]) -> None:
    """What comes of it, for the deputy, the unit, and the body that heard it where the other decided."""
    body = Role.DISTRICT if role == Role.OFFICE else role
    Objection.objects.filter(pk=now.pk).update(
        awaits="", decided_as=body, decided_by=user, decided_at=timezone.now(), **facts
    )
    now.refresh_from_db()
    label = f"{now.deputy.addressed}对交办的意见：{now.result}"
    data = {"objection": now.pk} | ({ASKED_AS: now.body} if now.body != body else {})
    tell_of_event(record_event(case, user, HEARD, label, role=role, comment=now.why, data=data))


def _who_has_it(case: Case) -> Unit | None:
    """To whom the case that was given back went, as far as it did."""
    went = case.events.filter(action="hand_on").last()
    return Unit.objects.filter(short_name=went.data.get("handed_to", "")).first() if went else None
