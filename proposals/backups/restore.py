"""Bring a backup back: looked at whole first, then put into an empty place; or nothing is changed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db.backends.base.base import BaseDatabaseWrapper

from proposals.backups import BackupError
from proposals.backups.databases import postgresql, sqlite
from proposals.backups.databases.tables import compare_tables
from proposals.backups.keep import kept_backups
from proposals.backups.make import HEAD, WORDS, list_stored
from proposals.backups.manifest import check_version, read_manifest
from proposals.backups.pack import DATABASE, FILES, MANIFEST, unpack_file
from proposals.backups.seal import open_sealed


@dataclass(frozen=True)
class Opened:
    """A backup that is whole: the folder it was unpacked into, and what its manifest says."""

    folder: Path
    said: dict[str, Any]
    needs_migrate: bool


@dataclass(frozen=True)
class Target:
    """Where it goes: a connection to the database, the storage of files, the office's own words."""

    connection: BaseDatabaseWrapper
    storage: Storage
    words: Path

    @property
    def database(self) -> Path:
        """SQLite's file."""
        return Path(self.connection.settings_dict["NAME"])


def find_backup(place: Path) -> Path:
    """The file, or the newest in the folder. Raises BackupError where there is none."""
    if place.is_file():
        return place
    found = kept_backups(place) if place.is_dir() else []
    if not found:
        raise BackupError(f"{place}里没有备份。" if place.is_dir() else f"没有{place}这个文件。")
    return found[0]


@contextmanager
def opened_backup(path: Path, identity: str, beside: Path, vendor: str) -> Iterator[Opened]:
    """The backup, unpacked into a folder in `beside` and proved against its manifest. Raises BackupError."""
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=beside) as work:
        plain = open_sealed(path, identity, Path(work))
        folder = Path(work, "unpacked")
        found = unpack_file(plain, folder, _is_known)
        if plain != path:
            plain.unlink()
        if MANIFEST not in found:
            raise BackupError("备份不完整：没有清单。请换另一个备份。")
        found.pop(MANIFEST)
        said = read_manifest(folder / MANIFEST, found)
        yield Opened(folder, said, check_version(said, vendor))


def _is_known(name: str) -> bool:
    return name in (MANIFEST, DATABASE, HEAD, WORDS) or name.startswith(FILES)


def refuse_full_target(target: Target) -> None:
    """Raises BackupError where anything is there already."""
    if target.connection.vendor == "sqlite":
        if not sqlite.is_empty_sqlite(target.database):
            raise BackupError(f"数据库{target.database}里已经有数据，没有动它。请先把它移到别处，再恢复。")
    elif not postgresql.is_empty_postgresql(target.connection):
        name = target.connection.settings_dict["NAME"]
        raise BackupError(f"数据库{name}里已经有表，没有动它。请另建一个空的数据库（createdb），再恢复。")
    if next(list_stored(target.storage), None) is not None:
        raise BackupError("存文件的地方已经有文件，没有动它们。请先把它们移到别处，再恢复。")


def restore_backup(backup: Opened, target: Target) -> list[str]:
    """Put it in its place. Returns what differs from the manifest, one sentence each; [] as it has to be. Where it
    does not succeed what was there, nothing, is there again."""
    refuse_full_target(target)
    stored: list[str] = []
    try:
        put_files(backup.folder / FILES, target.storage, stored)
        _put_database(backup.folder / DATABASE, target)
    except BaseException:
        for name in stored:
            target.storage.delete(name)
        raise
    if (backup.folder / WORDS).is_file() and not target.words.exists():
        shutil.copyfile(backup.folder / WORDS, target.words)
    return compare_restored(backup, target)


def compare_restored(backup: Opened, target: Target) -> list[str]:
    """What differs in the database from what the manifest says, one sentence each."""
    if target.connection.vendor == "sqlite":
        with closing(sqlite.read_only(target.connection.settings_dict, target.database)["default"]) as copy:
            return compare_tables(copy, backup.said)
    return compare_tables(target.connection, backup.said)


def put_sqlite(path: Path, target: Target) -> None:
    """The file in its place, at once. What a crash left beside the old one would be played into the new one."""
    target.connection.close()
    path.chmod(0o640)
    for ending in ("-journal", "-wal", "-shm"):
        target.database.with_name(target.database.name + ending).unlink(missing_ok=True)
    begun = target.database.with_name(target.database.name + ".part")  # the place may be on another disk
    try:
        shutil.copyfile(path, begun)
        with begun.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(begun, target.database)
    finally:
        begun.unlink(missing_ok=True)


def _put_database(path: Path, target: Target) -> None:
    if target.connection.vendor == "sqlite":
        put_sqlite(path, target)
    else:
        postgresql.restore_postgresql(target.connection, path)


def put_files(folder: Path, storage: Storage, stored: list[str]) -> None:
    """By the storage, under the names that the rows know. Raises BackupError where it gives another."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if isinstance(storage, FileSystemStorage):
            there = Path(storage.path(name))
            there.parent.mkdir(parents=True, exist_ok=True)
            stored.append(name)
            shutil.move(path, there)
            continue
        with path.open("rb") as content:
            stored.append(storage.save(name, File(content)))
        if stored[-1] != name:
            raise BackupError(f"文件{name}存进去以后换了名字，没有恢复。")
