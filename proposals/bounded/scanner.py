"""The office's virus scanner, where it has one: clamd's INSTREAM over TCP or a socket of the machine.

`CLAMD` names it. What it finds is refused; so is what it cannot be asked about, because a file that nobody looked at
is not taken in as looked at.
"""

import logging
import re
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from proposals.bounded.limits import Unreadable

logger = logging.getLogger(__name__)

PORT = 3310
CONNECT_SECONDS, SCAN_SECONDS = 3, 10
CHUNK = 64 * 1024
ANSWER_MOST = 4_096
_LENGTH = struct.Struct("!L")
_FOUND = re.compile(r"^(?:stream|fd\[\d+\]): (.+) FOUND$")
_CLEAN = "stream: OK"
SILENT = "病毒检查现在用不了，文件没有收下。请过一会儿再交；一直这样，请告诉系统管理员。"


def scan_bytes(content: bytes, name: str) -> None:
    """Have one file looked at, where the office has a scanner. Raises Unreadable, with a sentence to show, for what
    it finds and where it does not answer."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, content)
    except (OSError, ValueError) as error:
        logger.error("the virus scanner (CLAMD) cannot be asked: %s", error)
        raise Unreadable(SILENT) from None
    if found := _FOUND.match(answer):
        logger.warning("the virus scanner found %s in a file that was sent", found[1])
        raise Unreadable(f"“{name}”没有通过病毒检查，不能接收。请先在自己的电脑上查杀病毒，再重新做一份。")
    if answer != _CLEAN:
        logger.error("the virus scanner (CLAMD) gave no verdict: %s", answer)
        raise Unreadable(SILENT)


def _ask(address: str, content: bytes) -> str:
    """What clamd says of these bytes: `stream: OK`, `stream: NAME FOUND`, or an error of its own."""
    with _connect(address) as scanner:
        scanner.settimeout(SCAN_SECONDS)
        try:
            scanner.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), CHUNK):
                part = content[at : at + CHUNK]
                scanner.sendall(_LENGTH.pack(len(part)) + part)
            scanner.sendall(_LENGTH.pack(0))
        except BrokenPipeError:
            pass  # it has said already why it takes no more
        answer = b""
        while len(answer) < ANSWER_MOST and not answer.endswith(b"\0") and (more := scanner.recv(ANSWER_MOST)):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connect(address: str) -> socket.socket:
    """tcp://host:3310 or unix:/path. Raises ValueError for another address."""
    at = urlsplit(address)
    if at.scheme == "unix" and at.path:
        local = socket.socket(socket.AF_UNIX)
        local.settimeout(CONNECT_SECONDS)
        try:
            local.connect(at.path)
        except OSError:
            local.close()
            raise
        return local
    if at.scheme == "tcp" and at.hostname:
        return socket.create_connection((at.hostname, at.port or PORT), CONNECT_SECONDS)
    raise ValueError("CLAMD is neither tcp://host:3310 nor unix:/path")
