"""The sessions of a person: listed, ended."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from proposals.administration.factors.actions import forget_browsers
from proposals.administration.record import record_change
from proposals.models import AdministrationEvent, BrowserSession, User

PERSON = AdministrationEvent.Subject.PERSON
ENDED = "结束了别处的登录"


def own_sessions(user: User) -> QuerySet[BrowserSession]:
    """Where this person is signed in now, the latest seen first."""
    return user.browser_sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at", "session_key")


def end_sessions(user: User, *, but: str, only: str = "") -> int:
    """End the sessions of this person other than the present one (`but`), or the one that is named. Ending all others
    asks for the second step again in every browser. Returns how many were ended: sent twice, none."""
    with transaction.atomic():
        rows = own_sessions(user).exclude(session_key=but)
        rows = rows.filter(session_key=only) if only else rows
        devices = [row.device or "型号不明" for row in rows]
        rows.delete()
        if not only:
            forget_browsers(user)
        if devices:
            said = "、".join(devices)[:900]
            record_change(user, PERSON, user, ENDED, unit=user.unit, comment=said)
    return len(devices)
