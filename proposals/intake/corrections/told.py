"""What was corrected after a day, as those read it who were written to before."""

import datetime as dt
from collections.abc import Iterable

from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.fields import CorrectedField
from proposals.models import Event

F = CorrectedField
IN_LETTERS = (F.SESSION, F.NUMBER, F.TITLE, F.PROPOSERS)


def corrections_since(events: Iterable[Event], at: dt.datetime | None) -> list[tuple[str, str, str]]:
    """Of what a letter quotes: the field, what stood there at that time and what stands there now; nothing where it
    was corrected back. `events` are the case's in their order."""
    found: dict[str, tuple[str, str]] = {}
    for event in events:
        if event.action != CORRECT or at is None or event.at < at:
            continue
        for one in event.data.get("changes", []):
            if one["field"] in IN_LETTERS:
                first, _ = found.get(one["field"], (one["old"], ""))
                found[one["field"]] = (first, one["new"])
    return [(name, old, new) for name, (old, new) in found.items() if old != new]
