"""The chains of all cases in one digest: the last event of each case that the journal had up to an entry.

The digest is the SHA-256 of a line for each case, by its key: key, number of the event, its hash. The events up to
an entry are those whose rows the journal entered up to it; so it can be computed again later for any head.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from proposals.journal.enter import CHUNK
from proposals.journal.kinds import kept_tables
from proposals.models import Case, Event
from proposals.models.journal.entry import JournalEntry, JournalMark

EVENTS = Event._meta.db_table
Chains = dict[int, tuple[int, str]]  # of each case: number and hash of its last event


def digest_of_chains(chains: Mapping[int, tuple[int, str]]) -> str:
    """One digest over them all, in hex."""
    digest = hashlib.sha256()
    for case, (sequence, last) in sorted(chains.items()):
        digest.update(f"{case} {sequence} {last}\n".encode())
    return digest.hexdigest()


def file_tables() -> list[str]:
    """The tables whose rows name a stored file."""
    return [one.table for one in kept_tables() if one.files]


@dataclass(frozen=True)
class ChainsNow:
    """How many events and rows with files the journal has up to an entry, and the digest of the chains."""

    events: int
    files: int
    digest: str

    @classmethod
    def read(cls, number: int) -> "ChainsNow":
        """Of the last entry, as it is now: one query for all cases, one for each with an event that waits. Needs a
        transaction that reads as of one moment."""
        chains: Chains = {
            pk: (count, last)
            for pk, count, last in Case.objects.values_list("pk", "event_count", "event_head").iterator()
            if count
        }
        waiting = list(JournalMark.objects.filter(table=EVENTS).values_list("row", flat=True).distinct())
        late = Event.objects.filter(pk__in=waiting)
        for case in set(late.values_list("case_id", flat=True)):
            before = Event.objects.filter(case=case).exclude(pk__in=waiting).order_by("-sequence").first()
            chains.pop(case, None)
            if before:
                chains[case] = (before.sequence, before.hash)
        entries = JournalEntry.objects.filter(kind=JournalEntry.Kind.ROW, part="", number__lte=number)
        return cls(
            entries.filter(table=EVENTS).count(),
            entries.filter(table__in=file_tables()).count(),
            digest_of_chains(chains),
        )


@dataclass
class ChainsThen:
    """The same, entry by entry: `up_to` goes on from where it was."""

    events: int = 0
    files: int = 0
    chains: Chains = field(default_factory=dict)
    _digest: str = ""
    _reads: Iterator[tuple[int, str, str]] | None = None
    _next: tuple[int, str, str] | None = None

    def up_to(self, number: int) -> ChainsNow:
        """What was so at this entry; numbers are asked for in their order."""
        if self._reads is None:
            tables = [EVENTS, *file_tables()]
            entries = JournalEntry.objects.filter(kind=JournalEntry.Kind.ROW, part="", table__in=tables).order_by(
                "number"
            )
            self._reads = entries.values_list("number", "table", "row").iterator(chunk_size=2_000)
            self._next = next(self._reads, None)
        moved = False
        while some := list(self._events_until(number)):
            rows = Event.objects.filter(pk__in=some).values_list("case_id", "sequence", "hash")
            for case, sequence, last in rows:
                if sequence > self.chains.get(case, (0, ""))[0]:
                    self.chains[case], moved = (sequence, last), True
        if moved or not self._digest:
            self._digest = digest_of_chains(self.chains)
        return ChainsNow(self.events, self.files, self._digest)

    def _events_until(self, number: int) -> Iterator[str]:
        """The keys of the next events, so many as one question takes."""
        taken = 0
        while self._reads and self._next and self._next[0] <= number and taken < CHUNK:
            _, table, row = self._next
            self._next = next(self._reads, None)
            if table == EVENTS:
                self.events, taken = self.events + 1, taken + 1
                yield row
            else:
                self.files += 1
