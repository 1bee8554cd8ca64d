"""What stands under the head of a case and of its draft: open 督办, what the office wrote at 分办; its materials;
which colleague is away, who handles what."""

from dataclasses import dataclass

from django import template

from proposals.cases.access import roles_in, works_here
from proposals.cases.consents import bodies_to_agree, name_bodies
from proposals.cases.oversight.supervision import ANSWERERS
from proposals.models import Attachment, Case, Consent, Supervision, User
from proposals.models.oversight.deciders import standing_consents
from replies.desk.case.facts import AssignNote, assign_note
from replies.materials.folder import annexes_among, materials_of
from replies.models import Reply
from replies.rounds.forms import away_words, who_handles

register = template.Library()
register.filter("away_words", away_words)
register.filter("who_handles", who_handles)


@dataclass(frozen=True)
class Strip:
    """What a reader of the case must keep in mind; `agreed`: what one body has agreed to while the other, `awaited`,
    has not; `answers`: whether this person may answer a 督办."""

    agreed: list[Consent]
    awaited: str
    asked: list[Supervision]
    answers: bool
    assigned: AssignNote | None


@register.simple_tag
def strip_of(case: Case, user: User) -> Strip:
    """What waits for a second body and open 督办, for everybody who sees the case; what the office wrote at 分办 for
    the unit's own people."""
    agreed = standing_consents(case)
    awaited = bodies_to_agree(case, agreed[0].matter) if agreed else ()
    return Strip(
        agreed=agreed,
        awaited=name_bodies(case, awaited),
        asked=[one for one in case.supervisions.all() if one.answered_at is None],
        answers=bool(roles_in(case, user).intersection(ANSWERERS)),
        assigned=assign_note(case.events.all(), inside=works_here(case, user)),
    )


@register.simple_tag
def materials_in(case: Case, user: User) -> list[Attachment]:
    """The folder of a case; outside the unit it is empty."""
    return materials_of(case, user)


@register.simple_tag
def annexes_of(reply: Reply, user: User) -> list[Attachment]:
    """The files of the folder that a round's text names as annexes, of what is handled as one (并案) also of the
    leading case's; for the unit's own people."""
    case = reply.case
    beside = materials_of(case.joined_to, user) if case.joined_to else []
    return annexes_among(reply.text, [*beside, *materials_of(case, user)])
