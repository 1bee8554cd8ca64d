"""The older kinds of workbook: .xls by xlrd, .xlsb by calamine, opened by a process of its own (old_books_apart).

An .ods stays with other_files: calamine tells neither how a number is shown there (070) nor what is merged.
"""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from proposals.intake.tables import old_books_apart as apart
from proposals.intake.tables.sheet import (
    FAILED_FORMULA,
    HAS_MACROS,
    LAST_ROW,
    LOCKED,
    NOT_WHOLE,
    TOO_FAR_DOWN,
    UNPACKS_TOO_MUCH,
    WIDEST,
    Table,
    UnreadableList,
    Unusable,
    Value,
    check_parts,
    plain_table,
)

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# One that waits longer than the child may work is told that it took too long.
WAIT_SECONDS = 30
SAID = {apart.LOCKED: LOCKED, apart.TOO_LARGE: UNPACKS_TOO_MUCH, apart.TOO_FAR_DOWN: TOO_FAR_DOWN}


def is_old_book(content: bytes) -> bool:
    """Whether it is a compound file, as .xls is, or a binary workbook (.xlsb)."""
    if content.startswith(OLD[:4]):
        return True
    return content.startswith(b"PK\x03\x04") and b"xl/workbook.bin" in content


def read_old_book(content: bytes) -> list[Table]:
    """The visible sheets. Raises UnreadableList."""
    _check(content)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell; the file goes in as bytes
            [sys.executable, "-I", str(Path(apart.__file__)), str(LAST_ROW), str(WIDEST)],
            input=content,
            capture_output=True,
            timeout=WAIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableList(UNPACKS_TOO_MUCH) from None
    if done.returncode:
        raise UnreadableList(SAID.get(done.returncode, NOT_WHOLE))
    return [_table(sheet) for sheet in json.loads(done.stdout)]


def _check(content: bytes) -> None:
    if content.startswith(OLD[:4]):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableList(LOCKED)
        if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
            raise UnreadableList(HAS_MACROS)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableList(NOT_WHOLE) from None
    check_parts(parts)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableList(LOCKED)
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise UnreadableList(HAS_MACROS)


def _table(sheet: dict[str, Any]) -> Table:
    rows = [
        [_value(cell, f"{get_column_letter(at)}{number}") for at, cell in enumerate(row, 1)]
        for number, row in enumerate(sheet["rows"], 1)
    ]
    areas = [(left, top, right, bottom) for left, top, right, bottom in sheet["merged"]]
    return plain_table(sheet["name"], rows, areas, from_1904=sheet["from_1904"])


def _value(cell: Any, name: str) -> Value:
    if isinstance(cell, dict):
        return cell["day"] if "day" in cell else Unusable(FAILED_FORMULA.format(name=name, value=cell["error"]))
    return cell if isinstance(cell, str | int | float) else None
