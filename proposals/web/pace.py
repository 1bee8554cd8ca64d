"""Nothing without limit: so many tries are free, then each further one has to wait, twice as long as the one before.

Each door has its measures (DOORS); they are counted in the database, so that many machines share them.
"""

import datetime as dt
import math
from dataclasses import dataclass

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from proposals.cases.access import Refused
from proposals.models.administration.pace import Pace

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True)
class Measure:
    """`free` tries within `counted_for`; the next waits `first`, each further one twice as long, up to `longest`."""

    name: str
    free: int
    first: dt.timedelta = MINUTE
    longest: dt.timedelta = HOUR
    counted_for: dt.timedelta = DAY


# A wrong password: of one account from anywhere, and from one address of whatever account. (Of one account from one
# address axes locks after five.) Behind one address stands a whole office.
OF_NAME = Measure("sign in name", 10, longest=15 * MINUTE)
OF_ADDRESS = Measure("sign in address", 40, counted_for=HOUR)
# A link, or a code on paper, that is not there. One that is may be opened as often as one likes.
UNKNOWN_LINK = Measure("unknown link", 60, counted_for=HOUR)
UNKNOWN_PAPER = Measure("unknown paper", 60, counted_for=HOUR)
UNKNOWN_HEAD = Measure("unknown head", 60, counted_for=HOUR)
FIRST_CODE = Measure("first code", 10, counted_for=HOUR)
# A question to a security key of an account: each is a row of a session, and reading its answer is work.
ASKED_KEY = Measure("asked key", 30, longest=10 * MINUTE, counted_for=HOUR)
# What is heavy: files, of who is signed in and of who is not; sessions of browsers that bring none.
FILES_OF_STAFF = Measure("files of staff", 600, longest=10 * MINUTE, counted_for=HOUR)
FILES_OUTSIDE = Measure("files outside", 120, longest=10 * MINUTE, counted_for=HOUR)
NEW_SESSION = Measure("new session", 300, longest=10 * MINUTE, counted_for=HOUR)
DOORS = (
    OF_NAME,
    OF_ADDRESS,
    UNKNOWN_LINK,
    UNKNOWN_PAPER,
    UNKNOWN_HEAD,
    FIRST_CODE,
    ASKED_KEY,
    FILES_OF_STAFF,
    FILES_OUTSIDE,
    NEW_SESSION,
)


class TooOften(Refused):
    """Something is tried faster than it is heard; `until` is when it may be tried again."""

    http_status = 429

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"试得太勤了，请过{wait_in_words(until)}再试。什么都没有改动。")
        self.until = until


def wait_in_words(until: dt.datetime) -> str:
    """7分钟, 3小时."""
    minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
    return f"{minutes}分钟" if minutes < 120 else f"{math.ceil(minutes / 60)}小时"


def keep_pace(*tries: tuple[Measure, object]) -> None:
    """Count one more try of each, or raise TooOften and count nothing."""
    now = timezone.now()
    measures = {subject_of(measure, value): measure for measure, value in tries}
    with transaction.atomic():
        rows = []
        for subject in sorted(measures):  # locked in one order
            new = {"counted_from": now, "free_at": now}
            rows.append(Pace.objects.select_for_update().get_or_create(subject=subject, defaults=new)[0])
        # What was counted by a clock that has since been set back holds nobody up.
        if waits := [row.free_at for row in rows if row.counted_from <= now < row.free_at]:
            raise TooOften(max(waits))
        for row in rows:
            measure = measures[row.subject]
            if not now - measure.counted_for <= row.counted_from <= now:
                row.times, row.counted_from = 0, now
            row.times += 1
            over = row.times - measure.free
            row.free_at = now + min(measure.first * 2 ** min(over - 1, 10), measure.longest) if over > 0 else now
            row.save()


def forget_try(*tries: tuple[Measure, object], whole: bool = False) -> None:
    """Take the try back, which was no guess; `whole`: all of them."""
    for measure, value in tries:
        rows = Pace.objects.filter(subject=subject_of(measure, value), times__gt=0)
        rows.update(times=0 if whole else F("times") - 1, free_at=timezone.now())


def keep_pace_of(request: HttpRequest, measure: Measure) -> None:
    """Count a try of the address that asks. Raises TooOften."""
    keep_pace((measure, address_of(request)))


def address_of(request: HttpRequest) -> str:
    """The address that asks; of an IPv6 network the half that one household or office has."""
    address = str(get_client_ip_address(request) or "")
    return ":".join(address.split(":")[:4]) if ":" in address else address


def subject_of(measure: Measure, value: object) -> str:
    """What stands in the table for it."""
    return salted_hmac("pace", f"{measure.name}:{value}", algorithm="sha256").hexdigest()


def tidy_paces() -> int:
    """Remove what counts no more, what axes counted of one account at one address too. Returns how many."""
    now = timezone.now()
    AccessAttempt.objects.filter(attempt_time__lt=now - DAY).delete()
    return Pace.objects.filter(counted_from__lt=now - DAY, free_at__lt=now).delete()[0]
