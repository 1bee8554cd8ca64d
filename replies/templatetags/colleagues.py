"""What stands under the head of a case and of its draft: open 督办, what the office wrote at 分办; its materials;
which colleague is away, who handles what."""

from dataclasses import dataclass

from django import template

from proposals.cases.access import roles_in, works_here
from proposals.cases.consents import bodies_to_agree, consents_of, name_bodies
from proposals.cases.oversight.supervision import ANSWERERS
from proposals.models import (
    Attachment,
    Case,
    Consent,
    Inquiry,
    Objection,
    Part,
    PlaceRule,
    Status,
    Supervision,
    SupervisionPlan,
    User,
)
from proposals.models.oversight.deciders import standing_consents
from proposals.models.oversight.objection import open_objections
from proposals.models.oversight.plan import standing_plan
from proposals.models.states import ENDED, LEFT
from replies.desk.case.facts import AssignNote, assign_note
from replies.desk.turn.whose import asks_extension, objection_to_hear
from replies.materials.folder import annexes_among, materials_of
from replies.models import Consultation, Reply
from replies.models.reply import find_reply
from replies.rounds.forms import away_words, who_handles

register = template.Library()
register.filter("away_words", away_words)
register.filter("who_handles", who_handles)


@dataclass(frozen=True)
class Strip:
    """What a reader of the case must keep in mind; `agreed`: what one body has agreed to, and which other has not;
    `plan`: how it is supervised; `answers`: whether this person may answer a 督办; `objections` of
    deputies to the assignment, and the one that this person `hears`; `refused`: who does not sign the text along."""

    agreed: list[tuple[Consent, str]]
    takes_back: list[Consent]
    objections: list[Objection]
    hears: Objection | None
    asked: list[Supervision]
    inquiries: list[Inquiry]
    answers: bool
    plan: SupervisionPlan | None
    assigned: AssignNote | None
    refused: list[Consultation]

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to keep in mind."""
        listed = (self.agreed, self.objections, self.asked, self.inquiries, self.plan, self.assigned, self.refused)
        return any(map(bool, listed))


@register.simple_tag
def strip_of(case: Case, user: User) -> Strip:
    """What waits for a second body and open 督办, for everybody who sees the case; what the office wrote at 分办 for
    the unit's own people."""
    agreed = [
        one for one in standing_consents(case) if one.matter != PlaceRule.Question.EXTEND or asks_extension(case)
    ]
    return Strip(
        agreed=[(one, name_bodies(case, bodies_to_agree(case, one.matter))) for one in agreed],
        takes_back=consents_of(case, user) if agreed else [],
        objections=open_objections(case) if case.status not in ENDED else [],
        hears=objection_to_hear(case, roles_in(case, user)),
        asked=[one for one in case.supervisions.all() if one.answered_at is None],
        inquiries=[one for one in case.inquiries.all() if one.is_open] if case.status not in LEFT else [],
        plan=standing_plan(case.suggestion),
        answers=bool(roles_in(case, user).intersection(ANSWERERS)),
        refused=refused_along(case, user),
        assigned=assign_note(case.events.all(), inside=works_here(case, user)),
    )


def refused_along(case: Case, user: User) -> list[Consultation]:
    """Which of the other 主办 units do not sign the text along as it is; for the unit that is to change it."""
    if case.part != Part.MAIN or case.status != Status.IN_PROGRESS or not works_here(case, user):
        return []
    reply = find_reply(case)
    return reply.refused_cosignings if reply else []


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
