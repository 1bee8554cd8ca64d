"""What people write in a report: kept while they write. Each text stands on the one before it; who was slower keeps
the own text beside it, and is told whose stands there."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import Refused, Stale
from proposals.models import User
from replies.letter.report_paper import Place
from replies.models import ReportText, WorkReport
from replies.reports.scope import must_write

TOGETHER = dt.timedelta(minutes=10)  # what one window writes within it is one text
LIVE = dt.timedelta(minutes=2)  # so long after the last word somebody is still said to write
LONGEST = 50_000  # characters, ReportText.text's own limit
MOST_ASIDE = 50  # kept beside the text for one person and report
GONE = "这一段刚才又有人改了，请看现在的样子。"


@dataclass(frozen=True)
class SavedText:
    """What became of a text that was sent: it stands there, or beside what somebody else was faster to write."""

    row: ReportText
    newest: ReportText | None

    @property
    def is_aside(self) -> bool:
        return self.row.number is None


def save_report_text(
    report: WorkReport, user: User, place: Place, text: str, *, base: int, window: str
) -> SavedText | None:
    """Keep what a window holds of one place, written on top of text number `base`; None where nothing is new.

    Raises NotYours, or Refused where it is too long or too much lies aside.
    """
    must_write(report, user)
    if len(text) > LONGEST:
        raise Refused(f"这一段太长，最多{LONGEST}字。没有保存，请分到别的段里。")
    now = timezone.now()
    with transaction.atomic():
        _hold(report)
        rows = report.texts.filter(place=place).select_related("author")
        newest = rows.filter(number__isnull=False).order_by("-number").first()
        aside = rows.filter(number__isnull=True, author=user, window=window).first()
        if text == (newest.text if newest else ""):
            if aside:
                aside.delete()  # the same as what stands there now
            return SavedText(newest, newest) if newest else None
        own = newest is not None and newest.author_id == user.pk and newest.window == window
        if own and newest and not aside and now - newest.begun_at < TOGETHER:
            return SavedText(_write(newest, text, now), newest)
        if base == (newest.number if newest else 0) or own:
            row = ReportText(report=report, place=place, author=user, window=window, begun_at=now)
            row.number = (newest.number or 0) + 1 if newest else 1
            if aside:
                aside.delete()
            return SavedText(_write(row, text, now), newest)
        return SavedText(_put_aside(report, user, place, text, window, aside, now), newest)


def _put_aside(
    report: WorkReport, user: User, place: Place, text: str, window: str, aside: ReportText | None, now: dt.datetime
) -> ReportText:
    if aside is None:
        if report.texts.filter(number__isnull=True, author=user).count() >= MOST_ASIDE:
            raise Refused("另存的文字已经太多，请先处理以前另存的。")
        aside = ReportText(report=report, place=place, author=user, window=window, begun_at=now)
    return _write(aside, text, now)


def _write(row: ReportText, text: str, now: dt.datetime) -> ReportText:
    row.text, row.saved_at = text, now
    row.save()
    return row


def take_text(report: WorkReport, user: User, row: ReportText, *, seen: int) -> ReportText:
    """Make an earlier text, or one that lies aside, the text of its place; what stood there stays among the earlier
    ones. Sent twice it is done once."""
    must_write(report, user)
    now = timezone.now()
    with transaction.atomic():
        _hold(report)
        newest = report.texts.filter(place=row.place, number__isnull=False).order_by("-number").first()
        number = (newest.number or 0) if newest else 0
        if newest and number == seen + 1 and newest.text == row.text and newest.author_id == user.pk:
            return newest
        if number != seen:
            raise Stale(GONE)
        taken = ReportText(report=report, place=row.place, author=user, window=row.window, begun_at=now)
        taken.number = number + 1
        _write(taken, row.text, now)
        if row.number is None:
            ReportText.objects.filter(pk=row.pk, number__isnull=True, author=user).delete()
    return taken


def drop_text(report: WorkReport, user: User, row: ReportText) -> None:
    """Do without a text of one's own that lies aside."""
    must_write(report, user)
    report.texts.filter(pk=row.pk, number__isnull=True, author=user).delete()


def other_report_writers(report: WorkReport, user: User, window: str) -> list[ReportText]:
    """Who else wrote in this report just now, or the same person in another window: the newest text of each."""
    rows = report.texts.filter(saved_at__gt=timezone.now() - LIVE).exclude(author=user, window=window)
    newest: dict[tuple[int, str], ReportText] = {}
    for row in rows.select_related("author").order_by("saved_at", "pk"):
        newest[row.author_id, row.place] = row
    return list(newest.values())


def _hold(report: WorkReport) -> None:
    WorkReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
