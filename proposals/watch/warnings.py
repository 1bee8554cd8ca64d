"""A notice before it is late: administrators of the whole installation are told what has to be seen to.

Of one matter once, again when it gets worse or after a week, and once when it is well again. Housekeeping looks, and
so does the worker, because housekeeping may be what is late.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from proposals.administration.access import people_of_all
from proposals.models import Notice, Role, User
from proposals.models.administration.watched import WatchedMatter
from proposals.models.told.notice import OF_STATE
from proposals.notices.recipients import for_people, keep_notices
from proposals.watch import limits
from proposals.watch.looks import Level, Look, looks_of_readiness, looks_of_trust

READERS = (Role.ADMIN, Role.AUDITOR)
WORSE = {"": 0, Level.SOON: 1, Level.FAILING: 2}


def tell_administrators() -> int:
    """Look at everything and tell what is new of it. Returns how many notices were made."""
    looks = [*looks_of_readiness(), *looks_of_trust()]
    told = [row.name for row in WatchedMatter.objects.exclude(level="")]
    wanting = [one for one in looks if one.level != Level.WELL or one.name in told]
    people = people_of_all(*READERS) if wanting else []
    return sum(_tell(one, people) for one in wanting)


def _tell(look: Look, people: list[User]) -> int:
    now = timezone.now()
    WatchedMatter.objects.get_or_create(name=look.name)
    with transaction.atomic():
        row = WatchedMatter.objects.select_for_update().get(name=look.name)
        sentence = _news(row, look, now)
        row.save()
        if not sentence:
            return 0
        facts = {"kind": Notice.Kind.STATE, "key": f"{OF_STATE}{look.name}:{row.tellings}", "sentence": sentence}
        return keep_notices(for_people(people, None, **facts))


def _news(row: WatchedMatter, look: Look, now: dt.datetime) -> str:
    """What is new of a matter, "" for nothing; the row is changed to say that it was told."""
    if look.level == Level.WELL:
        if not row.level:
            return ""
        row.well_since = row.well_since or now
        if now - row.well_since < limits.STAYS_WELL:
            return ""
        row.level, row.told_at, row.well_since = "", None, None
        said = f"{look.title}又正常了：{look.said}。"
    else:
        row.well_since = None
        worse = WORSE[look.level] > WORSE[row.level]
        if not worse and row.told_at and now - row.told_at < limits.AGAIN:
            return ""
        row.level, row.told_at = look.level, now
        said = f"{look.title}{'有问题' if look.level == Level.FAILING else '请留意'}：{look.said}。"
    row.tellings += 1
    return said


@task()
def watch_server() -> None:
    """The worker's own look, and the next one put into the queue."""
    try:
        tell_administrators()
    finally:
        plan_watch()


def plan_watch() -> None:
    """See that the worker looks again; what it has done of this kind is forgotten."""
    mine, now = DBTaskResult.objects.filter(task_path=watch_server.module_path), timezone.now()
    with transaction.atomic():
        mine.filter(finished_at__lt=now - limits.DAY).delete()
        if not mine.filter(status=TaskResultStatus.READY).exists():
            watch_server.using(run_after=now + limits.EACH).enqueue()
