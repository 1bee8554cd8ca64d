"""并案 and 拆开, with the texts of both and the word to the deputies."""

from django.db import transaction

from proposals.cases.joint import join_case, split_case
from proposals.models import Case, User
from replies.drafts.joint_texts import join_texts
from replies.joint.told import tell_deputies, told_before


def join_suggestions(
    case: Case, lead: Case, user: User, *, comment: str = "", tell: bool = False, seen: int | None = None
) -> list[str]:
    """Handle this case as one with the leading one: one text from now on. Returns the names of the deputies who
    were told; joined before, it changes nothing. Raises Refused with the sentence a person reads."""
    with transaction.atomic():
        if not join_case(case, lead, user, comment=comment, seen=seen):
            return []
        join_texts(case, lead, user)
        told = [name for one in (lead, case) for name in tell_deputies(one, user, joined=True)] if tell else []
    case.reload()
    lead.reload()
    return told


def split_suggestion(
    case: Case, user: User, *, comment: str, tell: bool = False, seen: int | None = None
) -> list[str]:
    """拆开: the case goes on by itself with the text that it has. Returns the names of the deputies told, of those
    who had been told that it is handled with another."""
    with transaction.atomic():
        lead = split_case(case, user, comment=comment, seen=seen)
        alone = [case] if lead.joined.exists() else [lead, case]
        told_of = [one for one in alone if told_before(one)] if tell else []
        told = [name for one in told_of for name in tell_deputies(one, user, joined=False)]
    case.reload()
    return told
