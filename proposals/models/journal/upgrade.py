"""What a migration does about the triggers of the tables that it makes or changes.

SQLite makes a table over to change it, and its triggers go with the old one; PostgreSQL changes no column that a
trigger names. So a migration takes the triggers of its tables down first and puts them up at its end
(bin/add_migration.py writes it so). The way back from a version is its backup (deploy/upgrade.sh), not a migration.
"""

from collections.abc import Collection, Sequence
from typing import Generic, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from proposals.models import append_only
from proposals.models.journal import marks

Tables = TypeVar("Tables", bound=Collection[str])


class _OfTriggers(Operation, Generic[Tables]):
    """Of these tables; the models stay as they are."""

    reduces_to_sql = False
    reversible = False

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: object) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: object) -> None:
        self.change(schema_editor.connection)

    def describe(self) -> str:
        return f"{type(self).__doc__} {', '.join(self.tables)}"

    def change(self, connection: BaseDatabaseWrapper) -> None:
        """What is done to the database."""
        raise NotImplementedError


class TakeDown(_OfTriggers[Sequence[str]]):
    """Take down every trigger of"""

    def change(self, connection: BaseDatabaseWrapper) -> None:
        append_only.remove_triggers(connection, self.tables)
        marks.remove_marks(connection, self.tables)


class Refuse(_OfTriggers[Sequence[str]]):
    """Refuse to change or remove rows of"""

    def change(self, connection: BaseDatabaseWrapper) -> None:
        append_only.install_triggers(connection, self.tables)


class Mark(_OfTriggers[marks.Watched]):
    """Mark for the journal what stands and what is written in"""

    def change(self, connection: BaseDatabaseWrapper) -> None:
        marks.install_marks(connection, self.tables)
        marks.mark_all_rows(connection, self.tables)
