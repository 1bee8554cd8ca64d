"""A report begun, and a version of it asked for: its figures and texts are kept as they are then."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import Session, Unit, User
from replies.models import MadeReport, WorkReport
from replies.reports import scope
from replies.reports.content import make_book, make_paper
from replies.reports.jobs import REPORTS

NOTHING = "这个范围里还没有交办的建议，没有可以报告的数字。"


def begin_report(
    user: User, unit: Unit, *, kind: str, period: str, year: int | None = None, session: Session | None = None
) -> WorkReport:
    """The unit's report of that half year, year or session; there is one of each, no matter who began it."""
    asked = {"unit": unit, "kind": kind, "period": period, "year": year, "session": session}
    scope.must_write(WorkReport(unit=unit), user)
    if found := WorkReport.objects.filter(**asked).first():
        return found
    report = WorkReport(by=user, **asked)
    if not scope.report_cases(report).exists():
        raise Refused(NOTHING)
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError:
        return WorkReport.objects.get(**asked)
    return report


def choose_end(report: WorkReport, user: User, on: dt.date | None) -> WorkReport:
    """Count up to that day; without one up to the end of the report's time. Versions that were made stay."""
    scope.must_write(report, user)
    if on and not (report.begins_on or dt.date.min) <= on <= timezone.localdate():
        raise Refused("统计到的日期要在这段时间开始以后，不能晚于今天。")
    with transaction.atomic():
        WorkReport.objects.filter(pk=report.pk).update(counts_to=on)
    report.counts_to = on
    return report


def make_version(report: WorkReport, user: User, *, key: uuid.UUID, note: str = "") -> MadeReport:
    """Keep the report as it is now as its next version, and have a worker make its files. Sent twice it is one."""
    scope.must_write(report, user)
    if before := MadeReport.objects.filter(key=key, report=report).first():
        return before
    return keep_version(report, user, key=key, note=note, content=report_content(report))


def report_content(report: WorkReport) -> dict[str, Any]:
    """The report as it is now, as a version keeps it. Raises Refused where it has no cases."""
    book = make_book(report)
    if not book.cases:
        raise Refused(NOTHING)
    return make_paper(report, book).as_json()


def keep_version(report: WorkReport, user: User, *, key: uuid.UUID, note: str, content: dict[str, Any]) -> MadeReport:
    """Keep this content as the report's next version, and have a worker make its files. Sent twice it is one."""
    scope.must_write(report, user)
    try:
        with transaction.atomic():
            WorkReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
            number = (report.versions.aggregate(n=Max("number"))["n"] or 0) + 1
            facts = {"key": key, "by": user, "number": number, "content": content, "note": note}
            made = MadeReport.objects.create(report=report, **facts)
            REPORTS.enqueue(made)
    except IntegrityError:
        before = MadeReport.objects.filter(key=key, report=report).first()
        if before is None:
            raise
        return before
    return made


def make_again(made: MadeReport, user: User) -> MadeReport:
    """Have the files of a version made that could not be made: with the figures it has."""
    scope.must_write(made.report, user)
    with transaction.atomic():
        now = MadeReport.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if now.state == MadeReport.State.FAILED:
            now.state, now.reason, now.attempt, now.done = MadeReport.State.WAITING, "", 0, 0
            now.beat_at = now.finished_at = None
            now.save()
            REPORTS.enqueue(now)
    return now
