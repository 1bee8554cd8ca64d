"""The current round of a case, as its dates ask for it.

A case is answered in numbered rounds; what a round holds belongs to the answer's side, which plugs its rounds in once
at start. Here only their dates are known.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from proposals.models.case import Case
    from proposals.models.event import Event
    from proposals.models.people import Deputy


class Round(Protocol):
    """One round of answering a case: its number from 1, its first day, its statutory date."""

    round: int
    opened_on: dt.date
    due_on: dt.date

    @property
    def is_follow_up(self) -> bool:
        """Whether it answers again on what was promised (跟踪办理, SH 22)."""


class Rounds(Protocol):
    """What the answer's side plugs in."""

    prefetch: tuple[str, ...]

    def find_current(self, case: "Case") -> Round | None:
        """The newest round, or None before the case is assigned; no query where `prefetch` was fetched."""

    def move_due_date(self, case: "Case", due: dt.date) -> None:
        """Write the statutory date of the current round."""

    def end_links(self, case: "Case", deputies: "Iterable[Deputy]") -> list[str]:
        """End the links by which these deputies answer. Returns whose were ended."""

    def end_case(self, case: "Case", reason: str) -> None:
        """The case is void: end every link, and tell who waits for its opinion that none will come, and why."""

    def give_back(self, case: "Case", reason: str) -> "list[Case]":
        """The unit has given the case back: its round ends with what was done in it kept, and with the reason what it
        asked other units and they asked it. Returns the cases of those units, to be told."""

    def follow_step(self, case: "Case", event: "Event") -> None:
        """A step was taken, or the case was handed to its unit or registered otherwise: what follows from it for the
        units that answer with each other (会办, 共同主办)."""

    def waits_for_others(self, case: "Case") -> bool:
        """Whether its text waits for the units that sign it along before a leader signs it (共同主办), or for another
        unit in the place of one that gave its part back."""

    def is_asked_to_sign(self, case: "Case") -> bool:
        """Whether a text of the unit that leads waits for the word of this one, which signs it along (共同主办)."""

    def follow_proposers(self, case: "Case") -> str:
        """Bring what the rounds hold of each deputy into line with who stands as proposer now. Returns the sentence
        for the record where the clock stopped or runs again by it."""

    def settle_study(self, case: "Case") -> None:
        """After such a change was written down: the study that nobody asks for any more ends, and one that somebody
        asks for again begins (SH 21)."""


_plugged: list[Rounds] = []


def plug_in_rounds(rounds: Rounds) -> None:
    """Say once, at start, where rounds are kept."""
    _plugged[:] = [rounds]


def plugged_rounds() -> Rounds:
    """What was plugged in; raises ImproperlyConfigured where nothing was."""
    if not _plugged:
        raise ImproperlyConfigured("No app has plugged in the rounds of a case (proposals.models.rounds).")
    return _plugged[0]


def are_rounds_plugged_in() -> bool:
    """Whether some app keeps the rounds, for the check at start."""
    return bool(_plugged)
