"""Opening and closing a round: 分办, 改派, 再次办理, 跟踪办理, 报送办结."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar, reply_due
from proposals.cases.access import Refused
from proposals.cases.consents import CONSENT
from proposals.cases.locks import lock_case
from proposals.cases.record import step_to_undo
from proposals.cases.undo import must_undo
from proposals.cases.workflow import perform
from proposals.models import Case, Event, Extension, Part, PlaceRule, Status, User
from proposals.models.event import UNDOES
from proposals.models.oversight.deciders import end_consents
from proposals.models.states import HELPING_PARTS, LEFT
from proposals.notices.within import HANDED_OVER
from replies.consultations.actions import hand_over_opinion, suggested_due
from replies.consultations.hosts import host_again
from replies.drafts import set_phrases
from replies.models import Consultation, Draft, PrintedForm, Reply
from replies.models.reply import current_reply, find_reply
from replies.prints.issue import freeze_form


def assign_case(
    case: Case,
    user: User,
    *,
    handler: User,
    section: str,
    internal_due: dt.date | None = None,
    comment: str = "",
    seen: int | None = None,
    deed: str = "",
    handover: bool = False,
) -> Event:
    """分办, or 改派 once the work has begun: who handles the case, and with the first, the first round opens. Many
    given at one press share a `deed`; the new handler of a `handover` is told by it (notices/within.py)."""
    step = "assign" if case.status == Status.RECEIVED else "reassign"
    fields: dict[str, Any] = {"handler": handler, "section": section, "internal_due": internal_due}
    data: dict[str, Any] = {"handler": handler.name, "section": section, "internal_due": internal_due}
    data |= ({"deed": deed} if deed else {}) | ({HANDED_OVER: True} if handover else {})
    with transaction.atomic():
        now = lock_case(case.pk)
        data["before"] = {"section": now.section, "internal_due": now.internal_due}

        def own(one: Case) -> dict[str, Any]:  # what is joined keeps its own date
            dated = {"internal_due": one.internal_due}
            before = {"before": {"section": one.section, **dated}}
            return {"fields": {**fields, **dated}, "data": {**data, **dated, **before}}

        event = perform(case, step, user, comment=comment, data=data, fields=fields, seen=seen, each=own)
        for one in (case, *case.joined_cases):
            if find_reply(one) is None:
                _open_first(one, user)
    case.reload()
    return event


def undo_assignment(case: Case, user: User, sequence: int) -> None:
    """撤销分办: nobody handles the case; the first round and what it asked of helping units are gone, as before.
    Raises Refused where something was written in it already."""
    with transaction.atomic():
        now = lock_case(case.pk)
        must_undo(now, user, "assign", sequence)
        for one in (now, *now.joined_cases):
            _take_first_away(one)

        def own(one: Case) -> dict[str, Any]:
            event = step_to_undo(one, "assign")
            fields = {"handler": None, "received_on": one.received_on, **event.data["before"]}
            return {"data": {UNDOES: event.sequence}, "fields": fields}

        perform(now, "undo_assign", user, **own(now), each=own)
    case.reload()


def _take_first_away(case: Case) -> None:
    reply = current_reply(case)
    try:
        reply.consultations.all().delete()
        reply.delete()
    except ProtectedError as left:
        raise Refused("经办人已经开始办了。请用“改派”。") from left


def _open_first(case: Case, user: User) -> None:
    genre = Reply.Genre.OPINION if case.helps else Reply.Genre.REPLY
    today = timezone.localdate()
    reply = Reply.objects.create(case=case, round=1, genre=genre, opened_on=today, due_on=case.statutory_due)
    if case.part in (Part.MAIN, Part.SOLE):
        siblings = case.suggestion.cases.filter(part__in=HELPING_PARTS).exclude(status__in=LEFT)
        for helper in siblings.select_related("unit"):
            consultation = Consultation.objects.create(
                reply=reply,
                unit=helper.unit,
                helping=helper,
                question=helper.share,
                asked_by=user,
                asked_on=today,
                due_on=suggested_due(case) if helper.hosts_along else max(helper.due, today),
            )
            hand_over_opinion(helper, consultation)


def reopen_case(case: Case, user: User, *, comment: str, seen: int | None = None) -> Reply | None:
    """再次办理 (SH 21): the round is closed and kept whole, the next one opens with a month of its own, its draft
    starting from the text that was signed. None where the other body has to agree as well."""
    due = reply_due(timezone.localdate(), again=True, kind=case.suggestion.kind)
    with transaction.atomic():
        if _step_to_next_round(case, user, "reopen", due, comment, seen).action == CONSENT:
            return None
        before = current_reply(case)
        texts = before.signed_text.texts()
        reply = _open_next(before, Reply.Occasion.AGAIN, due, texts, f"取自第{before.round}轮签发稿")
    case.reload()
    return reply


def follow_up_case(case: Case, user: User, *, comment: str = "", seen: int | None = None) -> Reply:
    """跟踪办理 (SH 22): a closed case is answered again, on what became of its promises. Due on the last promised
    day, and where that leaves less than a month, in a month as a second answer is (SH 21)."""
    with transaction.atomic():
        due = follow_up_due(case)
        _step_to_next_round(case, user, "follow_up", due, comment, seen)
        before = current_reply(case)
        reply = _open_next(
            before, Reply.Occasion.FOLLOW_UP, due, set_phrases.follow_up_text(before), "按上次答复的承诺起草"
        )
    case.reload()
    return reply


def follow_up_due(case: Case) -> dt.date:
    """By when the follow-up has to be answered if it is begun today."""
    days, today = WorkCalendar.load(), timezone.localdate()
    promised = [one.due_on for one in current_reply(case).promises.all() if one.is_open]
    return max(
        [reply_due(today, again=True, kind=case.suggestion.kind, days=days), *map(days.next_working_day, promised)]
    )


def _step_to_next_round(case: Case, user: User, step: str, due: dt.date, comment: str, seen: int | None) -> Event:
    data = {"round": current_reply(case).round + 1, "due": due}
    fields = {"statutory_due": due, "internal_due": None, "delivered_on": None}
    event = perform(case, step, user, comment=comment, data=data, fields=fields, seen=seen)
    if event.action != CONSENT:
        end_consents(case, PlaceRule.Question.EXTEND)
        case.extensions.filter(outcome=Extension.Outcome.WAITING).update(outcome=Extension.Outcome.LAPSED)
    return event


def _open_next(before: Reply, occasion: str, due: dt.date, texts: dict[str, Any], note: str) -> Reply:
    """The round before is closed and kept whole, its links lead to reading only, and the next one begins with a
    draft."""
    today = timezone.localdate()
    Reply.objects.filter(pk=before.pk, closed_on__isnull=True).update(closed_on=today)
    now = timezone.now()
    before.invitations.filter(revoked_at=None, created_at__lt=now, expires_at__gt=now).update(expires_at=now)
    reply = Reply.objects.create(
        case=before.case, round=before.round + 1, occasion=occasion, opened_on=today, due_on=due
    )
    Draft.objects.create(reply=reply, number=1, author=before.signed_text.author, note=note, **texts)
    host_again(reply)
    return reply


def close_case(case: Case, user: User, step: str, *, comment: str = "", seen: int | None = None) -> PrintedForm:
    """报送办结 or 说明情况办结: the round ends, and the form with the deputies' answers is frozen as its record."""
    with transaction.atomic():
        perform(case, step, user, comment=comment, seen=seen)
        reply = current_reply(case)
        Reply.objects.filter(pk=reply.pk, closed_on__isnull=True).update(closed_on=timezone.localdate())
        printed = freeze_form(reply, PrintedForm.Occasion.CLOSED)
    case.reload()
    return printed
