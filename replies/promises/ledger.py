"""The ledger of promises as it is read: narrowed, ordered, counted, and each row said in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, Value

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import roles_in
from proposals.models import Unit, User
from proposals.models.administration.archive import mark_archived
from proposals.models.people import CASE_STAFF
from proposals.models.states import ENDED
from replies.models import Promise
from replies.models.promise import PromiseQuerySet
from replies.promises.papers.letters import step_to_tell


def filter_promises(
    found: PromiseQuerySet, today: dt.date, *, state: str = "", unit: Unit | None = None, year: int | None = None
) -> PromiseQuerySet:
    """The promises of that state, unit and year of the current day."""
    if state == "kept":
        found = found.exclude(kept_on=None)
    elif state:
        found = {
            "due": found.due(today),
            "late": found.late(today),
            "open": found.open(),
            "changed": found.changed(),
        }[state]
    if unit:
        found = found.filter(reply__case__unit=unit)
    return found.filter(due_on__year=year) if year else found


def order_promises(found: PromiseQuerySet) -> PromiseQuerySet:
    """By the current day, what is still owed before what has ended."""
    owed = models.Case(models.When(kept_on=None, carried_to=None, then=Value(0)), default=Value(1))
    return found.order_by(owed, "due_on", "pk")


def count_states(seen: PromiseQuerySet, today: dt.date) -> list[tuple[str, str, int]]:
    """How many there are in each state: (the filter's word, its label, the number); one query."""
    parts = {
        "open": ("还没有兑现", seen.open()),
        "late": ("逾期", seen.late(today)),
        "due": ("到期和将到期", seen.due(today)),
        "changed": ("改过期", seen.changed()),
        "kept": ("已兑现", seen.exclude(kept_on=None)),
    }
    counted = seen.aggregate(
        **{name: Count("pk", filter=Q(pk__in=rows.values("pk"))) for name, (_, rows) in parts.items()}
    )
    return [(name, label, counted[name]) for name, (label, _) in parts.items()]


@dataclass(frozen=True)
class LedgerRow:
    """A promise as a list shows it. `left` is working days to the current day, None once nothing is owed or
    while the day is far. `undoes`: what was called kept may be taken back. `tells`: which letter there is to
    write, or to read, for who writes into the ledger."""

    promise: Promise
    state: str
    css: str
    left: int | None
    writes: bool
    undoes: bool
    tells: str = ""

    @property
    def urgency(self) -> str:
        return "late" if self.left is not None and self.left < 0 else ""


def ledger_rows(promises: Iterable[Promise], user: User, today: dt.date, *, newest: bool = False) -> list[LedgerRow]:
    """The rows of a page; the calendar is read once. The promises come with querysets for_rows. `newest`: no later
    reply has been signed, so that a wrong entry can still be taken back."""
    days, rows = WorkCalendar.load(), list(promises)
    mark_archived(one.reply.case for one in rows)
    return [_row(one, user, today, days, newest) for one in rows]


def _row(promise: Promise, user: User, today: dt.date, days: WorkCalendar, newest: bool) -> LedgerRow:
    case, due = promise.reply.case, promise.is_due(today)
    late = promise.is_open and promise.due_on < today
    mine = case.status not in ENDED and bool(roles_in(case, user).intersection(CASE_STAFF))
    return LedgerRow(
        promise=promise,
        state=promise.state(today),
        css="done" if promise.kept_on else "late" if late else "soon" if due else "open",
        left=days.working_days_left(today, promise.due_on) if due else None,
        writes=mine and promise.is_open,
        undoes=mine and promise.kept_on is not None and newest,
        tells=_which_letter(promise) if mine else "",
    )


def _which_letter(promise: Promise) -> str:
    """Which letter is to be written, or that some were taken back; "" where none is to be written and none was."""
    step = step_to_tell(promise)
    if step is None:
        return "已撤回的告知函" if promise.letters else ""
    return "更正告知函" if step.is_undoing else "兑现告知函"
