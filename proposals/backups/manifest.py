"""What a backup says of itself: its members with their SHA-256, what stands in its tables, how far the journal goes,
which version made it. It is signed with the key of the heads, where there is one."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from proposals.backups import BackupError
from proposals.backups.databases.postgresql import major_of
from proposals.backups.databases.tables import count_tables, read_sequences
from proposals.backups.pack import BROKEN
from proposals.heads.keys import HeadKeyError, is_signed_by, load_head_key, public_of, sign_text

FORMAT = 1
VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def describe_database(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """What stands in it; of one moment, if the connection is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count, hash FROM proposals_journalhead")
        count, digest = cursor.fetchone() or (0, "")
    return {
        "database": connection.vendor,
        "server": major_of(connection) if connection.vendor == "postgresql" else 0,
        "migrations": applied_migrations(connection),
        "head": {"number": count, "hash": digest},
        "tables": count_tables(connection),
        "sequences": read_sequences(connection),
    }


def applied_migrations(connection: BaseDatabaseWrapper) -> list[list[str]]:
    """Every one, sorted: app, name."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def write_manifest(facts: dict[str, Any], members: dict[str, tuple[int, str]]) -> bytes:
    """The manifest, signed."""
    said = {
        "format": FORMAT,
        "at": timezone.now().isoformat(timespec="seconds"),
        "installation": settings.PUBLIC_URL,
        **facts,
        "members": members,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    try:
        key = load_head_key()
    except HeadKeyError:  # a backup is wanted all the same; that it is not signed is said when it is restored
        key = None
    kept = {"text": text, "key": public_of(key) if key else "", "signature": sign_text(key, text) if key else ""}
    return json.dumps(kept, ensure_ascii=False, indent=1).encode()


def read_manifest(path: Path, found: dict[str, tuple[int, str]]) -> dict[str, Any]:
    """The manifest, if its signature is right and it names these members. Raises BackupError."""
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        text, key, signature = str(kept["text"]), str(kept["key"]), str(kept["signature"])
        said: dict[str, Any] = json.loads(text)
        version, members = int(said["format"]), {name: tuple(one) for name, one in said["members"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BackupError(BROKEN) from None
    if key and not is_signed_by(key, text, signature):
        raise BackupError("备份清单的签名不对，清单被改过。请换另一个备份。")
    if version != FORMAT:
        raise BackupError(f"备份是第{version}种格式的，这一版程序只认第{FORMAT}种。请用做备份的那一版程序恢复。")
    for name in sorted(members.keys() | found.keys()):
        if name not in found:
            raise BackupError(f"备份里缺{name}，不能用。请换另一个备份。")
        if found[name] != members.get(name):
            raise BackupError(f"备份里的{name}与清单上的SHA-256不同，被改过。请换另一个备份。")
    return {**said, "key": key}


def check_version(said: dict[str, Any], vendor: str) -> bool:
    """Whether this program can go on with the database of the backup; True where `migrate` has to bring it up to
    date first. Raises BackupError where it cannot."""
    if said["database"] != vendor:
        made, here = VENDORS.get(said["database"], said["database"]), VENDORS[vendor]
        raise BackupError(f"备份是{made}的，现在设置的数据库是{here}，不能互相恢复。请把 DATABASE_URL 改成{made}。")
    known = {(app, name) for app, name in MigrationLoader(None).disk_migrations}
    applied = {(app, name) for app, name in said["migrations"]}
    if applied - known:
        raise BackupError("备份是另一版程序做的，这一版接不上。请先装上做备份的那一版，恢复以后再升级。")
    return bool(known - applied)
