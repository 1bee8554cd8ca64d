"""Beginning and ending a round: 分办, 改派, 再次办理, 报送办结."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from proposals.deadlines import AGAIN_MONTHS, WorkCalendar
from proposals.models import Handling, Part, User
from proposals.workflow import perform
from replies import printing
from replies.models import Consultation, Draft, PrintedForm, Reply


def assign(
    case: Handling,
    user: User,
    *,
    handler: User,
    section: str,
    internal_due: dt.date | None = None,
    comment: str = "",
    seen: int | None = None,
) -> None:
    """分办, or 改派 once the work has begun: who handles the case, and with the first, the first round opens."""
    step = "assign" if case.status == "received" else "reassign"
    fields: dict[str, Any] = {"handler": handler, "section": section, "internal_due": internal_due}
    data = {"handler": handler.name, "section": section, "internal_due": internal_due}
    with transaction.atomic():
        perform(case, step, user, comment=comment, data=data, fields=fields, seen=seen)
        if case.current_reply is None:
            _open_first(case, user)
    case.forget()


def _open_first(case: Handling, user: User) -> None:
    genre = Reply.Genre.OPINION if case.helps else Reply.Genre.REPLY
    today = timezone.localdate()
    reply = Reply.objects.create(case=case, round=1, genre=genre, opened_on=today, due_on=case.statutory_due)
    if case.part == Part.MAIN:
        siblings = case.suggestion.handlings.filter(part=Part.HELP).exclude(status__in=["returned", "withdrawn"])
        for helper in siblings.select_related("unit"):
            consultation = Consultation.objects.create(
                reply=reply,
                unit=helper.unit,
                helping=helper,
                asked_by=user,
                asked_on=today,
                due_on=max(helper.due, today),
            )
            hand_over_opinion(helper, consultation)


def hand_over_opinion(helper: Handling, consultation: Consultation) -> None:
    """Put a helping unit's signed opinion, where there is one, into the 主办 unit's consultation."""
    signed = helper.current_reply.signed_draft if helper.current_reply else None
    if signed is None or consultation.outcome != Consultation.Outcome.WAITING:
        return
    consultation.outcome = Consultation.Outcome.ANSWERED
    consultation.answer = signed.body
    consultation.answered_on = timezone.localdate(helper.current_reply.signed_at)
    consultation.answered_by = f"{helper.unit.short_name} {signed.contact}".strip()[:60]
    consultation.save()


def reopen(case: Handling, user: User, *, comment: str, seen: int | None = None) -> Reply:
    """再次办理 (SH 21): the round is closed and kept whole, the next one opens with a month of its own, its draft
    starting from the text that was signed."""
    today = timezone.localdate()
    due = WorkCalendar.load().after_months(today, AGAIN_MONTHS)
    with transaction.atomic():
        before = case.current_reply
        fields = {"statutory_due": due, "internal_due": None, "delivered_on": None}
        data = {"round": before.round + 1, "due": due}
        perform(case, "reopen", user, comment=comment, data=data, fields=fields, seen=seen)
        Reply.objects.filter(pk=before.pk, closed_on__isnull=True).update(closed_on=today)
        before.invitations.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
        reply = Reply.objects.create(
            case=case, round=before.round + 1, occasion=Reply.Occasion.AGAIN, opened_on=today, due_on=due
        )
        Draft.objects.create(
            reply=reply,
            number=1,
            author=before.signed_draft.author,
            note=f"取自第{before.round}轮签发稿",
            **before.signed_draft.texts(),
        )
    case.forget()
    return reply


def close(case: Handling, user: User, step: str, *, comment: str = "", seen: int | None = None) -> PrintedForm:
    """报送办结 or 说明情况办结: the round ends, and the form with the deputies' answers is frozen as its record."""
    with transaction.atomic():
        perform(case, step, user, comment=comment, seen=seen)
        reply = case.current_reply
        Reply.objects.filter(pk=reply.pk, closed_on__isnull=True).update(closed_on=timezone.localdate())
        printed = printing.freeze(reply, PrintedForm.Occasion.CLOSED)
    case.forget()
    return printed
