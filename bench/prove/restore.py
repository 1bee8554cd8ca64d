"""The demo is backed up while people work, the backup is restored into a scratch database, compared with its
manifest and proved by verify_audit (drill_backup); harmed ones are told from whole ones."""

import contextlib
import io
import os
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.prove.table import Table


def prove(size: int) -> Table:
    """A row a drill: what was said, how long it took."""
    from django.conf import settings
    from django.core.management import call_command

    from bench.search import throw_away_database

    table = Table("drill", "what is said", "s")
    with throw_away_database(), scratch_database() as url, tempfile.TemporaryDirectory() as folder:
        if url:
            settings.DRILL_DATABASE_URL = url
        call_command("load_demo", verbosity=0)
        whole = Path(folder, "backups")
        whole.mkdir()
        over, acts = threading.Event(), list[int]()
        worker = threading.Thread(target=work_until, args=(over, acts))
        worker.start()
        while not acts and worker.is_alive():
            time.sleep(0.01)
        before = len(acts)
        add_drill(table, "backup while people work", lambda: say("backup", str(whole)), fails=False)
        meanwhile = len(acts) - before
        over.set()
        worker.join()
        add_drill(table, "restored, compared, proved", lambda: say("drill_backup", str(whole)), fails=False)
        backup = max(whole.iterdir(), key=lambda path: path.stat().st_size)
        content = backup.read_bytes()
        for name, harmed in (
            (
                "a byte in the middle changed",
                content[: len(content) // 2] + b"\xff\x00" + content[len(content) // 2 + 2 :],
            ),
            ("cut short", content[: len(content) * 3 // 4]),
            ("another file in its place", b"x" * 5_000),
        ):
            backup.write_bytes(harmed)
            add_drill(table, name, lambda: say("drill_backup", str(backup)), fails=True)
        table.add("acts during the backup", meanwhile, "", wrong=[] if meanwhile else ["nobody worked meanwhile"])
    return table


@contextlib.contextmanager
def scratch_database() -> Iterator[str]:
    """The address of an empty database on the server; "" with SQLite, where a folder is enough."""
    from django.db import connection

    if connection.vendor == "sqlite":
        yield ""
        return
    name = "banli_prove_scratch"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def add_drill(table: Table, name: str, drill: Callable[[], str], *, fails: bool) -> None:
    from django.core.management import CommandError

    began = time.monotonic()
    try:
        said, failed = drill(), False
    except CommandError as error:
        said, failed = str(error), True
    wrong = [] if failed == fails else [f"{name}: {said}"]
    table.add(name, said.splitlines()[0], f"{time.monotonic() - began:.1f}", wrong=wrong)


def say(command: str, *options: str) -> str:
    from django.core.management import call_command

    out = io.StringIO()
    call_command(command, *options, stdout=out, stderr=out)
    return out.getvalue().strip()


def work_until(over: threading.Event, acts: list[int]) -> None:
    """Notes are written on one case after the other, while the backup runs."""
    from django.db import connections

    from proposals.cases.access import Refused
    from proposals.models import Case
    from replies.colleagues.actions import write_note

    cases = list(Case.objects.filter(handler__isnull=False).select_related("handler").order_by("pk"))
    try:
        while not over.is_set():
            case = cases[len(acts) % len(cases)]
            with contextlib.suppress(Refused):  # the case is another unit's now
                write_note(case, case.handler, text="备份的时候写的。", key=uuid.uuid4())
            acts.append(1)
    finally:
        connections.close_all()
