"""How a stack is sorted: by a worker, which may be killed at any moment (replies/jobs.py), a page in memory at a
time. Nothing is noted before all pages were looked at, and then everything at once.
"""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks import task

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable
from proposals.formats.files.paper_files import count_pdf_pages
from replies.jobs import Jobs, Superseded
from replies.models import SheetStack, StackSheet
from replies.stacks.given import join_kept
from replies.stacks.sorted import PageSeen, entered_by, look_at_page, sort_pages

MOST_ATTEMPTS = 10
FOLDER = "sheet-stacks"


@task()
def sort_stack(pk: int) -> None:
    """Look at every page of a stack, unless that is done or another worker is at it."""
    STACKS.run(pk, make_sheets, explain_failure)


STACKS = Jobs(SheetStack, sort_stack, SheetStack.State.SORTING, MOST_ATTEMPTS, "请告诉系统管理员。")


def make_sheets(stack: SheetStack) -> None:
    """The sheets of a stack that this worker has claimed."""
    if stack.is_as_it_came:
        try:
            _join(stack)
        except (
            ValidationError
        ) as refusal:  # somebody's files are not what they should be: that is said, no fault of ours
            STACKS.give_up(stack, f"{refusal.messages[0][:150]}没有收下，请重新交一次。")
            return
    pages = _look_at_pages(stack)
    sheets = sort_pages(stack, pages, entered_by(stack.by))
    with transaction.atomic():
        STACKS.finish(stack, done=stack.pages, blank=sum(page.is_blank for page in pages))
        StackSheet.objects.bulk_create(sheets)


def _join(stack: SheetStack) -> None:
    """One PDF of what was kept as it came, in its place."""
    with stack.file.open("rb") as stored:
        content = join_kept(stored, lambda: STACKS.beat(stack, 0))
    pages, came = read_bounded(count_pdf_pages, content), str(stack.file.name)
    path = default_storage.save(f"{FOLDER}/{stack.key}.pdf", ContentFile(content))
    if not STACKS.claimed(stack).update(file=path, pages=pages):
        default_storage.delete(path)
        raise Superseded
    default_storage.delete(came)
    stack.file, stack.pages = path, pages


def explain_failure(error: Exception) -> str:
    """Why a stack was not sorted, to the person who handed it in."""
    lost = isinstance(error, FileNotFoundError | Unreadable)
    why = "存下的文件打不开" if lost else "程序出了错"
    return f"{why}。请重新交一次；还是这样，请告诉系统管理员。"


def _look_at_pages(stack: SheetStack) -> list[PageSeen]:
    with stack.file.open("rb") as stored:
        return [look_at_page(stored, number) for number in STACKS.each(stack, range(1, stack.pages + 1))]
