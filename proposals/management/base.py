"""What the commands that meet the database share."""

from typing import Any

from django.core.management.base import BaseCommand


class DatabaseCommand(BaseCommand):
    """A command that refuses, with a sentence, a database of a version that is no longer there (check_history)."""

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]  # the stubs know no databases
        return {**super().get_check_kwargs(options), "databases": ["default"]}  # type: ignore[dict-item]  # as above
