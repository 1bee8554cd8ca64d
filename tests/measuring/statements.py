"""What the tests ask the database, and which of them ask another database everything once more.

`pytest --statements` keeps beside each test the statements it made, with all values taken out, and what it cost.
`pytest --other-database` reads them: a test whose every statement is made by enough others there too is left
out, the dearest first. A statement that the database refused is another one than the same that it took.
"""

import re
import time
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.db import connection

KEY = "banli/statements"
# How many tests make the same statement there, with other rows, by other people; values and races are asked always.
ENOUGH = 2
VALUES, ROWS = re.compile(r"%s(?:, %s)*|\b[0-9]+\b"), re.compile(r"\(\?\)(?:, \(\?\))+")
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")

# Of each test its processor seconds, and the numbers of its statements.
Asked = dict[str, tuple[float, list[int]]]


@cache
def number_of(sql: str) -> int:
    """The same for statements that differ in nothing but values and how many there are."""
    return zlib.crc32(ROWS.sub("(?)", VALUES.sub("?", sql)).encode())


class Notes:
    """In a worker it notes, in the process that prints it keeps."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.asked: Asked = {}
        self.now: set[int] = set()

    def note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(OF_TRANSACTIONS):
            return execute(sql, params, many, context)
        try:
            answer = execute(sql, params, many, context)
        except Exception as error:
            self.now.add(number_of(f"{type(error).__name__} {sql}"))
            raise
        self.now.add(number_of(sql))
        return answer

    @contextmanager
    def _noted(self) -> Iterator[None]:
        wrappers = connection.execute_wrappers  # where a browser runs, another connection may stand there at the end
        wrappers.append(self.note)
        try:
            yield
        finally:
            wrappers.remove(self.note)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.now, before = set(), time.process_time()
        with self._noted():
            yield
        self.asked[item.nodeid] = time.process_time() - before, sorted(self.now)
        return True  # type: ignore[return-value]  # what the hook answers

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["statements"] = self.asked
        elif self.config.cache:
            self.config.cache.set(KEY, self.asked)

    def pytest_worker_gave(self, output: dict[str, Any]) -> None:
        self.asked |= output["statements"]


def choose(asked: Asked, always: Collection[str], others: Iterable[str]) -> set[str]:
    """Which of the `others` are asked too, so that every statement is made by ENOUGH tests, those `always` asked
    among them, or by all that there are; who is not known yet is asked."""
    known = [name for name in others if name in asked]
    made = Counter(one for name in {*known, *always} if name in asked for one in asked[name][1])
    chosen = set(others)
    for name in sorted(known, key=lambda name: (-asked[name][0], name)):
        if all(made[one] > ENOUGH for one in asked[name][1]):
            chosen.remove(name)
            made.subtract(asked[name][1])
    return chosen
