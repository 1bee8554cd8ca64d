"""What a proof found wrong, in one sentence each, and how much it looked at."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from proposals.journal.kinds import Recorded
from proposals.models import Deputy, Suggestion, Unit, User


@dataclass
class Proof:
    """The sentences, and how many things of each kind were proved."""

    found: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    proved: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, said: str) -> None:
        """What is no fault and must be known all the same."""
        if said not in self.notes:
            self.notes.append(said)

    def blame(self, what: str, wrong: str, key: str = "") -> None:
        """One thing that is not as it was: the row with this key, where it is one of many."""
        self.found.setdefault((what, wrong, "row" if key else ""), []).append(key)

    def keep_seen_again(self, other: "Proof") -> None:
        """Only what a second look found too: what it did not was somebody at work between two questions."""
        seen = {(said, key) for said, keys in other.found.items() for key in keys}
        kept = {said: [key for key in keys if (said, key) in seen] for said, keys in self.found.items()}
        self.found = {said: keys for said, keys in kept.items() if keys}

    @property
    def faults(self) -> list[str]:
        """The sentences: what is wrong in the same way with many rows of the same thing is said once."""
        return [
            f"{what}{_name_rows(keys) if of_rows else ''}：{wrong}。"
            for (what, wrong, of_rows), keys in self.found.items()
        ]


def _name_rows(keys: list[str]) -> str:
    """（第5行）, （第5行等21行）."""
    return f"（第{keys[0]}行{f'等{len(keys)}行' if len(keys) > 1 else ''}）"


def clock_of(at: dt.datetime) -> str:
    """2026年7月1日10:02."""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


class Names:
    """What people call the thing that a row belongs to; read once."""

    def __init__(self) -> None:
        rows = Suggestion.objects.only("pk", "number", "kind")
        self.known = {f"suggestion:{one.pk}": one.short_number for one in rows}
        for kind, model in (("user", User), ("unit", Unit), ("deputy", Deputy)):
            names = model._base_manager.values_list("pk", "name")
            self.known |= {f"{kind}:{pk}": name for pk, name in names}

    def call(self, one: Recorded, about: str) -> str:
        """070号的意见反馈; of a thing itself 人员郑国华, 建议070号."""
        owner = self.known.get(about, "")
        if one.about_path[1] == "pk":
            return f"{one.title}{owner}"
        return f"{owner}{'的' if owner else ''}{one.title}"
