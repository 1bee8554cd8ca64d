"""Asking for a foreign file to be read: the one way on which bytes from outside come to what parses them."""

import atexit
import contextlib
import io
import json
import logging
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from proposals.bounded.limits import NOBODY, USUAL, Limits, Unreadable
from proposals.bounded.wire import BEGUN, LENGTH, unpack

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2  # children of one process; who comes later waits
GRACE = 5  # seconds beyond a child's own clock: the keeper may have to start first
CHUNK = 1024 * 1024


def read_bounded(
    reader: Callable[..., Any],
    given: bytes | Sequence[bytes] | IO[bytes],
    *arguments: Any,
    refusal: type[Unreadable] = Unreadable,
    limits: Limits = USUAL,
) -> Any:
    """What `reader(given, *arguments)` says, said by a child within `limits`: plain data, tuples as lists.

    `reader` is a function of a module that needs neither settings nor database; an open file on disk is handed on as
    it is. Raises `refusal`, or that one of its kinds that the reader raised, with a sentence to show: a file that
    breaks its bounds or its reader is refused like one that is no such file.
    """
    alone = isinstance(given, bytes)
    parts = None if not isinstance(given, bytes | Sequence) else [given] if isinstance(given, bytes) else list(given)
    request = {
        "reader": f"{reader.__module__}:{reader.__qualname__}",
        "arguments": arguments,
        "alone": alone,
        "sizes": None if parts is None else [len(part) for part in parts],
        **{name: getattr(limits, name) for name in ("seconds", "wait", "memory", "output")},
    }
    with _at_once, _spread(parts, given) as source:
        message = _KEEPER.ask(request, source, limits)
    return _understand(message, request["reader"], refusal)


def _understand(message: bytes | None, reader: str, refusal: type[Unreadable]) -> Any:
    if message is None:
        raise refusal(NOBODY)
    try:
        answer = unpack(message)
    except (ValueError, UnicodeDecodeError):
        answer = {"much": True}  # it was ended in the middle
    if not isinstance(answer, dict):
        answer = {}
    if "read" in answer:
        return answer["read"]
    if "refused" in answer:
        kinds = {kind.__name__: kind for kind in _kinds_of(refusal)}
        raise kinds.get(str(answer["refused"]), refusal)(str(answer.get("said", refusal.broken)))
    if "broken" in answer:
        logger.warning("a file broke %s: %s", reader, answer["broken"])
        raise refusal(refusal.broken)
    logger.warning("a file broke the bounds of %s", reader)
    raise refusal(refusal.too_much)


def _kinds_of(refusal: type[Unreadable]) -> list[type[Unreadable]]:
    return [refusal, *(kind for below in refusal.__subclasses__() for kind in _kinds_of(below))]


@contextlib.contextmanager
def _spread(parts: Sequence[bytes] | None, given: Any) -> Iterator[int]:
    """The descriptor of a file with these bytes: in memory where the system has such files."""
    if parts is None:
        try:
            descriptor = given.fileno()
        except (AttributeError, io.UnsupportedOperation):  # a storage that is no disk
            parts = [given.read()]
        else:
            yield descriptor
            return
    in_memory = hasattr(os, "memfd_create")
    with os.fdopen(os.memfd_create("banli-file"), "wb") if in_memory else tempfile.TemporaryFile("wb") as made:
        for part in parts:
            made.write(part)
        made.flush()
        yield made.fileno()


class _Keeper:
    """The keeper of this process, started when it is first needed and again when it has gone."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None

    def ask(self, request: dict[str, Any], source: int, limits: Limits) -> bytes | None:
        """The child's message, or as much of it as came before it was ended; None where no child began."""
        text = json.dumps(request).encode()
        for _ in range(2):  # a keeper that was asked nothing for a while has gone
            reading, writing = os.pipe()
            with os.fdopen(reading, "rb", buffering=0) as pipe:
                try:
                    with self.lock:
                        control = self._open()
                        socket.send_fds(control, [LENGTH.pack(len(text))], [source, writing])
                        control.sendall(text)
                except OSError as error:
                    logger.info("the keeper of readers is gone: %s", error)
                    self.forget()
                    continue
                finally:
                    os.close(writing)
                got = _collect(pipe, time.monotonic() + limits.wait + GRACE, limits.output + len(BEGUN))
            if got.startswith(BEGUN):
                return got.removeprefix(BEGUN)
        logger.error("no process to read a foreign file in")
        return None

    def _open(self) -> socket.socket:
        if self.control is not None and self.process is not None and self.process.poll() is None:
            return self.control
        self.forget()
        ours, theirs = socket.socketpair()
        with theirs:
            run = (
                f"import sys; sys.path.insert(0, {str(ROOT)!r}); from proposals.bounded import keeper; keeper.main()"
            )
            self.process = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, "-I", "-X", "utf8", "-c", run, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                cwd="/",
            )
        ours.settimeout(GRACE)
        self.control = ours
        return ours

    def forget(self) -> None:
        """End the keeper; children that read go on by themselves."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.control = self.process = None


def _collect(pipe: IO[bytes], until: float, most: int) -> bytes:
    got = bytearray()
    while (left := until - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        more = pipe.read(CHUNK)
        got += more
        if not more or len(got) > most:
            break
    return bytes(got) if len(got) <= most else b""


_at_once = threading.BoundedSemaphore(AT_ONCE)
_KEEPER = _Keeper()


def _begin_anew() -> None:
    """In a process that was forked from this one: it has a keeper of its own, and nobody holds its locks."""
    global _KEEPER, _at_once
    inherited, _KEEPER, _at_once = _KEEPER, _Keeper(), threading.BoundedSemaphore(AT_ONCE)
    if inherited.control is not None:
        inherited.control.close()


def _end() -> None:
    _KEEPER.forget()


atexit.register(_end)
os.register_at_fork(after_in_child=_begin_anew)
