"""The journal as JSON lines: each entry with its hash and the one before, to be checked by bin/check_lines.py. What a
state says stands in a case and is left out: such a line is checked by what comes before and after it."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator

from proposals.journal.kinds import VALUES
from proposals.models.journal.entry import ALGORITHM, JournalEntry


def write_lines(entries: Iterable[JournalEntry]) -> Iterator[str]:
    """One entry a line, in the order given."""
    for entry in entries:
        said = {
            "algorithm": ALGORITHM,
            "number": entry.number,
            "at": entry.at.astimezone(dt.UTC).isoformat(),
            "run": entry.run,
            "kind": entry.kind,
            "table": entry.table,
            "row": entry.row,
            "part": entry.part,
            "about": entry.about,
            "digest": entry.digest,
            "previous": entry.previous_hash,
            "hash": entry.hash,
        }
        if VALUES not in entry.facts:
            said["facts"] = entry.facts
        yield json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
