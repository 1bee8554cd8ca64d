"""What a 回访 found: both satisfactions and the gap, by unit. What is shown outside the body that asked is only of
a 回访 that is over (its numbers stand, and none is the difference of two), and only from so many answers on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from proposals.models import Unit
from replies.letter.questions import Grade
from replies.models.feedback import Feedback
from replies.models.revisits.revisit import Revisit, RevisitAnswer, RevisitAsk

GOOD = (Grade.SATISFIED, Grade.MOSTLY)
ALL, HIDDEN, NONE = "合计", "少于{}份，不显示", "—"
MOST_SHOWN = 6


@dataclass(frozen=True)
class UnitTold:
    """Of one unit, or of all together: how many deputies were asked and answered, how many of them are satisfied with
    the result, and of the same deputies how many said so when the unit itself asked."""

    unit: str
    asked: int
    answered: int
    good: int
    before: int
    good_before: int
    good_paired: int  # of those who had answered the unit too
    least: int = 0  # below so many answers nothing is told

    @property
    def is_hidden(self) -> bool:
        return self.answered < self.least

    @property
    def rate(self) -> str:
        """Of 回访."""
        if self.is_hidden:
            return HIDDEN.format(self.least)
        return f"{self.good / self.answered:.1%}" if self.answered else NONE

    @property
    def rate_before(self) -> str:
        """Of the same deputies, by the unit's own form."""
        return f"{self.good_before / self.before:.1%}" if self.before and not self.is_hidden else NONE

    @property
    def gap(self) -> str:
        """低 12.5: points of a hundred, 回访 against the unit's own, of the deputies who answered both."""
        if self.is_hidden or not (self.answered and self.before):
            return NONE
        points = round(100 * (self.good_paired - self.good_before) / self.before, 1)
        return f"{'高' if points > 0 else '低'} {abs(points):.1f}" if points else "持平"


def tell_units(revisit: Revisit, *, least: int = 0) -> list[UnitTold]:
    """By unit, and of all together. With `least` as the others may see it: where just one unit is hidden the sum is
    too, for it would tell of that one."""
    asks = list(
        RevisitAsk.objects.filter(drawn__revisit=revisit)
        .select_related("drawn__case__unit", "answer")
        .order_by("drawn__case__unit__short_name")
    )
    said = _said_before(asks)
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for ask in asks:
        answer: RevisitAnswer | None = getattr(ask, "answer", None)
        before = said.get((ask.drawn.case_id, ask.deputy_id), "")
        for name in (ask.drawn.case.unit.short_name, ALL):
            counts[name][0] += 1
            if answer:
                counts[name][1] += 1
                counts[name][2] += answer.grade in GOOD
                counts[name][3] += bool(before)
                counts[name][4] += before in GOOD
                counts[name][5] += bool(before) and answer.grade in GOOD
    rows = [_told(name, numbers, least) for name, numbers in counts.items() if name != ALL]
    if not counts:
        return []
    whole = _told(ALL, counts[ALL], least)
    one_hidden = sum(row.is_hidden and row.answered > 0 for row in rows) == 1
    return rows if len(rows) < 2 or (least and one_hidden) else [*rows, whole]


def _told(name: str, numbers: list[int], least: int) -> UnitTold:
    asked, answered, good, before, good_before, good_paired = numbers
    return UnitTold(name, asked, answered, good, before, good_before, good_paired, least)


def tell_others(units: Collection[int] | None) -> list[tuple[Revisit, list[UnitTold]]]:
    """What others than the body that asked may see: of each 回访 that is over the rows of these units, of all units
    where none are named; the newest first. Nothing of one in which they have no row."""
    rows = Revisit.objects.over().select_related("unit", "session")[:MOST_SHOWN]
    named = None if units is None else set(Unit.objects.filter(pk__in=units).values_list("short_name", flat=True))
    told = [
        (one, [row for row in tell_units(one, least=one.least) if named is None or row.unit in named]) for one in rows
    ]
    return [(one, found) for one, found in told if found]


def _said_before(asks: Iterable[RevisitAsk]) -> dict[tuple[int, int], str]:
    """What each deputy said of the result by the unit's own form: what was said of the newest round."""
    cases = {ask.drawn.case_id for ask in asks}
    rows = Feedback.objects.filter(reply__case__in=cases, is_current=True).order_by("reply__round")
    return {(case, deputy): grade for case, deputy, grade in rows.values_list("reply__case", "deputy", "result")}
