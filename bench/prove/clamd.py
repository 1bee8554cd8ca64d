"""The scanner hook (proposals/bounded/scanner.py) with a real clamd.

It needs the program alone (Debian: clamav-daemon), no downloaded signatures: clamd is started in a folder of its own
with one signature, of the EICAR test file. tests/proposals/bounded holds the protocol without the program.
"""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.prove.table import Table

STARTS_WITHIN = 30  # seconds
STREAM_MOST = 2  # MB; the office's is 100
# In two halves: a scanner on this machine would take this very file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def find_clamd() -> str | None:
    """The program's place; None where it is not installed."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def running_clamd(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A clamd that knows one virus, by its address."""
    signatures, at = folder / "signatures", folder / "clamd.ctl"
    signatures.mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()  # as the format of .hdb has it
    (signatures / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test-Signature\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {at}\nDatabaseDirectory {signatures}\nForeground yes\nLogFile {folder}/log\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength {STREAM_MOST}M\nUser {os.environ.get('USER') or 'root'}\n"
    )
    command = [find_clamd(), "--config-file", folder / "clamd.conf"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        until = time.monotonic() + STARTS_WITHIN
        while not _answers(at):
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                raise RuntimeError(f"clamd does not start: {(folder / 'log').read_text()}")
            time.sleep(0.1)
        yield f"unix:{at}", process
        process.terminate()


def _answers(at: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(str(at)) == 0


def prove(size: int) -> Table:
    """A row a file: what the hook says of it."""
    from django.conf import settings

    from proposals.bounded.scanner import SILENT

    table, found = Table("file", "what is said"), "“文件”没有通过病毒检查"
    if find_clamd() is None:
        table.add("clamd", "is not here (Debian: clamav-daemon): tests/proposals/bounded hold its protocol", wrong=[])
        return table
    with tempfile.TemporaryDirectory() as folder, running_clamd(Path(folder)) as (address, process):
        settings.CLAMD = address
        add_file(table, "an ordinary file", b"%PDF-1.7 " + b"0" * 100_000, "")
        add_file(table, "the EICAR test file", EICAR, found)
        add_file(table, "EICAR in an archive", _packed(EICAR), found)
        add_file(table, "more than clamd takes", b"0" * ((STREAM_MOST << 20) + 1), SILENT)
        process.terminate()
        process.wait()
        add_file(table, "clamd has ended", b"x", SILENT)
    return table


def add_file(table: Table, name: str, content: bytes, wanted: str) -> None:
    from proposals.bounded.limits import Unreadable
    from proposals.bounded.scanner import scan_bytes

    try:
        scan_bytes(content, "文件")
        said = ""
    except Unreadable as refusal:
        said = str(refusal)
    good = said.startswith(wanted) and bool(said) == bool(wanted)
    table.add(name, said or "taken", wrong=[] if good else [f"{name}: {said}"])


def _packed(content: bytes) -> bytes:
    from tests.hostile import packed

    return packed({"a.com": content})
