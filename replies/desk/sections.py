"""A list in the order of urgency, in sections: 先要找人办, 已超期, 七天内, 以后, and what no clock runs for."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
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


def section_of(case: Case, today: dt.date, *, first: bool) -> str:
    """The section a case of the list stands in, by its slug; `first` comes what nobody can act on."""
    if first:
        return "first"
    if not case.clock_runs:
        return "still"
    return "late" if case.due < today else "week" if case.due <= today + WEEK else "later"


def list_sections(found: CaseQuerySet, first: Q) -> dict[str, Section]:
    """The sections of a list by slug, counted over all its pages; `first` stands before all others; one query.
    Needs with_due."""
    today = timezone.localdate()
    end = today + WEEK
    late, week = late_cases(today), RUNNING & Q(due_on__range=(today, end))
    later = RUNNING & Q(due_on__gt=end)
    counted = (
        found.order_by()
        .annotate(ahead=models.Case(models.When(first, then=1), default=0))
        .aggregate(
            first=Count("pk", filter=Q(ahead=1)),
            late=Count("pk", filter=late & Q(ahead=0)),
            week=Count("pk", filter=week & Q(ahead=0)),
            later=Count("pk", filter=later & Q(ahead=0)),
            still=Count("pk", filter=~RUNNING & Q(ahead=0)),
            oldest=Min("due_on", filter=late & Q(ahead=0)),
        )
    )
    longest = ""
    if counted["oldest"]:
        longest = f"最久的已超{-WorkCalendar.load().working_days_left(today, counted['oldest'])}个工作日"
    until = f"今天起七天，到{end.month}月{end.day}日（周{WEEKDAYS[end.weekday()]}）"
    made = (
        Section("first", "先要找人办", counted["first"]),
        Section("late", "已超期", counted["late"], longest),
        Section("week", "七天内", counted["week"], until),
        Section("later", "以后", counted["later"]),
        Section("still", "期限已经停下的", counted["still"]),
    )
    return {one.slug: one for one in made}
