"""`pytest --cpu`: the processor seconds that the tests took, the ten dearest tests and files, and what the
database's server took next to them. Seconds of waiting are not counted, so a busy machine tells the same as a quiet
one."""

import os
import time
from pathlib import Path

import pytest

DEAREST = 10
PROC = Path("/proc")
# bin/with-postgres names its server, which is no child of the tests.
SERVER = os.environ.get("BANLI_POSTGRES_PID", "")


def taken_by_living() -> dict[int, tuple[int, float]]:
    """(parent, seconds) of every process and of its finished children; nothing where there is no /proc."""
    found = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:  # it has just ended
            continue
        facts = stat.rsplit(")", 1)[1].split()
        found[int(folder.name)] = int(facts[1]), sum(map(int, facts[11:15])) / os.sysconf("SC_CLK_TCK")
    return found


def taken_under(pid: int) -> float:
    """The seconds of everything that descends from this process and is still there: a browser, a server."""
    living = taken_by_living()
    under, seconds = {pid}, 0.0
    while under:
        children = {child for child, (parent, _) in living.items() if parent in under}
        seconds += sum(living[child][1] for child in children)
        under = children
    return seconds


def taken_by_server() -> float:
    here = taken_by_living().get(int(SERVER or 0))
    return here[1] + taken_under(int(SERVER)) if here else 0.0


def taken(*, with_living: bool) -> float:
    """The seconds of this process and of its children; looking for those that still run takes milliseconds."""
    times = os.times()
    ours = time.process_time() + times.children_user + times.children_system
    return ours + (taken_under(os.getpid()) if with_living else 0.0)


class Meter:
    """In a worker it measures, in the process that prints it adds up.

    A browser outlives the test that started it, and some of its processes end without telling anybody what they took:
    so what still runs is looked at around every test with a browser, and once more after the last of them.
    """

    def __init__(self, config):
        self.config = config
        self.tests: list[tuple[float, str]] = []
        self.seconds = 0.0
        self.browsed = False
        self.server_before = taken_by_server()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        browses = item.get_closest_marker("browser") is not None
        with_living, self.browsed = browses or self.browsed, browses
        before, own = taken(with_living=with_living), time.process_time()
        yield
        own = time.process_time() - own
        cost = max(own, taken(with_living=with_living) - before)
        self.tests.append((cost, item.nodeid))
        self.seconds += cost - own
        return True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self):
        self.seconds += time.process_time()
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["cpu"] = self.seconds, self.tests

    def pytest_worker_gave(self, output):
        seconds, tests = output["cpu"]
        self.seconds += seconds
        self.tests += map(tuple, tests)

    def pytest_terminal_summary(self, terminalreporter):
        server = taken_by_server() - self.server_before
        terminalreporter.section("processor seconds")
        terminalreporter.write_line(
            f"{self.seconds + server:8.1f}  in all, {server:.1f} of them the database's server"
        )
        for cost, name in sorted(self.tests, reverse=True)[:DEAREST]:
            terminalreporter.write_line(f"{cost:8.1f}  {name}")
        terminalreporter.write_line("and the dearest files:")
        for cost, name in sorted(_by_file(self.tests), reverse=True)[:DEAREST]:
            terminalreporter.write_line(f"{cost:8.1f}  {name}")


def _by_file(tests: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """What the tests of each file took together."""
    files: dict[str, float] = {}
    for cost, name in tests:
        file = name.partition("::")[0]
        files[file] = files.get(file, 0.0) + cost
    return [(cost, name) for name, cost in files.items()]
