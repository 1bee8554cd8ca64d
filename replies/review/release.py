"""What follows a signature: the reply goes out when it is due, at once by the signer's word, or is not to go out.

A signature freezes what was signed at once, and the clocks of the law run from it. What leaves the house waits
(settings.SEND_AFTER_MINUTES): the deputies' links are made and sent, a 会办 opinion is handed over, in the one
transaction that moves the case on. So the one who comes second finds nothing to do, and a worker that dies leaves the
case as it was, for the second look or for housekeeping.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django_tasks import task

from proposals.cases.access import NotYours
from proposals.cases.blockers import own_signature
from proposals.cases.locks import lock_case
from proposals.cases.workflow import perform
from proposals.models import Case, Status, User
from proposals.models.querysets import joined_cases
from replies.consultations.actions import hand_over_opinion
from replies.consultations.hosts import end_hosting, reopen_cosigning
from replies.feedback.links import make_links
from replies.models import Reply
from replies.models.reply import current_reply
from replies.promises.actions import undo_promises

SECOND_LOOK = dt.timedelta(minutes=1)  # after its time, should the first worker have died


def holding_time() -> dt.timedelta:
    """How long a signature can be taken back; nothing is sent before."""
    return dt.timedelta(minutes=settings.SEND_AFTER_MINUTES)


def hold_reply(reply: Reply) -> None:
    """Have the signed reply go out when its time has come. Needs the transaction of the signature around it."""
    sends_at = timezone.now() + holding_time()
    Reply.objects.filter(pk=reply.pk).update(sends_at=sends_at)
    for moment in (sends_at, sends_at + SECOND_LOOK):
        send_when_due.using(run_after=moment).enqueue(reply.pk)


def give_out_reply(case: Case, user: User | None) -> None:
    """What a signature gives out: a reply's links to the deputies; a 会办 opinion to the 主办 unit, as text and as a
    letter. The case is answered, on the day of the signature."""
    reply = current_reply(case)
    with transaction.atomic():
        signed_on = timezone.localdate(reply.signed_at)
        Case.objects.filter(pk=case.pk, answered_on=None).update(answered_on=signed_on)
        if not case.helps:
            make_links(reply, user)
            end_hosting(case)
            return
        Reply.objects.filter(pk=reply.pk).update(closed_on=signed_on)
        for consultation in case.asked_through.select_for_update():
            hand_over_opinion(case, consultation)


@task()
def send_when_due(reply_pk: int) -> None:
    """Send one signed reply, if its time has come and it still waits."""
    for reply in _due_replies().filter(pk=reply_pk):
        send_reply(reply.case)


def send_due_replies() -> int:
    """Send every signed reply whose time has come. Returns how many went out: none while workers do their work."""
    return sum(send_reply(reply.case) for reply in _due_replies())


def _due_replies() -> models.QuerySet[Reply]:
    held = Reply.objects.filter(case__status=Status.SIGNED, sends_at__lte=timezone.now())
    held = held.exclude(joined_cases("case__"))  # they go with the leading case's
    return held.select_related("case").order_by("sends_at", "pk")


def must_have_signed(case: Case, user: User | None) -> None:
    """Refuse everybody but the signer; the program (None) sends when it is time."""
    if reason := own_signature(case, user):
        raise NotYours(f"发出还是撤回，{reason}。")


def send_reply(case: Case, user: User | None = None, *, seen: int | None = None) -> bool:
    """Let a signed reply go out: by the signer's word at once, else when it is due. Whether it did: without a user
    nothing is refused, for another worker may have been first or the signature been taken back."""
    with transaction.atomic():
        now = lock_case(case.pk)
        reply = current_reply(now)
        must_have_signed(now, user)
        if user is None and (now.status != Status.SIGNED or not reply.sends_at or reply.sends_at > timezone.now()):
            return False
        step, label = ("send_opinion", "送主办单位") if now.helps else ("send_out", "发给代表")
        signed_on = timezone.localdate(reply.signed_at)
        fields = {"closed_on": signed_on} if now.helps else {}
        together = [now, *now.joined_cases]
        perform(now, step, user, fields=fields, seen=seen, label="" if user else label)
        for one in together:
            Reply.objects.filter(pk=current_reply(one).pk).update(sends_at=None)
            one.reload()
            give_out_reply(one, user)
    case.reload()
    return True


def take_back_signature(case: Case, user: User, *, reason: str = "", seen: int | None = None) -> None:
    """撤回签发: before the reply has gone out, by who signed it. The case waits for its signature again, with the
    text and the opinions as they were; form and signature stay in the record as taken back."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_have_signed(now, user)

        def own(one: Case) -> dict[str, Any]:
            return {"data": _what_is_taken_back(current_reply(one)), "fields": None}

        together = [now, *now.joined_cases]
        label = "撤回会签" if now.hosts_along else ""
        perform(now, "take_back", user, comment=reason, data=own(now)["data"], seen=seen, each=own, label=label)
        for one in together:
            _unsign_reply(current_reply(one))
        if now.hosts_along:
            reopen_cosigning(now, user)
    case.reload()


def _what_is_taken_back(reply: Reply) -> dict[str, Any]:
    form = reply.printed.standing().last()
    promised = "；".join(reply.promises.values_list("item", flat=True))
    return {"form": form.verification if form else "", "signed_at": reply.signed_at, "promises_back": promised}


def _unsign_reply(reply: Reply) -> None:
    undo_promises(reply)
    reply.take_back_signature()
