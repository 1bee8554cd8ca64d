"""What was handed in becomes one PDF: a PDF, photos, a folder of them, a ZIP. Bounded in files, bytes and pages."""

import datetime as dt
import hashlib
import io
import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import NotYours
from proposals.cases.attachments import check_content, clean_name, join_pictures
from proposals.models import Attachment, Role, Unit, User
from proposals.models.people import CASE_STAFF
from replies.models import SheetStack, StackSheet
from replies.stacks.jobs import STACKS

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")  # the second: of an empty one
MOST_FILES, MOST_PAGES = 400, 400
FOLDER = "sheet-stacks"
KEPT = dt.timedelta(days=30)  # the scan, after the last sheet of it was settled
# What a computer puts into folders of its own accord.
PASSED_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
ENCRYPTED = 0x1


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
    files = [file for file in files if not _passed_over(file.name or "")]
    if not files:
        raise ValidationError("请先选择扫描件或照片。")
    if len(files) > MOST_FILES:
        raise ValidationError(f"一次最多交{MOST_FILES}个文件，您选了{len(files)}个。请分成几叠交。")
    _must_fit(sum(file.size or 0 for file in files))
    given = [(file.name or "", b"".join(file.chunks())) for file in files]
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


def _opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The file itself, or those in a ZIP; no more of it is unpacked than is taken."""
    if not content.startswith(ZIPPED):
        yield name, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [one for one in packed.infolist() if not one.is_dir() and not _passed_over(one.filename)]
            if not inside:
                raise ValidationError("压缩包里没有文件，请重新压缩再交。")
            if len(inside) > MOST_FILES:
                raise ValidationError(f"压缩包里有{len(inside)}个文件，一次最多{MOST_FILES}个。请分成几叠交。")
            if any(one.flag_bits & ENCRYPTED for one in inside):
                raise ValidationError("压缩包加了密码，打不开。请去掉密码再交。")
            _must_fit(sum(one.file_size for one in inside))
            for one in inside:
                with packed.open(one) as member:
                    # the size that a ZIP states may be untrue
                    unpacked = member.read(one.file_size + 1)
                if len(unpacked) != one.file_size:
                    raise ValidationError("压缩包打不开，可能没有传完整。请重新压缩再交。")
                yield one.filename, unpacked
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError):
        raise ValidationError("压缩包打不开，可能没有传完整。请重新压缩再交。") from None


def _passed_over(name: str) -> bool:
    return name.startswith(PASSED_OVER[0]) or name.rpartition("/")[2] in PASSED_OVER


def _by_number(name: str) -> list[tuple[int, str]]:
    """照片2 before 照片10."""
    parts = re.findall(r"([0-9]+)|(.)", name, re.DOTALL)
    return [(int(digits[:18]), "") if digits else (-1, character) for digits, character in parts]


def _joined(files: Sequence[tuple[str, bytes]]) -> bytes:
    """One PDF; nothing but pages is taken from a PDF that came."""
    with pikepdf.new() as whole:
        for name, content in files:
            checked = check_content(name, content, Attachment.Kind.SIGNED_FORM)
            pages = checked.content if checked.suffix == ".pdf" else join_pictures([checked.content])
            with pikepdf.open(io.BytesIO(pages)) as pdf:
                if len(whole.pages) + len(pdf.pages) > MOST_PAGES:
                    raise ValidationError(f"一叠最多{MOST_PAGES}页。请分成几叠交。")
                whole.pages.extend(pdf.pages)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
    return out.getvalue()


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
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = len(pdf.pages)
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
