"""What a database holds, so that a restored one can be compared: of each table the number of rows and a digest of
all their columns, and how far each sequence has counted."""

import hashlib
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

Tables = dict[str, tuple[int, str]]


def count_tables(connection: BaseDatabaseWrapper) -> Tables:
    """The same for the same rows, in whatever order they lie."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            name = connection.ops.quote_name(table)
            if connection.vendor == "postgresql":
                row = "sha256(convert_to(t::text, 'UTF8'))"
                cursor.execute(
                    f"SELECT count(*), encode(sha256(coalesce(string_agg({row}, ''::bytea ORDER BY {row}), "  # noqa: S608 - names of tables
                    f"''::bytea)), 'hex') FROM {name} t"
                )
                rows, digest = cursor.fetchone()
            else:
                cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - as above
                each = sorted(hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest() for row in cursor)
                rows, digest = len(each), hashlib.sha256(b"".join(each)).hexdigest()
            found[table] = (rows, digest)
    return found


def read_sequences(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """How far each has counted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sequencename, last_value FROM pg_sequences "
                "WHERE schemaname = current_schema() AND last_value IS NOT NULL"
            )
        else:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())


def compare_tables(connection: BaseDatabaseWrapper, said: dict[str, Any]) -> list[str]:
    """What differs from what the manifest says, one sentence each."""
    there, wanted = count_tables(connection), {name: tuple(one) for name, one in said["tables"].items()}
    wrong = [f"表{name}没有了。" for name in wanted.keys() - there.keys()]
    wrong += [f"多了一张表{name}。" for name in there.keys() - wanted.keys()]
    for name in wanted.keys() & there.keys():
        if there[name][0] != wanted[name][0]:
            wrong.append(f"表{name}有{there[name][0]}行，备份的时候有{wanted[name][0]}行。")
        elif there[name] != wanted[name]:
            wrong.append(f"表{name}的内容与备份的时候不同。")
    counted = read_sequences(connection)
    wrong += [
        f"{name}数到{counted.get(name, 0)}，备份的时候已经数到{count}，新的编号会重复。"
        for name, count in said["sequences"].items()
        if counted.get(name, 0) < count
    ]
    return sorted(wrong)
