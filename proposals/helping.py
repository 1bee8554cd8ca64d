"""会办 of a case as a row of a list shows it: how many of the units asked have answered, and how often they were
reminded. (The consultations belong to the other app; the relation is all that is used of them here.)"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from proposals.models import Handling, Status


@dataclass(frozen=True)
class Helpers:
    """会办 of the round in hand: how many of the units asked have answered, as 1/2; until when the next one should;
    how many agreements no longer hold."""

    done: int
    asked: int
    nearest: dt.date | None
    late: bool
    lapsed: int

    def __str__(self) -> str:
        return f"{self.done}/{self.asked}" if self.asked else ""

    def __bool__(self) -> bool:
        return self.asked > 0


def helpers(case: Handling, today: dt.date) -> Helpers:
    """Of a case fetched with querysets.for_rows."""
    asked: list[Any] = case.current_reply.asked() if case.current_reply else []
    nearest = min((one.due_on for one in asked if one.outcome == "waiting"), default=None)
    done = sum(one.outcome != "waiting" for one in asked)
    lapsed = len(case.current_reply.lapsed()) if asked and case.status == Status.IN_PROGRESS else 0
    return Helpers(done, len(asked), nearest, nearest is not None and nearest < today, lapsed)


def reminded(case: Handling) -> int:
    """How often a unit that helps was reminded of what it still owes."""
    owed = [one for one in case.asked_through.all() if one.outcome == "waiting"] if case.helps else []
    return sum(len(one.reminders.all()) for one in owed)
