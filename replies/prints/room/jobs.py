"""How a print job is made: by a worker, which may be killed at any moment (replies/jobs.py), one case in memory at a
time.

What a worker had begun lies in a temporary file that goes with it; nothing is noted before the whole file is stored,
and then everything at once, by the one worker whose claim still stands.
"""

import datetime as dt
import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import BinaryIO

import pikepdf
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from proposals.bounded.limits import Unbounded
from proposals.cases.access import Refused
from proposals.models import Role
from proposals.models.suggestion import chinese_number
from replies.jobs import STALE as STALE
from replies.jobs import Jobs
from replies.jobs import Superseded as Superseded
from replies.letter.fonts.faces import FacesNotBuiltError
from replies.letter.pdf import batch
from replies.letter.pdf.copies import Copy, Marks, assemble_copies
from replies.models import PrintedForm, PrintJob, PrintJobItem
from replies.prints import printouts
from replies.prints.issue import address_of, copies_of, file_name, read_record

MOST_ATTEMPTS = 20
KEPT = dt.timedelta(days=7)  # the files; who printed what stays on record
FOLDER = "print-jobs"
BLOCK = 1 << 20

State = PrintJob.State


@task()
def make_print_job(pk: int) -> None:
    """Make the file of a job, unless it is made or another worker is at it."""
    JOBS.run(pk, make_file, explain_failure)


JOBS = Jobs(PrintJob, make_print_job, State.MAKING, MOST_ATTEMPTS, "请告诉系统管理员，处理好以后重新打印一次。")
enqueue_job, claim_job, beat_job, recover_jobs = JOBS.enqueue, JOBS.claim, JOBS.beat, JOBS.recover


def make_file(job: PrintJob) -> None:
    """The file of a job that this worker has claimed, stored and noted."""
    try:
        # on the disk of the data: /tmp may be memory
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as target:
            made = write_cases(job, target)
            if any(one.copies for one in made):
                finish_job(job, made, target)
            else:
                give_up(job, "选中的没有一件能打印，原因见下面各件。", made)
    except printouts.Overtaken:
        restart_job(job)  # what were first copies are reprints now, and their pages have to say so


def explain_failure(error: Exception) -> str:
    """Why no file was made, to the person who ordered it."""
    why = "服务器的磁盘满了，或者存不进文件" if isinstance(error, OSError) else "程序出了错"
    return f"{why}。请告诉系统管理员，处理好以后重新打印一次。"


def restart_job(job: PrintJob) -> None:
    """Give the job back to the queue, for the next worker to take up at once."""
    with transaction.atomic():
        if JOBS.claimed(job).update(beat_at=None, done=0):
            make_print_job.enqueue(job.pk)


def give_up(job: PrintJob, reason: str, made: "list[PrintedItem]") -> None:
    """End the job with a reason; what became of each case is kept."""
    with transaction.atomic():
        if JOBS.give_up(job, reason):
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
    # one query a case: a cursor left open would keep every other writer of an SQLite file waiting
    for pk in JOBS.each(job, list(job.items.values_list("pk", flat=True))):
        item = PrintJobItem.objects.select_related("printed__reply__case__suggestion__session").get(pk=pk)
        made.append(_add(job, item, whole))
        item.printed.snapshot = {}  # what stays in memory of a case is its row
    if any(one.copies for one in made):
        whole.finish()
    return made


def _add(job: PrintJob, item: PrintJobItem, whole: "batch.Joined | Archive") -> PrintedItem:
    """Print one case, or write down why it cannot be; the others go on."""
    try:
        copies, parts = _assembled(job, item)
    except FileNotFoundError:
        return _not_printed(item, "签发时存下的文件找不到了，请告诉系统管理员。")
    except (Refused, FacesNotBuiltError, Unbounded) as refusal:
        return _not_printed(item, str(refusal))
    except (ValueError, pikepdf.PdfError):
        return _not_printed(item, "存下的文件和签发时不一致，请告诉系统管理员。")
    for group, content in parts:
        item.pages += whole.append(content, paper_name(item.printed, group))
    return PrintedItem(item, copies)


def _assembled(job: PrintJob, item: PrintJobItem) -> tuple[list[Copy], list[tuple[list[Copy], bytes]]]:
    """The copies of one case, and their pages: together for one file, by place for an archive."""
    record = read_record(item.printed, blank=job.blank)
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
    end = {"done": F("total"), "reason": "", "file": name, "sha256": digest, "size": size, "pages": pages}
    try:
        with transaction.atomic():
            JOBS.finish(job, **end)
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


def tidy_files() -> int:
    """Remove the files of old jobs and what killed workers left in the store. Returns how many files."""
    old = timezone.now() - KEPT
    removed = 0
    for job in PrintJob.objects.filter(state=State.DONE, finished_at__lt=old).exclude(file=""):
        default_storage.delete(str(job.file.name))
        PrintJob.objects.filter(pk=job.pk).update(file="")
        removed += 1
    removed += JOBS.remove_orphans(FOLDER)
    # A killed worker's task stays "running" for ever in the queue's own table.
    DBTaskResult.objects.running().filter(started_at__lt=old).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    return removed
