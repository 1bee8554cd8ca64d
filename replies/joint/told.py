"""The word to deputies that their suggestion is handled together with others (并案), or no longer: by mail and as a
text message, where there is either. No deputy reads another's name, number or title in it."""

from django.db import transaction

from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, User
from replies.messages.delivery import send_messages
from replies.messages.plan.events import event_key
from replies.messages.plan.facts import case_facts
from replies.messages.plan.make import ToTell, keep_messages
from replies.messages.reach import why_unreached
from replies.models.messages.message import MessageKind
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
    event = record_event(case, user, TOLD, label, data={"joined": joined, "deputies": [one.pk for one in to]})
    kind = MessageKind.JOINED if joined else MessageKind.APART
    made = keep_messages(ToTell(kind, event_key(event), one, case_facts(case, one), case) for one in to)
    transaction.on_commit(lambda: send_messages([one.pk for one in made]), robust=True)
    return names
