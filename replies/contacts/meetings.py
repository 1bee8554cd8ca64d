"""面商 that is arranged: where and when, of which the deputies are told; called off, of which they are told too."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, must_answer_deputies, must_be
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, User
from proposals.models.people import CASE_STAFF
from proposals.models.states import AT_WORK
from replies.models import Meeting, Reply

MEET, MEET_OFF = "meet", "meet_off"


def arrange_meeting(
    reply: Reply,
    user: User,
    *,
    deputies: list[Deputy],
    at: dt.datetime,
    place: str,
    staff: str,
    phone: str,
    key: uuid.UUID,
    instead_of: Meeting | None = None,
) -> Meeting:
    """约定面商. The same form sent twice is one meeting. `instead_of` (改约) ends with it: the deputies are told of
    both hours in one message."""
    with transaction.atomic():
        case = _open_to_meetings(reply, user)
        if there := Meeting.objects.filter(key=key).first():
            return there
        if at <= timezone.now():
            raise Refused("约定的时间已经过了。谈过的，请用“登记代表沟通”。")
        if gone := [one.name for one in deputies if one not in case.suggestion.asked_deputies]:
            raise Refused(f"{'、'.join(gone)}不是这件{case.suggestion.kind}的提出人，或者已不再担任。")
        if instead_of and not _end(instead_of, user, "改约"):
            raise Refused("原来的约定刚刚取消了，请看过现在的情况再约。")
        made = Meeting.objects.create(key=key, reply=reply, by=user, at=at, place=place, staff=staff, phone=phone)
        made.deputies.set(deputies)
        names = "、".join(one.name for one in deputies)
        data = _data(made, deputies) | {"before": instead_of.at.isoformat() if instead_of else ""}
        record_event(case, user, MEET, f"{'改约' if instead_of else '约定'}面商：{names}", comment=place, data=data)
    return made


def call_off_meeting(meeting: Meeting, user: User, *, why: str) -> bool:
    """取消面商. False where it was called off before."""
    with transaction.atomic():
        case = lock_case(meeting.reply.case_id)
        must_be(case, user, CASE_STAFF, "取消面商")
        if not _end(meeting, user, why):
            return False
        deputies = list(meeting.deputies.all())
        data = _data(meeting, deputies) | {"why": why}
        names = "、".join(one.name for one in deputies)
        record_event(case, user, MEET_OFF, f"取消面商：{names}", comment=why, data=data)
    return True


def _end(meeting: Meeting, user: User, why: str) -> bool:
    standing = Meeting.objects.filter(pk=meeting.pk, off_at=None)
    return bool(standing.update(off_at=timezone.now(), off_why=why, off_by=user))


def _open_to_meetings(reply: Reply, user: User) -> Case:
    case = lock_case(reply.case_id)
    must_be(case, user, CASE_STAFF, "约定面商")
    must_answer_deputies(case)
    if reply.closed_on or case.status not in AT_WORK:
        raise Refused(f"这件{case.suggestion.kind}现在是“{case.state_label}”，不能再约定面商。")
    return case


def _data(meeting: Meeting, deputies: list[Deputy]) -> dict[str, object]:
    """What the record keeps, and the message to the deputies says."""
    return {
        "meeting": meeting.pk,
        "at": meeting.at.isoformat(),
        "place": meeting.place,
        "staff": meeting.staff,
        "phone": meeting.phone,
        "deputies": [one.pk for one in deputies],
    }
