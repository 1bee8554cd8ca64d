"""A database that takes nothing, as a standby after a failover, a full disk or a mount that is read-only is; one that
is cut off, as by a restart; one in which somebody holds what another needs."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import override_settings
from lxml import html

from proposals.models import Case

FULL = """
    CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER disk_is_full BEFORE INSERT ON replies_draft FOR EACH ROW EXECUTE FUNCTION disk_is_full();
"""


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
    """SQLite's file may not grow by a page; PostgreSQL says of a new draft what it says of a full disk (53100: a disk
    that is full takes root, and is tried by bench/prove/stores.py)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(FULL)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP FUNCTION disk_is_full() CASCADE")
        return
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


@contextmanager
def standby() -> Iterator[None]:
    """What answers is a standby: every connection that comes now only reads, until it is promoted."""
    on_sqlite, options = connection.vendor == "sqlite", connection.settings_dict["OPTIONS"]
    before, name = options.get("init_command"), connection.settings_dict["NAME"]
    if on_sqlite:
        options["init_command"] = f"{before} PRAGMA query_only = ON;"
    else:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    connection.close()
    try:
        yield
    finally:
        connection.close()
        if on_sqlite:
            options["init_command"] = before
        else:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')


@contextmanager
def held(case: Case) -> Iterator[None]:
    """Somebody else is at the case, in a connection of their own (on SQLite: at the whole database), and everybody
    waits a second at most."""
    began, over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
            began.set()
            over.wait(60)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    began.wait(60)
    try:
        with hurried():
            yield
    finally:
        over.set()
        other.join()


@contextmanager
def hurried(seconds: int = 1) -> Iterator[None]:
    """Who connects now waits so long at most for what another holds."""
    options = connection.settings_dict["OPTIONS"]
    before = dict(options)
    if connection.vendor == "sqlite":
        options["timeout"] = seconds
    connection.close()
    try:
        with override_settings(DB_LOCK_SECONDS=seconds):
            yield
    finally:
        connection.close()
        options |= before


def cut_off(seconds: float) -> None:
    """Whoever is connected is thrown out, and for so long nobody comes in: what a restart is to who asks. On SQLite
    somebody holds the whole file for so long."""
    connection.close()
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=30, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds + 1)  # longer than anybody waits
        other.close()
        return
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        time.sleep(seconds)
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def _run(statement: str) -> None:
    """Past Django, which asks nothing in a transaction that is broken."""
    connection.connection.cursor().execute(statement)


def kept_texts(response: HttpResponse) -> list[str]:
    """What the page gives back of what was typed, to be read and copied."""
    return [one.text_content().strip() for one in html.fromstring(response.content).iter("textarea")]
