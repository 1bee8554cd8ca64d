"""Reminders of the limits that not every place has: before their day and past it, to who has the step."""

from collections.abc import Iterator

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.formats.chinese import cn_date, days_left
from proposals.models import Case, Limit, Notice, Role
from proposals.notices.recipients import OFFICE, People, case_name, for_people, keep_notices
from replies.terms.place import HELD_TO, PlaceTerm, find_open_cases, running_terms

AHEAD = (3, 1)  # working days before the day; the nearest rung alone after a while in which nothing ran


def remind_place_terms() -> int:
    """Tell who has the step that its limit runs out soon or is past; nobody where the place has no such limits.
    Returns the number of new notices."""
    today, days = timezone.localdate(), WorkCalendar.load()
    if not any(limit.is_set for (step, _), limit in days.limits.items() if step in HELD_TO):
        return 0
    people = People()
    told = ((case, term) for case in find_open_cases() for term in running_terms(case, days, today))
    return keep_notices(notice for case, term in told for notice in _of_term(case, term, people))


def _of_term(case: Case, term: PlaceTerm, people: People) -> Iterator[Notice]:
    late = term.left < 0
    rung = next((rung for rung in reversed(AHEAD) if term.left <= rung), None)
    if rung is None:
        return
    key = f"term:{term.limit.step}:{case.pk}:{term.due}:{'late' if late else rung}"
    said = f"{case_name(case)}：{term.doing}，{days_left(term.left)}（{term.label}{cn_date(term.due)}）。"
    facts = {"case": case, "kind": Notice.Kind.LATE if late else Notice.Kind.DUE, "key": key, "sentence": said}
    contact = term.limit.step == Limit.Step.CONTACT
    users = people.acting_people(case) if contact else people.holders(case, OFFICE) or people.district
    leaders = people.holders(case, (Role.LEADER,)) if late else []
    yield from for_people(dict.fromkeys([*users, *leaders]), people.robots.get(case.unit_id), **facts)
