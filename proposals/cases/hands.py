"""Who can act on a case now, and whose turn it is when the person whose turn it would be cannot: all is seen.

A case whose handler cannot act (out of use, no longer a handler here, absent without a stand-in) is the office's, to
give to another. What waits for a role of a unit in which nobody can act is the district office's to see to.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from proposals.models import Case, Consent, Membership, Role, Unit, UnitKind, User
from proposals.models.approval import ApprovalStep, step_people
from proposals.models.kept_text import ask, fill_places, write_once
from proposals.models.leave.absence import able_members
from proposals.models.leave.own_work import apart_from_authors, is_own_work
from proposals.models.oversight.deciders import Deciders, deciders_for, open_consents


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


def district_offices() -> QuerySet[Unit]:
    """The district offices that take part."""
    return Unit.objects.filter(kind=UnitKind.DISTRICT, is_active=True)


@dataclass(frozen=True)
class Hands:
    """Who can act on a case now. `handler`: the name of who does the handler's work, "" when nobody can; whether the
    unit has somebody in its office, and somebody who may sign this case; whether a district office takes part, which
    decides: where none does, the unit's office writes down what was decided outside. `deciders`: which body decides
    what, and `consents`: what one has agreed to while the other has not."""

    handler: str
    office: bool
    signer: bool
    district: bool = True
    deciders: Deciders = field(default_factory=Deciders)
    consents: tuple[Consent, ...] = ()


def _write_hands(places: int) -> QuerySet[Case, Any]:
    """What Hands holds of so many cases today. In the place of their numbers stand -1, -2 and so on."""
    name = Subquery(User.objects.filter(pk=OuterRef("acts")).values("name")[:1])
    handler = _able_handler().annotate(acts_name=name).values("acts_name")[:1]
    cases = Case.objects.filter(pk__in=[-place for place in range(1, places + 1)]).order_by()
    return cases.values_list(
        "pk",
        Coalesce(Subquery(handler), Value("")),
        Exists(_able_here(Role.OFFICE)),
        Exists(_able_signers()),
        Exists(district_offices()),
    )


def find_hands(cases: Iterable[Case], reader: User | None = None) -> None:
    """Find out for all of these cases at once; in one query, one more where the place asks both bodies, and one for
    the rules where their reader's request has not read them yet."""
    found = {case.pk: case for case in cases}
    if not found:
        return
    pks = list(found)
    places = 1 << (len(pks) - 1).bit_length()  # few texts do for lists of every length
    deciders = deciders_for(reader) if reader else Deciders.load()
    agreed: dict[int, list[Consent]] = defaultdict(list)
    for one in open_consents(pks) if deciders.any_both else ():
        agreed[one.case_id].append(one)
    sql, params = write_once(_write_hands, places)
    for pk, handler, office, signer, district in ask(sql, fill_places(params, pks)):
        found[pk].__dict__["hands"] = Hands(
            handler, bool(office), bool(signer), bool(district), deciders, tuple(agreed[pk])
        )


def hands_of(case: Case) -> Hands:
    """Who can act on this case now; one query where find_hands has not found it out."""
    if "hands" not in case.__dict__:
        find_hands([case])
    hands: Hands = case.__dict__["hands"]
    return hands


# ---- a step that the office takes in place of who is named ------------------------------------------------


def why_at_office(case: Case) -> str:
    """Why the office takes the step of named people: 唐佳怡不在岗，由办公室办. "" where it does not."""
    step = case.approval_step
    if step is None or step.taker != ApprovalStep.Taker.PEOPLE or step_people(case):
        return ""
    named = list(step.people.all())
    if step.own_section:
        rows = Membership.objects.filter(user__in=named, unit=case.unit_id, section=case.section)
        here = set(rows.values_list("user", flat=True))
        named = [user for user in named if user.pk in here]
    own = [user for user in named if is_own_work(case, user)]
    away = [user for user in named if user not in own]
    said = [f"{'、'.join(user.name for user in away)}不在岗"] if away else []
    said += [f"{'、'.join(user.name for user in own)}不审自己的件"] if own else []
    return f"{'，'.join(said) or '本科室没有指定的人'}，由办公室办"
