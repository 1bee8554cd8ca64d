"""What housekeeping would have told the demo's people: four days ago, which they have read, and this morning."""

import datetime as dt

from django.utils import timezone

from proposals import ladder, notices
from proposals.models import Notice
from replies.demo import clock


def remind() -> None:
    now = clock.real_now()
    with clock.at(now - dt.timedelta(days=4)):
        _once()
        Notice.objects.filter(unit=None).update(read_at=timezone.now() + dt.timedelta(hours=2))
    with clock.at(now):
        _once()


def _once() -> None:
    notices.tell()
    ladder.remind()
    ladder.digest()
