"""How long a request waits for SQLite while another holds the file: who reads a moment, who writes once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from proposals.web.failures import is_busy

READING = 2.0  # seconds: a page is shown; what it wanted to note is noted by the next one
ASKS_NOTHING = ("/healthz",)


class WaitOnce:
    """A page that is read waits a moment at most, also where it would renew its session; what is sent waits as long
    as it is set, but once: after a wait in vain the rest of the request is refused at once, and answered.
    PostgreSQL waits by DB_LOCK_SECONDS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "sqlite":
            return self.get_response(request)
        with _waiting(READING if request.method in ("GET", "HEAD") else None):
            if request.path_info not in ASKS_NOTHING:
                _connect()
            return self.get_response(request)


@contextmanager
def _waiting(at_most: float | None) -> Iterator[None]:
    """The connection of this thread waits so long meanwhile (None: as long as it is set), and after one wait in vain
    no more."""
    set_by_all = connection.settings_dict
    usual = float(set_by_all["OPTIONS"].get("timeout", 5))
    connection.settings_dict = {**set_by_all, "OPTIONS": dict(set_by_all["OPTIONS"])}  # this thread's own
    try:
        _wait(usual if at_most is None else min(usual, at_most))
        with connection.execute_wrapper(_give_up_after_one):
            yield
    finally:
        _wait(usual)
        connection.settings_dict = set_by_all


def _connect() -> None:
    """It reads the file already, and is no statement."""
    try:
        connection.ensure_connection()
    except Error as error:  # who asks the database meets it again, and answers
        if is_busy(error):
            _wait(0)


def _give_up_after_one(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if is_busy(error):
            _wait(0)
        raise


def _wait(seconds: float) -> None:
    connection.settings_dict["OPTIONS"]["timeout"] = seconds
    if connection.connection is not None:
        connection.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
