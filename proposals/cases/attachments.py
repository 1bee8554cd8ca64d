"""Files taken in: what they are is read from their bytes (formats/files, by a bounded child), pictures are
encoded again, the name is only shown.

`take` reads and checks, `store` keeps. Neither needs a transaction, and none should be open around them: the
bytes are written first, the row that names them after, so that a row never points at nothing.
"""

import datetime as dt
import hashlib
import logging
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable
from proposals.bounded.scanner import scan_bytes
from proposals.formats.files import paper_files
from proposals.formats.plain_text import is_seen
from proposals.models import Attachment, Case, Suggestion, User

logger = logging.getLogger(__name__)
FOLDER = "attachments"
ORPHANED = dt.timedelta(days=1)  # a file that no row names for so long will never be named
_written: ContextVar[dict[str, bytes] | None] = ContextVar("written", default=None)
MAX_FILES = 20
PICTURE = "picture"  # no kind of attachment: a photo alone
OFFICE_KINDS = (Attachment.Kind.SUGGESTION, Attachment.Kind.REPLY, Attachment.Kind.OTHER, Attachment.Kind.MATERIAL)
TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class CheckedFile:
    """One file, checked, as it will be kept."""

    name: str
    suffix: str
    content: bytes
    pages: int = 0  # 1 of a picture, none of what has no pages

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def accepted_types(kind: str) -> str:
    """The file types a page offers for this kind of attachment."""
    return ".pdf,.jpg,.jpeg,.png" + (",.docx,.xlsx" if kind in OFFICE_KINDS else "")


def check_files(files: Sequence["UploadedFile[bytes]"], kind: str) -> CheckedFile:
    """Check what was uploaded. Several pictures are the pages of one paper and become one PDF.

    Raises ValidationError with the sentence to show.
    """
    if not files:
        raise ValidationError("请先选择文件。")
    if len(files) > MAX_FILES:
        raise ValidationError(f"一次最多交{MAX_FILES}个文件，您选了{len(files)}个。")
    if sum(file.size or 0 for file in files) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise ValidationError(f"文件太大，合起来不能超过{most}兆。请压缩或者分开再交。")
    stems = [clean_name(file.name or "") for file in files]
    contents = [b"".join(file.chunks()) for file in files]
    suffix, content, pages = _take(stems, contents, kind)
    named = f"{stems[0]}等{len(stems)}张" if len(stems) > 1 else stems[0]
    return CheckedFile(f"{named}{suffix}", suffix, content, pages)


def check_content(name: str, content: bytes, kind: str) -> CheckedFile:
    """Check one file whose bytes are here already. Raises ValidationError with the sentence to show."""
    stem = clean_name(name)
    suffix, checked, pages = _take([stem], [content], kind)
    return CheckedFile(f"{stem}{suffix}", suffix, checked, pages)


def _take(stems: list[str], contents: list[bytes], kind: str) -> tuple[str, bytes, int]:
    """Suffix, bytes to keep and pages of what was sent together."""
    takes = paper_files.Takes.OFFICE if kind in OFFICE_KINDS else paper_files.Takes.PAPER
    if kind == PICTURE:
        takes = paper_files.Takes.PICTURE
    try:
        for stem, content in zip(stems, contents, strict=True):
            scan_bytes(content, stem)
        [taken] = read_bounded(paper_files.take_files, contents, stems, takes)
    except Unreadable as refusal:
        raise ValidationError(str(refusal)) from None
    suffix, content, pages = taken
    return suffix, content, pages


def store_attachment(
    files: CheckedFile | Sequence["UploadedFile[bytes]"],
    *,
    suggestion: Suggestion,
    case: Case | None,
    kind: str,
    user: User,
) -> Attachment:
    """Keep a file with a suggestion (`case` None) or with one unit's case. The same bytes again are the row that
    is there already. Takes what a FilesField gave, or the uploaded files themselves (then as `take` refuses)."""
    taken = files if isinstance(files, CheckedFile) else check_files(files, kind)
    digest = taken.sha256
    path = f"{FOLDER}/{digest[:2]}/{digest}{taken.suffix}"
    keep_content(path, taken.content)
    attachment, _ = Attachment.objects.get_or_create(
        suggestion=suggestion,
        case=case,
        kind=kind,
        sha256=digest,
        defaults={
            "file": path,
            "name": taken.name,
            "content_type": TYPES[taken.suffix],
            "suffix": taken.suffix,
            "size": len(taken.content),
            "pages": taken.pages,
            "uploaded_by": user,
        },
    )
    return attachment


def clean_name(name: str) -> str:
    """A file name fit to be shown: no folders, no suffix, no character that a header or a disk refuses,
    at most 200 bytes."""
    base = re.split(r"[/\\]", name)[-1]
    base = "".join("_" if c in "\"'<>:|?*;%" else c for c in base if is_seen(c))
    stem = re.sub(r"(\.[A-Za-z][A-Za-z0-9]{1,4})+$", "", base).strip(" .")
    return stem.encode()[:200].decode("utf-8", "ignore") or "文件"


# ---- the bytes in the store: written before their row, taken away with a refusal -------------------------


def keep_content(path: str, content: bytes) -> None:
    """Put these bytes at that place, unless they are there, for the row that is about to name them."""
    if _write(path, content) and (noted := _written.get()) is not None:
        noted[path] = content
    # Another request, which was refused, may take the same file away while this one is about to be committed.
    transaction.on_commit(partial(_write, path, content))


def _write(path: str, content: bytes) -> bool:
    if default_storage.exists(path) and default_storage.size(path) == len(content):
        return False
    default_storage.delete(path)  # a half-written file of a process that was killed
    default_storage.save(path, ContentFile(content))
    return True


@contextmanager
def noting_written() -> Iterator[None]:
    """Around a request: what it wrote into the store, and no row names in the end, is taken away again."""
    noted: dict[str, bytes] = {}
    token = _written.set(noted)
    try:
        yield
    finally:
        _written.reset(token)
        for path, content in noted.items():
            try:
                _remove_unnamed(path, content)
            except (DatabaseError, OSError) as error:  # a store that fails now: housekeeping tidies it away later
                logger.warning("not tidied: %s", error)


def _remove_unnamed(path: str, content: bytes) -> None:
    rows = Attachment.objects.filter(file=path)
    if not rows.exists():
        default_storage.delete(path)
        if rows.exists():  # another request has just come to need it
            _write(path, content)


def tidy_attachments() -> int:
    """Remove the files, a day old, that killed processes left and no row names. Returns how many."""
    kept, count = set(Attachment.objects.values_list("file", flat=True)), 0
    for part in default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else ():
        for path in find_orphans(f"{FOLDER}/{part}", kept):
            with default_storage.open(path) as stored:
                content = stored.read()
            _remove_unnamed(path, content)
            count += 1
    return count


def find_orphans(folder: str, kept: Collection[str]) -> list[str]:
    """The files of a folder of the store, a day old, that are none of those `kept`: killed processes left them."""
    names = default_storage.listdir(folder)[1] if default_storage.exists(folder) else []
    left = [path for path in (f"{folder}/{name}" for name in names) if path not in kept]
    return [path for path in left if default_storage.get_modified_time(path) < timezone.now() - ORPHANED]
