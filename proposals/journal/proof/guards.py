"""The triggers stand, each with the text that the program gave it, those that refuse and those that mark, and there
are no others; the tables are built as the last migration left them."""

from collections.abc import Iterator

from django.db import connection

from proposals.journal.kinds import kept_tables
from proposals.journal.proof.report import Proof
from proposals.journal.schema import find_differences, read_schema
from proposals.models import append_only
from proposals.models.journal import marks

REFUSES, MARKS = "不许改、不许删的触发器", "记入总账的触发器"
# Of PostgreSQL's pg_trigger.tgtype: row, before, insert, delete, update, truncate.
ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = 1, 2, 4, 8, 16, 32


def prove_guards(proof: Proof) -> None:
    """On SQLite by their text, on PostgreSQL by what they do and whether they are switched on."""
    found = _sqlite_faults(proof) if connection.vendor == "sqlite" else _postgresql_faults(proof)
    built = read_schema()
    for what, wrong in (*found, *find_differences(built)):
        proof.blame(what, wrong)
    proof.proved["表和约束"] += len(built)


def _sqlite_faults(proof: Proof) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = dict(cursor.fetchall())
    refuse = append_only.trigger_statements(connection, append_only.marked_tables())
    mark = marks.mark_statements("sqlite", {one.table: one.watched for one in kept_tables()})
    for kind, wanted in ((REFUSES, refuse), (MARKS, mark)):
        for name, sql in wanted.items():
            if name not in there:
                yield f"{kind}{name}", "没有了"
            elif there[name] != sql:
                yield f"{kind}{name}", "被改过"
            else:
                proof.proved["触发器"] += 1
    for name in sorted(set(there) - set(refuse) - set(mark)):
        yield f"触发器{name}", "不是这个程序的"


def _postgresql_faults(proof: Proof) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgtype::int, t.tgenabled::text, p.proname, t.tgqual IS NULL, "
            "array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY(t.tgattr)) "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        there = {name: rest for name, *rest in cursor.fetchall()}
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s) "
            "AND pronamespace = current_schema()::regnamespace",
            [[append_only.FUNCTION, append_only.ERASE, marks.FUNCTION]],
        )
        bodies = dict(cursor.fetchall())
    for function, body in (
        (append_only.FUNCTION, append_only.BODY),
        (append_only.ERASE, append_only.ERASE_BODY),
        (marks.FUNCTION, marks.BODY),
    ):
        if bodies.get(function) != body:
            yield f"触发器的函数{function}", "被改过" if function in bodies else "没有了"
    for kind, name, wanted in _wanted():
        is_there = there.pop(name, None)
        if is_there is None:
            yield f"{kind}{name}", "没有了"
        elif is_there[2] not in ("O", "A"):
            yield f"{kind}{name}", "被停用了"
        elif [is_there[0], is_there[1], is_there[3], is_there[4], sorted(is_there[5])] != wanted:
            yield f"{kind}{name}", "被改过"
        else:
            proof.proved["触发器"] += 1
    for name in sorted(there):
        yield f"触发器{name}", "不是这个程序的"


def _wanted() -> Iterator[tuple[str, str, list[object]]]:
    """What PostgreSQL is to say of each: table, what it fires on, its function, without a condition, its columns."""
    for table in append_only.marked_tables():
        name, does = f"{table}_append_only", append_only.FUNCTION
        yield REFUSES, name, [table, ROW | BEFORE | DELETE | UPDATE, does, True, []]
        yield REFUSES, f"{name}_all", [table, BEFORE | TRUNCATE, does, True, []]
    for one in kept_tables():
        columns = sorted(one.watched[1])
        for verb, fires, named in (("insert", INSERT, []), ("update", UPDATE, columns), ("delete", DELETE, [])):
            if verb != "update" or columns:
                name = f"{one.table}_marks_{verb}"[-63:]
                yield MARKS, name, [one.table, ROW | fires, marks.FUNCTION, True, named]
