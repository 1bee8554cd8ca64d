"""Recording contacts with the deputies (代表沟通), and correcting what was recorded."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from proposals.cases.access import Refused, must_answer_deputies, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Attachment, Case, Deputy, User
from proposals.models.people import CASE_STAFF
from proposals.models.states import AT_WORK
from replies.models import Contact, Reply


def add_contact(
    reply: Reply,
    user: User,
    *,
    deputies: list[Deputy],
    way: str,
    on: dt.date,
    staff: str,
    summary: str,
    key: uuid.UUID,
    kept: Attachment | None = None,
) -> None:
    """Record one contact with one or several deputies, a row for each, with photographs or notes `kept` of it. The
    same form sent again records only the deputies it did not record before."""
    with transaction.atomic():
        case = _open_to_contacts(reply, user)
        keys = {deputy: uuid.uuid5(key, str(deputy.pk)) for deputy in deputies}
        known = set(Contact.objects.filter(key__in=keys.values()).values_list("key", flat=True))
        deputies = [deputy for deputy in deputies if keys[deputy] not in known]
        if not deputies:
            return
        for deputy in deputies:
            Contact.objects.create(
                key=keys[deputy],
                reply=reply,
                deputy=deputy,
                way=way,
                on=on,
                staff=staff,
                summary=summary,
                record=kept,
                recorded_by=user,
            )
        names = "、".join(deputy.name for deputy in deputies)
        record_event(
            case, user, "contact", f"{Contact.Way(way).label}：{names}", comment=summary[:200], data={"on": on}
        )


def _open_to_contacts(reply: Reply, user: User) -> Case:
    case = lock_case(reply.case_id)
    must_be(case, user, CASE_STAFF, "登记代表沟通")
    must_answer_deputies(case)
    if reply.closed_on or case.status not in AT_WORK:
        raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，不能再登记沟通。")
    return case


def correct_contact(
    contact: Contact, user: User, *, reason: str, key: uuid.UUID, kept: Attachment | None = None, **facts: Any
) -> None:
    """A contact was recorded wrongly: a further row says what is right and why; the wrong one stays."""
    with transaction.atomic():
        case = _open_to_contacts(contact.reply, user)
        if Contact.objects.filter(key=key).exists():
            return
        if Contact.objects.filter(corrects=contact).exists():
            raise Refused("这条沟通记录已经更正过了，请更正最新的一条。")
        right = Contact.objects.create(
            key=key,
            reply=contact.reply,
            record=kept or contact.record,
            **facts,
            recorded_by=user,
            corrects=contact,
            correction_reason=reason,
        )
        label = f"更正沟通记录：{right.deputy.name}"
        record_event(case, user, "contact_correct", label, comment=reason, data={"way": right.way, "on": right.on})
