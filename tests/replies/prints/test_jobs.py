"""Print jobs: a worker makes them, whatever befalls it, once and whole."""

import datetime as dt
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from proposals.journal.enter import enter_waiting
from proposals.models import Event, JournalMark, append_only
from replies.models import PrintJob, Printout
from replies.prints import views
from replies.prints.issue import issue_form, print_set
from replies.prints.room import jobs as room
from replies.prints.room import orders
from replies.prints.room.jobs import (
    FOLDER,
    MOST_ATTEMPTS,
    STALE,
    Superseded,
    beat_job,
    claim_job,
    finish_job,
    make_print_job,
    recover_jobs,
    tidy_files,
    write_cases,
)
from tests import factories as f
from tests.replies.killer import ROOT, Killer, in_the_database
from tests.replies.letter.pages import pages_of
from tests.replies.prints.orders import ordered, signed, work

pytestmark = pytest.mark.django_db
PRINTOUTS = (Printout._meta.db_table,)
A_WHILE = STALE + dt.timedelta(seconds=5)


def a_while_passes():
    """The clock of what is in the database goes on by itself."""
    PrintJob.objects.update(beat_at=F("beat_at") - A_WHILE)
    DBTaskResult.objects.filter(run_after__lt=timezone.now() + 10 * A_WHILE).update(
        run_after=F("run_after") - A_WHILE
    )


def outcome(job):
    """Everything that may exist once."""
    job.refresh_from_db()
    printed = Counter(Printout.objects.filter(job=job).values_list("printed__reply__case", "copy"))
    events = Counter(Event.objects.filter(action="print").values_list("case", flat=True))
    return job.state, set(printed.values()), len(printed), set(events.values()), len(events)


def ends_of_tasks():
    """How the tasks of the queue ended, and how many wait."""
    return Counter(DBTaskResult.objects.values_list("status", flat=True))


def content_of(job):
    job.refresh_from_db()
    with job.file.open("rb") as stored:
        return stored.read()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_ten_times_leaves_one_whole_file():
    killer, forms = Killer(), signed("201", "202")
    for form in forms:
        issue_form(form)
    undisturbed = ordered(forms)
    end, calls = killer.run()
    append_only.remove_triggers(connection, PRINTOUTS)
    Printout.objects.all().delete()
    append_only.install_triggers(connection, PRINTOUTS)
    job, ends = ordered(forms), [end]
    enter_waiting()  # what the test laid
    # The last calls of a run enter what it has committed: a job that is killed there is done.
    for share in (0.002, 0.01, 0.1, 0.25, 0.4, 0.55, 0.7, 0.75, 0.8, 0.85):
        ends.append(killer.run(calls * share)[0])
        a_while_passes()
        call_command("housekeeping", verbosity=0)
    ends.append(killer.run()[0])
    killer.program.communicate()
    assert ends == [0, *[signal.SIGKILL] * 10, 0]
    printed = Counter(job.printouts.values_list("printed", "copy"))
    assert (set(printed.values()), len(printed), job.items.exclude(reason="").count()) == ({1}, 2 * 4, 0)
    assert set(Counter(Event.objects.filter(action="print").values_list("case", flat=True)).values()) == {2}
    assert pages_of(content_of(job)) == pages_of(content_of(undisturbed))
    assert (job.state, job.pages, job.attempt > 3) == ("done", undisturbed.pages, True)
    assert hashlib.sha256(content_of(job)).hexdigest() == job.sha256
    assert not JournalMark.objects.filter(
        table=PRINTOUTS[0]
    ).exists()  # what a killed one left is entered by the next


def test_a_second_worker_leaves_alone_what_another_is_at_and_takes_up_what_it_left():
    job = ordered(signed("201"))
    first = claim_job(job.pk)
    assert (first.state, first.attempt, claim_job(job.pk)) == ("making", 1, None)
    with time_machine.travel(timezone.now() + A_WHILE):
        assert claim_job(job.pk).attempt == 2
        with pytest.raises(Superseded):
            beat_job(first, 1)


@pytest.mark.parametrize("claimed", [False, True])
def test_a_job_that_was_left_lying_is_taken_up_by_itself(claimed):
    """The worker died as soon as it had the task, or when it had claimed the job."""
    job = ordered(signed("201"))
    if claimed:
        DBTaskResult.objects.all().delete()
        claim_job(job.pk)
    else:
        DBTaskResult.objects.ready().update(status="RUNNING")
    work()
    job.refresh_from_db()
    assert job.state == ("making" if claimed else "waiting")
    a_while_passes()
    work()
    job.refresh_from_db()
    assert job.state == "done"


def test_a_worker_given_up_for_dead_stores_nothing():
    job = ordered(signed("201"))
    late = claim_job(job.pk)
    with time_machine.travel(timezone.now() + A_WHILE):
        work()
    done, stored = outcome(job), sorted(default_storage.listdir(FOLDER)[1])
    target = io.BytesIO()
    made = write_cases(late, target)
    with pytest.raises(Superseded):
        finish_job(late, made, target)
    assert outcome(job) == done == ("done", {1}, 4, {1}, 1)
    assert sorted(default_storage.listdir(FOLDER)[1]) == stored


def test_of_two_jobs_over_the_same_copies_at_once_the_later_is_made_again_and_marked(monkeypatch):
    """The second is made and stored while the pages of the first, not marked either, are still being put together."""
    forms = signed("201")
    first, second = ordered(forms), ordered(forms)
    written = write_cases

    def overtaken(job, target):
        made = written(job, target)
        monkeypatch.undo()
        make_print_job.call(second.pk)
        return made

    monkeypatch.setattr(room, "write_cases", overtaken)
    work()
    marks = {job: set(job.printouts.values_list("again", flat=True)) for job in (first, second)}
    assert marks == {second: {False}, first: {True}}
    assert ["补打" in "".join(pages_of(content_of(job))) for job in (first, second)] == [True, False]
    assert [outcome(job)[:3] for job in (first, second)] == [("done", {1}, 4)] * 2
    assert first.attempt == 2


def test_a_person_who_prints_alone_what_was_printed_in_the_same_second_is_told(client, monkeypatch):
    case, job = signed("201")[0].reply.case, ordered([signed("202")[0]])
    job.items.update(printed=case.current_round.printed.get())
    alone = print_set

    def overtaken(*args, **how):
        content = alone(*args, **how)
        work()
        return content

    monkeypatch.setattr(views, "print_set", overtaken)
    client.force_login(f.world().handler)
    response = client.post(f"/cases/{case.pk}/print/", {"copies": "1"})
    assert (response.status_code, "同一份刚刚有人打印过" in response.content.decode()) == (409, True)
    assert Printout.objects.filter(job=None).count() == 0


def test_a_job_that_kills_every_worker_is_given_up():
    job = ordered(signed("201"))
    PrintJob.objects.update(attempt=MOST_ATTEMPTS, state="making", beat_at=timezone.now() - A_WHILE)
    work()
    job.refresh_from_db()
    assert (job.state, job.reason[:8]) == ("failed", "试了20次都中断")


def test_an_error_of_the_machine_is_told_and_nothing_is_noted(settings):
    forms = signed("201")
    job = ordered(forms)
    for form in forms:
        issue_form(form)
    settings.MEDIA_ROOT = "/dev/null"
    work()
    job.refresh_from_db()
    assert (job.state, job.reason[:8], Printout.objects.count()) == ("failed", "服务器的磁盘满了", 0)


def test_the_others_go_on_when_one_cannot_be_printed():
    forms = signed("201", "202", "203")
    for form in forms:
        issue_form(form)
    with default_storage.open(forms[0].pdf.name, "ab") as touched:
        touched.write(b"x")
    default_storage.delete(forms[1].pdf.name)
    job = ordered(forms)
    work()
    job.refresh_from_db()
    assert [(item.pages > 0, item.reason[:10]) for item in job.items.all()] == [
        (False, "存下的文件和签发时不"),
        (False, "签发时存下的文件找不"),
        (True, ""),
    ]
    assert (job.state, {row.printed_id for row in job.printouts.all()}) == ("done", {forms[2].pk})
    alone = ordered(forms[:1])
    work()
    alone.refresh_from_db()
    assert (alone.state, alone.items.get().reason[:6], alone.file.name) == ("failed", "存下的文件和", "")


def test_a_cancelled_job_prints_nothing():
    job = ordered(signed("201"))
    orders.cancel_job(job, job.by)
    work()
    assert outcome(job) == ("cancelled", set(), 0, set(), 0)
    assert (job.attempt, job.beat_at) == (0, None)
    assert set(ends_of_tasks()) <= {"SUCCESSFUL", "READY"}


def test_the_second_look_leaves_alone_what_is_made():
    job = ordered(signed("201"))
    work()
    made, stored, attempt = outcome(job), sorted(default_storage.listdir(FOLDER)[1]), job.attempt
    a_while_passes()
    work()
    assert (outcome(job), job.attempt, sorted(default_storage.listdir(FOLDER)[1])) == (made, attempt, stored)
    assert ends_of_tasks() == {"SUCCESSFUL": 3}  # the order, its second look, and that of the one who made it


def test_housekeeping_takes_up_what_nobody_will_look_at_and_only_that():
    waiting, lost, busy = (ordered(signed(number)) for number in ("201", "202", "203"))
    DBTaskResult.objects.filter(args_kwargs__args=[lost.pk]).delete()
    DBTaskResult.objects.filter(args_kwargs__args=[busy.pk]).delete()
    PrintJob.objects.filter(pk=busy.pk).update(state="making", beat_at=timezone.now())
    assert (recover_jobs(), recover_jobs()) == (1, 0)
    work()
    states = [PrintJob.objects.get(pk=job.pk).state for job in (waiting, lost, busy)]
    assert states == ["done", "done", "making"]


def test_housekeeping_clears_old_files_and_orphans_and_keeps_the_rest():
    old, young = ordered(signed("201")), ordered(signed("202"))
    work()
    file_of_the_young = PrintJob.objects.get(pk=young.pk).file.name
    PrintJob.objects.filter(pk=old.pk).update(finished_at=timezone.now() - dt.timedelta(days=8))
    orphan = default_storage.save(f"{FOLDER}/999-1.pdf", ContentFile(b"half"))
    assert tidy_files() == 1
    assert default_storage.exists(orphan)
    before = (timezone.now() - dt.timedelta(days=2)).timestamp()
    for name in (orphan, file_of_the_young):
        os.utime(default_storage.path(name), (before, before))
    assert tidy_files() == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, old.file.name, default_storage.exists(orphan)) == ("done", "", False)
    assert (young.file.name, default_storage.exists(young.file.name)) == (file_of_the_young, True)


@pytest.mark.django_db(transaction=True)
def test_nothing_stays_behind_a_demo_that_is_killed():
    """The server's place is taken by a program that starts the worker as it does; both are killed."""
    parent = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys, time\n"
         "print(subprocess.Popen([sys.executable, 'bin/demo_worker.py'], start_new_session=True).pid, flush=True)\n"
         "time.sleep(60)"],
        cwd=ROOT, env=in_the_database(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    keeper = int(parent.stdout.readline())
    job = ordered(signed("201"))
    wait_for(lambda: PrintJob.objects.get(pk=job.pk).state == "done")
    worker = int(subprocess.run(["pgrep", "-P", str(keeper)], capture_output=True, text=True).stdout)  # noqa: S603, S607
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: subprocess.run(["pgrep", "-P", str(keeper)], capture_output=True).stdout.strip())  # noqa: S603, S607
    second = int(subprocess.run(["pgrep", "-P", str(keeper)], capture_output=True, text=True).stdout)  # noqa: S603, S607
    parent.kill()
    parent.communicate()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (keeper, second)))


def wait_for(happened, seconds=40):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)
