"""To open SQLite takes 4 ms, and to prepare a page's statements as much again: both are done once a thread. So are
the places of a statement's values written once as SQLite knows them: the long ones take a third of a millisecond."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


@lru_cache(maxsize=1024)
def _write_places(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None:
            return _write_places(query)
        named: str = super().convert_query(query, param_names=param_names)
        return named


class DatabaseWrapper(base.DatabaseWrapper):
    # The file that was opened: its device and its number there.
    _opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._opened = self._find_file()
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: object = None) -> Any:
        return self.connection.cursor(factory=Cursor)

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
