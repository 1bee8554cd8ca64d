"""What was handed in becomes one PDF: a PDF, photos, a folder of them, a ZIP. Bounded in files, bytes and pages."""

import datetime as dt
import hashlib
import re
import time
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import USUAL, Limits, Unreadable
from proposals.bounded.scanner import scan_bytes
from proposals.cases.access import NotYours
from proposals.cases.attachments import check_content, clean_name
from proposals.formats.files.paper_files import count_pdf_pages, join_papers
from proposals.formats.files.zipped import passed_over, unpack_archive
from proposals.models import Attachment, Role, Unit, User
from proposals.models.people import CASE_STAFF
from replies.models import SheetStack, StackSheet
from replies.stacks.jobs import STACKS

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")  # the second: of an empty one
MOST_FILES, MOST_PAGES = 400, 400
FOLDER = "sheet-stacks"
KEPT = dt.timedelta(days=30)  # the scan, after the last sheet of it was settled
WAIT_MOST = 60  # seconds, for photos that are encoded again one by one; a scan in one file takes a few


def unit_to_enter(user: User) -> Unit:
    """For which unit this person enters signed forms. Raises NotYours for who enters none."""
    for role in (Role.OFFICE, Role.HANDLER):
        for row in user.active_memberships:
            if row.role == role:
                return row.unit
    raise NotYours("签名纸表由承办单位的经办人和办公室录入。")


def join_files(files: Sequence["UploadedFile[bytes]"]) -> tuple[str, bytes]:
    """A name and one PDF of all pages, in the order of the files' names. Raises ValidationError with the sentence to
    show."""
    files = [file for file in files if not passed_over(file.name or "")]
    if not files:
        raise ValidationError("请先选择扫描件或照片。")
    if len(files) > MOST_FILES:
        raise ValidationError(f"一次最多交{MOST_FILES}个文件，您选了{len(files)}个。请分成几叠交。")
    _must_fit(sum(file.size or 0 for file in files))
    given = [(file.name or "", b"".join(file.chunks())) for file in files]
    try:
        return _join_given(given)
    except Unreadable as refusal:
        raise ValidationError(str(refusal)) from None


def _join_given(given: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    unpacked = [one for name, content in given for one in _opened(name, content)]
    if not unpacked:
        raise ValidationError("压缩包里没有文件，请重新选择。")
    if len(unpacked) > MOST_FILES:
        raise ValidationError(f"压缩包里有{len(unpacked)}个文件，一次最多{MOST_FILES}个。请分成几叠交。")
    name = clean_name(given[0][0])
    if len(unpacked) > 1:
        unpacked.sort(key=lambda one: _by_number(one[0]))
        name = f"{name}等{len(unpacked)}个文件"
    return name, _joined(unpacked)


def _must_fit(size: int) -> None:
    if size > settings.STACK_MAX_BYTES:
        most = settings.STACK_MAX_BYTES // (1024 * 1024)
        raise ValidationError(f"文件太大，合起来不能超过{most}兆。请把扫描的清晰度调到200，或者分成几叠交。")


def _opened(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """The file itself, or those in a ZIP; no more of it is unpacked than is taken."""
    if not content.startswith(ZIPPED):
        return [(name, content)]
    scan_bytes(content, clean_name(name))  # what is in it is looked at once more, file by file
    told = read_bounded(unpack_archive, content, MOST_FILES, settings.STACK_MAX_BYTES, limits=_limits())
    return [(name, unpacked) for name, unpacked in told]


def _limits() -> Limits:
    """Of a whole stack: what is brought back, and held beside it, is as large as a stack may be."""
    most = settings.STACK_MAX_BYTES
    return Limits(memory=USUAL.memory + 3 * most, output=most + USUAL.output)


def _by_number(name: str) -> list[tuple[int, str]]:
    """照片2 before 照片10."""
    parts = re.findall(r"([0-9]+)|(.)", name, re.DOTALL)
    return [(int(digits[:18]), "") if digits else (-1, character) for digits, character in parts]


def _joined(files: Sequence[tuple[str, bytes]]) -> bytes:
    """One PDF; nothing but pages is taken from a PDF that came."""
    until = time.monotonic() + WAIT_MOST
    checked = []
    for name, content in files:
        if time.monotonic() > until:
            raise ValidationError("这一叠太多，一次处理不完，没有收下。请分成几叠交，或者扫描成一个 PDF 再交。")
        checked.append(check_content(name, content, Attachment.Kind.SIGNED_FORM).content)
    content, _ = read_bounded(join_papers, checked, MOST_PAGES, limits=_limits())
    return bytes(content)


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


def take_stack(user: User, unit: Unit, *, key: uuid.UUID, name: str, content: bytes, came_by: str) -> SheetStack:
    """Keep a stack and have a worker sort it. The same form sent twice is taken once."""
    if unit.pk not in user.units_as(*CASE_STAFF):
        raise NotYours("签名纸表由承办单位的经办人和办公室录入。")
    if before := SheetStack.objects.filter(key=key, by=user).first():
        return before
    pages = read_bounded(count_pdf_pages, content)
    path = default_storage.save(f"{FOLDER}/{key}.pdf", ContentFile(content))
    digest = hashlib.sha256(content).hexdigest()
    facts = {"file": path, "sha256": digest, "size": len(content), "pages": pages}
    try:
        with transaction.atomic():
            stack = SheetStack.objects.create(key=key, by=user, unit=unit, name=name[:200], came_by=came_by, **facts)
            STACKS.enqueue(stack)
    except IntegrityError:
        default_storage.delete(path)
        before = SheetStack.objects.filter(key=key, by=user).first()
        if before is None:
            raise
        return before
    return stack
