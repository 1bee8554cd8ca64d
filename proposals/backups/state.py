"""The last good backup and the last good drill, and what went wrong since: what the page of the server's state and
its watch ask."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from proposals.models.journal.backup import BackupRun

Kind = BackupRun.Kind


@dataclass(frozen=True)
class LastRun:
    """Of backups, or of drills: the last good one (None: never), and the failure after it (None: none)."""

    good: BackupRun | None
    failed: BackupRun | None


def last_backup() -> LastRun:
    """The last backup. Two queries."""
    return _last(Kind.BACKUP)


def last_drill() -> LastRun:
    """The last drill. Two queries."""
    return _last(Kind.DRILL)


def _last(kind: BackupRun.Kind) -> LastRun:
    runs = BackupRun.objects.filter(kind=kind).order_by("-pk")
    good = runs.filter(failure="").first()
    newest = runs.first()
    return LastRun(good, newest if newest and newest.failure else None)


def backups_since(at: dt.datetime) -> list[BackupRun]:
    """The good backups made after this moment that are still where they were made, the newest first: what holds
    something that is to be erased. Copies that were carried elsewhere are not known here."""
    runs = BackupRun.objects.filter(kind=Kind.BACKUP, failure="", begun_at__gte=at).order_by("-pk")
    return [run for run in runs if Path(run.place).is_file()]
