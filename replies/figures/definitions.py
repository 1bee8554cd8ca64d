"""The definitions of domain §6 in one place: every number by its key, and which share of which a rate is.

The page, the workbooks and the report show these very words (怎么算的).
"""

from dataclasses import dataclass

from replies.figures.measures import CASES, Measure, city_measures, feedback_measures
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


MEASURES = {one.key: one for one in (*CASES, *feedback_measures())}
UNDERSTOOD = "“理解”不算满意，另列。"
RATES: dict[str, Rate] = {
    one.key: one
    for one in (
        Rate("answered", "办复率", "answered", "all"),
        Rate("on_time", "按时办复率", "on_time", "owing", "还没有到期的不计入，免得年中看低。"),
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


def list_definitions() -> list[tuple[str, str]]:
    """怎么算的: every rate and every number that is no mere part of another, with the sentence that defines it."""
    shares = [(rate.label, rate.how) for rate in RATES.values()]
    own = [one for key, one in MEASURES.items() if "@" not in key and not key.startswith(("class.", "open."))]
    plain = [one for one in own if one.key.count(".") < 2 or not one.key.startswith(("forms.", "cases."))]
    return [*shares, *((one.label, one.told) for one in (*plain, *city_measures().values()))]
