"""How a stack is sorted: by a worker (`manage.py db_worker`), a page in memory at a time.

A worker may be killed at any moment: nothing is noted before all pages were looked at, and then everything at once,
by the one worker whose claim still stands. A second look waits in the queue from the beginning (as of print jobs).
"""

import datetime as dt
import time

import pypdfium2
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from replies.letter.pdf.pictures import opened_pdf
from replies.models import SheetStack, StackSheet
from replies.models.stacks.sheets import SheetStackQuerySet
from replies.stacks.sorted import PageSeen, entered_by, look_at_page, sort_pages

STALE = dt.timedelta(seconds=60)
MOST_ATTEMPTS = 10
BEAT = 0.5  # seconds between two signs of life

State = SheetStack.State


class TakenUpAgain(Exception):
    """Another worker has taken the stack up."""


@task()
def sort_stack(pk: int) -> None:
    """Look at every page of a stack, unless that is done or another worker is at it."""
    stack = claim_stack(pk)
    if stack is None:
        return
    try:
        pages = _look_at_pages(stack)
        sheets = sort_pages(stack, pages, entered_by(stack.by))
        with transaction.atomic():
            blank = sum(page.is_blank for page in pages)
            end = {"state": State.DONE, "done": stack.pages, "finished_at": timezone.now(), "blank": blank}
            if _mine(stack).update(**end):
                StackSheet.objects.bulk_create(sheets)
    except TakenUpAgain:
        return
    except OperationalError:
        raise  # the database was away or busy: the second look takes the stack up again
    except Exception as error:
        lost = isinstance(error, FileNotFoundError | pypdfium2.PdfiumError)
        why = "存下的文件打不开" if lost else "程序出了错"
        _give_up(stack, f"{why}。请重新交一次；还是这样，请告诉系统管理员。")
        raise


def enqueue_stack(stack: SheetStack) -> None:
    """Put a stack into the queue, in the transaction that writes it, and the second look after it."""
    sort_stack.enqueue(stack.pk)
    _look_again(stack.pk)


def _look_again(pk: int) -> None:
    sort_stack.using(run_after=timezone.now() + STALE + dt.timedelta(seconds=1)).enqueue(pk)


def claim_stack(pk: int) -> SheetStack | None:
    """The stack for this worker alone, or None when there is nothing to do (yet)."""
    with transaction.atomic():
        stack = SheetStack.objects.select_for_update(of=("self",)).select_related("by", "unit").filter(pk=pk).first()
        if stack is None or not stack.is_open:
            return None
        if stack.beat_at and stack.beat_at > timezone.now() - STALE:
            _look_again(pk)
            return None
        if stack.attempt >= MOST_ATTEMPTS:
            _give_up(stack, f"试了{MOST_ATTEMPTS}次都中断了。请告诉系统管理员。")
            return None
        stack.state, stack.attempt, stack.beat_at, stack.done = State.SORTING, stack.attempt + 1, timezone.now(), 0
        stack.save(update_fields=["state", "attempt", "beat_at", "done"])
        _look_again(pk)
    return stack


def _mine(stack: SheetStack) -> SheetStackQuerySet:
    return SheetStack.objects.unfinished().filter(pk=stack.pk, attempt=stack.attempt)


def _give_up(stack: SheetStack, reason: str) -> None:
    _mine(stack).update(state=State.FAILED, reason=reason, finished_at=timezone.now())


def _look_at_pages(stack: SheetStack) -> list[PageSeen]:
    with stack.file.open("rb") as stored:
        content = stored.read()
    pages: list[PageSeen] = []
    beaten = time.monotonic()
    for number in range(1, stack.pages + 1):
        with opened_pdf(content) as pdf:  # the lock of PDFium is held for one page
            pages.append(look_at_page(pdf[number - 1], number))
        if time.monotonic() - beaten > BEAT:
            if not _mine(stack).update(done=number, beat_at=timezone.now()):
                raise TakenUpAgain
            beaten = time.monotonic()
    return pages


def recover_stacks() -> int:
    """Put stacks into the queue again that no worker is at and none will look at. Returns how many."""
    now, count = timezone.now(), 0
    for stack in SheetStack.objects.unfinished().order_by("pk"):
        with transaction.atomic():
            waiting = DBTaskResult.objects.filter(task_path=sort_stack.module_path, args_kwargs__args=[stack.pk])
            soon = waiting.ready() | waiting.filter(status="READY", run_after__lte=now + 2 * STALE)
            alive = stack.beat_at and stack.beat_at > now - STALE
            if not soon.exists() and not alive:
                sort_stack.enqueue(stack.pk)
                count += 1
    return count
