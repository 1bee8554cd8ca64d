"""会办: asking other units and taking in what they say."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from proposals import deadlines
from proposals.acts import AT_WORK, DESK
from proposals.models import Attachment, Handling, Part, Role, Status, Unit, User
from proposals.workflow import Refused, must_be, record
from replies.models import Consultation, Reply


def ask(
    reply: Reply, user: User, *, units: list[Unit], question: str, due_on: dt.date, key: uuid.UUID
) -> list[Consultation]:
    """Ask several units at once. A unit that works in this installation gets a 会办 case of its own. The same form
    sent again asks only the units it did not ask before."""
    case = reply.case
    with transaction.atomic():
        must_be(case, user, (Role.HANDLER,), "请其他单位会办")
        now = _locked(case)
        keys = {unit: uuid.uuid5(key, str(unit.pk)) for unit in units}
        known = set(Consultation.objects.filter(key__in=keys.values()).values_list("key", flat=True))
        units = [unit for unit in units if keys[unit] not in known]
        if not units:
            return []
        _in_progress(now)
        asked = [_ask_one(reply, user, unit, question, due_on, keys[unit]) for unit in units]
        names = "、".join(unit.short_name for unit in units)
        record(case, user, "consult", f"请{names}会办", comment=question, data={"due": due_on})
    return asked


def _locked(case: Handling) -> Handling:
    return Handling.objects.select_for_update().get(pk=case.pk)


def _in_progress(now: Handling) -> None:
    if now.helps:
        raise Refused("会办单位不再请别的单位会办，需要时请告诉主办单位。")
    if now.status != Status.IN_PROGRESS:
        raise Refused(f"这件建议现在是“{now.get_status_display()}”，不能再请会办。")


def _at_work(case: Handling) -> None:
    now = _locked(case)
    if now.status not in AT_WORK:
        raise Refused(f"这件建议现在是“{now.get_status_display()}”，会办已经结束，不能再登记。")


def _ask_one(reply: Reply, user: User, unit: Unit, question: str, due_on: dt.date, key: uuid.UUID) -> Consultation:
    case = reply.case
    if unit.pk == case.unit_id:
        raise Refused("不能请本单位会办。")
    if reply.consultations.filter(unit=unit, outcome=Consultation.Outcome.WAITING).exists():
        raise Refused(f"已经请{unit}会办，正在等答复，不必再请。")
    helping = None
    if unit.memberships.filter(role=Role.OFFICE, is_active=True).exists():
        today = timezone.localdate()
        helping, _ = Handling.objects.get_or_create(
            suggestion=case.suggestion,
            unit=unit,
            defaults={
                "part": Part.HELP,
                "handed_on": today,
                "statutory_due": deadlines.reply_due(today, helps=True),
                "internal_due": due_on if today < due_on <= deadlines.reply_due(today, helps=True) else None,
            },
        )
        record(helping, user, "asked", f"{case.unit.short_name}请会办", role=Role.HANDLER, comment=question)
    return Consultation.objects.create(
        key=key,
        reply=reply,
        unit=unit,
        helping=helping,
        question=question,
        asked_by=user,
        asked_on=timezone.localdate(),
        due_on=due_on,
    )


def take_in(
    consultation: Consultation,
    user: User,
    *,
    answer: str,
    answered_on: dt.date,
    answered_by: str,
    scan: Attachment | None = None,
) -> None:
    """Record an opinion that came on paper or by telephone."""
    case = consultation.reply.case
    with transaction.atomic():
        must_be(case, user, DESK, "登记会办意见")
        _at_work(case)
        changed = Consultation.objects.filter(pk=consultation.pk, outcome=Consultation.Outcome.WAITING).update(
            outcome=Consultation.Outcome.ANSWERED,
            answer=answer,
            answered_on=answered_on,
            answered_by=answered_by,
            recorded_by=user,
            scan=scan,
        )
        if changed != 1:
            raise Refused(f"{consultation.unit}的会办意见已经登记过了。")
        record(case, user, "consult_answer", f"{consultation.unit}会办意见已到", comment=answer[:200])


def drop(consultation: Consultation, user: User, *, reason: str) -> None:
    """Go on without a unit's opinion, with the reason."""
    case = consultation.reply.case
    with transaction.atomic():
        must_be(case, user, DESK, "不再等待会办意见")
        _at_work(case)
        changed = Consultation.objects.filter(pk=consultation.pk, outcome=Consultation.Outcome.WAITING).update(
            outcome=Consultation.Outcome.DROPPED, dropped_reason=reason, recorded_by=user
        )
        if changed != 1:
            raise Refused(f"{consultation.unit}的会办已经有了结果。")
        record(case, user, "consult_drop", f"不再等待{consultation.unit}会办意见", comment=reason)
