"""Which body decides 退办, 延期, 撤回 and 再次办理: by the rule of the place the one, the other, either, or both.

Where both decide, each says its word by itself, in either order: what the first agrees to waits for the other, a
refusal by one ends it. What was asked of the city or the nation, the district's office decides alone; so it does
where no working body of the kind takes part. Where no district office takes part, what is its own is written down by
the unit's office (access.records_outside).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from proposals.models.calendar import DECIDED, USUAL_DECIDERS, PlaceRule
from proposals.models.case import Case
from proposals.models.kept_text import ask, write_once
from proposals.models.oversight.consent import Consent
from proposals.models.people import BODIES, KIND_STUDIED, Level, Role, Unit, User
from proposals.models.querysets import reach_of, reachable_cases
from proposals.models.suggestion import Kind

Answer, Matter = PlaceRule.Answer, PlaceRule.Question
WHO: Mapping[str, tuple[Role, ...]] = {
    Answer.DISTRICT: (Role.DISTRICT,),
    Answer.BODY: (Role.CONGRESS,),
    Answer.EITHER: (Role.CONGRESS, Role.DISTRICT),
    Answer.BOTH: (Role.CONGRESS, Role.DISTRICT),
}


@dataclass(frozen=True)
class Deciders:
    """The rules of the place (question, kind, answer), and of which kinds a working body takes part."""

    rules: frozenset[tuple[str, str, str]] = frozenset()
    kinds: frozenset[str] = frozenset()

    @classmethod
    def load(cls) -> "Deciders":
        """As they stand now; one query."""
        named = frozenset(ask(*write_once(_write_rules)))
        kinds = frozenset(KIND_STUDIED[question] for question, *_ in named if question in KIND_STUDIED)
        return cls(frozenset(row for row in named if row[0] not in KIND_STUDIED), kinds)

    @cached_property
    def answers(self) -> dict[tuple[str, str], str]:
        """The answers by question and kind."""
        return {(question, kind): answer for question, kind, answer in self.rules}

    def answer(self, matter: str, kind: str) -> str:
        """What the rule says of suggestions of that kind."""
        return self.answers.get((matter, kind)) or USUAL_DECIDERS[Matter(matter)][0]

    def of_kind(self, matter: str, kind: str) -> tuple[Role, ...]:
        """Who decides the matter of the district's own suggestions of that kind."""
        named = WHO[self.answer(matter, kind)]
        here = tuple(role for role in named if role != Role.CONGRESS or kind in self.kinds)
        return here or (Role.DISTRICT,)

    def named(self, matter: str, case: Case) -> tuple[Role, ...]:
        """Who decides the matter of this case."""
        if not case.suggestion.session.is_own:
            return (Role.DISTRICT,)
        return self.of_kind(matter, case.suggestion.kind)

    def hears(self, case: Case) -> Role:
        """Which body hears deputies on the assignment of this case (SH 14): the working body of its kind, of what was
        asked elsewhere and where none takes part the district's office."""
        own = case.suggestion.session.is_own and case.suggestion.kind in self.kinds
        return Role.CONGRESS if own else Role.DISTRICT

    def asks_both(self, matter: str, case: Case) -> bool:
        """Whether both have to agree."""
        both = self.answer(matter, case.suggestion.kind) == Answer.BOTH
        return both and len(self.named(matter, case)) > 1

    @property
    def any_both(self) -> bool:
        """Whether there is a matter that both decide."""
        return Answer.BOTH in self.answers.values()


def _write_rules() -> QuerySet[PlaceRule, Any]:
    """The rules of who decides, and among them the kinds of bodies that there are."""
    rules = PlaceRule.objects.filter(question__in=DECIDED).order_by()
    bodies = Unit.objects.filter(is_active=True, kind__in=KIND_STUDIED).order_by()
    return rules.values_list("question", "kind", "answer").union(bodies.values_list("kind", "kind", "kind"))


def deciders_for(user: User) -> Deciders:
    """The rules, read once a request."""
    if "deciders" not in user.__dict__:
        user.__dict__["deciders"] = Deciders.load()
    found: Deciders = user.__dict__["deciders"]
    return found


def decides_any(user: User, *matters: str) -> bool:
    """Whether this person's body decides one of these matters, by the rule of the place. The district's office always
    does: of what was asked of the city."""
    if user.has_role(Role.DISTRICT):
        return True
    kinds = user.kinds_studied()
    if not kinds:
        return False
    rules = deciders_for(user)
    return any(Role.CONGRESS in rules.of_kind(matter, kind) for matter in matters for kind in kinds)


def rules_to_show() -> list[PlaceRule]:
    """Every rule of who decides, as it holds now: of 建议, then of 提案."""
    rows = {(row.question, row.kind): row for row in PlaceRule.objects.filter(question__in=DECIDED)}
    return [rows.get((matter, kind)) or usual_rule(matter, kind) for kind in Kind.values for matter in DECIDED]


def usual_rule(matter: str, kind: str) -> PlaceRule:
    """The rule that holds while the place has none of its own; not saved."""
    answer, source = USUAL_DECIDERS[Matter(matter)]
    return PlaceRule(question=matter, kind=kind, answer=answer, source=source)


# ---- what both decide ------------------------------------------------------------------------------------


def open_consents(cases: Iterable[Case | int]) -> QuerySet[Consent]:
    """What one body has agreed to of these cases and the other has not yet."""
    return Consent.objects.filter(case__in=cases, ended_at=None).select_related("case__suggestion", "by", "unit")


def standing_consents(case: Case, matter: str = "") -> list[Consent]:
    """The same of one case, to that matter or to any; from its hands (hands.find_hands) where these are known."""
    hands = case.__dict__.get("hands")
    return [one for one in (hands.consents if hands else open_consents([case])) if matter in ("", one.matter)]


def awaited_bodies(case: Case, matter: str, rules: Deciders, consents: Iterable[Consent]) -> tuple[Role, ...]:
    """Who still has to say its word on the matter: those who decide it, but for who has agreed already."""
    named = rules.named(matter, case)
    if not rules.asks_both(matter, case):
        return named
    agreed = {one.body for one in consents if one.matter == matter}
    return tuple(role for role in named if role not in agreed)


def end_consents(case: Case, matter: str = "") -> None:
    """The matter is decided (all of them, without one): what one body had agreed to waits for nobody any more."""
    own = Consent.objects.filter(case=case, ended_at=None)
    (own.filter(matter=matter) if matter else own).update(ended_at=timezone.now())


# ---- in queries ------------------------------------------------------------------------------------------


def cases_to_decide(user: User, matter: str) -> Q:
    """The cases on which this person's body decides the matter, and has not said its word on it yet."""
    held = [role for role in BODIES if user.has_role(role)]
    if not held:
        return Q(pk__in=())
    rules = deciders_for(user)
    return reduce(Q.__or__, (_to_decide(user, role, matter, rules) for role in held))


def _to_decide(user: User, role: Role, matter: str, rules: Deciders) -> Q:
    kinds = [kind for kind in Kind.values if role in rules.of_kind(matter, kind)]
    decided = Q(suggestion__kind__in=kinds)
    if role == Role.DISTRICT:
        decided = Q() if len(kinds) == len(Kind.values) else decided | ~Q(suggestion__session__level=Level.DISTRICT)
    return _not_agreed(decided & reach_of(user, role).as_q(), role, matter, rules)


def cases_outside(user: User, matter: str) -> Q:
    """The cases of this person's office on which the district's part of the matter is written down, where no district
    office takes part and it is for that one to decide."""
    rules = deciders_for(user)
    kinds = [kind for kind in Kind.values if Role.DISTRICT in rules.of_kind(matter, kind)]
    decided = Q(suggestion__kind__in=kinds) | ~Q(suggestion__session__level=Level.DISTRICT)
    return _not_agreed(decided & reachable_cases(user, Role.OFFICE), Role.DISTRICT, matter, rules)


def _not_agreed(cases: Q, body: Role, matter: str, rules: Deciders) -> Q:
    """Of these cases those on which the body has not agreed to the matter already."""
    if not rules.any_both:
        return cases
    agreed = Consent.objects.filter(matter=matter, body=body, ended_at=None)
    return cases & ~Q(pk__in=agreed.values("case"))
