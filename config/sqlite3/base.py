"""To open SQLite takes 4 ms, and to prepare a page's statements as much again: both are done once a thread."""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    # The file that was opened: its device and its number there.
    _opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._opened = self._find_file()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Whether what was opened is the file that has the name now: where another was put in its place, what is
        written into the old one is lost. Asked once a request (CONN_HEALTH_CHECKS)."""
        return self._opened == self._find_file()

    def _find_file(self) -> tuple[int, int] | None:
        try:
            found = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
