"""Database triggers that mark each row that has to be entered in the journal, on SQLite and on PostgreSQL.

A row that is written, or one of whose named columns is changed, or that is deleted, leaves a JournalMark in the same
transaction. Nothing of the program has to think of it, and no order of keys is relied on.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

MARKS = "proposals_journalmark"
FUNCTION = "banli_mark_row"
# Of PostgreSQL's function: TG_ARGV[0] is the name of the key.
_INSERT = (
    'EXECUTE format(\'INSERT INTO proposals_journalmark ("table", "row") VALUES ($1, ($2).%I::text)\', TG_ARGV[0])'
)
BODY = (
    f" BEGIN IF TG_OP = 'DELETE' THEN {_INSERT} USING TG_TABLE_NAME::text, OLD; "
    f"ELSE {_INSERT} USING TG_TABLE_NAME::text, NEW; END IF; RETURN NULL; END "
)
# Of each table: its key, and the columns whose change is marked.
Watched = Mapping[str, tuple[str, Sequence[str]]]


def mark_statements(vendor: str, tables: Watched) -> dict[str, str]:
    """What installs the marking triggers, by the name of each."""
    create = {}
    for table, (key, columns) in tables.items():
        named = ", ".join(f'"{column}"' for column in columns)
        for verb, old_or_new in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
            if verb == "update" and not columns:
                continue
            event = f"UPDATE OF {named}" if verb == "update" else verb.upper()
            name = f"{table}_marks_{verb}"
            if vendor == "postgresql":
                name = name[-63:]
                create[name] = (
                    f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}('{key}')"
                )
            else:
                row = f"'{table}', {old_or_new}.\"{key}\""
                mark = f'INSERT INTO {MARKS} ("table", "row") VALUES ({row})'  # noqa: S608 - the program's own tables
                create[name] = f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {mark}; END"
    return create


def install_marks(connection: BaseDatabaseWrapper, tables: Watched) -> None:
    """Let these tables mark what is written."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$")
        for name, sql in mark_statements(connection.vendor, tables).items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(sql)


def remove_marks(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Take these triggers down again."""
    with connection.cursor() as cursor:
        for table in tables:
            for verb in ("insert", "update", "delete"):
                name = f"{table}_marks_{verb}"
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name[-63:]} ON {table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def mark_all_rows(connection: BaseDatabaseWrapper, tables: Watched) -> None:
    """Mark what already stands in these tables."""
    with connection.cursor() as cursor:
        for table, (key, _) in tables.items():
            cursor.execute(
                f'INSERT INTO {MARKS} ("table", "row") '  # noqa: S608 - the program's own tables
                f"SELECT '{table}', CAST(\"{key}\" AS varchar(40)) FROM {table}"
            )
