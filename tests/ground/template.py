"""One worker of a run makes the database by the migrations, and the usual cases in it; the others copy both.

Whoever comes first holds the lock until it has laid out what the others wait for. Where it ends before, the next one
makes it.
"""

import fcntl
import pickle
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.db import connection

from tests import kept
from tests.ground.run import folder

NAME = "test_banli_template"
_making: IO[str] | None = None


def take() -> bool:
    """Whether another worker has made the database: its copy is in the place of this worker's. Else this one is to
    make it, and to `leave` it for the others."""
    global _making
    run = folder()
    if run is None:
        return False
    lock = (run / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not (run / "cases").exists():
        _making = lock
        return False
    with lock:
        kept.know(*pickle.loads((run / "cases").read_bytes()))  # noqa: S301 - written by this run
        ours = connection.creation._get_test_db_name()
        if connection.vendor == "sqlite":
            shutil.copy(run / "database", ours)
        else:
            _copy_template(NAME, ours)
        connection.creation.create_test_db = partial(_enter, ours)  # nothing is to be made
        # The files that the cases name, and the key that seals what was done.
        shutil.copytree(run / "files", settings.DATA_DIR, dirs_exist_ok=True)
    return True


def _copy_template(old: str, new: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{new}" TEMPLATE "{old}"')


def _enter(name: str, *_: Any, **__: Any) -> str:
    """What Django does when it has made the database."""
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def leave() -> None:
    """Lay out for the others what this worker has made, if it is the one."""
    global _making
    run = folder()
    if run is None or _making is None:
        return
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(run / "database")) as copy:
            connection.connection.backup(copy)
    else:
        connection.close()  # nobody may be in what is copied
        _copy_template(connection.settings_dict["NAME"], NAME)
    shutil.copytree(settings.DATA_DIR, run / "files", ignore=shutil.ignore_patterns("*.sqlite3*", "secret-key"))
    (run / "cases").write_bytes(pickle.dumps(kept.known()))
    _making.close()
    _making = None
