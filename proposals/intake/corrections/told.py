"""What was corrected after a day, as those read it who were written to before."""

import datetime as dt
from collections.abc import Iterable

from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.fields import CorrectedField
from proposals.models import Event, Part

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


def is_told_to_deputies(field: str, old: str, new: str) -> bool:
    """Whether deputies are told of this correction: of what letters quote, and of another unit that is in charge. Who
    helps (会办) does not answer them."""
    return field in IN_LETTERS or (field == F.UNITS and _in_charge(old) != _in_charge(new))


def _in_charge(said: str) -> set[str]:
    """区民政局（主办）、区房管局（会办）, as tell_value writes it: those that answer; one alone leads."""
    units = (one.replace(f"（{Part.SOLE}）", f"（{Part.MAIN}）") for one in said.split("、"))
    return {one for one in units if not one.endswith(f"（{Part.HELP}）")}
