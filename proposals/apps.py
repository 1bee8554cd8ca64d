from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "建议"

    def ready(self) -> None:
        # Models and what depends on them can be imported only once every app is loaded.
        from proposals.journal.kinds import plug_in_records
        from proposals.journal.schema import write_after_migration
        from proposals.journal.table import RECORDED
        from proposals.models.administration.kept_inside import keep_columns_inside
        from proposals.web.sign_in_log import connect_log

        connect_log()
        plug_in_records(RECORDED)
        keep_columns_inside()
        post_migrate.connect(write_after_migration, sender=self, dispatch_uid="proposals.write_after_migration")
        connection_created.connect(begin_connection, dispatch_uid="proposals.begin_connection")
        checks.register(check_answer_side)
        checks.register(check_history, checks.Tags.database)


def begin_connection(connection: BaseDatabaseWrapper, **_: object) -> None:
    # Models and what depends on them can be imported only once every app is loaded.
    from proposals.models.journal.marks import let_mark
    from proposals.models.journal.seal import known_mark_secrets, mark_secrets

    """What it writes is marked as the program's. Have PostgreSQL compile no query, and give up what waits or works
    too long. The counts of the desk are long expressions over few rows: compiled they take half a minute where a
    table was never analysed, as in every new installation, and milliseconds without. Said to each connection and not
    in its startup, which PgBouncer would refuse."""
    if connection.vendor == "postgresql":
        limits = {"lock_timeout": settings.DB_LOCK_SECONDS, "statement_timeout": settings.DB_STATEMENT_SECONDS}
        said = "".join(f"SET {name} = {int(seconds * 1000)}; " for name, seconds in limits.items())
        with connection.connection.cursor() as cursor:
            cursor.execute(f"{said}SET jit = off")
    let_mark(connection, mark_secrets if connection.vendor == "sqlite" else known_mark_secrets)


def check_answer_side(**_: object) -> list[checks.CheckMessage]:
    """What the answer's side has to plug in is there: its blockers and the rounds of a case."""
    # Models and what depends on them are there only once every app is loaded.
    from proposals.cases.blockers import missing_blockers
    from proposals.models.rounds import are_rounds_plugged_in
    from proposals.templatetags.plugged import missing_pages

    missing = [*missing_blockers(), *missing_pages(), *([] if are_rounds_plugged_in() else ["rounds"])]
    return [checks.Error(f"Nothing is plugged in for: {'、'.join(missing)}", id="proposals.E001")] if missing else []


def check_history(databases: Sequence[str] | None = None, **_: object) -> list[checks.CheckMessage]:
    """The database was not made by a version whose migrations are no longer there, or say something else now. Before
    0.1 they are rewritten now and then; such a database cannot be brought up to date, and nothing touches it."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        loader = MigrationLoader(connections[alias])
        applied = {key for key in loader.applied_migrations if key[0] in loader.migrated_apps}
        known = loader.disk_migrations.keys()
        if applied - known or (applied == known and _lacks_columns(connections[alias])):
            found.append(checks.Error(_how_to_start_over(connections[alias]), id="proposals.E002"))
    return found


def _lacks_columns(connection: BaseDatabaseWrapper) -> bool:
    """Whether a column of a model is not there although every migration is applied."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            table, fields = model._meta.db_table, model._meta.local_concrete_fields
            if table not in tables:
                return True
            there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            if any(field.column not in there for field in fields):
                return True
    return False


def move_away(name: Path) -> str:
    """The commands for SQLite's file and what a crash may have left beside it."""
    beside = (name.with_name(name.name + ending) for ending in ("-wal", "-shm", "-journal"))
    files = (name, *(one for one in beside if one.exists()))
    return " && ".join(f"mv {quote(str(one))} {quote(f'{one}.old')}" for one in files)


def _how_to_start_over(connection: BaseDatabaseWrapper) -> str:
    name = connection.settings_dict["NAME"]
    again = f"先把它改名：{move_away(Path(name))}" if connection.vendor == "sqlite" else "另建一个空的数据库"
    said = f"数据库 {name} 的表和这一版的不同，不能接着用；里面的数据没有动过。"
    again = f"是以前的开发版本建的，可以重新开始：请{again}，再运行一次。"
    return f"{said}{again}平时在用的，可能有人改过，不要改名，请先查明原因。"
