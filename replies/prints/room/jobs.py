"""How a print job is made: by a worker (`manage.py db_worker`), with one case in memory at a time.

A worker may be killed at any moment. What it had begun lies in a temporary file that goes with it; nothing is noted
before the whole file is stored, and then everything at once, by the one worker whose claim still stands. A second
look at the job waits in the queue from the beginning, so that an abandoned job is taken up again by itself.
"""

import datetime as dt
import hashlib
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import BinaryIO

import pikepdf
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from proposals.cases.access import Refused
from proposals.models import Role
from proposals.models.suggestion import chinese_number
from replies.letter.fonts.faces import FacesNotBuiltError
from replies.letter.pdf import batch
from replies.letter.pdf.copies import Copy, Marks, assemble_copies
from replies.models import PrintedForm, PrintJob, PrintJobItem
from replies.models.print_job import PrintJobQuerySet
from replies.prints import printouts
from replies.prints.issue import address_of, copies_of, file_name, issue_form

STALE = dt.timedelta(seconds=60)  # a worker that gave no sign for so long is taken for dead
MOST_ATTEMPTS = 20
KEPT = dt.timedelta(days=7)  # the files; who printed what stays on record
FOLDER = "print-jobs"
BEAT = 0.5  # seconds between two signs of life
BLOCK = 1 << 20

State = PrintJob.State


class Superseded(Exception):
    """The job was cancelled, or another worker has taken it up."""


@task()
def make_print_job(pk: int) -> None:
    """Make the file of a job, unless it is made or another worker is at it."""
    job = claim_job(pk)
    if job is None:
        return
    try:
        # on the disk of the data: /tmp may be memory
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as target:
            made = write_cases(job, target)
            if any(one.copies for one in made):
                finish_job(job, made, target)
            else:
                give_up(job, "选中的没有一件能打印，原因见下面各件。", made)
    except Superseded:
        return
    except printouts.Overtaken:
        restart_job(job)  # what were first copies are reprints now, and their pages have to say so
    except OperationalError:
        raise  # the database was away or busy: the second look takes the job up again
    except Exception as error:
        full = isinstance(error, OSError)
        why = "服务器的磁盘满了，或者存不进文件" if full else "程序出了错"
        give_up(job, f"{why}。请告诉系统管理员，处理好以后重新打印一次。")
        raise


def enqueue_job(job: PrintJob) -> None:
    """Put a job into the queue, in the transaction that writes it, and the second look after it."""
    make_print_job.enqueue(job.pk)
    look_again(job.pk)


def look_again(pk: int) -> None:
    """Have a worker look after the job once its present one must have died."""
    make_print_job.using(run_after=timezone.now() + STALE + dt.timedelta(seconds=1)).enqueue(pk)


def claim_job(pk: int) -> PrintJob | None:
    """The job for this worker alone, or None when there is nothing to do (yet)."""
    with transaction.atomic():
        job = PrintJob.objects.select_for_update().filter(pk=pk).first()
        if job is None or not job.is_open:
            return None
        if job.beat_at and job.beat_at > timezone.now() - STALE:
            look_again(pk)
            return None
        if job.attempt >= MOST_ATTEMPTS:
            give_up(job, f"试了{MOST_ATTEMPTS}次都中断了。请告诉系统管理员，处理好以后重新打印一次。")
            return None
        job.state, job.attempt, job.beat_at, job.done = State.MAKING, job.attempt + 1, timezone.now(), 0
        job.save(update_fields=["state", "attempt", "beat_at", "done"])
        look_again(pk)
    return job


def restart_job(job: PrintJob) -> None:
    """Give the job back to the queue, for the next worker to take up at once."""
    with transaction.atomic():
        if _mine(job).update(beat_at=None, done=0):
            make_print_job.enqueue(job.pk)


def _mine(job: PrintJob) -> PrintJobQuerySet:
    """The job while this worker's claim stands."""
    return PrintJob.objects.filter(pk=job.pk, state__in=PrintJob.UNFINISHED, attempt=job.attempt)


def beat_job(job: PrintJob, done: int) -> None:
    """Note that this worker is alive and how far it is. Raises Superseded once the job is not its own."""
    if not _mine(job).update(done=done, beat_at=timezone.now()):
        raise Superseded


def give_up(job: PrintJob, reason: str, made: "list[PrintedItem] | None" = None) -> None:
    """End the job with a reason; what became of each case so far is kept."""
    with transaction.atomic():
        if _mine(job).update(state=State.FAILED, reason=reason, finished_at=timezone.now()) and made:
            PrintJobItem.objects.bulk_update([one.item for one in made], ["pages", "reason"])


# ---- the file --------------------------------------------------------------------------------------------------


@dataclass
class PrintedItem:
    """What became of one case: the copies that were printed; none where its item says why not."""

    item: PrintJobItem
    copies: list[Copy] = field(default_factory=list)


def write_cases(job: PrintJob, target: BinaryIO) -> list[PrintedItem]:
    """The cases in print order, into one PDF or one archive."""
    made: list[PrintedItem] = []
    whole = Archive(target) if job.form == PrintJob.Form.ZIP else batch.Joined(target)
    beaten = time.monotonic()
    # one query a case: a cursor left open would keep every other writer of an SQLite file waiting
    for pk in list(job.items.values_list("pk", flat=True)):
        item = PrintJobItem.objects.select_related("printed__reply__case__suggestion").get(pk=pk)
        made.append(_add(job, item, whole))
        item.printed.snapshot = {}  # what stays in memory of a case is its row
        if time.monotonic() - beaten > BEAT:
            beat_job(job, len(made))
            beaten = time.monotonic()
    if any(one.copies for one in made):
        whole.finish()
    return made


def _add(job: PrintJob, item: PrintJobItem, whole: "batch.Joined | Archive") -> PrintedItem:
    """Print one case, or write down why it cannot be; the others go on."""
    try:
        copies, parts = _assembled(job, item)
    except FileNotFoundError:
        return _not_printed(item, "签发时存下的文件找不到了，请告诉系统管理员。")
    except (ValueError, pikepdf.PdfError):
        return _not_printed(item, "存下的文件和签发时不一致，请告诉系统管理员。")
    except (Refused, FacesNotBuiltError) as refusal:
        return _not_printed(item, str(refusal))
    for group, content in parts:
        item.pages += whole.append(content, paper_name(item.printed, group))
    return PrintedItem(item, copies)


def _assembled(job: PrintJob, item: PrintJobItem) -> tuple[list[Copy], list[tuple[list[Copy], bytes]]]:
    """The copies of one case, and their pages: together for one file, by place for an archive."""
    record = issue_form(item.printed)
    wanted = copies_of(item.printed, job.copies, each_deputy=job.each_deputy)
    copies = printouts.mark_reprints(item.printed, wanted, timezone.localdate(job.created_at))
    marks = Marks(address=address_of(item.printed.verification), duplex=job.duplex)
    groups = by_place(copies) if job.form == PrintJob.Form.ZIP else [copies]
    return copies, [(group, assemble_copies(record, group, marks, plain=True)) for group in groups]


def _not_printed(item: PrintJobItem, why: str) -> PrintedItem:
    item.pages, item.reason = 0, why[:200]
    return PrintedItem(item)


def by_place(copies: list[Copy]) -> Iterator[list[Copy]]:
    """The copies that go to one place together: 二份送区政府办公室."""
    for _, group in groupby(copies, key=lambda copy: copy.place):
        yield list(group)


def paper_name(printed: PrintedForm, copies: list[Copy]) -> str:
    """070号-加强基层社区工作者队伍建设-二份送区政府办公室.pdf"""
    again = "（补打）" if any(copy.again for copy in copies) else ""
    what = f"{chinese_number(len(copies))}份{copies[0].place}{again}"
    return file_name(printed.reply.case, what)


class Archive:
    """A ZIP that grows file by file. PDF is packed already: it is stored as it is. Names are UTF-8 and said to be."""

    def __init__(self, target: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)
        self.names: dict[str, int] = {}
        self.at = timezone.localtime().timetuple()[:6]

    def append(self, content: bytes, name: str) -> int:
        """One file, with a number after its name where the name is taken. Returns its number of pages."""
        self.names[name] = count = self.names.get(name, 0) + 1
        if count > 1:
            name = f"{name.removesuffix('.pdf')}（{count}）.pdf"
        self.zip.writestr(zipfile.ZipInfo(name, self.at), content)
        return batch.count_pages(content)

    def finish(self) -> None:
        self.zip.close()


# ---- the end -----------------------------------------------------------------------------------------------------


def finish_job(job: PrintJob, made: list[PrintedItem], target: BinaryIO) -> None:
    """Store the file, then in one transaction the job's end, its items, and who printed what."""
    digest, size = digest_of(target)
    name = default_storage.save(f"{FOLDER}/{job.pk}-{job.attempt}.{job.form}", File(target))
    pages = sum(one.item.pages for one in made)
    end = {"state": State.DONE, "done": F("total"), "finished_at": timezone.now(), "reason": ""}
    try:
        with transaction.atomic():
            if not _mine(job).update(**end, file=name, sha256=digest, size=size, pages=pages):
                raise Superseded
            PrintJobItem.objects.bulk_update([one.item for one in made], ["pages", "reason"])
            # in the order of locks whatever the print order is, so that two jobs never wait for each other's cases
            for one in sorted(made, key=lambda one: one.item.printed.reply.case.suggestion_id):
                if one.copies:
                    role = Role(job.role)
                    printouts.record_printouts(
                        one.item.printed, one.copies, job.by, role=role, unit=job.unit, job=job
                    )
    except BaseException:
        default_storage.delete(name)
        raise


def digest_of(target: "BinaryIO | File[bytes]") -> tuple[str, int]:
    """SHA-256 and length of a file in bytes; the file is rewound before and after."""
    target.seek(0)
    digest, size = hashlib.sha256(), 0
    while block := target.read(BLOCK):
        digest.update(block)
        size += len(block)
    target.seek(0)
    return digest.hexdigest(), size


# ---- housekeeping --------------------------------------------------------------------------------------------------


def recover_jobs() -> int:
    """Put jobs into the queue again that no worker is making and none will look at. Returns how many."""
    now, count = timezone.now(), 0
    for job in PrintJob.objects.unfinished().order_by("pk"):
        with transaction.atomic():
            waiting = DBTaskResult.objects.filter(task_path=make_print_job.module_path, args_kwargs__args=[job.pk])
            soon = waiting.ready() | waiting.filter(status="READY", run_after__lte=now + 2 * STALE)
            alive = job.beat_at and job.beat_at > now - STALE
            if not soon.exists() and not alive:
                make_print_job.enqueue(job.pk)
                count += 1
    return count


def tidy_files() -> int:
    """Remove the files of old jobs and what killed workers left in the store. Returns how many files."""
    old = timezone.now() - KEPT
    removed = 0
    for job in PrintJob.objects.filter(state=State.DONE, finished_at__lt=old).exclude(file=""):
        default_storage.delete(str(job.file.name))
        PrintJob.objects.filter(pk=job.pk).update(file="")
        removed += 1
    kept = set(PrintJob.objects.exclude(file="").values_list("file", flat=True))
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for name in (f"{FOLDER}/{one}" for one in names):
        if name not in kept and default_storage.get_modified_time(name) < timezone.now() - dt.timedelta(days=1):
            default_storage.delete(name)
            removed += 1
    # A killed worker's task stays "running" for ever in the queue's own table.
    DBTaskResult.objects.running().filter(started_at__lt=old).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    return removed
