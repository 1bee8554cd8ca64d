"""Make a backup: the database as of one moment, then the files, so that every file a row names is in it."""

import errno
import fcntl
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from proposals.backups import BackupError
from proposals.backups.databases import postgresql, sqlite
from proposals.backups.keep import BEGUN, name_backup, remove_old
from proposals.backups.manifest import describe_database, write_manifest
from proposals.backups.pack import DATABASE, FILES, MANIFEST, Packer, compress_pieces
from proposals.backups.seal import read_recipients, write_sealed
from proposals.heads.keys import HeadKeyError
from proposals.heads.sign import content_of, sign_head
from proposals.models.journal.backup import BackupRun
from proposals.models.journal.head import SignedHead

HEAD, WORDS = "末笔.json", "words.txt"
DAY = 24 * 3600


def make_backup(folder: Path) -> tuple[BackupRun, list[Path]]:
    """Make one in the folder. Returns what was noted of it, and which old ones were removed. Raises BackupError with
    a sentence, which is noted too."""
    run = BackupRun(kind=BackupRun.Kind.BACKUP, begun_at=timezone.now(), place=str(folder))
    full = (
        f"磁盘空间不够，备份没有做成，原有的没有动过。{folder}要放得下备份，{settings.DATA_DIR}要放得下数据库的副本。"
    )
    try:
        with locked(folder):
            path = folder / name_backup(run.begun_at, sealed=bool(settings.BACKUP_KEY))
            run.place = str(path)
            _fill(run, path)
            removed = remove_old(folder)
    except BackupError as error:
        run.failure = str(error)
    except OSError as error:
        run.failure = full if error.errno in (errno.ENOSPC, errno.EDQUOT) else f"写不进去：{error}"
    except (DatabaseError, sqlite3.Error) as error:
        run.failure = full if "full" in str(error) else f"数据库导不出来：{error}"
    note_run(run)
    if run.failure:
        raise BackupError(run.failure)
    return run, removed


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One backup or drill at a time in a folder. Raises BackupError where there is another, or no folder."""
    try:
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise BackupError(f"没有{folder}这个文件夹，或者不能写。请先建好，让运行程序的账号能写。") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError(f"{folder}里正在做另一个备份或者演练，请等它做完。") from None
        yield
    finally:
        os.close(lock)


@contextmanager
def work_folder(prefix: str) -> Iterator[Path]:
    """A folder beside the data, gone afterwards; what one that was killed left there a day ago goes too."""
    beside = Path(settings.DATA_DIR)
    for left in beside.glob(f"{prefix}*"):
        if left.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=beside) as work:
        yield Path(work)


def note_run(run: BackupRun) -> bool:
    """Keep what came of it, where the state of the server is read. A database that takes nothing must not be in the
    way of a backup: whether it was noted."""
    run.at = timezone.now()
    try:
        run.save()
    except DatabaseError:
        return False
    return True


def _fill(run: BackupRun, path: Path) -> None:
    keys, begun = read_recipients(settings.BACKUP_KEY), path.with_name(path.name + BEGUN)
    for left in path.parent.glob(f"*{BEGUN}"):  # by one that was killed: nobody else holds the lock
        left.unlink(missing_ok=True)
    head = _sign()
    try:
        with work_folder(".backup-") as work:
            packer = Packer()
            facts = dump_database(work / DATABASE)
            pieces = compress_pieces(_pack(packer, work, facts, head))
            run.size, run.sha256 = write_sealed(pieces, begun, keys)
        os.replace(begun, path)
        _sync_folder(path.parent)
    finally:
        begun.unlink(missing_ok=True)
    run.number = facts["head"]["number"]
    run.files = sum(name.startswith(FILES) for name in packer.listed)


def _sign() -> str:
    """The head signed at this moment, as it goes out each night; the last one where none can be made."""
    try:
        head = sign_head()
    except (HeadKeyError, DatabaseError):
        head = None
    head = head or SignedHead.objects.order_by("-pk").first()
    return content_of(head) if head else ""


def dump_database(path: Path) -> dict[str, Any]:
    """The database into a file; returns what stands in it."""
    if connection.vendor == "sqlite":
        sqlite.dump_sqlite(str(connection.settings_dict["NAME"]), path)
        with closing(sqlite.read_only(connection.settings_dict, path)["default"]) as copy:
            return describe_database(copy)
    other = connection.copy()
    with closing(other), postgresql.as_of_now(other) as snapshot:
        counted = describe_database(other)  # sequences first: who works meanwhile counts on
        postgresql.dump_postgresql(other, snapshot, path)
        return counted


def _pack(packer: Packer, work: Path, facts: dict[str, Any], head: str) -> Iterator[bytes]:
    with Path(work, DATABASE).open("rb") as content:
        yield from packer.pack_file(DATABASE, content, Path(work, DATABASE).stat().st_size)
    for name, path in ((WORDS, Path(settings.WORDS_FILE)), (HEAD, _written(work / HEAD, head))):
        if path.is_file():
            with path.open("rb") as content:
                yield from packer.pack_file(name, content, path.stat().st_size)
    for name in list_stored(default_storage):
        try:
            stored = default_storage.open(name)
        except FileNotFoundError:  # tidied away since it was listed: no row on record names it
            continue
        with stored:
            yield from packer.pack_file(FILES + name, stored, stored.size)
    yield from packer.pack_last(MANIFEST, write_manifest(facts, packer.listed))


def _written(path: Path, text: str) -> Path:
    if text:
        path.write_text(text, encoding="utf-8")
    return path


def list_stored(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file in storage, by name."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    beside = f"{folder}/" if folder else ""
    yield from (beside + name for name in sorted(files))
    for name in sorted(folders):
        yield from list_stored(storage, beside + name)


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
