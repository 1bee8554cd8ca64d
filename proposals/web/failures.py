"""Whether a store is the reason of an error: the database or the files, full, read-only, busy, restarting or away."""

import errno
import sqlite3
from collections.abc import Iterator

from django.db import InterfaceError, InternalError, OperationalError
from django.http import UnreadablePostError

# Of the errors that SQLite gives: those of the statement, which are ours, not of the store.
OUR_OWN = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE}
# Of the states in which PostgreSQL refuses: only read (a standby), going down, coming up.
READ_ONLY = "25006"
# Of the errors of files: what a store says that is full, read-only or away; a single file that is not there is none.
OF_FILES = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.ESTALE),
    *(errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE),
}


def is_store_failure(error: BaseException | None) -> bool:
    """Whether a store is the reason of this error, or of one that led to it."""
    return any(_is_of_a_store(one) for one in _led_by(error))


def is_busy(error: BaseException | None) -> bool:
    """Whether SQLite's file was held by another for longer than was waited for, and led to this error."""
    codes = (getattr(one, "sqlite_errorcode", 0) for one in _led_by(error))
    return any(code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) for code in codes)


def _led_by(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_of_a_store(error: BaseException) -> bool:
    if isinstance(error, UnreadablePostError):  # who sends went away
        return False
    if isinstance(error, OperationalError | InterfaceError):
        cause = error.__cause__
        return getattr(cause, "sqlite_errorcode", None) not in OUR_OWN
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "pgcode", None) == READ_ONLY
    return isinstance(error, OSError) and error.errno in OF_FILES
