"""Work that a worker (`manage.py db_worker`) may leave at any moment, being killed: print jobs, stacks of sheets,
reports.

A piece of work is a row. Its `attempt` counts the workers that took it up and `beat_at` is the last sign of life of
the newest: only that one may end it, and nothing is noted before the end. A second look waits in the queue from the
beginning, so that work that was left lying is taken up again by itself.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from proposals.cases.attachments import find_orphans
from replies.models import MadeReport, PrintJob, SheetStack
from replies.models.papers.print_job import PrintJobQuerySet
from replies.models.reports.work_report import MadeReportQuerySet
from replies.models.stacks.sheets import SheetStackQuerySet

Job = TypeVar("Job", PrintJob, SheetStack, MadeReport)
Thing = TypeVar("Thing")

STALE = dt.timedelta(seconds=60)  # a worker that gave no sign for so long is taken for dead
BEAT = 0.5  # seconds between two signs of life


class Superseded(Exception):
    """The work was cancelled, or another worker has taken it up."""


@dataclass(frozen=True)
class Jobs(Generic[Job]):
    """All work of one table."""

    model: type[Job]
    task: Task[[int], None]  # does one row, named by its key: by `run`
    begun: str  # the state of a row that a worker is at
    most_attempts: int
    advice: str  # what to do once so many workers were killed over it

    def enqueue(self, job: Job) -> None:
        """Put a row into the queue, in the transaction that writes it, and the second look after it."""
        self.task.enqueue(job.pk)
        self._look_again(job.pk)

    def _look_again(self, pk: int) -> None:
        """Have a worker look after the row once its present one must have died."""
        self.task.using(run_after=timezone.now() + STALE + dt.timedelta(seconds=1)).enqueue(pk)

    def run(self, pk: int, work: Callable[[Job], None], explain: Callable[[Exception], str]) -> None:
        """Do a row, unless it is done or another worker is at it; what cannot be done is given up, and `explain`
        says to the person who waits why."""
        job = self.claim(pk)
        if job is None:
            return
        try:
            work(job)
        except Superseded:
            return
        except OperationalError:
            raise  # the database was away or busy: the second look takes the row up again
        except Exception as error:
            self.give_up(job, explain(error))
            raise

    def claim(self, pk: int) -> Job | None:
        """The row for this worker alone, or None when there is nothing to do (yet)."""
        with transaction.atomic():
            job = self.model.objects.select_for_update().filter(pk=pk).first()
            if job is None or not job.is_open:
                return None
            if is_alive(job):
                self._look_again(pk)
                return None
            if job.attempt >= self.most_attempts:
                self.give_up(job, f"试了{self.most_attempts}次都中断了。{self.advice}")
                return None
            job.state, job.attempt, job.beat_at, job.done = self.begun, job.attempt + 1, timezone.now(), 0
            job.save(update_fields=["state", "attempt", "beat_at", "done"])
            self._look_again(pk)
        return job

    def claimed(self, job: Job) -> PrintJobQuerySet | SheetStackQuerySet | MadeReportQuerySet:
        """The row while this worker's claim stands."""
        return self.model.objects.unfinished().filter(pk=job.pk, attempt=job.attempt)

    def beat(self, job: Job, done: int) -> None:
        """Note that this worker is alive and how far it is. Raises Superseded once the row is not its own."""
        if not self.claimed(job).update(done=done, beat_at=timezone.now()):
            raise Superseded

    def each(self, job: Job, things: Iterable[Thing]) -> Iterator[Thing]:
        """One thing of the work after the other, with a sign of life between two where it is time for one."""
        beaten = time.monotonic()
        for done, thing in enumerate(things, 1):
            yield thing
            if time.monotonic() - beaten > BEAT:
                self.beat(job, done)
                beaten = time.monotonic()

    def finish(self, job: Job, **values: Any) -> None:
        """Note that it is done, and with what. Raises Superseded where the row is not this worker's own any more."""
        if not self.claimed(job).update(state=self.model.State.DONE, finished_at=timezone.now(), **values):
            raise Superseded

    def give_up(self, job: Job, reason: str) -> bool:
        """End the row with a reason. Returns whether it was this worker's to end."""
        end = {"state": self.model.State.FAILED, "reason": reason, "finished_at": timezone.now()}
        return bool(self.claimed(job).update(**end))

    def recover(self) -> int:
        """Put rows into the queue again that no worker is at and none will look at. Returns how many."""
        now, count = timezone.now(), 0
        for job in self.model.objects.unfinished().order_by("pk"):
            with transaction.atomic():
                waiting = DBTaskResult.objects.filter(task_path=self.task.module_path, args_kwargs__args=[job.pk])
                soon = waiting.ready() | waiting.filter(status="READY", run_after__lte=now + 2 * STALE)
                if not soon.exists() and not is_alive(job):
                    self.task.enqueue(job.pk)
                    count += 1
        return count

    def remove_orphans(self, folder: str, column: str = "file") -> int:
        """Remove the files, a day old, that killed processes left in a folder of the store and no `column` names.
        Returns how many."""
        kept = set(self.model.objects.exclude(**{column: ""}).values_list(column, flat=True))
        old = find_orphans(folder, kept)
        for name in old:
            default_storage.delete(name)
        return len(old)


def is_alive(job: PrintJob | SheetStack | MadeReport) -> bool:
    """Whether a worker gave a sign of life lately."""
    return job.beat_at is not None and job.beat_at > timezone.now() - STALE


def is_quiet(job: PrintJob | SheetStack | MadeReport) -> bool:
    """Whether nobody has been at it for so long that the person who waits should be told."""
    return job.is_open and (job.beat_at or job.created_at) < timezone.now() - STALE / 3
