"""The way to deputies who have not answered: every attempt is recorded, and at last that there will be no answer."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Status, User
from proposals.models.people import CASE_STAFF
from replies.models import Attempt, Delivery, Reply

# 联系不上 may be recorded after so many attempts, on so many days.
TRIES, DAYS = 3, 2


def record_attempt(
    reply: Reply,
    user: User,
    deputy: Deputy,
    *,
    key: uuid.UUID,
    on: dt.date,
    way: str,
    outcome: str,
    note: str,
    conclusion: str = "",
) -> None:
    """Record an attempt to hear this deputy, with the `conclusion` that there will be no answer, if it is one. The
    newest attempt counts: one without a conclusion takes an earlier conclusion back.

    Raises Refused when the deputy has answered, or when too little was tried for 联系不上.
    """
    with transaction.atomic():
        case = lock_case(reply.case_id)
        must_be(case, user, CASE_STAFF, "登记征求意见的联系")
        if Attempt.objects.filter(key=key).exists():
            return
        _still_asked(case, reply, deputy)
        if on < timezone.localdate(reply.signed_at):
            raise Refused("联系日期不能早于答复签发的日期。")
        if conclusion == Attempt.Conclusion.UNREACHED and (why := not_tried_enough(reply, deputy, on)):
            raise Refused(why)
        reply.attempts.filter(deputy=deputy, is_current=True).update(is_current=False)
        made = Attempt.objects.create(
            key=key,
            reply=reply,
            deputy=deputy,
            on=on,
            way=way,
            outcome=outcome,
            note=note,
            conclusion=conclusion,
            recorded_by=user,
        )
        # Who was asked again by a person is no longer waiting for that.
        waiting = reply.deliveries.filter(deputy=deputy, silence=Delivery.Silence.REMIND, on__lte=on)
        waiting.update(silence="", silent_on=None)
        said = made.get_conclusion_display() or made.get_outcome_display()
        data = {"way": way, "on": on, "conclusion": conclusion}
        record_event(case, user, "attempt", f"{deputy.addressed}：{said}", comment=note, data=data)
    case.reload()


def _still_asked(case: Case, reply: Reply, deputy: Deputy) -> None:
    if case.status != Status.SEEKING_FEEDBACK or reply.closed_on:
        raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，不用再登记征求意见的联系。")
    if deputy not in reply.unanswered_deputies():
        raise Refused(f"{deputy.addressed}已经反馈，不用再登记。")


def not_tried_enough(reply: Reply, deputy: Deputy, on: dt.date) -> str:
    """Why 联系不上 cannot be said with one more attempt on that day, or ""."""
    missed = reply.attempts.filter(deputy=deputy, outcome=Attempt.Outcome.MISSED)
    days = [*missed.values_list("on", flat=True), on]
    if len(days) >= TRIES and len(set(days)) >= DAYS:
        return ""
    return (
        f"登记“联系不上”，要在{DAYS}天以上联系过至少{TRIES}次，"
        f"连这一次才{len(days)}次、{len(set(days))}天。请先选“还要再联系”，过后再试。"
    )
