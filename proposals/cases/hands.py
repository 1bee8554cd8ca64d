"""Who can act on a case now, and whose turn it is when the person whose turn it would be cannot: all is seen.

A case whose handler cannot act (out of use, no longer a handler here, absent without a stand-in) is the office's, to
give to another. What waits for a role of a unit in which nobody can act is the district office's to see to.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from proposals.models import Case, Membership, Role, User
from proposals.models.approval import apart_from_authors
from proposals.models.leave.absence import able_members
from proposals.models.querysets import CaseQuerySet


def _able_here(role: str) -> QuerySet[Membership]:
    return able_members(role).filter(unit=OuterRef("unit"))


def _able_handler() -> QuerySet[Membership]:
    return _able_here(Role.HANDLER).filter(user=OuterRef("handler"))


def _able_signers() -> QuerySet[Any]:
    """The leaders' roles in which somebody may sign the case: whose own work it is not (blockers.own_case)."""
    return apart_from_authors(_able_here(Role.LEADER), OuterRef("pk"), OuterRef("handler"))


def without_handler() -> Q:
    """The cases whose handler cannot act, and for whom nobody stands in."""
    return Q(handler__isnull=False) & ~Q(Exists(_able_handler()))


def without_office() -> Q:
    """The cases of a unit in whose office nobody can act."""
    return ~Q(Exists(_able_here(Role.OFFICE)))


def without_signer() -> Q:
    """The cases that nobody in the unit may sign."""
    return ~Q(Exists(_able_signers()))


@dataclass(frozen=True)
class Hands:
    """Who can act on a case now. `handler`: the name of who does the handler's work, "" when nobody can; whether the
    unit has somebody in its office, and somebody who may sign this case."""

    handler: str
    office: bool
    signer: bool


def with_hands(cases: CaseQuerySet) -> CaseQuerySet:
    """With what hands_of reads, for many cases at once."""
    name = Subquery(User.objects.filter(pk=OuterRef("acts")).values("name")[:1])
    handler = _able_handler().annotate(acts_name=name).values("acts_name")[:1]
    return cases.annotate(
        hand_handler=Coalesce(Subquery(handler), Value("")),
        hand_office=Exists(_able_here(Role.OFFICE)),
        hand_signer=Exists(_able_signers()),
    )


def hands_of(case: Case) -> Hands:
    """Who can act on this case now; one query where it was not fetched with_hands."""
    names = ("hand_handler", "hand_office", "hand_signer")
    if names[0] not in case.__dict__:
        [found] = with_hands(Case.objects.filter(pk=case.pk)).values_list(*names)
        return Hands(*found)
    return Hands(*(getattr(case, name) for name in names))
