"""Reminders to deputies who have not answered: gentle, two at most, by day, stopped by an answer."""

import datetime as dt

from django.db import IntegrityError
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused
from proposals.models import Deputy, Status
from replies.feedback.links import make_link
from replies.messages.reach import wants_no_word, why_unreached
from replies.messages.words.kinds import BY_KIND
from replies.models import Reply
from replies.models.messages.message import MessageKind

AFTER = (5, 10)  # working days after the first link
DAY = (dt.time(9), dt.time(18))


def remind_deputies(now: dt.datetime | None = None) -> int:
    """Send what is due now. Returns how many were sent. Run as often as one likes: each reminder goes out once."""
    here = timezone.localtime(now)
    days = WorkCalendar.load()
    if not (DAY[0] <= here.time() < DAY[1] and days.is_working(here.date())):
        return 0
    rounds = Reply.objects.filter(case__status=Status.SEEKING_FEEDBACK, closed_on__isnull=True)
    rounds = rounds.filter(signed_at__isnull=False, invitations__isnull=False).distinct()
    rounds = rounds.select_related("case__suggestion", "handler").prefetch_related(
        "case__suggestion__sponsorships__deputy", "invitations", "feedback", "wishes", "attempts"
    )
    return sum(
        _remind(reply, deputy, here.date(), days) for reply in rounds for deputy in reply.unexplained_deputies()
    )


def _remind(reply: Reply, deputy: Deputy, today: dt.date, days: WorkCalendar) -> bool:
    """A deputy who asked for help waits for a person, not for a message; one whose link was stopped is left alone."""
    links = [row for row in reply.invitations.all() if row.deputy_id == deputy.pk]
    waits = any(row.deputy_id == deputy.pk and not row.settled_at for row in reply.wishes.all())
    sent = max((row.reminder for row in links), default=0)
    unwanted = wants_no_word(deputy, law=BY_KIND[MessageKind.REMIND].law)
    if waits or unwanted or why_unreached(deputy) or sent >= len(AFTER) or not any(row.is_live for row in links):
        return False
    # From the first link on; from the reminder before, where that one went out late: two never come together.
    since = [(min(row.created_at for row in links), AFTER[sent])]
    since += [(max(row.created_at for row in links if row.reminder), AFTER[sent] - AFTER[sent - 1])] if sent else []
    if any(days.after_working_days(timezone.localdate(at), pause) > today for at, pause in since):
        return False
    try:
        make_link(reply, None, deputy, reminder=sent + 1)
    except (IntegrityError, Refused):  # another process was first, or the case has moved on
        return False
    return True
