"""The drill: the newest backup restored into a scratch database and folder, compared, and proved by verify_audit."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import environ
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler, OperationalError
from django.utils import timezone

from proposals.backups import BackupError
from proposals.backups.databases import postgresql
from proposals.backups.make import locked, note_run, work_folder
from proposals.backups.pack import FILES
from proposals.backups.restore import Target, find_backup, opened_backup, restore_backup
from proposals.backups.seal import digest_file
from proposals.models.journal.backup import BackupRun

FIRST, MOST = "已证明：", 20  # of what is wrong so many sentences are kept


def drill_backup(place: Path, identity: str) -> BackupRun:
    """Try the file, or the newest in the folder. Raises BackupError with a sentence, which is noted too."""
    run = BackupRun(kind=BackupRun.Kind.DRILL, begun_at=timezone.now(), place=str(place))
    try:
        path = find_backup(place)
        run.place = str(path)
        with locked(path.parent):
            _try(run, path, identity)
    except BackupError as error:
        run.failure = str(error)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        run.failure = "磁盘空间不够，演练没有做成。" if full else f"演练没有做成：{error}"
    note_run(run)
    if run.failure:
        raise BackupError(run.failure)
    return run


def _try(run: BackupRun, path: Path, identity: str) -> None:
    run.size, run.sha256 = digest_file(path)
    made = BackupRun.objects.filter(kind=BackupRun.Kind.BACKUP, failure="", place=str(path)).last()
    if made and made.sha256 != run.sha256:
        raise BackupError(f"{path.name}与做好的时候不同（SHA-256），被改过。请换另一个备份。")
    with (
        work_folder(".drill-") as folder,
        scratch_database(folder) as scratch,
        opened_backup(path, identity, folder, connection.vendor) as backup,
    ):
        wrong = restore_backup(backup, Target(scratch, FileSystemStorage(folder / "files"), folder / "words.txt"))
        scratch.close()
        if backup.needs_migrate:
            _manage(folder, "migrate", "--verbosity=0")
        proved, faults = _verify(folder)
        run.number = backup.said["head"]["number"]
        run.files = sum(name.startswith(FILES) for name in backup.said["members"])
    run.said = proved
    if wrong or faults:
        run.failure = "\n".join([*wrong, *faults][:MOST])


@contextmanager
def scratch_database(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database, gone afterwards."""
    if connection.vendor == "sqlite":
        named = {**connection.settings_dict, "NAME": str(folder / "banli.sqlite3"), "OPTIONS": {}}
        yield ConnectionHandler({"default": named})["default"]
        return
    if not settings.DRILL_DATABASE_URL:
        raise BackupError("还没有演练用的数据库。请建一个空的（createdb banli_drill），写进 DRILL_DATABASE_URL。")
    named = {**connection.settings_dict, **environ.Env.db_url_config(settings.DRILL_DATABASE_URL)}
    with closing(ConnectionHandler({"default": named})["default"]) as scratch:
        try:
            scratch.ensure_connection()
        except OperationalError as error:
            raise BackupError(f"演练用的数据库连不上：{str(error).strip().splitlines()[0]}") from None
        _refuse_own(scratch)
        postgresql.claim_scratch(scratch)
        try:
            yield scratch
        finally:
            scratch.close()
            postgresql.wipe_scratch(scratch)


def _refuse_own(scratch: BaseDatabaseWrapper) -> None:
    """By what the server says, not by what the settings call it."""
    asked = "SELECT current_database(), pg_postmaster_start_time(), inet_server_port()"
    answers = []
    for one in (connection, scratch):
        with one.cursor() as cursor:
            cursor.execute(asked)
            answers.append(cursor.fetchone())
    if answers[0][:2] == answers[1][:2]:
        raise BackupError("DRILL_DATABASE_URL 就是正在用的数据库，没有动它。请另建一个空的。")


def _verify(folder: Path) -> tuple[str, list[str]]:
    """What verify_audit proved there, and what is wrong."""
    done = _manage(folder, "verify_audit")
    proved = "\n".join(line for line in done.stdout.splitlines() if line.strip())
    faults = [line for line in done.stderr.splitlines() if line.strip()] if done.returncode else []
    if done.returncode or FIRST not in proved:
        return proved, faults or ["核对记录没有做完。"]
    return proved, []


def _manage(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """manage.py in a process of its own, that knows the scratch database and folder alone."""
    own = f"sqlite:///{folder}/banli.sqlite3"
    env = {
        **os.environ,
        "BANLI_DATA": str(folder),
        "BANLI_RECORD_KEY": str(settings.RECORD_KEY),  # the seals are proved too, with the key of this machine
        "DATABASE_URL": own if connection.vendor == "sqlite" else settings.DRILL_DATABASE_URL,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUTF8": "1",
        # Said, and not only left out: a file .env beside manage.py may name the storage in use.
        "STORAGE_BACKEND": "django.core.files.storage.FileSystemStorage",
        "STORAGE_OPTIONS": "{}",
    }
    if settings.DEMO:
        env["BANLI_DEMO"] = "1"
    program = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    return subprocess.run(program, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603
