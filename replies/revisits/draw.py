"""Which cases can be drawn, and the draw: of each unit's those with the smallest lots. Who has the seed and the list
draws the same again."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch

from proposals.cases.workflow import ANSWERING
from proposals.models import Case, Unit
from proposals.models.querysets import CaseQuerySet, by_number
from replies.models import Reply, Revisit, RevisitCase


def answered_cases(unit: Unit) -> CaseQuerySet:
    """What a working body may ask about: answered, the reply with every deputy, none from before the program."""
    cases = Case.objects.studied_by(unit).exclude(finished_before=True)
    return cases.filter(part__in=ANSWERING, answered_on__isnull=False, delivered_on__isnull=False)


def find_candidates(revisit: Revisit) -> list[tuple[Case, Reply]]:
    """The cases that can be drawn, each with the reply that its deputies have, in the order of a register."""
    narrowed: dict[str, Any] = {}
    if revisit.session_id:
        narrowed["suggestion__session"] = revisit.session_id
    if revisit.year:
        narrowed["handed_on__year"] = revisit.year
    if revisit.units:
        narrowed["unit__in"] = revisit.units
    signed = Reply.objects.filter(signed_at__isnull=False).order_by("round")
    rows = answered_cases(revisit.unit).filter(**narrowed).select_related("unit", "suggestion__session")
    rows = rows.prefetch_related(Prefetch("replies", signed), "suggestion__sponsorships__deputy").order_by(
        *by_number()
    )
    found = [(case, replies[-1]) for case in rows if (replies := list(case.replies.all()))]
    asked = asked_replies(revisit.unit) if revisit.spares_asked else set()
    return [(case, reply) for case, reply in found if reply.pk not in asked]


def asked_replies(unit: Unit) -> set[int]:
    """The replies about which this body has asked before: a further round of a case may be asked about again."""
    return set(RevisitCase.objects.filter(revisit__unit=unit, drawn=True).values_list("reply", flat=True))


def draw_cases(revisit: Revisit, candidates: Sequence[tuple[Case, Reply]]) -> list[RevisitCase]:
    """Every candidate with its lot and whether it was drawn: of each unit `share` of a hundred, one at least."""
    rows = [
        RevisitCase(case=case, reply=reply, words=words, lot=Revisit.lot_of(words), drawn=False)
        for case, reply in candidates
        for words in [revisit.words_of(case)]
    ]
    for lots in _by_unit(rows).values():
        for row in _smallest_lots(lots, revisit.share):
            row.drawn = True
    return rows


def _by_unit(rows: Sequence[RevisitCase]) -> dict[int, list[RevisitCase]]:
    found: dict[int, list[RevisitCase]] = defaultdict(list)
    for row in rows:
        found[row.case.unit_id].append(row)
    return found


def _smallest_lots(lots: Sequence[RevisitCase], share: int) -> list[RevisitCase]:
    """Of one unit's cases those that are drawn."""
    return sorted(lots, key=lambda row: row.lot)[: how_many(len(lots), share)]


def how_many(cases: int, share: int) -> int:
    """How many of a unit's cases are drawn, one at least."""
    return max(1, math.ceil(cases * share / 100))


def proves_itself(rows: Sequence[RevisitCase], share: int) -> bool:
    """Whether the draw that is kept is the one that its list gives: worked out again from the words of each lot."""
    if any(Revisit.lot_of(row.words) != row.lot for row in rows):
        return False
    return all(
        {row.pk for row in lots if row.drawn} == {row.pk for row in _smallest_lots(lots, share)}
        for lots in _by_unit(rows).values()
    )
