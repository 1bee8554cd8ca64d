"""督办台: what is late and what soon will be, with its light, its state and since when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Case, Event, Part, Supervision, SupervisionPlan, User
from proposals.models.oversight.plan import standing_plan
from proposals.models.querysets import OPEN, RUNNING, CaseQuerySet, late_cases, overseen_cases
from proposals.models.states import LEFT
from replies.desk.rows import TOGETHER, CaseRow, RowMark, case_rows
from replies.terms.place import past_terms

AHEAD = 10  # working days: what is due within them is amber
TERMS = "terms"  # past a limit that only some places have; offered where this one does
SHOWN = (
    ("", "红灯和黄灯"), ("late", "红灯"), ("soon", "黄灯"), ("led", "领办、督办件"), ("asked", "督办没有回复"),
    (TERMS, "环节超期"),
)  # fmt: skip
COUNTED = ("late", "soon", "led", "asked", TERMS)
# Of several units in charge of one suggestion (共同主办) each has these in its own line, all together once.
ONCE = ("open", "late", "soon", "led")


# 共同主办, signed along with a unit that leads: one answer, one date.
_LEADS = Case._base_manager.filter(suggestion=OuterRef("suggestion"), part=Part.MAIN).exclude(status__in=LEFT)
ALONG = Q(part=Part.JOINT) & Q(Exists(_LEADS.order_by()))


@dataclass(frozen=True)
class Light:
    """红黄灯, told by word and shape as well as by colour."""

    word: str
    shape: str
    css: str


RED, AMBER, GREEN = Light("红灯", "▲", "late"), Light("黄灯", "◆", "soon"), Light("绿灯", "●", "done")


@dataclass(frozen=True)
class LightDates:
    """The days between the lights."""

    today: dt.date
    ahead: dt.date
    past: Q | None = None  # terms.place.past_terms

    @property
    def kinds(self) -> dict[str, Q]:
        """The lists of the board (with CaseQuerySet.with_due)."""
        late, soon = late_cases(self.today), RUNNING & Q(due_on__range=(self.today, self.ahead))
        return {
            "": late | soon,
            "late": late,
            "soon": soon,
            "led": OPEN & ~Q(suggestion__led_as=""),
            "asked": Q(pk__in=Case.objects.supervised().values("pk")),
            TERMS: Q(pk__in=()) if self.past is None else self.past,
        }


def light_dates(days: WorkCalendar) -> LightDates:
    today = timezone.localdate()
    return LightDates(today, days.after_working_days(today, AHEAD), past_terms(days, today))


@dataclass(frozen=True)
class UnitLights:
    """One unit's lights."""

    pk: int
    name: str
    open: int
    late: int
    soon: int
    led: int
    asked: int
    terms: int
    along: dict[str, int]  # what is counted with the leading unit where all are added up (ONCE)
    oldest: dt.date | None = None  # the due date longest past
    longest: int = 0  # how many working days ago that was

    @property
    def pressing(self) -> int:
        return self.late + self.soon

    @property
    def calm(self) -> int:
        """Open and neither late nor soon: green, or answered already."""
        return self.open - self.late - self.soon


def lights_by_unit(at: LightDates, days: WorkCalendar, user: User) -> list[UnitLights]:
    """Every unit that has open cases which this person sees to, the one with most late ones first; one query."""
    kinds = at.kinds
    counted: dict[str, Any] = {name: Count("pk", filter=kinds[name]) for name in COUNTED}
    along: dict[str, Any] = {f"along_{name}": Count("pk", filter=kinds.get(name, OPEN) & ALONG) for name in ONCE}
    oldest = Min("due_on", filter=kinds["late"])
    found = Case.objects.with_due().filter(overseen_cases(user), OPEN | kinds["asked"]).order_by()
    told: Any = found.values("unit", "unit__short_name")
    told = told.annotate(open=Count("pk", filter=OPEN), oldest=oldest, **counted, **along)
    made = [
        UnitLights(
            pk=row["unit"],
            name=row["unit__short_name"],
            oldest=row["oldest"],
            along={name: row[f"along_{name}"] for name in ONCE},
            **{name: row[name] for name in ("open", *COUNTED)},
        )
        for row in told
    ]
    told_days = [replace(one, longest=_days_past(one.oldest, at, days)) for one in made]
    return sorted(told_days, key=lambda one: (-one.late, -one.soon, one.name))


def _days_past(day: dt.date | None, at: LightDates, days: WorkCalendar) -> int:
    return -days.working_days_left(at.today, day) if day else 0


def add_lights(units: Iterable[UnitLights]) -> UnitLights:
    """All of them as one: 全区, where what several units have together is one."""
    rows = list(units)
    sums = {name: sum(getattr(one, name) - one.along.get(name, 0) for one in rows) for name in ("open", *COUNTED)}
    along = {name: sum(one.along.get(name, 0) for one in rows) for name in ONCE}
    return UnitLights(pk=0, name="全区", along=along, longest=max((one.longest for one in rows), default=0), **sums)


def watched_cases(at: LightDates, kind: str, unit: int | None) -> CaseQuerySet:
    """The cases of one list, the longest overdue first; of all units what several have together (共同主办) once, on
    the row of the one that leads. `moved_at` is when the case came into its present state."""
    moves = Event.objects.filter(case=OuterRef("pk")).exclude(from_status=F("to_status")).order_by()
    moved = moves.values("case").annotate(last=Max("at")).values("last")
    found = Case.objects.with_due().filter(at.kinds[kind]).annotate(moved_at=Subquery(moved))
    if unit:
        found = found.filter(unit=unit)
    elif kind not in ("asked", TERMS):
        found = found.exclude(ALONG)
    found = found.order_by(F("delivered_on").asc(nulls_first=True), F("due_on"), "pk")
    return found.prefetch_related("supervisions__by")


@dataclass(frozen=True)
class WatchedRow:
    """A row of the board. `stands` is how many working days the case has been in its present state."""

    row: CaseRow
    light: Light | None
    stands: int
    note: Supervision | None
    past_law: bool
    plan: SupervisionPlan | None = None  # of what was taken up, while nothing is reported

    @property
    def standing(self) -> list[RowMark]:
        """The limits of the place that run on the case; with which units it is handled."""
        return [mark for mark in self.row.asks if mark.term or mark.label == TOGETHER]

    @property
    def days(self) -> int:
        """The working days it is late by, or that are left."""
        return abs(self.row.left or 0)

    @property
    def where(self) -> str:
        """Where it stands and what is to be done there, said once."""
        state = self.row.case.state_label
        return self.row.to_do if self.row.to_do.startswith(state) else f"{state}：{self.row.to_do}"


def watched_rows(found: Iterable[Case], user: User, at: LightDates, days: WorkCalendar) -> list[WatchedRow]:
    return [_watched(row, at, days) for row in case_rows(found, user, at.today)]


def _watched(row: CaseRow, at: LightDates, days: WorkCalendar) -> WatchedRow:
    case = row.case
    light = None
    if case.clock_runs:
        light = RED if case.due < at.today else AMBER if case.due <= at.ahead else GREEN
    moved_at: dt.datetime | None = getattr(case, "moved_at", None)  # of watched_cases
    since = timezone.localdate(moved_at) if moved_at else case.handed_on
    notes = list(case.supervisions.all())
    waiting = [note for note in notes if note.answered_at is None]
    plan = standing_plan(case.suggestion)
    return WatchedRow(
        row=row,
        plan=plan if plan and not plan.reported_at else None,
        light=light,
        stands=days.working_days_left(since, at.today) if since < at.today else 0,
        note=next(reversed(waiting or notes), None),
        past_law=case.clock_runs and case.statutory_due < at.today,
    )


def count_lists(units: Iterable[UnitLights], chosen: object, at: LightDates) -> list[tuple[str, str, int]]:
    """How many cases are in each list: (its word, its label, the number), of one unit or of all."""
    among = list(units)
    own = next((one for one in among if chosen and one.pk == getattr(chosen, "pk", None)), None)
    whole = own or add_lights([] if chosen else among)
    found = {name: getattr(whole, name) for name in COUNTED}
    found[""] = found["late"] + found["soon"]
    return [(word, label, found[word]) for word, label in SHOWN if word != TERMS or at.past is not None]
