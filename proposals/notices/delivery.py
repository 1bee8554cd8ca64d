"""The way out for notices: one mail a person and run, one message a unit's group and run, gathering all that is new.

Nothing leaves before nine, after six, or on a day off: every notice stands in the program at once, and none is so
urgent that it could not wait for the office to open. Each person says which kinds come at once, which in one summary
a day, which are only read here (提醒设置); what is urgent comes at once. What was read in the program meanwhile is
not mailed any more. Nothing is sent inside a transaction. A notice is claimed before it is sent, so that two runs
at once send it once; a failure is written on it and tried again by the next run, MOST_TRIES times at most, within
NEWS of its making.
"""

import datetime as dt
import logging
from collections.abc import Callable
from functools import reduce
from itertools import groupby
from operator import attrgetter
from typing import Any

from apprise import Apprise, OverflowMode
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Notice, NoticeChoice, Unit, User
from proposals.models.told.notice import URGENT, usual_way
from proposals.notices.recipients import NEWS, robot_of

logger = logging.getLogger(__name__)
Way = NoticeChoice.Way
OPEN = (dt.time(9), dt.time(18))
MOST_TRIES = 8
CLAIM = dt.timedelta(minutes=10)  # for so long a run may be at it


def post_notices() -> tuple[int, int]:
    """Send what is due. Returns how many notices were sent, and how many could not be."""
    here = timezone.localtime()
    if not (OPEN[0] <= here.time() < OPEN[1] and WorkCalendar.load().is_working(here.date())):
        return 0, 0
    robots = [unit.pk for unit in Unit.objects.filter(is_active=True) if robot_of(unit)]
    reached = Q(recipient__is_active=True) & ~Q(recipient__email="")
    mailed = _each("recipient", _mail, reached & Q(way=Way.NOW))
    summed = _each("recipient", _mail_summary, reached & Q(way=Way.DAILY) & _summed_up(here))
    posted = _each("unit", _to_group, Q(unit__in=robots))
    return mailed[0] + summed[0] + posted[0], mailed[1] + summed[1] + posted[1]


def _summed_up(here: dt.datetime) -> Q:
    """What today's summary holds: made before the hour that its reader chose, which is past. What comes later waits
    for the next; what was in one is marked as sent and is in none again."""
    hours = range(OPEN[0].hour, here.hour + 1)
    begun = {hour: here.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in hours}
    return reduce(Q.__or__, (Q(recipient__summary_hour=hour, made_at__lt=at) for hour, at in begun.items()))


def _chosen_way() -> Case:
    """How its recipient wants a notice (usual_way where nothing was chosen); what is urgent always at once."""
    chosen = NoticeChoice.objects.filter(user=OuterRef("recipient"), kind=OuterRef("kind")).values("way")[:1]
    usual = Case(*(When(kind=kind, then=Value(usual_way(kind))) for kind in Notice.Kind), output_field=CharField())
    return Case(When(kind__in=URGENT, then=Value(Way.NOW)), default=Coalesce(Subquery(chosen), usual))


def _claim(reached: Q) -> QuerySet[Notice]:
    """What waits and can be sent now, taken for this run alone."""
    now = timezone.now()
    free = Q(tried_at__isnull=True) | Q(tried_at__lte=now - CLAIM)
    unsent = Notice.objects.unread().filter(sent_at__isnull=True, tries__lt=MOST_TRIES)
    waiting = unsent.alias(way=_chosen_way()).filter(free, reached)
    with transaction.atomic():
        fresh = waiting.filter(made_at__gte=now - NEWS).select_for_update(of=("self",))
        mine = list(fresh.values_list("pk", flat=True))
        Notice.objects.filter(pk__in=mine).update(tried_at=now, tries=F("tries") + 1)
    return Notice.objects.filter(pk__in=mine)


def _each(whose: str, send: Callable[[Any, list[Notice]], str], reached: Q) -> tuple[int, int]:
    """Claim what waits for each, send it, and write down what became of it."""
    sent = failed = 0
    rows = _claim(reached).select_related(whose, "case__handler").order_by(whose, "made_at", "pk")
    for who, notices in groupby(rows, attrgetter(whose)):
        batch = list(notices)
        error = send(who, batch)
        done = {"sent_at": timezone.now()} if not error else {}
        Notice.objects.filter(pk__in=[one.pk for one in batch]).update(last_error=error, **done)
        if error:
            logger.error("提醒没有发出（%s %s，%s条）：%s", whose, who.pk, len(batch), error)
            failed += len(batch)
        else:
            logger.info("提醒已发出（%s %s，%s条）", whose, who.pk, len(batch))
            sent += len(batch)
    return sent, failed


def _mail_summary(user: User, notices: list[Notice]) -> str:
    """每日汇总: one mail, by kind."""
    kinds = list(Notice.Kind)
    ordered = sorted(notices, key=lambda one: kinds.index(Notice.Kind(one.kind)))
    return _mail(user, ordered, f"今天的提醒汇总，{len(notices)}条")


def _mail(user: User, notices: list[Notice], subject: str = "") -> str:
    """Numbers, titles and dates, and where to read on; never what a case says. "" or what went wrong."""
    if not subject:
        subject = notices[0].headline if len(notices) == 1 else f"您有{len(notices)}条新提醒"
    lines = [one.sentence + (f"\n{settings.DESK_URL}{one.get_absolute_url()}") for one in notices]
    text = "\n\n".join([f"{user}：您好。", *lines, f"全部提醒：{settings.DESK_URL}{reverse('notices')}"])
    try:
        send_mail(f"[建议办理台] {subject}"[:150], f"{text}\n\n这封邮件由程序发出，不必回复。", None, [user.email])
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        return f"邮件没有发出：{type(error).__name__}"
    return ""


def _to_group(unit: Unit, notices: list[Notice]) -> str:
    """The address is a key: it stands in no log and in no error."""
    robot = Apprise()
    if not robot.add(robot_of(unit)):
        return "机器人地址不能用"
    for service in robot:
        service.overflow_mode = OverflowMode.SPLIT
    lines = [one.sentence + (f"（{one.case.handler}）" if one.case and one.case.handler else "") for one in notices]
    return "" if robot.notify(title="建议办理台", body="\n".join(lines)) else "机器人没有收下"
