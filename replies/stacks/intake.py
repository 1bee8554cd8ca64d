"""A stack taken in: for whom, its file in the store, its row, and the worker asked for it."""

import datetime as dt
import hashlib
import io
import uuid
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.bounded.ask import read_bounded
from proposals.cases.access import NotYours
from proposals.formats.files.paper_files import count_pdf_pages
from proposals.models import Role, Unit, User
from proposals.models.people import CASE_STAFF
from replies.models import SheetStack, StackSheet
from replies.stacks.given import Uploads, keep_given
from replies.stacks.jobs import FOLDER, STACKS

BLOCK = 1 << 20
KEPT = dt.timedelta(days=30)  # the scan, after the last sheet of it was settled


def unit_to_enter(user: User) -> Unit:
    """For which unit this person enters signed forms. Raises NotYours for who enters none."""
    for role in (Role.OFFICE, Role.HANDLER):
        for row in user.active_memberships:
            if row.role == role:
                return row.unit
    raise NotYours("签名纸表由承办单位的经办人和办公室录入。")


def tidy_stacks() -> int:
    """Remove the scans of stacks in which nothing is left to do, or that could not be sorted: what was entered has
    its pages with its case. Returns how many files."""
    old = timezone.now() - KEPT
    open_sheets = StackSheet.objects.filter(state__in=StackSheet.OPEN).values("stack")
    settled = StackSheet.objects.filter(settled_at__gte=old).values("stack")
    done = SheetStack.objects.exclude(file="").filter(finished_at__lt=old).exclude(pk__in=open_sheets)
    removed = 0
    for stack in done.exclude(pk__in=settled):
        name = str(stack.file.name)
        if SheetStack.objects.filter(pk=stack.pk, file=name).update(file=""):
            default_storage.delete(name)
            removed += 1
    return removed + STACKS.remove_orphans(FOLDER)


def take_stack(
    user: User, unit: Unit, *, key: uuid.UUID, name: str, content: bytes | Uploads, came_by: str
) -> SheetStack:
    """Keep a stack (given.read_given) and have a worker sort it, and join it first where it is kept as it came. The
    same form sent twice is taken once."""
    if unit.pk not in user.units_as(*CASE_STAFF):
        raise NotYours("签名纸表由承办单位的经办人和办公室录入。")
    if before := SheetStack.objects.filter(key=key, by=user).first():
        return before
    facts = _store(key, content)
    try:
        with transaction.atomic():
            stack = SheetStack.objects.create(key=key, by=user, unit=unit, name=name[:200], came_by=came_by, **facts)
            STACKS.enqueue(stack)
    except IntegrityError:
        default_storage.delete(facts["file"])
        before = SheetStack.objects.filter(key=key, by=user).first()
        if before is None:
            raise
        return before
    return stack


def _store(key: uuid.UUID, content: bytes | Uploads) -> dict[str, Any]:
    """What the row says of the file that is in the store now."""
    if isinstance(content, bytes):
        with io.BytesIO(content) as file:
            return _save(f"{key}.pdf", file, pages=read_bounded(count_pdf_pages, content))
    with keep_given(content) as kept:
        return _save(f"{key}{SheetStack.AS_IT_CAME}", kept, pages=0)


def _save(name: str, file: IO[bytes], *, pages: int) -> dict[str, Any]:
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    size = file.tell()
    path = default_storage.save(f"{FOLDER}/{name}", File(file))
    return {"file": path, "sha256": digest.hexdigest(), "size": size, "pages": pages}
