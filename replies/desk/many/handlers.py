"""Who could handle a case: a proposal from the unit's earlier cases like it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from proposals.models import Absence, Case, Membership, Status, Suggestion
from replies.drafts.similar import ALIKE, MOST_CASES, MOST_TEXT, Weights, text_bag, text_likeness


@dataclass(frozen=True)
class HandlerProposal:
    """Whom earlier work speaks for, and why, in words. `handler` None: nobody."""

    handler: int | None
    why: str


NOBODY = HandlerProposal(None, "没有相近的旧件")


def propose_handlers(
    unit_id: int, cases: Iterable[Case], handlers: Iterable[Membership]
) -> dict[int, HandlerProposal]:
    """For each case the handler of the unit's case that is most like it; else who has the most of the same category.
    Only who works there now and is not away is proposed; four queries for all of them."""
    away = set(Absence.objects.lasting(timezone.localdate()).filter(unit=unit_id).values_list("user", flat=True))
    here = {one.user_id: str(one.user) for one in handlers if one.user_id not in away}
    cases = list(cases)
    earlier = Case.objects.filter(unit=unit_id, handler__isnull=False).exclude(
        status__in=(Status.RETURNED, Status.WITHDRAWN)
    )
    earlier = earlier.exclude(pk__in=[case.pk for case in cases]).select_related("suggestion__session", "handler")
    rows = list(earlier.order_by("-handed_on", "-pk")[:MOST_CASES])
    bags = [text_bag(row.suggestion.title, row.suggestion.text[:MOST_TEXT]) for row in rows]
    texts = dict(Suggestion.objects.filter(cases__in=cases).values_list("cases", "text"))  # a list leaves them out
    asked = {case.pk: text_bag(case.suggestion.title, texts[case.pk][:MOST_TEXT]) for case in cases}
    weights = Weights(bags)  # of the earlier cases alone: what is asked together says nothing of one row
    known = [(weights.of(bag), row) for bag, row in zip(bags, rows, strict=True)]
    return {case.pk: _propose(case, weights.of(asked[case.pk]), known, here) for case in cases}


def _propose(
    case: Case, mine: dict[str, float], known: list[tuple[dict[str, float], Case]], here: dict[int, str]
) -> HandlerProposal:
    scored = [(text_likeness(mine, bag), n) for n, (bag, _) in enumerate(known)]
    best = max(scored, default=(0.0, 0))
    if best[0] >= ALIKE:
        row = known[best[1]][1]
        gone = "" if row.handler_id in here else "（现在不在）"
        like = (
            f"像{row.handed_on.year}年{row.suggestion.short_number}《{row.suggestion.title}》，{row.handler}{gone}办"
        )
        return HandlerProposal(row.handler_id if row.handler_id in here else None, like)
    category = case.suggestion.category
    same = Counter(row.handler_id for _, row in known if category and row.suggestion.category == category)
    for handler, _ in same.most_common():
        if handler in here:
            return HandlerProposal(handler, f"没有相近的旧件；“{category}”多由{here[handler]}办")
    return NOBODY
