"""Database triggers that refuse to change or remove the rows of a record, on SQLite and on PostgreSQL.

A model says `append_only = True`; the migration that makes its table names the table in `operation`.
"""

from collections.abc import Sequence

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

REFUSAL = "办理记录只能增加，不能修改或删除"


def marked_tables() -> tuple[str, ...]:
    """The tables of all models that are marked `append_only`, by name."""
    return tuple(sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)))


def trigger_statements(vendor: str, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    """What installs the triggers and what removes them."""
    create, drop = [], []
    if vendor == "postgresql":
        create.append(
            "CREATE OR REPLACE FUNCTION banli_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in tables:
        if vendor == "postgresql":
            name = f"{table}_append_only"
            create += [
                f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION banli_append_only()",
                f"CREATE OR REPLACE TRIGGER {name}_all BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION banli_append_only()",
            ]
            drop += [
                f"DROP TRIGGER IF EXISTS {name} ON {table}",
                f"DROP TRIGGER IF EXISTS {name}_all ON {table}",
            ]
        elif vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                name = f"{table}_no_{verb.lower()}"
                create.append(
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
                drop.append(f"DROP TRIGGER IF EXISTS {name}")
    return create, drop


def install_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Make the database refuse UPDATE and DELETE (on PostgreSQL TRUNCATE too) on these tables."""
    with connection.cursor() as cursor:
        for sql in trigger_statements(connection.vendor, tables)[0]:
            cursor.execute(sql)


def remove_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Take the triggers of these tables down again."""
    with connection.cursor() as cursor:
        for sql in trigger_statements(connection.vendor, tables)[1]:
            cursor.execute(sql)


def operation(*tables: str) -> RunPython:
    """The migration operation that installs the triggers of these tables."""

    def forwards(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        install_triggers(schema_editor.connection, tables)

    def backwards(_: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        remove_triggers(schema_editor.connection, tables)

    return RunPython(forwards, backwards)
