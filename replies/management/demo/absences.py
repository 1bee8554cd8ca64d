"""Who is away in the demo, with a colleague standing in, and who left with a case in the own name."""

import datetime as dt
import uuid

from django.utils import timezone

from proposals.models import Absence, Membership, Role, User
from replies.handover.actions import record_absence
from replies.management.demo import clock

# who, who stands in, from how many days ago, to how many days ahead
AWAY = (("tangjiayi", "xujing", 2, 9),)
# Taken out of use by an administrator, without 交接: the case is the first task of the unit's office.
LEFT = ("wuhao",)


def play_absences() -> None:
    """Played after the cases, through the program's own action; who left is taken out as a shell would."""
    now = clock.real_now()
    today = timezone.localdate(now)
    for away, stand_in, since, ahead in AWAY:
        person = User.objects.get(username=away)
        unit = person.memberships.get(role=Role.HANDLER).unit
        with clock.at_moment(now - dt.timedelta(days=since)):
            record_absence(
                person,
                unit,
                person,
                starts=today - dt.timedelta(days=since),
                until=today + dt.timedelta(days=ahead),
                reason=Absence.Reason.LEAVE,
                stand_in=User.objects.get(username=stand_in),
                key=uuid.uuid4(),
            )
    Membership.objects.filter(user__username__in=LEFT).update(is_active=False)
    User.objects.filter(username__in=LEFT).update(is_active=False)
