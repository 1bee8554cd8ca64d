"""PostgreSQL: pg_dump of the same snapshot that is counted, pg_restore into an empty database, all or nothing."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from proposals.backups import BackupError

OURS = "办理台恢复演练"  # the comment of a schema that a drill fills and empties
ALONE = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


@contextmanager
def as_of_now(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """A transaction that sees one moment, and the name by which pg_dump sees the same."""
    connection.ensure_connection()
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def dump_postgresql(connection: BaseDatabaseWrapper, snapshot: str, path: Path) -> None:
    """In pg_dump's own format; it is compressed later, with the rest."""
    program = find_program("pg_dump", major_of(connection))
    _run(
        [program, "--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--file={path}"],
        connection.settings_dict,
        "pg_dump 没有导出数据库",
    )


def restore_postgresql(connection: BaseDatabaseWrapper, path: Path, *, privileges: bool = False) -> None:
    """Into an empty database, in one transaction; everything belongs to who restores. Its roles may be unknown on
    another server: what they may do is restored where it is asked for."""
    program, name = find_program("pg_restore", major_of(connection)), str(connection.settings_dict["NAME"])
    options = ["--single-transaction", "--exit-on-error", "--no-owner", f"--dbname={name}"]
    options += [] if privileges else ["--no-privileges"]
    _run([program, *options, str(path)], connection.settings_dict, "pg_restore 没有装回数据库")


def major_of(connection: BaseDatabaseWrapper) -> int:
    """15."""
    connection.ensure_connection()
    return int(connection.connection.server_version) // 10_000


def find_program(name: str, server: int) -> str:
    """The program of this or a later version than the server. Raises BackupError, which says what to install."""
    folders = [settings.PG_BIN] if settings.PG_BIN else []
    if not folders:
        folders = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
        folders += os.environ.get("PATH", "").split(os.pathsep)
    programs = [found for folder in folders if (found := shutil.which(name, path=folder))]
    versions = {program: _version_of(program) for program in programs}
    fit = [program for program, version in versions.items() if version >= server]
    if fit:
        return fit[0]
    if not programs:
        raise BackupError(f"没有找到 {name}。请安装 postgresql-client-{server}，或者用 PG_BIN 说明它在哪个文件夹。")
    newest = max(versions.values())
    raise BackupError(f"{name}是{newest}版，比数据库服务器（{server}版）旧。请安装 postgresql-client-{server}。")


def _version_of(program: str) -> int:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


def _run(command: list[str], settings_dict: dict[str, Any], failed: str) -> None:
    """The password goes by the environment: an argument would be seen by everybody on the machine."""
    named = {
        "PGHOST": settings_dict.get("HOST"),
        "PGPORT": settings_dict.get("PORT"),
        "PGUSER": settings_dict.get("USER"),
        "PGPASSWORD": settings_dict.get("PASSWORD"),
        "PGDATABASE": settings_dict.get("NAME"),
        **{ALONE[name]: value for name, value in settings_dict.get("OPTIONS", {}).items() if name in ALONE},
    }
    env = {**os.environ, **{name: str(value) for name, value in named.items() if value}}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise BackupError(f"{failed}：{lines[0][:300] if lines else f'退出码{done.returncode}'}")


def is_empty_postgresql(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is not one table in it."""
    return not connection.introspection.table_names()


def claim_scratch(connection: BaseDatabaseWrapper) -> None:
    """Take an empty database for a drill, or one that a drill left behind. Raises BackupError for any other: nothing
    that somebody may need is removed."""
    with connection.cursor() as cursor:
        if is_empty_postgresql(connection):
            cursor.execute(f"COMMENT ON SCHEMA public IS '{OURS}'")
            return
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        if cursor.fetchone()[0] != OURS:
            name = connection.settings_dict["NAME"]
            raise BackupError(f"演练用的数据库{name}里有别的数据，没有动它。请另建空的，写进 DRILL_DATABASE_URL。")
    wipe_scratch(connection)


def wipe_scratch(connection: BaseDatabaseWrapper) -> None:
    """Empty it again; it stays marked."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute(f"COMMENT ON SCHEMA public IS '{OURS}'")
