"""Database triggers that refuse to change or remove the rows of a record, on SQLite and on PostgreSQL.

SQLite's REPLACE removes the row that is in its way without a word to the triggers of DELETE (unless the connection
asks for it by `recursive_triggers`, as a foreign one does not): there a trigger of INSERT refuses a key in use.

A model says `append_only = True`; the migration that makes its table names the table in `operation`.
"""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

REFUSAL = "办理记录只能增加，不能修改或删除"
FUNCTION = "banli_append_only"
BODY = f" BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END "


def marked_tables() -> tuple[str, ...]:
    """The tables of all models that are marked `append_only`, by name."""
    return tuple(sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)))


def trigger_statements(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """What installs the triggers, by the name of each, and what removes them. Reads from the database which columns
    of these tables are unique."""
    create, drop = {}, []
    for table in tables:
        if connection.vendor == "postgresql":
            name = f"{table}_append_only"
            create[name] = (
                f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
            )
            create[f"{name}_all"] = (
                f"CREATE OR REPLACE TRIGGER {name}_all BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            )
            drop += [
                f"DROP TRIGGER IF EXISTS {name} ON {table}",
                f"DROP TRIGGER IF EXISTS {name}_all ON {table}",
            ]
        elif connection.vendor == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for verb in ("UPDATE", "DELETE"):
                name = f"{table}_no_{verb.lower()}"
                create[name] = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {refuse}"
            name, there = f"{table}_no_replace", " OR ".join(_same_keys(connection, table))
            create[name] = f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {there} {refuse}"
            drop += [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete", "replace")]
    return create, drop


def _same_keys(connection: BaseDatabaseWrapper, table: str) -> Iterator[str]:
    """For each way in which rows of the table must differ: that there is one like the new one. Where only some rows
    must (a partial index), the new one has to be such a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, pk FROM pragma_table_info(%s)", [table])
        columns = cursor.fetchall()
        cursor.execute(
            "SELECT l.name, coalesce(m.sql, '') FROM pragma_index_list(%s) l JOIN sqlite_master m ON m.name = l.name "
            'WHERE l."unique" = 1 ORDER BY l.name',
            [table],
        )
        keys = [(tuple(name for name, in_key in columns if in_key), "")]
        for index, sql in cursor.fetchall():
            cursor.execute("SELECT name FROM pragma_index_info(%s)", [index])
            keys.append(
                (
                    tuple(name for (name,) in cursor.fetchall()),
                    f"({condition})" if (condition := sql.partition(" WHERE ")[2]) else "",
                )
            )
    new_row = ", ".join(f'NEW."{name}" AS "{name}"' for name, _ in columns)
    for names, condition in dict.fromkeys(keys):
        same = " AND ".join(f'"{name}" = NEW."{name}"' for name in names)
        there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - names of tables and columns
        if condition:
            new = f"SELECT 1 FROM (SELECT {new_row}) WHERE {condition}"  # noqa: S608 - as above
            there += f" AND {condition} AND EXISTS ({new})"
        yield f"EXISTS ({there})"


def install_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Make the database refuse UPDATE and DELETE (on PostgreSQL TRUNCATE, on SQLite REPLACE too) on these tables."""
    create, drop = trigger_statements(connection, tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$")
        for sql in [*(drop if connection.vendor == "sqlite" else []), *create.values()]:
            cursor.execute(sql)


def remove_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Take the triggers of these tables down again."""
    with connection.cursor() as cursor:
        for sql in trigger_statements(connection, tables)[1]:
            cursor.execute(sql)


def operation(*tables: str) -> RunPython:
    """The migration operation that installs the triggers of these tables."""

    def forwards(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        install_triggers(schema_editor.connection, tables)

    def backwards(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        remove_triggers(schema_editor.connection, tables)

    return RunPython(forwards, backwards)
