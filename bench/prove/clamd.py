"""The scanner hook (proposals/bounded/scanner.py) with a real clamd: `python -m bench.prove.clamd`.

It needs the program alone (Debian: clamav-daemon), no downloaded signatures: clamd is started in a folder of its own
with one signature, of the EICAR test file. tests/proposals/bounded holds the protocol without the program.
"""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.preview import start

STARTS_WITHIN = 30  # seconds
STREAM_MOST = 2  # MB; the office's is 100
# In two halves: a scanner on this machine would take this very file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextlib.contextmanager
def running_clamd(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A clamd that knows one virus, by its address."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        sys.exit("没有找到 clamd。Debian：apt-get install --no-install-recommends clamav-daemon")
    signatures, at = folder / "signatures", folder / "clamd.ctl"
    signatures.mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()  # as the format of .hdb has it
    (signatures / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test-Signature\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {at}\nDatabaseDirectory {signatures}\nForeground yes\nLogFile {folder}/log\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength {STREAM_MOST}M\nUser {os.environ.get('USER') or 'root'}\n"
    )
    with subprocess.Popen([program, "--config-file", folder / "clamd.conf"], stdout=subprocess.DEVNULL) as process:  # noqa: S603
        until = time.monotonic() + STARTS_WITHIN
        while not _answers(at):
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                sys.exit(f"clamd 没有启动：{(folder / 'log').read_text() if (folder / 'log').exists() else ''}")
            time.sleep(0.1)
        yield f"unix:{at}", process
        process.terminate()


def _answers(at: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(str(at)) == 0


def main() -> None:
    start()
    from django.conf import settings

    from proposals.bounded.limits import Unreadable
    from proposals.bounded.scanner import SILENT, scan_bytes

    def said(content: bytes) -> str:
        try:
            scan_bytes(content, "文件")
        except Unreadable as refusal:
            return str(refusal)
        return ""

    found = "“文件”没有通过病毒检查"
    failed = 0
    with tempfile.TemporaryDirectory() as folder, running_clamd(Path(folder)) as (address, process):
        settings.CLAMD = address
        tried = [
            ("an ordinary file", said(b"%PDF-1.7 " + b"0" * 100_000), ""),
            ("the EICAR test file", said(EICAR), found),
            ("EICAR in an archive", said(_packed(EICAR)), found),
            ("more than clamd takes", said(b"0" * ((STREAM_MOST << 20) + 1)), SILENT),
        ]
        process.terminate()
        process.wait()
        tried.append(("clamd has ended", said(b"x"), SILENT))
    for name, answer, wanted in tried:
        good = answer.startswith(wanted) and bool(answer) == bool(wanted)
        failed += not good
        sys.stdout.write(f"{'ok ' if good else 'NO '}{name:24}{answer or 'taken'}\n")
    sys.exit(1 if failed else 0)


def _packed(content: bytes) -> bytes:
    from tests.hostile import packed

    return packed({"a.com": content})


if __name__ == "__main__":
    main()
