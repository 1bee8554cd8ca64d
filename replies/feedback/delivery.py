"""送达: the reply reaches the deputies, and the clock stops when it has reached them all."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, must_answer_deputies, must_be
from proposals.cases.locks import lock_case
from proposals.cases.undo import must_undo
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Event, Limit, Role, User
from proposals.models.event import UNDOES
from proposals.models.people import CASE_STAFF
from proposals.models.states import ANSWERED
from replies.models import Delivery, Reply
from replies.models.cases import keep_delivery
from replies.models.reply import current_reply


def record_delivery(
    reply: Reply, user: User | None, *, deputies: list[Deputy], way: str, on: dt.date
) -> Event | None:
    """送达: the reply reached these deputies. When it has reached them all, the clock stops. Returns the event, None
    where it had reached them before."""
    with transaction.atomic():
        case = lock_case(reply.case_id)
        if user is not None:
            must_be(case, user, CASE_STAFF, "登记送达")
        must_answer_deputies(case)
        if not reply.is_signed or case.status not in ANSWERED:
            raise Refused(
                f"这件{case.suggestion.kind}现在是“{case.state_label}”，不能登记送达。签发以后、征求意见时才能登记。"
            )
        if on < timezone.localdate(reply.signed_at):
            raise Refused("送达日期不能早于签发日期。")
        new = [deputy for deputy in reply.undelivered_deputies() if deputy in deputies]
        # What the deputy is told then stands, whatever the limit is later.
        until = WorkCalendar.load().due(on, Limit.Step.FEEDBACK, case.suggestion.kind)
        for deputy in new:
            Delivery.objects.create(reply=reply, deputy=deputy, on=on, way=way, until=until, recorded_by=user)
        if not new:
            return None
        names = "、".join(deputy.name for deputy in new)
        role = None if user else Role.SYSTEM
        data = {"way": way, "on": on, "deputies": [deputy.pk for deputy in new]}
        event = record_event(case, user, "deliver", f"送达：{names}", role=role, data=data)
        reply.__dict__.pop("_prefetched_objects_cache", None)
        if last := settle_delivery(reply):
            record_event(case, user, "delivered", "全部送达，答复期限停止计算", role=role, data={"on": last})
    return event


def settle_delivery(reply: Reply) -> dt.date | None:
    """Where the reply has reached everybody who is still a deputy, the clock stops: the day of the last delivery
    (today, where all have left). None where it goes on, or has stopped before. Needs the case locked."""
    if reply.delivered_on or reply.undelivered_deputies():
        return None
    last = max(reply.deliveries.values_list("on", flat=True), default=timezone.localdate())
    Reply.objects.filter(pk=reply.pk).update(delivered_on=last)
    Case.objects.filter(pk=reply.case_id).update(delivered_on=last)
    keep_delivery(reply.case, last)
    return last


def undo_delivery(case: Case, user: User, sequence: int) -> None:
    """撤销送达: what was written down last has not reached these deputies; a clock that stopped with it runs on."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_undo(now, user, "deliver", sequence)
        must_be(now, user, CASE_STAFF, "撤销送达")
        event = now.events.get(sequence=sequence)
        reply = current_reply(now)
        reply.deliveries.filter(deputy__in=event.data["deputies"]).delete()
        runs_on = now.delivered_on is not None
        Reply.objects.filter(pk=reply.pk).update(delivered_on=None)
        Case.objects.filter(pk=now.pk).update(delivered_on=None)
        keep_delivery(now, None)
        label = f"撤销{event.label}" + ("，答复期限继续计算" if runs_on else "")
        record_event(now, user, "undo_deliver", label, data={UNDOES: sequence})
    case.reload()
