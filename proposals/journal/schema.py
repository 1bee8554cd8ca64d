"""How the database is built now, and when it was written down: after each migration, and where somebody at the server
says so (the server's next major version may spell a definition otherwise)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from proposals.models.journal.schema import SchemaVersion

KINDS = {"table": "表", "index": "索引", "view": "视图", "column": "列", "constraint": "约束", "rule": "规则"}
_OF_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index', 'view') AND sql IS NOT NULL"
_HERE = "relnamespace = current_schema()::regnamespace"
_OF_POSTGRESQL = f"""
SELECT 'column', c.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, l.collname,
                 pg_get_expr(d.adbin, d.adrelid))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  WHERE c.relkind IN ('r', 'p') AND c.{_HERE}
UNION ALL
SELECT 'constraint', c.relname || '.' || t.conname, concat_ws(' ', pg_get_constraintdef(t.oid), t.convalidated)
  FROM pg_constraint t JOIN pg_class c ON c.oid = t.conrelid WHERE c.{_HERE}
UNION ALL
SELECT 'index', c.relname, concat_ws(' ', pg_get_indexdef(c.oid), i.indisvalid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.{_HERE}
UNION ALL
SELECT 'view', c.relname, pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.{_HERE}
UNION ALL
SELECT 'rule', c.relname || '.' || r.rulename, pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND c.{_HERE}
"""  # noqa: S608 - no value in it


def read_schema() -> dict[str, str]:
    """Everything that the tables are made of, by kind and name: the SHA-256 of its definition. Triggers are proved by
    themselves; who may read and write is the server's."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_SQLITE if connection.vendor == "sqlite" else _OF_POSTGRESQL)
        return {
            f"{kind} {name}": hashlib.sha256(_same_after_restoring(definition or "").encode()).hexdigest()
            for kind, name, definition in cursor.fetchall()
            if not name.startswith("sqlite_")
        }


def _same_after_restoring(definition: str) -> str:
    """A definition without the casts that PostgreSQL writes otherwise once it was dumped and restored."""
    said = re.sub(r"::(?:character varying(?:\(\d+\))?|text)(?:\[\])?", "", definition)
    said = re.sub(r"\(('(?:[^']|'')*')\)", r"\1", said)
    return re.sub(r"\((\(ARRAY\[[^]]*\]\))\)", r"\1", said)


def applied_migrations() -> list[str]:
    """The migrations that the database says were applied."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def write_schema(reason: str = "") -> bool:
    """Write down how the database is built now. Returns False where it is written down already."""
    now, migrations = read_schema(), applied_migrations()
    last = SchemaVersion.objects.last()
    if last and (last.objects_there, last.migrations) == (now, migrations):
        return False
    SchemaVersion.objects.create(at=timezone.now(), objects_there=now, migrations=migrations, reason=reason)
    return True


def write_after_migration(plan: Sequence[Any] = (), **_: object) -> None:
    """What a migration left. Where none was carried out nothing is believed: somebody else may have built."""
    if plan or not SchemaVersion.objects.exists():
        write_schema()


def find_differences(now: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is built otherwise (read_schema) than the program left it, and how: gone, changed, added."""
    last = SchemaVersion.objects.last()
    if last is None:
        return [("数据库结构", "没有记下来")]
    then = last.objects_there
    found = []
    for key in sorted(now.keys() | then.keys()):
        if now.get(key) != then.get(key):
            kind, _, name = key.partition(" ")
            wrong = "没有了" if key not in now else "被改过" if key in then else "不是这个程序的"
            found.append((f"数据库的{KINDS[kind]}{name}", wrong))
    applied = applied_migrations()
    found += [(f"迁移记录{name}", "没有了") for name in last.migrations if name not in applied]
    found += [(f"迁移记录{name}", "不是这个程序的") for name in applied if name not in last.migrations]
    return found
