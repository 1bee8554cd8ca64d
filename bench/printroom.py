"""A batch of the print room, from the order to the file: `python -m bench.printroom` (`--quick`: a smoke run).

300 issued cases × four copies through a database and a store of their own, made by a real `manage.py db_worker`:
its time, its CPU, its greatest memory (VmHWM), and the file, whose every page is read and found in its place.
"""

import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

from bench.print import EXAMPLE, ROOT, line, table

CASES = 300
HEADER = re.compile(r"第(\d+)号")


def main() -> None:
    count = 6 if "--quick" in sys.argv else CASES
    with tempfile.TemporaryDirectory() as folder:
        fonts = os.environ.get("BANLI_FONTS", str(ROOT / "data" / "fonts"))
        os.environ |= {"BANLI_DEMO": "1", "BANLI_DATA": folder, "BANLI_FONTS": fonts}
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        office, forms = issued(count)
        for form in ("pdf", "zip"):
            table(f"{count} cases × four copies: {form.upper()}", ("value", "", ""))
            measure(office, forms, form)


def issued(count: int) -> tuple[Any, list[Any]]:
    """So many cases with the signed form of docs/examples/070.json under a number of their own, bytes stored."""
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from proposals.models import Case, Deputy, Membership, Session, Sponsorship, Suggestion, Unit, User
    from replies.letter.pdf import press
    from replies.letter.snapshot import Snapshot
    from replies.models import PrintedForm, Reply
    from replies.prints.room.orders import print_office_of

    whole, today = Snapshot.from_bytes(EXAMPLE.read_bytes()), timezone.localdate()
    unit = Unit.objects.create(name=whole.unit, short_name="区民政局")
    user = User.objects.create(username="bench", name="测试")
    Membership.objects.create(user=user, unit=unit, role="office")
    session = Session.objects.create(body="人大", place="宝山区", term=9, meeting=3)
    deputies = [Deputy.objects.create(name=name) for name in whole.deputies]
    forms = []
    for number in (f"{number:03}" for number in range(1, count + 1)):
        suggestion = Suggestion.objects.create(session=session, number=number, title=whole.title)
        for position, deputy in enumerate(deputies, 1):
            Sponsorship.objects.create(suggestion=suggestion, deputy=deputy, position=position)
        case = Case.objects.create(
            suggestion=suggestion, unit=unit, status="seeking_feedback", handler=user, handed_on=today,
            received_on=today, statutory_due=today.replace(year=today.year + 1),
        )  # fmt: skip
        reply = Reply.objects.create(case=case, round=1, opened_on=today, due_on=today)
        snapshot = replace(whole, number=number)
        content = press.render_record(snapshot)
        form = PrintedForm(
            reply=reply, version=1, occasion="signed", verification=number, snapshot=snapshot.to_json()
        )
        form.sha256, form.size = hashlib.sha256(content).hexdigest(), len(content)
        form.pdf.save("form.pdf", ContentFile(content), save=False)
        form.save()
        forms.append(form)
    return print_office_of(user), forms


def measure(office: Any, forms: list[Any], form: str) -> None:
    from django.db import connection

    from proposals.models import append_only
    from replies.models import Printout
    from replies.prints.room import orders

    printouts = (Printout._meta.db_table,)
    append_only.remove_triggers(connection, printouts)  # measured as first prints each time
    Printout.objects.all().delete()
    append_only.install_triggers(connection, printouts)
    how = {"copies": [1, 2, 3, 4], "each_deputy": False, "order": "number", "duplex": True, "form": form}
    job = orders.order_print(office, forms, key=uuid.uuid4(), **how)
    before, started, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
    command = [sys.executable, "manage.py", "db_worker", "--skip-checks", "--batch", "--interval=0"]
    worker = subprocess.Popen([*command, "--no-startup-delay", "--verbosity=0"], cwd=ROOT)  # noqa: S603
    while worker.poll() is None:
        if found := re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{worker.pid}/status").read_text()):
            peak = int(found[1])
        time.sleep(0.02)
    spent, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    job.refresh_from_db()
    line("seconds, the worker's start with it", spent)
    line("CPU seconds", after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    line("peak memory of the worker, MB", peak / 1024)
    line("size, MB", job.size / 1e6)
    line("pages", job.pages)
    line("copies on record", Printout.objects.count())
    if form == "pdf":
        sys.stdout.write(f"order, read page by page: {in_order(Path(job.file.path), len(forms), job.pages)}\n")


def in_order(file: Path, cases: int, pages: int) -> str:
    """Whether every page carries the case and the copy that its place asks for."""
    text = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True).stdout  # noqa: S603, S607
    read = text.split("\f")[:-1]
    each = pages // (cases * 4)
    wrong = 0
    for at, page in enumerate(read):
        if page.strip():
            number, copy = at // (each * 4) + 1, "一二三四"[at // each % 4]
            found = HEADER.search(page)
            wrong += not (found and int(found[1]) == number and f"第{copy}份·" in page)
    return f"{len(read)} pages, {wrong} in the wrong place"


if __name__ == "__main__":
    main()
