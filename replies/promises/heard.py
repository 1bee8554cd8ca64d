"""Who has heard that a promise was kept, in writing or by message: whom it concerns when that is taken back."""

from dataclasses import dataclass

from proposals.models import Deputy
from replies.messages.plan.owed import told_kept
from replies.models import Promise
from replies.promises.papers.letters import last_turn


@dataclass(frozen=True)
class Heard:
    """`letter`: who has the 兑现告知函; `message`: whom a message told. Both without who is no deputy any more."""

    letter: list[Deputy]
    message: list[Deputy]


def who_heard_kept(promise: Promise) -> Heard:
    """Of what is called kept now."""
    step, asked = last_turn(promise), promise.reply.case.suggestion.asked_deputies
    reached = {row.deputy_id for row in step.paper.deliveries.all()} if step and step.paper else set()
    told = told_kept([step]) if step else set()
    return Heard([one for one in asked if one.pk in reached], [one for one in asked if one.pk in told])
