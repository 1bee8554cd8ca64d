"""Database triggers that refuse to change or remove the rows of a record, on SQLite and on PostgreSQL.

SQLite's REPLACE removes the row that is in its way without a word to the triggers of DELETE (unless the connection
asks for it by `recursive_triggers`, as a foreign one does not): there a trigger of INSERT refuses a key in use.

One change is let through: a column becomes what an ErasePermit of this row says, and nothing else of the row changes
(清除). A permit hangs on a Tombstone, which is a record itself and sealed: who writes both past the program is found.
On PostgreSQL the program's own account may not change a record at all; a function of the owner's does what a permit
says, and nothing more.

A model says `append_only = True`; the migration that makes its table names it (journal/upgrade.py).
"""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "办理记录只能增加，不能修改或删除"
FUNCTION = "banli_append_only"
PERMITS = "proposals_erasepermit"
# Whether some column differs and each that does is permitted. The tables are named with their schema: a temporary
# one of the same name says nothing.
BODY = """
DECLARE was jsonb; is_now jsonb; one record; fits boolean; permitted boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    was := to_jsonb(OLD);
    is_now := to_jsonb(NEW);
    FOR one IN SELECT key, value FROM jsonb_each(is_now) LOOP
      IF one.value IS DISTINCT FROM was -> one.key THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.proposals_erasepermit WHERE "table" = $1 AND "row" = $2 '
                       'AND "column" = $3 AND value = $4)', TG_TABLE_SCHEMA)
          INTO permitted USING TG_TABLE_NAME::text, coalesce(was ->> 'id', was ->> 'number'), one.key, one.value;
        fits := coalesce(fits, true) AND permitted;
      END IF;
    END LOOP;
    IF fits THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '%REFUSAL%' USING ERRCODE = 'integrity_constraint_violation';
END """.replace("%REFUSAL%", REFUSAL)
ERASE = "banli_erase"
# Does what one permit says, as the owner of the tables.
ERASE_BODY = """
DECLARE permit record; kind regtype; key text;
BEGIN
  SELECT * INTO STRICT permit FROM proposals_erasepermit WHERE id = which;
  SELECT atttypid::regtype INTO STRICT kind FROM pg_attribute
    WHERE attrelid = permit."table"::regclass AND attname = permit."column" AND attnum > 0;
  SELECT attname INTO STRICT key FROM pg_attribute a
    JOIN pg_index i ON i.indrelid = a.attrelid AND a.attnum = i.indkey[0]
    WHERE i.indisprimary AND a.attrelid = permit."table"::regclass;
  IF kind = 'jsonb'::regtype THEN
    EXECUTE format('UPDATE %I SET %I = $1 WHERE %I::text = $2', permit."table", permit."column", key)
      USING permit.value, permit."row";
  ELSE
    EXECUTE format('UPDATE %I SET %I = $1 WHERE %I::text = $2', permit."table", permit."column", key)
      USING permit.value #>> '{}', permit."row";
  END IF;
END """


def marked_tables() -> tuple[str, ...]:
    """The tables of all models that are marked `append_only`, by name."""
    return tuple(sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)))


def trigger_statements(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> dict[str, str]:
    """What installs the triggers, by the name of each. Reads from the database which columns of these tables are
    unique."""
    create = {}
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
        elif connection.vendor == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for verb in ("UPDATE", "DELETE"):
                name = f"{table}_no_{verb.lower()}"
                when = f"WHEN NOT ({_only_permitted(connection, table)}) " if verb == "UPDATE" else ""
                create[name] = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when}{refuse}"
            name, there = f"{table}_no_replace", " OR ".join(_same_keys(connection, table))
            create[name] = f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {there} {refuse}"
    return create


def _drop_statements(vendor: str, tables: Sequence[str]) -> Iterator[str]:
    for table in tables:
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"
            yield f"DROP TRIGGER IF EXISTS {table}_append_only_all ON {table}"
        else:
            yield from (f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete", "replace"))


def _only_permitted(connection: BaseDatabaseWrapper, table: str) -> str:
    """For SQLite: that some column changes, and each that does becomes what a permit says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, lower(type), pk FROM pragma_table_info(%s)", [table])
        columns = cursor.fetchall()
    key = next(name for name, _, in_key in columns if in_key)
    unchanged, said = [], []
    for name, kind, _ in columns:
        same = f'OLD."{name}" IS NEW."{name}"'
        unchanged.append(same)
        if kind == "text" or kind.startswith("varchar"):
            # A permit holds JSON; a column of JSON is compared as such, any other with the text that it says.
            value = f'CASE WHEN json_valid(NEW."{name}") THEN json(NEW."{name}") END'
            same += (
                f" OR EXISTS (SELECT 1 FROM {PERMITS} p WHERE p.\"table\" = '{table}' "  # noqa: S608 - own tables
                f'AND p."row" = CAST(OLD."{key}" AS text) AND p."column" = \'{name}\' '
                f"AND (json_extract(p.value, '$') IS NEW.\"{name}\" OR json(p.value) IS {value}))"
            )
        said.append(f"({same})")
    return f"{' AND '.join(said)} AND NOT ({' AND '.join(unchanged)})"


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
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$")
            cursor.execute("SELECT quote_ident(current_schema())")
            schema = cursor.fetchone()[0]
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {ERASE}(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER "
                f"SET search_path = {schema}, pg_temp AS $${ERASE_BODY}$$"
            )
        if connection.vendor == "sqlite":
            for sql in _drop_statements(connection.vendor, tables):
                cursor.execute(sql)
        for sql in trigger_statements(connection, tables).values():
            cursor.execute(sql)


def remove_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    """Take the triggers of these tables down again."""
    with connection.cursor() as cursor:
        for sql in _drop_statements(connection.vendor, tables):
            cursor.execute(sql)
