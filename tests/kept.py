"""What nearly every test begins with is made once by the program's own actions, and put in its place again as rows.

The people of the world, and of every state the usual case, are made when the tests begin, read from the tables and
taken back. A test that has written nothing yet, on the same day and with the settings as they are, gets the rows;
every other goes the long way. So a test meets the same as if it had made them, but for the time, which is that of the
beginning. What a test looks at by the clock (how long ago a step was taken) it takes itself.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.db import connection, transaction
from django.utils import timezone

from proposals.models.journal.marks import MARKS

LONGEST = dt.timedelta(hours=1)

Row = tuple[Any, ...]
# Of each table: its columns and rows.
Rows = dict[str, tuple[list[str], list[Row]]]

_made: dict[str, Rows] = {}
_made_at: dt.datetime | None = None
_upon: str | None = None  # what was put in place last, where nothing was written since; None where something was


def read_tables() -> Rows:
    """Every row of the program's tables as it is stored."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return read_rows(sorted(tables - {MARKS}))  # the marks of these rows are made again as they are put in place


def read_rows(tables: Iterable[str]) -> Rows:
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the program's own tables
            found[table] = [column[0] for column in cursor.description], cursor.fetchall()
    return found


def _added(before: Rows, after: Rows) -> Rows:
    added = {}
    for table, (columns, rows) in after.items():
        had = set(before[table][1])
        new = [row for row in rows if row not in had]
        assert len(new) + len(had) == len(rows), f"rows of {table} are changed: they cannot be put in place"
        if new:
            added[table] = columns, new
    return added


def make_all(world: Callable[[], Any], makers: dict[str, Callable[[], Any]]) -> None:
    """Make the world, and upon it what each maker makes, and take it all back."""
    global _made_at
    with transaction.atomic():
        empty = read_tables()
        world()
        settled = read_tables()
        _made["world"] = _added(empty, settled)
        for name, make in makers.items():
            with transaction.atomic():
                make()
                _made[name] = _added(settled, read_tables())
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    _made_at = timezone.now()


def known() -> tuple[dict[str, Rows], dt.datetime | None]:
    """What was made, and when: for a process that has not made it."""
    return _made, _made_at


def know(made: dict[str, Rows], made_at: dt.datetime) -> None:
    """What another process has made, and when."""
    global _made_at
    _made.update(made)
    _made_at = made_at


def _watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    global _upon
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        _upon = None
    return execute(sql, params, many, context)


@contextmanager
def offered() -> Iterator[None]:
    """While a test runs that has written nothing yet."""
    global _upon
    _upon = "nothing"
    wrappers = connection.execute_wrappers
    wrappers.append(_watch)
    try:
        yield
    finally:
        wrappers.remove(_watch)
        _upon = None


def put_in_place(name: str, *, upon: str) -> bool:
    """Whether what is kept under the name stands now: nothing but `upon` was written before it."""
    global _upon
    if _upon != upon or name not in _made or _made_at is None or isinstance(settings._wrapped, UserSettingsHolder):
        return False
    now = timezone.now()
    if not _made_at <= now < _made_at + LONGEST or timezone.localdate(now) != timezone.localdate(_made_at):
        return False
    with connection.cursor() as cursor:
        for table, (columns, rows) in _made[name].items():
            insert_rows(cursor, table, columns, rows)
    _upon = name
    return True


def insert_rows(cursor: Any, table: str, columns: list[str], rows: list[Row]) -> None:
    names, places = ", ".join(f'"{one}"' for one in columns), f"({', '.join(['%s'] * len(columns))})"
    values = [value for row in rows for value in row]
    sql = f'INSERT INTO "{table}" ({names}) VALUES {", ".join([places] * len(rows))}'  # noqa: S608 - names of tables and columns
    cursor.execute(sql, values)
