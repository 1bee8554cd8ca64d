"""What the reader of a link says of the link itself: to have a new one, or that it is somebody else's."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.models import Event, Role
from proposals.notices.events import tell_of_event
from replies.feedback.links import end_devices, runs_on, write_link
from replies.models import Invitation, Reply

BETWEEN, A_DAY = dt.timedelta(minutes=10), 3  # at least between two new links of a deputy, and how many in a day
NEWS = dt.timedelta(hours=2)  # what waited longer for a worker is sent no more: the deputy has asked again, or called
ASKED = "ask_link"


def ask_new_link(invitation: Invitation) -> Event | None:
    """The deputy wants a new link on the registered telephone or mail address. Written down, and made by a job: who
    waits for the page learns nothing of whether there is one. None where it was asked for too often, or nothing runs
    on."""
    reply, deputy = invitation.reply, invitation.deputy
    with transaction.atomic():
        case = lock_case(reply.case_id)
        if Invitation.objects.get(pk=invitation.pk).revoked_at or not runs_on(reply, deputy):
            return None
        now, asked = timezone.now(), case.events.filter(action=ASKED, deputy=deputy)
        lately = list(asked.filter(at__gt=now - dt.timedelta(days=1)).values_list("at", flat=True))
        if len(lately) >= A_DAY or any(at > now - BETWEEN for at in lately):
            return None
        label = f"从征询页面请求把新链接发到{deputy.addressed}登记的手机或邮箱"
        data = {"link": invitation.pk, "round": reply.round}
        event = record_event(case, None, ASKED, label, role=Role.SYSTEM, deputy=deputy, data=data)
        send_new_link.enqueue(event.pk)
    return event


@task()
def send_new_link(pk: int) -> None:
    """Make the link that was asked for and send it to the contact that is registered now, if any; run twice, once."""
    event = Event.objects.select_related("case", "deputy").get(pk=pk)
    with transaction.atomic():
        case = lock_case(event.case_id)
        asked = Invitation.objects.get(pk=event.data["link"])
        reply, deputy = newest_reply(asked), asked.deputy
        made = Invitation.objects.filter(reply__case=case, deputy=deputy, purpose=Invitation.Purpose.RENEWED)
        if timezone.now() - event.at > NEWS or made.filter(created_at__gte=event.at).exists():
            return
        if asked.revoked_at or not runs_on(reply, deputy) or deputy not in case.suggestion.proposers:
            return
        write_link(reply, deputy, asked.created_by, purpose=Invitation.Purpose.RENEWED)


def newest_reply(invitation: Invitation) -> Reply:
    """The newest signed round of the case: what the deputy is to read now."""
    signed = invitation.reply.case.replies.filter(signed_at__isnull=False)
    return signed.filter(sends_at=None).order_by("-round").first() or invitation.reply


def disown_link(invitation: Invitation) -> None:
    """我不是这位代表: the link ends, the record says so, and the handler and the office are told."""
    deputy = invitation.deputy
    with transaction.atomic():
        case = lock_case(invitation.reply.case_id)
        standing = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
        if not standing.update(revoked_at=timezone.now(), disowned=True):
            return
        end_devices([invitation.pk], None)
        label = f"有人打开{deputy.addressed}的征询链接，说不是本人，这个链接已停用"
        data = {"link": invitation.pk}
        tell_of_event(record_event(case, None, "disown", label, role=Role.SYSTEM, deputy=deputy, data=data))


def carry_typed(invitation: Invitation, typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed in this browser by an earlier link of the same deputy and round goes on by this one."""
    if str(invitation.pk) in typed or not typed:
        return typed
    same = Invitation.objects.filter(reply=invitation.reply_id, deputy=invitation.deputy_id, pk__in=[*typed])
    earlier = [str(pk) for pk in same.order_by("pk").values_list("pk", flat=True)]
    return {**typed, str(invitation.pk): typed[earlier[-1]]} if earlier else typed
