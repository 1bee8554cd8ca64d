"""A web process killed (SIGKILL) in the middle of a form, and a worker in the middle of a print job, again and again:
all of it is kept or nothing, what was begun can be done once more, and the record is whole afterwards."""

import io
import os
import random
import signal
import sys
from collections.abc import Callable
from typing import Any

from bench.prove.record import prove_record
from bench.prove.table import Table

KILLS = 100
# Forms that make a row, of which one case after the other can take one.
KILLED = (
    "sign_for", "ask_return", "agree_return", "hand on", "assign", "draft", "recall", "contact", "consult", "check",
    "sign", "amend", "deliver", "paper", "attempt", "reopen", "close", "ask extension", "objection", "widen",
)  # fmt: skip
NOT_COUNTED = ("journal", "pace", "session", "signin")
Ready = tuple[str, dict[str, Any]]  # an address, and what is rightly filled in there


def prove(size: int) -> Table:
    """A row a form: how often it was killed, how often everything was kept and how often nothing."""
    from django.core.management import call_command

    from bench.search import throw_away_database
    from tests.replies.prints.orders import signed
    from tests.test_bad_inputs import FORMS

    table = Table("form", "kills", "kept whole", "kept nothing", "done again")
    chance = random.Random(7)  # noqa: S311 (the same places every time)
    with throw_away_database():
        call_command("load_calendar", stdout=io.StringIO())
        each = max(1, KILLS * size // 10 // len(KILLED))
        ready = {name: [begin(FORMS[name]) for _ in range(each + 1)] for name in KILLED}
        forms = signed("901", "902")
        laid = set(prove_record().splitlines())  # what the factory laid came by no act
        for name, cases in ready.items():
            add_form(table, name, FORMS[name], cases, chance)
        add_worker(table, forms, KILLS * size // 10, chance)
        found = sorted(set(prove_record().splitlines()) - laid)
        table.add("the record after", "", "" if found else "whole", "", "", wrong=found)
    return table


def add_form(table: Table, name: str, form: Any, cases: list[Ready], chance: random.Random) -> None:
    before = kept()
    _, calls, status = post_in_a_child(form, *cases.pop(), 0)
    after = difference(before, kept())
    wrong = [] if status < 400 and after else [f"{name}: answered {status} although nobody was killed"]
    killed = whole = nothing = again = 0
    for url, data in cases:
        before = kept()
        end, _, _ = post_in_a_child(form, url, data, int(calls * chance.uniform(0.02, 0.99)))
        found = difference(before, kept())
        killed += end == signal.SIGKILL
        whole, nothing = whole + (found == after), nothing + (found == {})
        if found not in ({}, after):
            wrong.append(f"{name}: half of it is kept: {found} of {after}")
        if found == {}:
            _, _, status = post_in_a_child(form, url, data, 0)
            again += status < 400
            if status >= 400 or difference(before, kept()) != after:
                wrong.append(f"{name}: not done when sent once more ({status})")
    table.add(name, killed, whole, nothing, again, wrong=wrong)


def add_worker(table: Table, forms: list[Any], times: int, chance: random.Random) -> None:
    """Jobs of two cases, one after the other; each worker is killed five times before it may end."""
    from django.core.management import call_command

    from tests.replies.killer import Killer
    from tests.replies.prints.orders import ordered
    from tests.replies.prints.test_jobs import a_while_passes

    killer, killed, whole, wrong = Killer(), 0, 0, list[str]()
    for _ in range(2):  # the first lays out the forms as well
        ordered(forms)
        calls = killer.run()[1]
    for number in range(0, times, 5):
        job = ordered(forms)
        for _ in range(5):
            killed += killer.run(calls * chance.uniform(0.002, 0.85))[0] == signal.SIGKILL
            a_while_passes()
            call_command("housekeeping", stdout=io.StringIO())
        killer.run()
        job.refresh_from_db()
        kept = list(job.printouts.values_list("printed", "copy"))
        if (job.state, len(kept), len(set(kept))) == ("done", 8, 8):
            whole += 1
        else:
            wrong.append(
                f"print job {number // 5}: {job.state}, {len(kept)} copies noted, {len(set(kept))} of them once"
            )
    killer.program.communicate()
    table.add("print job of 8 copies", killed, whole, 0, "", wrong=wrong)


def begin(form: Any) -> Ready:
    """A case of its own for the form: its address and what is rightly filled in."""
    from django.urls import reverse

    from tests import factories as f

    case = f.make_case(form.status, part=form.part)
    url = reverse(form.name, args=form.args(case))
    case.reload()
    data = form.data(case)
    return url, data


def post_in_a_child(form: Any, url: str, data: dict[str, Any], most: int) -> tuple[int, int, int]:
    """The signal that ended the process after so many calls of functions (0: none is sent), the calls that it made,
    the status that it was answered with."""
    from django.db import connections

    connections.close_all()
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        client = signed_in(form)
        answer = counted(lambda: client.post(url, data).status_code, most)
        os.write(write, f"{answer[0]} {answer[1]}".encode())
        os._exit(0)
    os.close(write)
    _, ended = os.waitpid(pid, 0)
    said = os.read(read, 60).decode().split()
    os.close(read)
    return ended & 0x7F, *((int(said[0]), int(said[1])) if said else (0, 0))


def counted(work: Callable[[], int], most: int) -> tuple[int, int]:
    """The calls that the work makes, and what it returns; at so many the process ends."""
    count = 0

    def note(frame: Any, event: str, arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")
        if count == most:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(note)
    status = work()
    sys.setprofile(None)
    return count, status


def signed_in(form: Any) -> Any:
    from django.test import Client

    from tests import factories as f

    client = Client(raise_request_exception=False)
    client.force_login(getattr(f.world(), form.who), "django.contrib.auth.backends.ModelBackend")
    return client


def kept() -> dict[str, int]:
    """How many rows each table has, but for what is counted of every request."""
    from tests.test_bad_inputs import rows

    return {name: count for name, count in rows() if not any(word in name for word in NOT_COUNTED)}


def difference(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}
