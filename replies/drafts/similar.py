"""Earlier suggestions like this one: what the unit answered then, and what became of what it promised.

Likeness is the cosine of two texts as bags of character pairs, a pair weighing the more the fewer of the unit's
suggestions have it. Titles count three times: they say in ten words what it is about.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from proposals.models import Case, Status, User
from proposals.models.states import LEFT
from replies.letter.text import Paragraph, ParagraphKind, read_body
from replies.models import Promise, Reply

MOST_CASES = 400  # the newest of the unit; a bureau handles 10 to 60 a year
MOST_TEXT = 2_000  # characters of a suggestion that are compared
SHOWN = 4
ALIKE = 0.05  # below it two suggestions of a bureau share only what its suggestions share (measured on the demo)
QUOTED = 2
TITLE_WEIGHT = 3
FRAME = re.compile(r"关于|建议|提案|进一步|[^\u4e00-\u9fffA-Za-z0-9]+")


def character_pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters, none over a punctuation mark or a word of the frame (关于…的建议)."""
    return [part[n : n + 2] for part in FRAME.split(text) for n in range(len(part) - 1)]


def text_bag(title: str, text: str) -> Counter[str]:
    """The pairs of characters of a text with their counts; those of the title weigh more."""
    counted = Counter(character_pairs(text[:MOST_TEXT]))
    for pair, times in Counter(character_pairs(title)).items():
        counted[pair] += TITLE_WEIGHT * times
    return counted


class Weights:
    """How rare each pair is within these bags: its weight. One that is in none of them is as rare as can be."""

    def __init__(self, bags: Iterable[Counter[str]]) -> None:
        known = list(bags)
        found = Counter(pair for one in known for pair in one)
        self.unknown = math.log(1 + len(known))
        self.rarity = {pair: math.log(1 + len(known) / times) for pair, times in found.items()}

    def of(self, one: Counter[str]) -> dict[str, float]:
        """The bag as a vector of length one."""
        raw = {pair: (1 + math.log(times)) * self.rarity.get(pair, self.unknown) for pair, times in one.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {pair: value / length for pair, value in raw.items()}


def text_likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """From 0, nothing in common, to 1, the same."""
    few, many = sorted((one, other), key=len)
    return sum(value * many.get(pair, 0.0) for pair, value in few.items())


@dataclass(frozen=True)
class SimilarCase:
    """A case like the present one, with the newest reply the deputies have, if there is one."""

    case: Case
    score: float
    quotes: tuple[str, ...]

    @cached_property
    def reply(self) -> Reply | None:
        return newest_given(self.case)

    @property
    def promises(self) -> list[Promise]:
        """What was promised in any round, newest round first."""
        rounds = sorted(self.case.replies.all(), key=lambda reply: -reply.round)
        return [one for reply in rounds for one in reply.promises.all()]


def newest_given(case: Case) -> Reply | None:
    given = [reply for reply in case.replies.all() if reply.is_given]
    return max(given, key=lambda reply: reply.round, default=None)


def similar_cases(case: Case, user: User) -> list[SimilarCase]:
    """The unit's other cases that this person may see and that are most like this one; three queries and those of
    the few that are shown."""
    suggestion = case.suggestion
    seen = Case.objects.visible_to(user).filter(unit=case.unit_id).exclude(suggestion=suggestion)
    seen = seen.exclude(status__in=(*LEFT, Status.RETURN_REQUESTED))
    rows = seen.order_by("-handed_on", "-pk").values_list("pk", "suggestion__title", "suggestion__text")[:MOST_CASES]
    bags = {pk: text_bag(title, text) for pk, title, text in rows}
    here = text_bag(suggestion.title, suggestion.text)
    weights = Weights([here, *bags.values()])
    mine = weights.of(here)
    scored = sorted(((text_likeness(mine, weights.of(one)), pk) for pk, one in bags.items()), reverse=True)
    best = {pk: score for score, pk in scored[:SHOWN] if score >= ALIKE}
    found = Case.objects.filter(pk__in=best).for_lists()
    found = found.prefetch_related("replies__signed_draft", "replies__promises__carried_to")
    shown = [SimilarCase(one, best[one.pk], quoted_paragraphs(one, mine, weights)) for one in found]
    return sorted(shown, key=lambda one: -one.score)


def quoted_paragraphs(case: Case, mine: dict[str, float], weights: Weights) -> tuple[str, ...]:
    """The paragraphs of that reply that speak most of what is asked here, in their order."""
    reply = newest_given(case)
    if reply is None or reply.signed_draft is None:  # of one that was given before, the text may not be known
        return ()
    read = (row for row in read_body(reply.signed_draft.body) if isinstance(row, Paragraph))
    plain = (row.text for row in read if row.kind is ParagraphKind.BODY)
    body = [text for text in plain if "收悉" not in text]  # the reference names the suggestion and answers nothing
    scored = sorted(
        ((text_likeness(mine, weights.of(text_bag("", text))), n) for n, text in enumerate(body)), reverse=True
    )
    return tuple(body[n] for n in sorted(n for score, n in scored[:QUOTED] if score >= ALIKE / 2))
