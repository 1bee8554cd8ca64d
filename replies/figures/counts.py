"""Facts narrowed and counted: every number with the address of the list behind it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from replies.figures.definitions import RATES, STEPS, get_measure
from replies.figures.facts import CountedCase
from replies.figures.measures import Measure


@dataclass(frozen=True)
class Chosen:
    """What the figures are narrowed to; "" and None are everything. `year` is that of 交办."""

    year: int | None = None
    session: int | None = None
    unit: int | None = None
    body: str = ""
    proposer: str = ""
    kind: str = ""
    category: str = ""
    month: str = ""  # 2026-03: of 交办, or of the answer for what is counted by it

    def query(self, **more: object) -> str:
        """As written in an address; an empty year is written too, because without one the newest is taken."""
        said = {name: value for name, value in self.__dict__.items() if value or name == "year"}
        return urlencode({name: "" if value is None else value for name, value in {**said, **more}.items()})

    def holds(self, case: CountedCase) -> bool:
        """Whether the case is among them (the month apart, which depends on what is counted)."""
        return (
            self.year in (None, case.handed_on.year)
            and self.session in (None, case.session)
            and self.unit in (None, case.unit)
            and self.body in ("", case.body)
            and self.proposer in ("", case.proposer)
            and self.kind in ("", case.kind)
            and self.category in ("", case.category)
        )


def month_of(case: CountedCase, what: Measure) -> str:
    """The month a case is counted in."""
    day = case.answered_on if what.by_answer else case.handed_on
    return f"{day:%Y-%m}" if day else ""


@dataclass(frozen=True)
class Thing:
    """One row behind a number: the case, and in a word which of its forms, deputies or promises."""

    case: CountedCase
    word: str


@dataclass(frozen=True)
class Count:
    """A number of something, and where one sees what."""

    what: Measure
    number: int
    address: str

    def __str__(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class Share:
    """A rate: `value` between 0 and 1, None where there is nothing to take a share of."""

    label: str
    top: Count
    bottom: Count

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.top.number / self.bottom.number if self.bottom.number else None

    def __str__(self) -> str:
        return "—" if self.value is None else f"{self.value:.1%}"


Cell = Count | Share | str


@dataclass(frozen=True)
class TableRow:
    """`is_sum`: the row adds up others of the table, and is no class beside them."""

    label: str
    cells: tuple[Cell, ...]
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    """A table as page, workbook and report show it. `by` names what its rows are; `note` stands under the title."""

    key: str
    title: str
    by: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str = ""


class Book:
    """The cases of one choice, counted as of a day."""

    def __init__(self, seen: Sequence[CountedCase], chosen: Chosen, today: dt.date) -> None:
        self.seen, self.chosen, self.today = seen, chosen, today

    @cached_property
    def cases(self) -> list[CountedCase]:
        """The cases of the choice."""
        return [case for case in self.seen if self.chosen.holds(case)]

    @cached_property
    def held(self) -> list[str]:
        """The rates of limits that not every place has: of those that hold here, whatever is chosen."""
        return [f"term.{step}" for step in STEPS if any(step in case.terms for case in self.seen)]

    def narrowed(self, **more: object) -> "Book":
        """The same with other choices."""
        return Book(self.seen, replace(self.chosen, **more), self.today)  # type: ignore[arg-type]  # what was chosen is named by its caller

    def things(self, key: str) -> list[Thing]:
        """What is behind a number. Raises KeyError for an unknown key."""
        what = get_measure(key)
        month = self.chosen.month
        among = (case for case in self.cases if not month or month_of(case, what) == month)
        return [Thing(case, word) for case in among for word in what.picks(case, self.today)]

    def count(self, key: str) -> Count:
        """A number with the address of the cases behind it. Raises KeyError for an unknown key."""
        address = f"{reverse('replies:figures_cases')}?{self.chosen.query(of=key)}"
        return Count(get_measure(key), len(self.things(key)), address)

    def share(self, key: str) -> Share:
        """A named share (measures.RATES). Raises KeyError for an unknown key."""
        rate = RATES[key]
        return Share(rate.label, self.count(rate.top), self.count(rate.bottom))

    def part(self, top: str, bottom: str) -> Share:
        """A share that has no name of its own."""
        return Share("", self.count(top), self.count(bottom))

    def values(self, of: Callable[[CountedCase], object]) -> list[Any]:
        """The different values among the cases, in their own order."""
        return sorted({of(case) for case in self.cases})

    def split(self, by: str, of: Callable[[CountedCase], object], values: Iterable[object]) -> dict[object, "Book"]:
        """One book for each value; the cases are gone through once."""
        parts: dict[object, list[CountedCase]] = {value: [] for value in values}
        for case in self.cases:
            parts[of(case)].append(case)
        return {
            value: Book(cases, replace(self.chosen, **{by: value}), self.today)  # type: ignore[arg-type]  # what was chosen is named by its caller
            for value, cases in parts.items()
        }
