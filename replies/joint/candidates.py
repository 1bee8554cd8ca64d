"""With which other suggestions of the unit a case can be handled as one, the likest title first."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from proposals.cases.joint import why_not_join
from proposals.models import Case, User
from proposals.models.states import HELPING_PARTS

MOST = 30


@dataclass(frozen=True)
class Candidate:
    """Another case; `barred`: why it cannot be joined either way, "" where it can."""

    case: Case
    barred: str

    @property
    def described(self) -> str:
        """112号《…》 · 陈立群等2位 · 期限6月1日"""
        suggestion, due = self.case.suggestion, self.case.due
        people = suggestion.proposers
        who = f"{people[0]}等{len(people)}位" if len(people) > 1 else str(people[0])
        return f"{suggestion.short_number}《{suggestion.title}》 · {who} · 期限{due.month}月{due.day}日"


def list_candidates(case: Case, user: User) -> list[Candidate]:
    """The unit's other cases that have not been answered; those that fit first. Two queries and those of the rows."""
    rows = Case.objects.visible_to(user).filter(unit=case.unit_id, answered_on=None, closed_on=None)
    rows = (
        rows.filter(suggestion__kind=case.suggestion.kind).exclude(part__in=HELPING_PARTS).exclude(joined_to=case.pk)
    )
    others = rows.exclude(suggestion=case.suggestion_id).for_lists()
    found = [Candidate(one, why_not_join(one, case) and why_not_join(case, one)) for one in others]
    return sorted(found, key=lambda one: (bool(one.barred), -_likeness(case, one.case), one.case.pk))[:MOST]


def _likeness(case: Case, other: Case) -> float:
    return SequenceMatcher(None, case.suggestion.title, other.suggestion.title, autojunk=False).ratio()
