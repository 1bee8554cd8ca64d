"""Database triggers that mark each row that has to be entered in the journal, on SQLite and on PostgreSQL.

A row that is written, or one of whose named columns is changed, or that is deleted, leaves a JournalMark in the
same transaction. Nothing of the program has to think of it, and no order of keys is relied on. A mark has a token
that only the program's connections make: what somebody else writes is entered as such, and on SQLite it is not
written at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from proposals.models.journal.seal import make_token, mark_secrets

MARKS = "proposals_journalmark"
FUNCTION = "banli_mark_row"
# A mark's token: of SQLite by a function that the program gives to its connections (nobody writes without it), of
# PostgreSQL from a setting of its connections (who writes without it leaves a token of no worth).
TOKEN, SECRET = "banli_token", "banli.secret"
_DIGEST = (
    "encode(sha256(convert_to(coalesce(current_setting('{secret}', true), '') || '|' || {table} || '|' || {row}, "
    "'UTF8')), 'hex')"
)
BODY = """
DECLARE key text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    EXECUTE format('SELECT ($1).%I::text', TG_ARGV[0]) INTO key USING OLD;
  ELSE
    EXECUTE format('SELECT ($1).%I::text', TG_ARGV[0]) INTO key USING NEW;
  END IF;
  INSERT INTO %MARKS% ("table", "row", token) VALUES (TG_TABLE_NAME, key, %TOKEN%);
  RETURN NULL;
END """.replace("%MARKS%", MARKS).replace("%TOKEN%", _DIGEST.format(secret=SECRET, table="TG_TABLE_NAME", row="key"))
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
                values = f"{row}, {TOKEN}({row})"
                mark = f'INSERT INTO {MARKS} ("table", "row", token) VALUES ({values})'  # noqa: S608 - own tables
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
    let_mark(connection, mark_secrets)  # a new installation's first rows: with them its key is made
    with connection.cursor() as cursor:
        for table, (key, _) in tables.items():
            row = f'CAST("{key}" AS varchar(40))'
            of_postgresql = _DIGEST.format(secret=SECRET, table=f"'{table}'", row=row)
            token = of_postgresql if connection.vendor == "postgresql" else f"{TOKEN}('{table}', {row})"
            cursor.execute(
                f'INSERT INTO {MARKS} ("table", "row", token) '  # noqa: S608 - the program's own tables
                f"SELECT '{table}', {row}, {token} FROM {table}"
            )


def let_mark(connection: BaseDatabaseWrapper, secrets: Callable[[], Sequence[str]]) -> None:
    """Give a connection that begins what makes its rows the program's own (seal.py: mark_secrets)."""
    if connection.vendor == "sqlite":

        def token(table: str, row: object) -> str:
            return make_token(secrets()[0], table, row)

        connection.connection.create_function(TOKEN, 2, token)
    else:
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SECRET, next(iter(secrets()), "")])
