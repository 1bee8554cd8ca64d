"""并案: with which other cases a case is handled as one, and what a reader may do about it."""

from dataclasses import dataclass

from django import template

from proposals.cases.access import roles_in, works_here
from proposals.cases.workflow import BY_NAME, SPLIT
from proposals.models import Case, Role, Status, User
from replies.models.reply import find_reply

register = template.Library()


@dataclass(frozen=True)
class Joint:
    """The leading case of one that is joined, or the cases joined to one that leads; `writes`: this person writes
    their letters now, `reads`: only reads them."""

    lead: Case | None
    joined: list[Case]
    may_split: bool
    writes: bool
    reads: bool


@register.simple_tag
def joint_of(case: Case, user: User) -> Joint:
    """What is handled as one with this case, until the first answer is out."""
    lead, joined = (case.joined_to if case.is_joined else None), case.joined_cases
    row, held = BY_NAME[SPLIT], roles_in(case, user) if lead or joined else set()
    writes = Role.HANDLER in held and case.status == Status.IN_PROGRESS
    may_split = case.status in row.sources and bool(held.intersection(row.by))
    return Joint(lead, joined, may_split, writes, not writes and works_here(case, user))


@register.filter
def newest_number(case: Case) -> list[int]:
    """The number of the newest version of the case's first letter; none before anything is written."""
    reply = find_reply(case)
    draft = reply.latest_draft if reply else None
    return [draft.number] if draft else []
