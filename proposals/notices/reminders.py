"""The ladder of reminders: before a date, past it, and the district office's week.

Before: the handler of the case, ten, five, three, two and one working days ahead. After a while in which nothing
ran only the nearest rung is told. Past the date: the handler and the unit's leaders, once. A new date (an extension,
a later round) is a new ladder. A 会办 case climbs it like any other: that is how a unit is reminded of an opinion it
owes, in addition to what the requesting unit does by hand (consultations); where the place says how many working days
before (HELP_SOON) it is reminded once and the office with it, and again every so many days past (HELP_LATE).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.formats.chinese import cn_date, days_left
from proposals.models import Case, Inquiry, Limit, Notice, Part, Role, Status, Unit
from proposals.models.states import LEFT
from proposals.notices.recipients import OFFICE, OFFICE_AND_HANDLER, People, case_name, for_people, keep_notices

RUNGS = (1, 2, 3, 5, 10)  # working days ahead
INQUIRY_RUNGS = (1, 3)  # the same of what a committee asked
SOON = 10  # what the week's digest calls soon


def remind_staff() -> int:
    """Tell the people who must act what falls due or is late today. Returns the number of new notices."""
    today, days, people = timezone.localdate(), WorkCalendar.load(), People()
    soonest = [limit.count for (step, _), limit in days.limits.items() if step == Limit.Step.HELP_SOON]
    cases = _running(today, days, max([SOON, *soonest]))
    found = [notice for case in cases for notice in _of_case(case, today, days, people)]
    return keep_notices([*found, *_of_inquiries(today, days, people)])


def _of_inquiries(today: dt.date, days: WorkCalendar, people: People) -> Iterator[Notice]:
    """What a committee asked and the unit has not answered: to its office and handler before the day and once past
    it; then also to the committee."""
    last = days.after_working_days(today, INQUIRY_RUNGS[-1])
    asked = Inquiry.objects.waiting().filter(answer_due__lte=last).exclude(case__status__in=LEFT)
    for one in asked.select_related("case__suggestion", "case__unit", "committee").order_by("pk"):
        left = days.working_days_left(today, one.answer_due)
        rung = "late" if left < 0 else str(next(rung for rung in INQUIRY_RUNGS if left <= rung))
        said = f"{case_name(one.case)}：{one.committee}的询问，{cn_date(one.answer_due)}前答复，{days_left(left)}。"
        kind = Notice.Kind.LATE if left < 0 else Notice.Kind.DUE
        facts = {"case": one.case, "kind": kind, "key": f"inquiry:{one.pk}:{rung}", "sentence": said}
        users = people.holders(one.case, OFFICE_AND_HANDLER) or people.acting_people(one.case)
        users = [*users, *(people.by_role[Role.COMMITTEE, one.committee_id] if left < 0 else ())]
        yield from for_people(dict.fromkeys(users), people.robots.get(one.case.unit_id), **facts)


def _running(today: dt.date, days: WorkCalendar, ahead: int = SOON) -> Iterable[Case]:
    """The cases whose clock runs and which are late or fall due within so many working days."""
    last = days.after_working_days(today, ahead)
    signed_along = Q(part=Part.JOINT, status=Status.SIGNED)  # they wait for the leading unit (共同主办)
    cases = Case.objects.running().exclude(signed_along).with_due().filter(due_on__lte=last)  # type: ignore[misc]  # an annotation of with_due
    order = ("unit__kind", "unit__short_name", "due_on", "pk")
    return cases.select_related("suggestion", "unit", "approval_step").order_by(*order)


def _of_case(case: Case, today: dt.date, days: WorkCalendar, people: People) -> list[Notice]:
    left = days.working_days_left(today, case.due)
    rung = _rung(case, left, days)
    if rung is None:
        return []
    kind = Notice.Kind.LATE if left < 0 else Notice.Kind.DUE
    key = f"{'late' if left < 0 else 'due'}:{case.pk}:{case.due}{f':{rung}' if rung else ''}"
    said = f"{case_name(case)}{_as_what(case)}{days_left(left)}（{_day(case.due, days)}到期）。"
    facts = {"case": case, "kind": kind, "key": key, "sentence": f"{said}现在：{case.state_label}。"}
    leaders = people.holders(case, (Role.LEADER,)) if left < 0 else []
    office = people.holders(case, OFFICE) if _place_limits_help(case, days) else []
    users = dict.fromkeys([*people.acting_people(case), *office, *leaders])
    return for_people(users, people.robots.get(case.unit_id), **facts)


def _as_what(case: Case) -> str:
    return "（共同主办）" if case.hosts_along else "的会办意见" if case.helps else ""


def _rung(case: Case, left: int, days: WorkCalendar) -> int | None:
    """The rung of the ladder on which the case stands: working days ahead; past its day 0, and for 会办, where the
    place says so, 1 and more for each time it is told again. None where nothing is to be told yet."""
    kind = case.suggestion.kind
    if left < 0:
        again = days.place_limit(Limit.Step.HELP_LATE, kind) if case.part == Part.HELP else None
        return -left // again.count if again else 0
    soon = days.place_limit(Limit.Step.HELP_SOON, kind) if case.part == Part.HELP else None
    rungs = (soon.count,) if soon else RUNGS
    return next((rung for rung in rungs if left <= rung), None)


def _place_limits_help(case: Case, days: WorkCalendar) -> bool:
    """Whether the place itself says when a unit is reminded of an opinion it owes: then its office hears too."""
    steps = (Limit.Step.HELP_SOON, Limit.Step.HELP_LATE)
    return case.part == Part.HELP and any(days.place_limit(step, case.suggestion.kind) for step in steps)


def _day(day: dt.date, days: WorkCalendar) -> str:
    return cn_date(day) + ("暂定" if days.is_provisional(day) else "")


# ---- the district office's week --------------------------------------------------------------------------


def make_weekly_digest() -> int:
    """每周督办: on the week's first working day (or the first on which this runs), to the district office: what is
    late and what falls due within ten working days, unit by unit. A week without either sends nothing."""
    today, days = timezone.localdate(), WorkCalendar.load()
    if not days.is_working(today):
        return 0
    lines = list(_lines(_running(today, days), today, days))
    if not lines:
        return 0
    people, (year, week, _) = People(), today.isocalendar()
    facts = {"kind": Notice.Kind.WEEK, "key": f"week:{year}-{week:02d}", "sentence": "\n".join(lines)}
    return keep_notices(for_people(people.district, people.district_robot, **facts))


def _lines(cases: Iterable[Case], today: dt.date, days: WorkCalendar) -> Iterator[str]:
    late: dict[Unit, list[str]] = defaultdict(list)
    soon: dict[Unit, list[str]] = defaultdict(list)
    units: dict[Unit, None] = {}
    for case in cases:
        left, what = days.working_days_left(today, case.due), "会办" if case.part == Part.HELP else ""
        units[case.unit] = None
        (late if left < 0 else soon)[case.unit].append(f"{case.suggestion.short_number}{what}{days_left(left)}")
    if units:
        total = [sum(map(len, found.values())) for found in (late, soon)]
        yield f"{today.month}月{today.day}日这一周：已超期{total[0]}件，{SOON}个工作日内到期{total[1]}件。"
    for unit in units:
        yield f"{unit}：{'，'.join([*late[unit], *soon[unit]])}"
