"""What a person holds (手上): which cases, and how many. Every page that tells it asks here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from proposals.models import Case, Extension, Status, User
from proposals.models.querysets import JOINED, RUNNING
from proposals.models.states import AT_WORK, ENDED
from replies.models.cases import wished_cases
from replies.models.promise import Promise


def untold_cases() -> Q:
    """The cases of which a deputy has not been told of an agreed extension."""
    return Q(pk__in=Extension.objects.untold().values("case")) & ~Q(status__in=ENDED)


def kept_cases() -> Q:
    """The closed cases that are still on their handler's hands: a promise to be kept, something a deputy asks."""
    promised = Promise.objects.filter(kept_on=None, carried_to=None).values("reply__case")
    closed = Q(status=Status.CLOSED, finished_before=False)
    return closed & (Q(pk__in=promised) | wished_cases() | untold_cases())


def held_cases() -> Q:
    """The cases on which a handler has something to do or to watch."""
    return Q(status__in=AT_WORK) | kept_cases()


def cases_in_hand() -> Q:
    """The cases that a person holds as the handler: those held, but what goes along with another (并案) is one
    with that. It is what goes to others when the person goes."""
    return held_cases() & ~JOINED


@dataclass(frozen=True)
class Load:
    """How many cases a person holds in a unit, and the day the next answer is due (None: none is)."""

    count: int = 0
    nearest: dt.date | None = None


def count_in_hand(*, unit: int | None = None, people: Iterable[User] | None = None) -> dict[tuple[int, int], Load]:
    """What each holds, by person and unit, in that unit or of those people; who has nothing is left out. One
    query."""
    cases = Case.objects.filter(cases_in_hand(), handler__isnull=False)
    if unit is not None:
        cases = cases.filter(unit=unit)
    if people is not None:
        cases = cases.filter(handler__in=list(people))
    due = Coalesce("internal_due", "statutory_due")
    rows = cases.order_by().values_list("handler", "unit").annotate(n=Count("pk"), near=Min(due, filter=RUNNING))
    return {(handler, at): Load(count, near) for handler, at, count, near in rows}
