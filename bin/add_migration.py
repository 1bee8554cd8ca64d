"""Adds the migration of what was changed in the models, to each app that has any: migrations are only added.

    .venv/bin/python bin/add_migration.py NAME

It is the one that `makemigrations` writes, between what takes the triggers of its tables down and what puts them up.
"""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["BANLI_DEMO"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.db.migrations import Migration  # noqa: E402
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.operations.base import Operation  # noqa: E402
from django.db.migrations.questioner import InteractiveMigrationQuestioner  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402
from django.utils import translation  # noqa: E402

from proposals.journal.kinds import kept_tables  # noqa: E402
from proposals.models import append_only  # noqa: E402
from proposals.models.journal import marks  # noqa: E402
from proposals.models.journal.upgrade import Mark, Refuse, TakeDown  # noqa: E402

OURS = ("proposals", "replies")
# SQLite renames no table while a trigger names one that is not there, as one of these while it is made over.
NAMED_BY_TRIGGERS = {append_only.PERMITS, marks.MARKS}


def missing_migrations(loader: MigrationLoader, name: str) -> Iterator[Migration]:
    """A migration for each app whose models say something else than its migrations."""
    asked = InteractiveMigrationQuestioner(specified_apps=OURS)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps), asked)
    changes = detector.changes(loader.graph, trim_to_apps=set(OURS), convert_apps=set(OURS), migration_name=name)
    for migrations in changes.values():
        yield from migrations


def tables_of(operations: list[Operation], app: str) -> Iterator[str]:
    """The tables that these operations make or change, those between two of many to many among them."""
    named = {getattr(operation, "model_name", getattr(operation, "name", "")).lower() for operation in operations}
    for model in apps.get_app_config(app).get_models(include_auto_created=True):
        owner = model._meta.auto_created or model
        if owner._meta.model_name in named:
            yield model._meta.db_table


def with_triggers(operations: list[Operation], app: str, before: set[str]) -> list[Operation]:
    """The operations between the triggers' going and coming. `before`: the tables that are there without them."""
    touched = set(tables_of(operations, app))
    refused = append_only.marked_tables()
    watched = {one.table: one.watched for one in kept_tables()}
    if touched & NAMED_BY_TRIGGERS:
        touched |= before
    down = sorted(touched & before & {*refused, *watched})
    refuse = [table for table in refused if table in touched]
    mark = {table: said for table, said in sorted(watched.items()) if table in touched}
    return [
        *([TakeDown(down)] if down else []),
        *operations,
        *([Refuse(refuse)] if refuse else []),
        *([Mark(mark)] if mark else []),
    ]


def names_other_app(down: TakeDown, migration: Migration) -> bool:
    """Whether triggers of the other app's tables are taken down too, which must be there by then."""
    return any(not table.startswith(f"{migration.app_label}_") for table in down.tables)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("name")
    name, loader = parser.parse_args().name, MigrationLoader(None)
    models = loader.project_state().apps.get_models(include_auto_created=True)
    before = {model._meta.db_table for model in models}
    for migration in missing_migrations(loader, name):
        migration.operations = with_triggers(migration.operations, migration.app_label, before)
        if any(isinstance(one, TakeDown) and names_other_app(one, migration) for one in migration.operations):
            migration.dependencies += [leaf for app in OURS for leaf in loader.graph.leaf_nodes(app)]
        writer = MigrationWriter(migration, include_header=False)
        Path(writer.path).write_text(writer.as_string(), encoding="utf-8")
        subprocess.run([Path(sys.executable).with_name("ruff"), "format", "-q", writer.path], check=True)  # noqa: S603
        sys.stdout.write(f"{Path(writer.path).relative_to(ROOT)}\n")


with translation.override(None):  # Django's own sentences as they stand in its code
    main()
