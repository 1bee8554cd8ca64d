"""The rows of a list with their verdicts, and all of them together."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from proposals.intake import cells
from proposals.intake.corrections.differences import Difference
from proposals.intake.corrections.second_list import Applied, find_gone
from proposals.intake.directory import Likely, tell_new
from proposals.intake.register import SuggestionEntry
from proposals.intake.tables.sheet import ListRow, Unusable
from proposals.models import Case, Deputy, Session, Suggestion, User


class Verdict(StrEnum):
    NEW = "新建"
    SAME = "已有，不变"
    CHANGED = "已有，但不同"
    DOUBTFUL = "可能已有，请核对"
    REPEATED = "文件内重复"
    WRONG = "有错"


STOPPING = (Verdict.REPEATED, Verdict.WRONG)


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row: the column, and the sentence."""

    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.column}：{self.reason}"


@dataclass
class PlanRow:
    """One row of the list with its verdict. `entry` is what was read where all of it could be read, `key` which
    suggestion it is about where at least that could; `differences` are from what is registered. `renumbered`: it has
    the number that the suggestion had before that was corrected."""

    row: ListRow
    verdict: Verdict = Verdict.NEW
    entry: SuggestionEntry | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    existing: Suggestion | None = None
    key: tuple[int | None, str] | None = None
    differences: list[Difference] = field(default_factory=list)
    renumbered: bool = False

    @property
    def own_tick(self) -> str:
        """What the page sends back where a doubtful row is a suggestion of its own: it holds only while the row and
        what it may be are what the page showed."""
        said = "\0".join((self.row.place, self.number_shown, self.title_shown, *self.notes))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def stops(self) -> bool:
        """Whether the row has a fault, so that nothing can be registered from it."""
        return self.verdict in STOPPING

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be registered already, so that somebody has to say."""
        return self.verdict == Verdict.DOUBTFUL

    @property
    def why_locked(self) -> str:
        """The one reason why nothing that differs can be changed, or ""."""
        reasons = {one.locked for one in self.differences}
        return reasons.pop() if len(reasons) == 1 else ""

    @property
    def newcomers(self) -> list[Deputy]:
        """Who of those that propose is not registered yet."""
        return [one for one in self.entry.deputies if not one.pk] if self.entry else []

    @property
    def number_shown(self) -> str:
        return self._shown("件号", 10)

    @property
    def title_shown(self) -> str:
        return self._shown("标题", 60)

    def _shown(self, column: str, most: int) -> str:
        """What stands in the cell, for a row that could not be read."""
        value = self.row.cells.get(column)
        return "" if isinstance(value, Unusable) else cells.shown_cell(value, most)


@dataclass
class Plan:
    """Every row of a list, in its order; the names of units that are not known, with the unit nearest to each;
    `doubts` of the whole list, to be looked at before it is taken in; `own`: how many new ones were doubtful."""

    lines: list[PlanRow]
    notes: list[str]
    user: User | None = None
    unknown_units: list[tuple[str, Likely | None]] = field(default_factory=list)
    applied: Applied = field(default_factory=Applied)
    doubts: list[str] = field(default_factory=list)
    own: int = 0

    def of(self, *verdicts: Verdict) -> list[PlanRow]:
        return [line for line in self.lines if line.verdict in verdicts]

    @property
    def new(self) -> list[PlanRow]:
        return self.of(Verdict.NEW)

    @property
    def new_entries(self) -> list[SuggestionEntry]:
        return [line.entry for line in self.new if line.entry]

    @property
    def same(self) -> list[PlanRow]:
        return self.of(Verdict.SAME)

    @property
    def wrong(self) -> list[PlanRow]:
        return self.of(*STOPPING)

    @property
    def changed(self) -> list[PlanRow]:
        return self.of(Verdict.CHANGED)

    @property
    def doubtful(self) -> list[PlanRow]:
        return self.of(Verdict.DOUBTFUL)

    @property
    def renumbered(self) -> list[PlanRow]:
        """What the list names by a number that has been corrected since: registered, and not new."""
        return [line for line in self.lines if line.renumbered]

    def take_as_own(self, ticks: Collection[str]) -> None:
        """Make new what was doubtful and somebody says is a suggestion of its own."""
        own = [line for line in self.doubtful if line.own_tick in ticks]
        for line in own:
            line.verdict, line.existing = Verdict.NEW, None
        self.own = len(own)

    @cached_property
    def gone(self) -> list[Case]:
        """What came by an earlier list to the same sessions and is not in this one: only told."""
        named = {(one.session_id, one.number_key) for line in self.lines if (one := line.existing)}
        return list(find_gone(named | {line.key for line in self.lines if line.key}, self.user))

    @property
    def new_sessions(self) -> list[Session]:
        """The sessions that the list would add."""
        found = {id(entry.session): entry.session for entry in self.new_entries if not entry.session.pk}
        return list(found.values())

    @property
    def new_deputies(self) -> list[Deputy]:
        """The deputies that the list would add."""
        new = (one for line in (*self.new, *self.changed) for one in line.newcomers)
        return list({id(one): one for one in new}.values())

    @property
    def comes_new(self) -> list[str]:
        """The same in words."""
        return tell_new(self.new_sessions, self.new_deputies)

    @property
    def summary(self) -> str:
        changed = f"，与登记的不同{len(self.changed)}件" if self.changed else ""
        doubtful = f"，请核对{len(self.doubtful)}件" if self.doubtful else ""
        kept = f"已有{len(self.same)}件{changed}{doubtful}"
        return f"共{len(self.lines)}行：可登记{len(self.new)}件，{kept}，有错{len(self.wrong)}行"
