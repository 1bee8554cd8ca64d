"""A database that takes nothing, as a standby after a failover, a full disk or a mount that is read-only is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpResponse
from lxml import html


@contextmanager
def only_read() -> Iterator[None]:
    """Whatever is written meanwhile is refused by the database itself."""
    on_sqlite = connection.vendor == "sqlite"
    with transaction.atomic():
        _run("PRAGMA query_only = ON" if on_sqlite else "SET LOCAL transaction_read_only = on")
        try:
            yield
        finally:
            if on_sqlite:
                _run("PRAGMA query_only = OFF")
            transaction.set_rollback(True)


@contextmanager
def full() -> Iterator[None]:
    """SQLite's file may not grow by a page."""
    connection.connection.execute("VACUUM")  # no page is free
    pages = connection.connection.execute("PRAGMA page_count").fetchone()[0]
    _run(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        _run("PRAGMA max_page_count = 4294967294")


@contextmanager
def away() -> Iterator[None]:
    """Nobody answers where the database was."""
    connection.close()
    where = dict(connection.settings_dict)
    connection.settings_dict.update(NAME="/dev/null/away", HOST="127.0.0.1", PORT="9")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(where)


def _run(statement: str) -> None:
    """Past Django, which asks nothing in a transaction that is broken."""
    connection.connection.cursor().execute(statement)


def kept_texts(response: HttpResponse) -> list[str]:
    """What the page gives back of what was typed, to be read and copied."""
    return [one.text_content().strip() for one in html.fromstring(response.content).iter("textarea")]
