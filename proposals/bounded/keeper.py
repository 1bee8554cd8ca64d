"""The process from which readers are forked, and the readers themselves.

It is started by `ask`, which hands it one end of a socket: each message there names a function, and brings the
file and the pipe for the answer. It knows neither settings nor database, its environment is empty; it imports the
module of a reader once, so that the next child has it already. It ends when its parent is gone, or has asked
nothing for a while.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from proposals.bounded.limits import Unreadable
from proposals.bounded.wire import BEGUN, LENGTH, pack

IDLE_SECONDS = 120
REQUEST_MOST = 1024 * 1024
FILES_MOST = 32  # open at once in a child
TOLD_MOST = 4_000  # letters of an error


def serve(control: socket.socket) -> None:
    """Fork a child for every message, until the other end is closed or silent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for its parent
    while select.select([control], [], [], IDLE_SECONDS)[0]:
        _bury()
        head, files, _, _ = socket.recv_fds(control, LENGTH.size, 2)
        if len(head) < LENGTH.size or len(files) != 2 or (size := LENGTH.unpack(head)[0]) > REQUEST_MOST:
            return
        request = json.loads(_receive(control, size))
        _learn(request["reader"])
        if os.fork() == 0:
            control.close()
            _work(request, *files)
        for one in files:
            os.close(one)


def _bury() -> None:
    """Take note of the children that have ended: nobody waits for one."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _receive(control: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (more := control.recv(size - len(got))):
        got += more
    return got


def _learn(reader: str) -> None:
    # What cannot be imported is told by the child that tries it.
    with contextlib.suppress(Exception):
        importlib.import_module(reader.partition(":")[0])


def _work(request: dict[str, Any], source: int, result: int) -> NoReturn:
    """One file, in the child: never returns, whatever happens."""
    status = 1
    try:
        _set_limits(request)
        with os.fdopen(result, "wb") as pipe:
            pipe.write(BEGUN)
            pipe.flush()
            pipe.write(_read(request, source))
        status = 0
    finally:
        os._exit(status)


def _set_limits(request: dict[str, Any]) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(request["wait"])
    # Not every system can limit a process in each of these; the clock works everywhere.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # no such module on Windows

        seconds = request["seconds"]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES_MOST, FILES_MOST))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # and starts nothing (root may)
        memory = _own_size() + request["memory"]
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _own_size() -> int:
    """What this process has mapped already, libraries for the most part."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _read(request: dict[str, Any], source: int) -> bytes:
    """What the reader says of the file, or why it says nothing."""
    module, _, name = request["reader"].partition(":")
    try:
        reader = getattr(importlib.import_module(module), name)
        with os.fdopen(source, "rb") as file:
            file.seek(0)
            sizes = request["sizes"]
            given = file if sizes is None else [file.read(size) for size in sizes]
            # One file alone is given as such.
            whole = given[0] if isinstance(given, list) and request["alone"] else given
            answer = pack({"read": reader(whole, *request["arguments"])})
    except Unreadable as refusal:
        return pack({"refused": type(refusal).__name__, "said": str(refusal)})
    except MemoryError:
        return pack({"much": True})
    except RecursionError:
        return pack({"much": True})
    except Exception:  # noqa: BLE001 (whatever a hostile file makes a library raise)
        return pack({"broken": traceback.format_exc()[-TOLD_MOST:]})
    return answer if len(answer) <= request["output"] else pack({"much": True})


def main() -> None:
    """What `ask` starts, with the number of its end of the socket."""
    with socket.socket(fileno=int(sys.argv[1])) as control:
        serve(control)
