"""A list in the order of urgency, in sections: 已超期, 七天内, 以后, and what no clock runs for."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Case
from proposals.models.querysets import RUNNING, CaseQuerySet, late_cases

WEEK = dt.timedelta(days=7)
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Section:
    """How many cases of the whole list are in it, and a few words beside that."""

    slug: str
    label: str
    count: int
    says: str = ""


def section_of(case: Case, today: dt.date) -> str:
    """The section a case of the list stands in, by its slug."""
    if not case.clock_runs:
        return "still"
    return "late" if case.due < today else "week" if case.due <= today + WEEK else "later"


def list_sections(found: CaseQuerySet) -> dict[str, Section]:
    """The sections of a list by slug, counted over all its pages; one query. Needs with_due."""
    today = timezone.localdate()
    end = today + WEEK
    late, week = late_cases(today), RUNNING & Q(due_on__range=(today, end))
    later = RUNNING & Q(due_on__gt=end)
    counted = found.order_by().aggregate(
        late=Count("pk", filter=late),
        week=Count("pk", filter=week),
        later=Count("pk", filter=later),
        still=Count("pk", filter=~RUNNING),
        oldest=Min("due_on", filter=late),
    )
    longest = ""
    if counted["oldest"]:
        longest = f"最久的已超{-WorkCalendar.load().working_days_left(today, counted['oldest'])}个工作日"
    until = f"今天起七天，到{end.month}月{end.day}日（周{WEEKDAYS[end.weekday()]}）"
    made = (
        Section("late", "已超期", counted["late"], longest),
        Section("week", "七天内", counted["week"], until),
        Section("later", "以后", counted["later"]),
        Section("still", "期限已经停下的", counted["still"]),
    )
    return {one.slug: one for one in made}
