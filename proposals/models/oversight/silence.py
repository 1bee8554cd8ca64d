"""What becomes of a deputy who says nothing after the term, by the rule of the place (PlaceRule SILENCE)."""

from proposals.models.calendar import PlaceRule
from proposals.models.case import Case
from proposals.models.oversight.deciders import Deciders
from proposals.models.people import Role
from proposals.models.suggestion import Kind

SILENCE = PlaceRule.Question.SILENCE


def usual_silence(kind: str) -> PlaceRule:
    """The rule that holds while the place has none of its own: one waits; not saved."""
    return PlaceRule(question=SILENCE, kind=kind, answer=PlaceRule.Answer.WAIT, source="没有规定期满怎样办")


def read_silences() -> dict[str, PlaceRule]:
    """The rule of every kind of suggestion; one query."""
    rows = {row.kind: row for row in PlaceRule.objects.filter(question=SILENCE)}
    return {kind: rows.get(kind) or usual_silence(kind) for kind in Kind.values}


def body_of_silence(case: Case, deciders: Deciders) -> Role:
    """Which body decides where the rule says so: the working one, where one of the kind takes part; of what was asked
    of the city or the nation the district's office."""
    own = case.suggestion.session.is_own and case.suggestion.kind in deciders.kinds
    return Role.CONGRESS if own else Role.DISTRICT
