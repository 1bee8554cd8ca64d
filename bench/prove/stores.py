"""A PostgreSQL that fails while people write through gunicorn: restarted in order and by a crash, a standby that is
promoted, a row that somebody holds, a disk that is full. Each person presses 再交一次 until it is stored: nothing is
lost, nothing is stored twice, every refusal is a 503 with what was typed, and reading answers 200 or 503."""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.prove.record import prove_record
from bench.prove.table import Table

PORT, TOKEN, ROOM = 8477, "a" * 32, "12m"


def prove(size: int) -> Table:
    """A row a fault: how often it came, what was answered, what was told and what is stored."""
    from django.db import connection

    table = Table("fault", "times", "writes answered", "reads answered", "told", "stored")
    if connection.vendor != "postgresql":
        table.add("a server that fails", 0, "SQLite has none: behind bin/with-postgres", "", "", "", wrong=[])
        return table
    from bench.search import throw_away_database

    with throw_away_database():
        office = Office(people=max(3, size))
        with served():
            for name, (times, fault) in faults(size, office).items():
                add_fault(table, name, times, fault, office)
            if os.geteuid() == 0:
                with small_disk() as fill:
                    add_fault(table, "disk full", max(1, size // 3), fill, office)
            else:
                table.add(
                    "disk full", 0, "not tried: it takes root to give PostgreSQL a small disk", "", "", "", wrong=[]
                )
        connection.close()
        found = sorted(set(prove_record().splitlines()) - office.laid)
        table.add("the record after", "", "" if found else "whole", "", "", "", wrong=found)
    return table


def faults(size: int, office: "Office") -> dict[str, tuple[int, Callable[[], None]]]:
    return {
        "restart (fast)": (size, lambda: control("restart", "-m", "fast")),
        "crash (immediate)": (size, lambda: control("restart", "-m", "immediate")),
        "standby, then promoted": (max(1, size // 2), stand_by),
        "row held by somebody": (max(1, size // 3), office.hold_row),
    }


class Office:
    """People of one bureau, a case each, and what they were told was stored."""

    def __init__(self, people: int) -> None:
        from django.test import Client
        from django.utils import timezone

        from tests import factories as f

        self.cases = [f.make_case("in_progress") for _ in range(people)]
        client = Client()
        client.force_login(f.world().handler, "django.contrib.auth.backends.ModelBackend")
        self.cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
        self.day = timezone.localdate().isoformat()
        self.deputies = {case.pk: case.suggestion.proposers[0].pk for case in self.cases}
        self.laid = set(prove_record().splitlines())  # what the factory laid came by no act

    def send(self, path: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        """One request; 0 where nobody answers at the port."""
        door = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            door.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
            answer = door.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""
        finally:
            door.close()

    def write(self, case: Any, over: threading.Event, told: list[str], answers: Counter[str]) -> None:
        """One contact after the other, each pressed until it is stored."""
        path, number = f"/cases/{case.pk}/contacts/add/", 0
        while not over.is_set():
            number += 1
            words = f"第{number}次 {uuid.uuid4()}"
            form = {
                "deputies": self.deputies[case.pk],
                "way": "电话",
                "on": self.day,
                "staff": "高扬",
                "summary": words,
            }
            form |= {"key": uuid.uuid4(), "csrfmiddlewaretoken": TOKEN}
            for _ in range(600):
                status, page = self.send(path, form)
                kept = status != 503 or (words in page and "data-again" in page)
                answers[str(status) if kept else "503 without the words"] += 1
                if status == 302:
                    told.append(words)
                if status != 503:
                    break
                time.sleep(0.1)

    def read(self, over: threading.Event, answers: Counter[str]) -> None:
        while not over.is_set():
            for path in ("/", f"/cases/{self.cases[0].pk}/"):
                answers[str(self.send(path)[0])] += 1
            time.sleep(0.05)

    def hold_row(self) -> None:
        """Longer than anybody waits for it."""
        from django.db import connection, transaction

        from proposals.models import Case

        with transaction.atomic():
            Case.objects.select_for_update(of=("self",)).get(pk=self.cases[0].pk)
            time.sleep(3)
        connection.close()


def add_fault(table: Table, name: str, times: int, fault: Callable[[], None], office: Office) -> None:
    from django.db import connection

    from replies.models import Contact

    over, told = threading.Event(), list[str]()
    writes, reads = Counter[str](), Counter[str]()
    hands = [threading.Thread(target=office.write, args=(case, over, told, writes)) for case in office.cases]
    hands.append(threading.Thread(target=office.read, args=(over, reads)))
    before = Contact.objects.count()
    connection.close()
    for one in hands:
        one.start()
    for _ in range(times):
        time.sleep(1)
        fault()
    time.sleep(1)
    over.set()
    for one in hands:
        one.join()
    stored = list(Contact.objects.filter(summary__in=told).values_list("summary", flat=True))
    more = Contact.objects.count() - before
    wrong = [f"{name}: a write was answered {status}" for status in writes if status not in ("302", "503")]
    wrong += [f"{name}: a page was answered {status}" for status in reads if status not in ("200", "503")]
    if sorted(stored) != sorted(told) or more != len(told):
        wrong.append(f"{name}: {len(told)} were told to be stored, {len(stored)} are, of {more} new ones")
    if not writes["503"]:
        wrong.append(f"{name}: nobody met it")
    table.add(name, times, say(writes), say(reads), len(told), more, wrong=wrong)
    connection.close()


def say(answers: Counter[str]) -> str:
    return " ".join(f"{count}×{status}" for status, count in sorted(answers.items()))


@contextmanager
def served() -> Iterator[None]:
    """gunicorn over the throw-away database, with connections that are kept, as in production."""
    from django.conf import settings
    from django.db import connection

    where = connection.settings_dict
    change("synchronous_commit = on")  # bin/with-postgres turns it off: a crash would lose what it should not
    facts = {"DATABASE_URL": f"postgres:///{where['HOST']}/{where['NAME']}", "DB_LOCK_SECONDS": "1"}
    facts |= {
        "BANLI_DEMO": "1",
        "PYTHONUTF8": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BANLI_DATA": str(settings.DATA_DIR),
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        "3",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{PORT}",
        "config.wsgi",
    ]
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(command, env={**os.environ, **facts}, stdout=said, stderr=said)  # noqa: S603
        try:
            for _ in range(600):
                door = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
                try:
                    door.request("GET", "/healthz")
                    if door.getresponse().status == 200:
                        break
                except OSError:
                    time.sleep(0.1)
                finally:
                    door.close()
            else:
                said.seek(0)
                raise RuntimeError(said.read().decode())
            yield
        finally:
            server.terminate()
            server.wait()


def control(*what: str) -> None:
    """pg_ctl, as who owns the server; the connection of this process is gone afterwards."""
    from django.db import connection

    home = Path(connection.settings_dict["HOST"])
    connection.close()
    program = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parent.parent.name))
    owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*owner, str(program), "-D", str(home / "data"), "-l", str(home / "log"), "-w", "-s", *what]
    subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)  # noqa: S603


def change(setting: str) -> None:
    """One setting of the whole server, at once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute(f"ALTER SYSTEM SET {setting}")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def stand_by() -> None:
    """What answers only reads, for two seconds; then it is promoted."""
    change("default_transaction_read_only = on")
    time.sleep(2)
    change("default_transaction_read_only = off")


@contextmanager
def small_disk() -> Iterator[Callable[[], None]]:
    """The contacts and the events lie on a disk of their own (a tablespace in tmpfs); what fills it a while."""
    from django.db import connection

    place = Path(tempfile.mkdtemp(prefix="banli-disk."))
    mount, umount = (shutil.which(name) or name for name in ("mount", "umount"))
    subprocess.run([mount, "-t", "tmpfs", "-o", f"size={ROOM},mode=0777", "tmpfs", str(place)], check=True)  # noqa: S603
    (place / "space").mkdir()
    shutil.chown(place / "space", "postgres", "postgres")
    tables = ("replies_contact", "proposals_event")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLESPACE small LOCATION %s", [str(place / "space")])
        for name in tables:
            cursor.execute(f"ALTER TABLE {name} SET TABLESPACE small")
    connection.close()

    def fill() -> None:
        filler = place / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"0" * 4096)
            except OSError:
                pass
        time.sleep(4)
        filler.unlink()

    try:
        yield fill
    finally:
        with connection.cursor() as cursor:
            for name in tables:
                cursor.execute(f"ALTER TABLE {name} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")
        connection.close()
        subprocess.run([umount, str(place)], check=True)  # noqa: S603
        place.rmdir()
