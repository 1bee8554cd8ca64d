"""送达: the reply reaches the deputies, and the clock stops when it has reached them all."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, must_answer_deputies, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Role, User
from proposals.models.people import CASE_STAFF
from proposals.models.states import ANSWERED
from replies.models import Delivery, Reply


def record_delivery(reply: Reply, user: User | None, *, deputies: list[Deputy], way: str, on: dt.date) -> None:
    """送达: the reply reached these deputies. When it has reached them all, the clock stops."""
    with transaction.atomic():
        case = lock_case(reply.case_id)
        if user is not None:
            must_be(case, user, CASE_STAFF, "登记送达")
        must_answer_deputies(case)
        if not reply.is_signed or case.status not in ANSWERED:
            raise Refused(
                f"这件建议现在是“{case.get_status_display()}”，不能登记送达。签发以后、征求意见时才能登记。"
            )
        if on < timezone.localdate(reply.signed_at):
            raise Refused("送达日期不能早于签发日期。")
        new = [deputy for deputy in reply.undelivered_deputies() if deputy in deputies]
        for deputy in new:
            Delivery.objects.create(reply=reply, deputy=deputy, on=on, way=way, recorded_by=user)
        if not new:
            return
        names = "、".join(deputy.name for deputy in new)
        role = None if user else Role.SYSTEM
        record_event(case, user, "deliver", f"送达：{names}", role=role, data={"way": way, "on": on})
        reply.__dict__.pop("_prefetched_objects_cache", None)
        if last := settle_delivery(reply):
            record_event(case, user, "delivered", "全部送达，答复期限停止计算", role=role, data={"on": last})


def settle_delivery(reply: Reply) -> dt.date | None:
    """Where the reply has reached everybody who is still a deputy, the clock stops: the day of the last delivery
    (today, where all have left). None where it goes on, or has stopped before. Needs the case locked."""
    if reply.delivered_on or reply.undelivered_deputies():
        return None
    last = max(reply.deliveries.values_list("on", flat=True), default=timezone.localdate())
    Reply.objects.filter(pk=reply.pk).update(delivered_on=last)
    Case.objects.filter(pk=reply.case_id).update(delivered_on=last)
    return last
