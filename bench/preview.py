"""How far the typeset letter stays behind the keys: `python -m bench.preview` (medians of ten requests).

A handler of a throw-away case posts the form as the page's script does; the time runs from the request to the last
byte of the pages, through middleware, session, permission, layout and template. On top of it come the script's own
pause (static/js/drafts/preview.js) and the network.

070                 the letter of docs/examples/070.json
8,000 characters    the longest of tests/replies/letter/awkward.py
layout only         070 set in pages, without the request around it
"""

import atexit
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

ROUNDS = 10


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the clock and of CPU."""
    work()
    clock, cpu = [], []
    for _ in range(ROUNDS):
        started, busy = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - started)
        cpu.append(time.process_time() - busy)
    return statistics.median(clock) * 1000, statistics.median(cpu) * 1000


def start() -> None:
    """Django on an empty database of its own; the built faces are read where they lie."""
    data = tempfile.mkdtemp(prefix="banli-bench-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    root = Path(__file__).resolve().parents[1]
    os.environ.setdefault("BANLI_FONTS", str(root / "data" / "fonts"))
    os.environ |= {
        "BANLI_DEMO": "1",
        "BANLI_DATA": data,
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_calendar", verbosity=0)


def main() -> None:
    start()
    from django.test import Client
    from django.urls import reverse

    from replies.letter.pdf import preview
    from replies.letter.snapshot import Snapshot
    from tests import factories
    from tests.replies.letter.awkward import SNAPSHOTS

    case = factories.make_case("in_progress")
    client = Client(headers={"host": "localhost"})
    client.force_login(factories.world().handler, "django.contrib.auth.backends.ModelBackend")
    address = reverse("replies:preview", args=[case.pk])

    def request(name: str) -> Callable[[], Any]:
        letter = SNAPSHOTS[name]["letter"]
        form = {key: letter[key] for key in ("title", "body", "contact", "phone")}
        form["copies_to"] = "\n".join(letter["copies_to"])

        def post() -> None:
            preview._set_letter.cache_clear()
            if (status := client.post(address, form).status_code) != 200:
                raise SystemExit(f"{name}: {status}")

        return post

    snapshot = Snapshot.from_json(SNAPSHOTS["070"])
    rows = {
        "070": request("070"),
        "8,000 characters": request("8,000 characters"),
        "layout only": lambda: preview._set_letter.__wrapped__(snapshot),
    }
    sys.stdout.write(f"{'':18}{'ms':>8}{'CPU ms':>8}\n")
    for name, work in rows.items():
        clock, cpu = timed(work)
        sys.stdout.write(f"{name:18}{clock:8.0f}{cpu:8.0f}\n")


if __name__ == "__main__":
    main()
