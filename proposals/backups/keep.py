"""Which backups are kept: all of two days, then the last of each of so many days, weeks, months (BACKUP_KEEP)."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from proposals.backups import BackupError

BEGUN = ".part"
RECENT = dt.timedelta(days=2)
NAME = re.compile(r"banli-(\d{8}-\d{6})\.tar\.gz(\.age)?")


def name_backup(at: dt.datetime, *, sealed: bool) -> str:
    """banli-20261127-013000.tar.gz.age, by the local clock."""
    return f"banli-{timezone.localtime(at):%Y%m%d-%H%M%S}.tar.gz{'.age' if sealed else ''}"


def kept_backups(folder: Path) -> list[Path]:
    """Those in the folder, the newest first; nothing else that lies there."""
    found = [path for path in folder.iterdir() if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def choose_kept(times: Iterable[dt.datetime], days: int, weeks: int, months: int) -> set[dt.datetime]:
    """The newest of each of the last so many days, weeks and months in which there is one, and all of the last two
    days: what was made before a change of the server is still there when it is missed."""
    newest_first = sorted(times, reverse=True)
    kept = {at for at in newest_first if newest_first[0] - at < RECENT}
    for count, form in ((days, "%Y%m%d"), (weeks, "%G%V"), (months, "%Y%m")):
        last: dict[str, dt.datetime] = {}
        for at in newest_first:
            last.setdefault(at.strftime(form), at)
        kept |= set(sorted(last.values(), reverse=True)[:count])
    return kept


def read_rule() -> tuple[int, int, int]:
    """BACKUP_KEEP: days, weeks, months. Raises BackupError for what says something else."""
    try:
        days, weeks, months = (int(one) for one in settings.BACKUP_KEEP)
    except ValueError:
        raise BackupError("BACKUP_KEEP 要写三个数：留几天、几周、几个月，例如 14,8,24。") from None
    return days, weeks, months


def remove_old(folder: Path) -> list[Path]:
    """Remove what the rule does not keep."""
    paths = {path: _time_of(path) for path in kept_backups(folder)}
    kept = choose_kept(paths.values(), *read_rule())
    old = [path for path, at in paths.items() if at not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _time_of(path: Path) -> dt.datetime:
    found = NAME.fullmatch(path.name)
    assert found  # noqa: S101 - kept_backups() chose by it
    return timezone.make_aware(dt.datetime.strptime(found[1], "%Y%m%d-%H%M%S"))  # noqa: DTZ007 - the local clock
