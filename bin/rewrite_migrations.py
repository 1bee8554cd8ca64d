"""Rewrites the migrations of both apps from the models: until 0.1 a change of a model changes the first ones.

    .venv/bin/python bin/rewrite_migrations.py

The initial migration makes every table in one operation, its constraints and indexes with it: one operation for each
of them takes seconds for every new database. The second holds the triggers of the models marked `append_only`.
"""

import os
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from pprint import pformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["BANLI_DEMO"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.db.migrations import AddField, CreateModel, Migration, RunPython  # noqa: E402
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.operations.base import Operation  # noqa: E402
from django.db.migrations.optimizer import MigrationOptimizer  # noqa: E402
from django.db.migrations.questioner import MigrationQuestioner  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import translation  # noqa: E402

from proposals.calendar import limits  # noqa: E402
from proposals.journal.kinds import kept_tables  # noqa: E402
from proposals.models import append_only  # noqa: E402

OURS = ("proposals", "replies")
# Fields that close a circle of tables which point at each other: they are added when the tables are there.
LATER = {"suggestion": ["deputies"], "reply": ["signed_draft"]}
# What no model says: the rows that a new database begins with.
FIRST_ROWS = {"proposals": [RunPython(limits.write_first_limits, RunPython.noop)]}
APPEND_ONLY = '''"""Records can be added, never changed or removed: the database itself refuses."""

from django.db import migrations

from proposals.models import append_only
from proposals.models.journal import marks


class Migration(migrations.Migration):
    dependencies = {dependencies}
    operations = [
        append_only.operation({tables}),
        marks.mark_operation({watched}),
    ]
'''


def initial_migrations() -> list[Migration]:
    """One migration for each app, as if it had none yet."""
    with override_settings(MIGRATION_MODULES=dict.fromkeys(OURS)):
        loader = MigrationLoader(None)
        models, asked = ProjectState.from_apps(apps), MigrationQuestioner(specified_apps=OURS)
        detector = MigrationAutodetector(loader.project_state(), models, asked)
        changes = detector.changes(loader.graph, trim_to_apps=set(OURS), convert_apps=set(OURS))
    return [migration for (migration,) in changes.values()]


def one_for_each_table(operations: list[Operation], app: str) -> list[Operation]:
    """All that is said of a table next to each other, tables that are pointed at first; then Django makes it one.

    Raises CycleError where tables point at each other: one of the fields goes into LATER.
    """
    tables = {operation.name_lower: operation for operation in operations if isinstance(operation, CreateModel)}
    said: dict[str, list[Operation]] = {name: [] for name in tables}
    needs: dict[str, set[str]] = {name: set() for name in tables}
    later: list[Operation] = []
    for operation in with_fields_apart(operations):
        table = operation.name_lower if isinstance(operation, CreateModel) else operation.model_name_lower
        if any(f"'{field}" in repr(operation.deconstruct()) for field in LATER.get(table, ())):
            later.append(operation)
            continue
        said[table].append(operation)
        if isinstance(operation, CreateModel | AddField):
            needs[table] |= {other for other in tables if other != table and operation.references_model(other, app)}
    in_order = [operation for table in TopologicalSorter(needs).static_order() for operation in said[table]]
    return MigrationOptimizer().optimize(in_order + later, app)


def with_fields_apart(operations: list[Operation]) -> Iterator[Operation]:
    """The same operations, but for the fields of LATER: each is added to its table by an operation of its own."""
    for operation in operations:
        late = []
        if isinstance(operation, CreateModel):
            late = [pair for pair in operation.fields if pair[0] in LATER.get(operation.name_lower, ())]
            operation.fields = [pair for pair in operation.fields if pair not in late]
        yield operation
        yield from (AddField(operation.name, name, field) for name, field in late)


def main() -> None:
    for migration in initial_migrations():
        app = migration.app_label
        migration.operations = one_for_each_table(migration.operations, app) + FIRST_ROWS.get(app, [])
        folder = ROOT / app / "migrations"
        text = MigrationWriter(migration, include_header=False).as_string()
        (folder / "0001_initial.py").write_text(text, encoding="utf-8")
        tables = ", ".join(f'"{table}"' for table in append_only.marked_tables() if table.startswith(f"{app}_"))
        watched = pformat(
            {one.table: one.watched for one in kept_tables() if one.label.startswith(f"{app}.")}, width=110
        )
        before = [(app, "0001_initial"), *([] if app == OURS[0] else [(OURS[0], "0002_append_only")])]
        text = APPEND_ONLY.format(dependencies=before, tables=tables, watched=watched)
        (folder / "0002_append_only.py").write_text(text, encoding="utf-8")


with translation.override(None):  # Django's own sentences as they stand in its code
    main()
