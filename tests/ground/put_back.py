"""What a test has committed is taken back, so that the next one finds the database as it was before the first.

Django would empty every table and have its signals fill some again. The triggers of the append-only tables would
refuse that, and the calendar would be gone: to take the triggers down and put all up again takes a tenth of a
second, and to empty eighty tables half a second of PostgreSQL's server. SQLite is copied back from memory as a
whole, and of PostgreSQL's tables those that have changed are written anew, with the triggers asleep.
"""

import sqlite3
from typing import Any

from django.db import connection, transaction

from proposals.journal.kinds import kept_tables
from proposals.models import append_only
from proposals.models.journal import marks
from tests import kept

_copy = sqlite3.connect(":memory:", check_same_thread=False)
_rows: kept.Rows = {}
_look: tuple[str, dict[str, str]] = "", {}

# What the triggers are, and what they do.
TRIGGERS = """SELECT 'the triggers', md5(coalesce(string_agg(line, ' ' ORDER BY line), '')) FROM (
  SELECT pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal UNION ALL
  SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS lines (line)"""


def remember() -> None:
    """The database as it stands is what each test is to find."""
    global _rows, _look
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.backup(_copy)
        return
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    _rows = kept.read_rows(sorted(tables))
    looks = [
        f"SELECT '{table}', md5(coalesce(string_agg(one::text, ' ' ORDER BY one::text), '')) FROM \"{table}\" AS one"  # noqa: S608 - names of tables
        for table in _rows
    ]
    sql = " UNION ALL ".join([*looks, TRIGGERS])
    _look = sql, _ask(sql)


def _ask(sql: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def put_back(*_: Any) -> None:
    """Let the database be as it is remembered."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _copy.backup(connection.connection)
        return
    sql, before = _look
    changed = [name for name, look in _ask(sql).items() if look != before[name]]
    if "the triggers" in changed:
        _put_triggers_up()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor keys of others
        for table in [name for name in changed if name in _rows]:
            columns, rows = _rows[table]
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - the program's own tables
            if rows:
                kept.insert_rows(cursor, table, columns, rows)


def _put_triggers_up() -> None:
    watched = {one.table: one.watched for one in kept_tables()}
    marks.remove_marks(connection, watched)
    append_only.remove_triggers(connection, append_only.marked_tables())
    append_only.install_triggers(connection, append_only.marked_tables())
    marks.install_marks(connection, watched)
