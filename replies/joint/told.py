"""The word to deputies that their suggestion is handled together with others (并案), or no longer: by mail and as a
text message, where there is either. No deputy reads another's name, number or title in it."""

from django.db import transaction
from django.template.loader import render_to_string

from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, User
from replies.feedback.links import why_unreached
from replies.feedback.sms import send_both
from replies.models.reply import find_reply

TOLD = "tell_join"


def reached_deputies(case: Case) -> list[Deputy]:
    """Of the deputies of a case those whom a message reaches."""
    return [one for one in case.suggestion.asked_deputies if not why_unreached(one)]


def were_contacted(case: Case) -> bool:
    """Whether somebody has talked with a deputy of the case in this round."""
    reply = find_reply(case)
    return reply is not None and bool(reply.contact_groups())


def told_before(case: Case) -> bool:
    """Whether the deputies were told last that the case is handled with another."""
    last = case.events.filter(action=TOLD).last()
    return last is not None and bool(last.data["joined"])


def tell_deputies(case: Case, user: User, *, joined: bool) -> list[str]:
    """Tell the deputies of one case, once the transaction is through. An event of the record. Returns whom."""
    to = reached_deputies(case)
    if not to:
        return []
    names = [one.name for one in to]
    label = f"告知{'并案' if joined else '不再并案'}：{'、'.join(names)}"
    record_event(case, user, TOLD, label, data={"joined": joined, "deputies": [one.pk for one in to]})
    for deputy in to:
        _send_once_written(case, deputy, joined)
    return names


def _send_once_written(case: Case, deputy: Deputy, joined: bool) -> None:
    suggestion, unit, handler = case.suggestion, case.unit, case.handler
    facts = {"suggestion": suggestion, "unit": unit, "deputy": deputy, "joined": joined}
    facts |= {"contact": handler.name if handler else "", "phone": (handler.phone if handler else "") or unit.phone}
    message = render_to_string("replies/joint/told.txt", facts).strip()
    subject = f"{suggestion.full_number}{suggestion.kind}的办理"
    transaction.on_commit(lambda: send_both(deputy, subject, message), robust=True)
