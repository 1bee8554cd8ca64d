"""协调会 among what is to be done: the same of one case as coordination.listed.coordination_tasks of all."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from proposals.cases.hands import hands_of
from proposals.cases.workflow import ANSWERING
from proposals.models import Case, Role
from proposals.models.people import CASE_STAFF


@dataclass(frozen=True)
class MeetingTask:
    """What a body does about a meeting of units, in words, and on which page ("": chosen on the page of the case)."""

    said: str
    role: Role
    page: str = ""


def meeting_task(case: Case, held: Collection[Role] | None) -> MeetingTask | None:
    """What a reader with these roles has to do for the body: answer a unit that asks for a meeting; write the record
    of one, from its day on. Of a case fetched with for_rows."""
    if case.has_left:
        return None
    roles, today = set(held or ()), timezone.localdate()
    hears = hands_of(case).deciders.hears(case)
    if hears in roles and any(one.is_open for one in case.coordination_asks.all()):
        return MeetingTask("答复协调的请求", hears)
    if case.part not in ANSWERING:
        return None
    for one in case.suggestion.coordinations.all():
        if one.is_standing and one.body in roles and timezone.localdate(one.meets_at) <= today:
            return MeetingTask("写协调会纪要", Role(one.body), reverse("coordination_record", args=[one.pk]))
    return None


def meeting_to_attend(case: Case, held: Collection[Role] | None) -> str:
    """12月3日14:00参加协调会, for the office and the handler of a unit that is invited, until the day is over; "" for
    others."""
    if case.has_left or not set(held or ()).intersection(CASE_STAFF):
        return ""
    today = timezone.localdate()
    for one in case.suggestion.coordinations.all():
        comes = one.is_standing and timezone.localdate(one.meets_at) >= today
        if comes and case.unit_id in [unit.pk for unit in one.units.all()]:
            return f"{one.when}参加协调会"
    return ""
