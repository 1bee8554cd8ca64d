"""What a change of the calendar or of a limit does to the limits of the place that run on open cases."""

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.deadlines.effects import TermMove
from proposals.models import Case
from replies.terms.place import HELD_TO, PlaceTerm, find_open_cases, running_terms


def move_terms(now: WorkCalendar, then: WorkCalendar) -> list[TermMove]:
    """Each limit of the place that would begin, end or move on an open case; nothing where there is none of them
    before or after."""
    if not any(limit.is_set for days in (now, then) for (step, _), limit in days.limits.items() if step in HELD_TO):
        return []
    found: list[TermMove] = []
    for case in find_open_cases():
        old, new = _by_step(case, now), _by_step(case, then)
        for step in HELD_TO:
            before, after = old.get(step), new.get(step)
            if one := after or before:
                days = before.due if before else None, after.due if after else None
                found += [TermMove(case, one.label, *days)] if days[0] != days[1] else []
    return found


def _by_step(case: Case, days: WorkCalendar) -> dict[str, PlaceTerm]:
    return {one.limit.step: one for one in running_terms(case, days, timezone.localdate())}
