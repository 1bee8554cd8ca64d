"""Database triggers that refuse to change or remove the rows of a record, on SQLite and on PostgreSQL: the events of
cases, and whatever table a migration names (replies: what was printed, and who took it)."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("proposals_event",)
REFUSAL = "办理记录只能增加，不能修改或删除"


def statements(vendor: str, tables: Sequence[str] = TABLES) -> tuple[list[str], list[str]]:
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


def install(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    with connection.cursor() as cursor:
        for sql in statements(connection.vendor, tables)[0]:
            cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    with connection.cursor() as cursor:
        for sql in statements(connection.vendor, tables)[1]:
            cursor.execute(sql)


def install_in_migration(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    install(schema_editor.connection)


def remove_in_migration(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    remove(schema_editor.connection)
