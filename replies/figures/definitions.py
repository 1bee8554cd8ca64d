"""The definitions of domain §6 in one place: every number by its key, and which share of which a rate is.

The page, the workbooks and the report show these very words (怎么算的).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from replies.figures.measures import CASES, Measure, Picks, city_measures, feedback_measures, pick_when
from replies.letter.questions import QUESTIONS


@dataclass(frozen=True)
class Rate:
    """A share: `top` of `bottom`, both keys of MEASURES."""

    key: str
    label: str
    top: str
    bottom: str
    told: str = ""

    @property
    def how(self) -> str:
        """怎么算的: what is divided by what."""
        return f"{MEASURES[self.top].label} ÷ {MEASURES[self.bottom].label}。{self.told}"


def _term_measures() -> Iterable[Measure]:
    """Of each limit that not every place has: the cases of which it is known, and those that kept it."""
    for step, (label, who, done, more) in STEPS.items():
        held = f"{who}，已经{done}的，加上期限已过还没有{done}的。{more}"
        kept = f"其中，在期限里{done}的：从交办（改办的从改办）那天起，按“工作日历和期限”里的规定算。{more}"
        yield Measure(f"term.{step}", f"应{label}", "件", held, _held_to(step))
        yield Measure(f"term.{step}.kept", f"按时{label}", "件", kept, _held_to(step, kept=True))


def _held_to(step: str, *, kept: bool = False) -> Picks:
    return pick_when(lambda case, today: case.is_held(step, today) and (case.in_time(step) or not kept))


# By step of a limit of the place: what it is called, of which cases, when it is done, what else is to be known.
STEPS = {
    "sign_for": (
        "签收",
        "交给单位的件，主办、会办都算，不含已退回、已撤回和补录的",
        "签收",
        "并案的，和主件一起签收。",
    ),
    "contact": (
        "联系代表",
        "承办件中",
        "联系过每一位提出人",
        "本人提出不需走访的也算联系过；代表说没有联系过的不算。不含补录的。",
    ),
}
MEASURES = {one.key: one for one in (*CASES, *feedback_measures(), *_term_measures())}
UNDERSTOOD = "“理解”不算满意，另列。"
NOT_YET = "还没有到期的不计入，免得年中看低。"
RATES: dict[str, Rate] = {
    one.key: one
    for one in (
        Rate("answered", "办复率", "answered", "all"),
        Rate("on_time", "按时办复率", "on_time", "owing", NOT_YET),
        Rate("solved", "解决采纳率", "solved", "classed"),
        Rate("open", "公开率", "open", "disclosed"),
        Rate("met", "走访面商率", "met", "here"),
        Rate("met_deputies", "走访面商率（按代表）", "deputies.met", "deputies"),
        *(
            rate
            for question in QUESTIONS
            for scope, by in (("forms", "按代表"), ("cases", "按件"))
            for key in (f"{scope}.{question.key}",)
            for rate in (Rate(key, f"{question.label}满意率（{by}）", f"{key}.good", key, UNDERSTOOD),)
        ),
        Rate("kept", "承诺兑现率", "promises.kept", "promises"),
        Rate("helped", "会办意见出具率", "helped", "helping"),
        *(
            Rate(f"term.{step}", f"按时{label}率", f"term.{step}.kept", f"term.{step}", NOT_YET)
            for step, (label, *_) in STEPS.items()
        ),
    )
}


def find_measure(key: str) -> Measure | None:
    """The number of that key, the city's own classes among them; None where there is none."""
    return MEASURES.get(key) or city_measures().get(key)


def get_measure(key: str) -> Measure:
    """The same of a known number. Raises KeyError for an unknown key."""
    if (found := find_measure(key)) is None:
        raise KeyError(key)
    return found


def list_definitions(held: Sequence[str] = ()) -> list[tuple[str, str]]:
    """怎么算的: every rate and every number that is no mere part of another, with the sentence that defines it; of
    limits that not every place has those that are `held` to here (by the key of their rates)."""
    others = tuple(f"term.{step}" for step in STEPS if f"term.{step}" not in held)
    shares = [(rate.label, rate.how) for key, rate in RATES.items() if key not in others]
    hidden = ("class.", "open.", *others)
    own = [one for key, one in MEASURES.items() if "@" not in key and not key.startswith(hidden)]
    plain = [one for one in own if one.key.count(".") < 2 or not one.key.startswith(("forms.", "cases."))]
    return [*shares, *((one.label, one.told) for one in (*plain, *city_measures().values()))]
