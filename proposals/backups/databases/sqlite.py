"""SQLite: a copy as of one moment while others write, without what was deleted before."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db.utils import ConnectionHandler

from proposals.backups import BackupError


def dump_sqlite(source: str, path: Path) -> None:
    """VACUUM INTO: pages that are free in the source, and may still hold what was erased, are not in the copy."""
    if not Path(source).is_file():
        raise BackupError(f"没有数据库文件{source}，没有可以备份的。")
    with closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", [str(path)])


def is_empty_sqlite(path: Path) -> bool:
    """Whether there is nothing: no file, or one without tables."""
    if not path.exists() or not path.stat().st_size:
        return True
    with closing(sqlite3.connect(path)) as connection:
        return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def read_only(settings_dict: dict[str, Any], path: Path) -> ConnectionHandler:
    """Connections to a copy, as Django has them."""
    return ConnectionHandler({"default": {**settings_dict, "NAME": str(path), "OPTIONS": {}}})
