"""Files taken in: what they are is read from their bytes (formats/files, by a bounded child), pictures are
encoded again, the name is only shown.

`take` reads and checks, `store` keeps. Neither needs a transaction, and none should be open around them: the
bytes are written first, the row that names them after, so that a row never points at nothing.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable
from proposals.bounded.scanner import scan_bytes
from proposals.formats.files import paper_files
from proposals.formats.plain_text import is_seen
from proposals.models import Attachment, Case, Suggestion, User

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
    path = f"attachments/{digest[:2]}/{digest}{taken.suffix}"
    if not default_storage.exists(path) or default_storage.size(path) != len(taken.content):
        default_storage.delete(path)  # a half-written file of a process that was killed
        path = default_storage.save(path, ContentFile(taken.content))
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
