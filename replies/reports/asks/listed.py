"""The asks that a body sees, and what a unit has still to hand in."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, When
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.formats.chinese import days_left
from proposals.models import Role, User
from proposals.models.kept_text import ask, write_once
from replies.models import AskedReport, AskedStep, ReportAsk

State = AskedReport.State
SOON = 3  # working days


@dataclass(frozen=True)
class ReportTask:
    """A report that a unit has to hand in, with the days left in words."""

    asked: AskedReport
    left: int

    @property
    def is_late(self) -> bool:
        return self.asked.is_late

    @property
    def is_soon(self) -> bool:
        return 0 <= self.left <= SOON

    @property
    def says(self) -> str:
        """还剩5个工作日; nothing more of what was handed in by its day and came back."""
        return days_left(self.left) if self.is_late or self.left >= 0 else ""


def report_tasks(user: User) -> list[ReportTask]:
    """What the offices of this person have to hand in, the nearest day first."""
    units = user.units_as(Role.OFFICE)
    if not units:
        return []
    rows = AskedReport.objects.open().filter(unit__in=units).for_rows().prefetch_related(steps_with_people())
    found = list(rows.order_by("ask__due_on", "pk"))
    if not found:
        return []
    days, today = WorkCalendar.load(), timezone.localdate()
    return [ReportTask(one, days.working_days_left(today, one.ask.due_on)) for one in found]


def count_report_tasks(user: User) -> tuple[int, bool]:
    """For the side navigation: how many reports a unit has to hand in and whether one is late, or how many wait for
    the body to be taken in."""
    own, bodies = user.units_as(Role.OFFICE), user.units_as(Role.DISTRICT, Role.CONGRESS)
    sql, params = write_once(_write_tasks, tuple(sorted(own)), tuple(sorted(bodies)))
    if not sql:
        return 0, False
    ((count, late),) = ask(f"SELECT COUNT(*), COUNT(is_late) FROM ({sql}) AS tasks", params)  # noqa: S608
    return count, bool(late)


def _write_tasks(own: tuple[int, ...], bodies: tuple[int, ...]) -> QuerySet[AskedReport, Any]:
    """The reports that wait for those units or those bodies, each with whether its unit is late: 1, or NULL."""
    todo = Q(unit__in=own, state__in=AskedReport.OPEN)
    late = Q(unit__in=own, state=State.ASKED, ask__due_on__lt=timezone.localdate())
    rows = AskedReport.objects.filter(todo | Q(ask__unit__in=bodies, state=State.HANDED), ask__withdrawn_at=None)
    return rows.order_by().values(is_late=Case(When(late, then=1), output_field=IntegerField()))


def asks_seen(user: User) -> list[ReportAsk]:
    """What was asked of units, with how many were asked, handed in, and are late."""
    done = Q(asked__state__in=(State.HANDED, State.RECEIVED))
    late = Q(asked__state=State.ASKED, due_on__lt=timezone.localdate(), withdrawn_at=None)
    counts = {"whole": Count("asked"), "handed": Count("asked", done), "late": Count("asked", late)}
    rows = ReportAsk.objects.visible_to(user).select_related("unit", "session", "by").annotate(**counts)
    return list(rows)


def reports_asked_of(user: User) -> list[AskedReport]:
    """What was asked of the units of this person and is done: handed in, or withdrawn."""
    units = user.units_as(Role.OFFICE, Role.HANDLER, Role.LEADER)
    rows = AskedReport.objects.filter(unit__in=units).for_rows().prefetch_related(steps_with_people())
    return list(rows.order_by("-ask__created_at", "-pk"))


def steps_with_people() -> Prefetch[str]:
    """For prefetching the steps of asked reports with what their lines say, without the contents of versions."""
    rows = AskedStep.objects.select_related("by", "made").defer("made__content")
    return Prefetch("steps", rows)
