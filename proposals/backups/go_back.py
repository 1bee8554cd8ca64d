"""The way back of an upgrade that failed: the database as it was when the backup was made, a moment before. The files
stay as they are: nobody worked meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from proposals.backups import BackupError
from proposals.backups.databases import postgresql
from proposals.backups.pack import DATABASE
from proposals.backups.restore import Opened, Target, compare_restored, put_sqlite

ACTS = ("proposals_event", "proposals_administrationevent", "proposals_signin")


def go_back(backup: Opened, target: Target) -> list[str]:
    """Put the database of the backup in the place of the present one. Returns what differs from the manifest. Raises
    BackupError where somebody did something since, which would be lost."""
    since = _done_since(backup, target.connection)
    if since:
        raise BackupError(
            f"备份以后又办了{since}件事，退回会丢掉它们，没有动数据库。请用 restore 恢复到另一个数据库。"
        )
    if target.connection.vendor == "sqlite":
        put_sqlite(backup.folder / DATABASE, target)
    else:
        with _schema_aside(target.connection):
            postgresql.restore_postgresql(target.connection, backup.folder / DATABASE, privileges=True)
    return compare_restored(backup, target)


def _done_since(backup: Opened, connection: BaseDatabaseWrapper) -> int:
    """How many acts are on record that the backup does not know; 0 where the tables cannot be read any more."""
    more = 0
    for table in ACTS:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of tables
                more += max(0, cursor.fetchone()[0] - backup.said["tables"].get(table, (0, ""))[0])
        except DatabaseError:
            continue
    return more


@contextmanager
def _schema_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The present tables stand aside while others take their place; they go when those are there, or come back."""
    aside = f"before_{timezone.now():%Y%m%d%H%M%S}"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA public RENAME TO {aside}")
        cursor.execute("CREATE SCHEMA public")
    try:
        yield
    except BaseException:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f"ALTER SCHEMA {aside} RENAME TO public")
        raise
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {aside} CASCADE")
