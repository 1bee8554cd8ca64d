"""`pytest -n 3`: the tests are collected once, and run by so many processes, each forked from the one that collected.

A process that begins by itself takes fifteen seconds of the processor to import the program and to collect what the
others collect too. The one that prints hands out the tests in their order, some of one file at a time, and is told
what came of each. Where a worker dies, the test that it ran has failed, and another one takes its place.
"""

import logging
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn

import pytest

AT_ONCE = 40  # tests of one file
SHARES = 6  # of what is left, for each worker


class Hooks:
    """What plugins of the tests are told."""

    @pytest.hookspec()
    def pytest_worker_begins(self, config: pytest.Config, name: str) -> None:
        """In the worker, before its first test."""

    @pytest.hookspec()
    def pytest_worker_gave(self, output: dict[str, Any]) -> None:
        """In the process that prints: what a worker left in `config.workeroutput`."""


@dataclass(eq=False)
class Worker:
    pid: int
    line: Connection
    given: deque[int] = field(default_factory=deque)  # which tests, the one that it runs first


class Workers:
    """In the process that prints."""

    def __init__(self, config: pytest.Config, count: int) -> None:
        self.config, self.count = config, count
        self.begun = 0
        self.working: list[Worker] = []
        self.items: list[pytest.Item] = []
        self.left: deque[int] = deque()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        reporter: Any = self.config.pluginmanager.getplugin("terminalreporter")
        reporter.showfspath = False  # tests of many files come one upon the other

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.config.option.collectonly or session.testsfailed:
            return None
        self.items, self.left = session.items, deque(range(len(session.items)))
        try:
            for _ in range(min(self.count, len(self.items))):
                self.begin(session)
            while self.working:
                for line in wait([worker.line for worker in self.working]):
                    self.hear(session, next(one for one in self.working if one.line is line))
                if session.shouldfail:
                    raise session.Failed(session.shouldfail)
        finally:
            for worker in self.working:
                os.kill(worker.pid, signal.SIGTERM)
                os.waitpid(worker.pid, 0)
        return True

    def begin(self, session: pytest.Session) -> None:
        ours, theirs = Pipe()
        name = f"gw{self.begun}"
        self.begun += 1
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            for worker in self.working:
                worker.line.close()
            ours.close()
            run_worker(session, theirs, name)
        theirs.close()
        self.working.append(Worker(pid, ours))

    def hear(self, session: pytest.Session, worker: Worker) -> None:
        """What the worker says, or that it has ended."""
        hook = self.config.hook
        try:
            what, told = worker.line.recv()
        except (EOFError, ConnectionResetError):
            self.end(session, worker)
            return
        if what == "asks":
            some = list(self.some())
            worker.given += some
            worker.line.send(some)
        elif what == "through":
            worker.given.popleft()
        elif what == "report":
            hook.pytest_runtest_logreport(report=hook.pytest_report_from_serializable(config=self.config, data=told))
        elif what == "warning":
            hook.pytest_warning_recorded.call_historic(kwargs=told)
        elif what == "gave":
            hook.pytest_worker_gave(output=told)

    def some(self) -> Iterator[int]:
        """The next tests of one file; the fewer, the fewer there are left."""
        for _ in range(max(1, min(AT_ONCE, len(self.left) // (self.count * SHARES)))):
            if not self.left:
                return
            at = self.left.popleft()
            yield at
            if self.left and self.items[self.left[0]].path != self.items[at].path:
                return

    def end(self, session: pytest.Session, worker: Worker) -> None:
        self.working.remove(worker)
        worker.line.close()
        _, status = os.waitpid(worker.pid, 0)
        if not worker.given and status == 0:
            return
        if worker.given:
            item = self.items[worker.given.popleft()]
            said = f"the worker that ran this ended ({os.waitstatus_to_exitcode(status)})"
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", said, "call")
            self.config.hook.pytest_runtest_logreport(report=report)
        self.left.extendleft(reversed(worker.given))
        if self.left:
            self.begin(session)


class Teller:
    """In a worker: tells the process that prints what it would print itself."""

    def __init__(self, config: pytest.Config, line: Connection) -> None:
        self.config, self.line = config, line

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.line.send(("report", told))

    def pytest_warning_recorded(self, warning_message: Any, when: str, nodeid: str, location: Any) -> None:
        told = {"warning_message": warning_message, "when": when, "nodeid": nodeid, "location": location}
        self.line.send(("warning", told))


def run_worker(session: pytest.Session, line: Connection, name: str) -> NoReturn:
    status = 1
    try:
        _run(session, line, name)
        status = 0
    except (KeyboardInterrupt, EOFError, BrokenPipeError):  # the other one has ended
        pass
    except BaseException:  # noqa: BLE001 - it is told, and the worker ends
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)  # what is to be done at the end of the other process is not to be done here


def _run(session: pytest.Session, line: Connection, name: str) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    config: Any = session.config
    config.workerinput, config.workeroutput = {"workerid": name}, {}
    capture: Any = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()  # into a file of its own
    capture.start_global_capturing()
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:  # the program's: it would write into the file that is closed
            handler.stream = sys.stderr
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(Teller(config, line))
    config.hook.pytest_worker_begins(config=config, name=name)
    given: deque[int] = deque()
    asks = True
    while asks or given:
        while asks and len(given) < 2:  # what comes next says what is to be put away
            line.send(("asks", None))
            some = line.recv()
            given += some
            asks = bool(some)
        if given:
            item = session.items[given.popleft()]
            following = session.items[given[0]] if given else None
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            line.send(("through", None))
    config.hook.pytest_sessionfinish(session=session, exitstatus=0)
    line.send(("gave", config.workeroutput))
