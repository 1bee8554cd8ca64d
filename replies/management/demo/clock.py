"""The demo's own time: a case played today has its events on the days they would have happened."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar

real_now = timezone.now


@contextmanager
def at_moment(moment: dt.datetime) -> Iterator[None]:
    """Everything inside happens at that moment."""
    with patch.object(timezone, "now", lambda: moment):
        yield


class Diary:
    """Moments for the steps of one case: in order, in office hours, between two days. The first two, 签收 and
    分办, follow each other closely; the work after them is spread out."""

    def __init__(self, calendar: WorkCalendar, first: dt.date, last: dt.date, steps: int) -> None:
        self.moments: list[dt.datetime] = []
        span = max((last - first).days, 0)
        for n in range(steps):
            days = n if n < 2 else 1 + round((span - 1) * (n - 1) / max(steps - 2, 1))
            day = calendar.next_working_day(first + dt.timedelta(days=min(days, span)))
            moment = timezone.make_aware(dt.datetime.combine(day, dt.time(9 + n * 3 % 8, n * 37 % 60)))
            if self.moments and moment <= self.moments[-1]:
                moment = self.moments[-1] + dt.timedelta(minutes=20)
            self.moments.append(min(moment, real_now() - dt.timedelta(minutes=steps - n)))
        self.left = list(self.moments)

    def next(self) -> dt.datetime:
        return self.left.pop(0)
