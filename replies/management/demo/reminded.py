"""What housekeeping would have told the demo's people: four days ago, which they have read, and this morning."""

import datetime as dt

from django.utils import timezone

from proposals.models import Notice
from proposals.notices import reminders
from proposals.notices.events import tell_units
from replies.management.demo import clock


def play_reminders() -> None:
    now = clock.real_now()
    with clock.at_moment(now - dt.timedelta(days=4)):
        _once()
        Notice.objects.filter(unit=None).update(read_at=timezone.now() + dt.timedelta(hours=2))
    with clock.at_moment(now):
        _once()


def _once() -> None:
    tell_units()
    reminders.remind_staff()
    reminders.make_weekly_digest()
