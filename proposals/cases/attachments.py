"""Files taken in: what they are is read from their bytes, pictures are encoded again, the name is only shown.

`take` reads and checks, `store` keeps. Neither needs a transaction, and none should be open around them: the
bytes are written first, the row that names them after, so that a row never points at nothing.
"""

import datetime as dt
import hashlib
import io
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageOps

from proposals.formats.file_types import known_type, office_suffix, refuse_words
from proposals.formats.plain_text import is_seen
from proposals.models import Attachment, Case, Suggestion, User

FOLDER, ORPHANED = "attachments", dt.timedelta(days=1)
_written: ContextVar[dict[str, bytes] | None] = ContextVar("written", default=None)
MAX_FILES = 20
MAX_PIXELS = 50_000_000
# The long side of A4 at 300 dots an inch, with a little to spare.
MAX_SIDE = 3600
PICTURE = "picture"  # no kind of attachment: a photo alone
OFFICE_KINDS = (Attachment.Kind.SUGGESTION, Attachment.Kind.REPLY, Attachment.Kind.OTHER, Attachment.Kind.MATERIAL)
TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Names in a PDF of what its reader runs.
RUNS = re.compile(rb"/(JavaScript|Launch)\b")
# What reading a broken or hostile picture raises.
BROKEN: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    IndexError,
    KeyError,
    TypeError,
)
BROKEN += (struct.error, zlib.error, MemoryError)


@dataclass(frozen=True)
class CheckedFile:
    """One file, checked, as it will be kept."""

    name: str
    suffix: str
    content: bytes

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
    read = [(clean_name(file.name or ""), b"".join(file.chunks())) for file in files]
    kept = [CheckedFile(f"{stem}{suffix}", suffix, content) for stem, suffix, content in _each(read, kind)]
    if len(kept) == 1:
        return kept[0]
    if any(one.suffix not in (".jpg", ".png") for one in kept):
        raise ValidationError("一次交几个文件时，须都是照片或扫描图，会合成一份。其他文件请一个一个地交。")
    stem = kept[0].name.removesuffix(kept[0].suffix)
    return CheckedFile(f"{stem}等{len(kept)}张.pdf", ".pdf", join_pictures(one.content for one in kept))


def check_content(name: str, content: bytes, kind: str) -> CheckedFile:
    """Check one file whose bytes are here already. Raises ValidationError with the sentence to show."""
    [(stem, suffix, checked)] = _each([(clean_name(name), content)], kind)
    return CheckedFile(f"{stem}{suffix}", suffix, checked)


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
            "pages": count_pages(taken),
            "uploaded_by": user,
        },
    )
    return attachment


def count_pages(taken: CheckedFile) -> int:
    """The pages of a PDF, 1 of a picture, 0 of what has none. It has been read before (check_files)."""
    if taken.suffix != ".pdf":
        return int(taken.suffix in (".jpg", ".png"))
    with pikepdf.open(io.BytesIO(taken.content)) as pdf:
        return min(len(pdf.pages), 30_000)


def clean_name(name: str) -> str:
    """A file name fit to be shown: no folders, no suffix, no character that a header or a disk refuses,
    at most 200 bytes."""
    base = re.split(r"[/\\]", name)[-1]
    base = "".join("_" if c in "\"'<>:|?*;%" else c for c in base if is_seen(c))
    stem = re.sub(r"(\.[A-Za-z][A-Za-z0-9]{1,4})+$", "", base).strip(" .")
    return stem.encode()[:200].decode("utf-8", "ignore") or "文件"


def _each(read: Iterable[tuple[str, bytes]], kind: str) -> Iterable[tuple[str, str, bytes]]:
    for stem, content in read:
        try:
            suffix, kept = _recognised(content, kind)
        except ValidationError as refusal:
            raise ValidationError(f"“{stem}”{refusal.message}") from None
        yield stem, suffix, kept


def _recognised(content: bytes, kind: str) -> tuple[str, bytes]:
    """The true suffix of these bytes, and the bytes to keep."""
    if not content:
        raise ValidationError("是空文件，请重新选择。")
    if content.startswith(b"%PDF-") and kind != PICTURE:
        return ".pdf", _readable_pdf(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _new_picture(content)
    if content.startswith(b"PK\x03\x04") and kind in OFFICE_KINDS:
        return office_suffix(content), content
    papers = " PDF、docx、xlsx " if kind in OFFICE_KINDS else " PDF "
    if kind == PICTURE:
        papers = " JPG 或 PNG 照片"
    if known := known_type(content):
        raise ValidationError(refuse_words(known, papers))
    if kind == PICTURE:
        raise ValidationError("不是照片，请选一张 JPG 或 PNG 照片。")
    wanted = "PDF、JPG、PNG" + ("、Word（docx）、Excel（xlsx）" if kind in OFFICE_KINDS else "")
    raise ValidationError(f"不是可以接收的文件，请交{wanted}文件。")


def _readable_pdf(content: bytes) -> bytes:
    """The bytes as they came, because they are the record. Refuses a file that runs something when opened."""
    spelled_out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            pdf.save(spelled_out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except pikepdf.PasswordError:
        raise ValidationError("加了密码，打不开。请去掉密码再交。") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        pages = 0
    if not pages:
        raise ValidationError("打不开，可能没有传完整。请重新扫描或重新选择。")
    if RUNS.search(spelled_out.getvalue()):
        raise ValidationError("里面带有会自己运行的程序，不能接收。请重新扫描，或者打印成新的PDF再交。")
    return content


def _new_picture(content: bytes) -> tuple[str, bytes]:
    """The picture decoded and encoded again: upright, without EXIF or anything hidden behind it."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            is_png = picture.format == "PNG"
            if not _whole(content, is_png):
                raise EOFError
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            flat = _on_white(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError("尺寸太大（超过五千万像素），请缩小再交。") from None
    except BROKEN:
        raise ValidationError("打不开，可能没有传完整。请重新拍照或重新选择。") from None
    out = io.BytesIO()
    if is_png:
        flat.save(out, "PNG")
    else:
        flat.save(out, "JPEG", quality=88)
    return (".png" if is_png else ".jpg"), out.getvalue()


def _whole(content: bytes, is_png: bool) -> bool:
    """Whether the picture's end is there. Pillow itself would refuse, but WeasyPrint configures it, for the
    whole process, to accept half a picture."""
    if is_png:
        return b"IEND" in content
    return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("1", "L", "RGB"):
        clean = Image.new(picture.mode, picture.size)
        clean.paste(picture)
        return clean
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def join_pictures(pictures: Iterable[bytes]) -> bytes:
    """The pictures as pages, the same bytes for the same pictures (no date inside)."""
    pages = [Image.open(io.BytesIO(content)) for content in pictures]
    out = io.BytesIO()
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=300,
        quality=88,
        creationDate=None,
        modDate=None,
    )
    return out.getvalue()


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
            _remove_unnamed(path, content)


def _remove_unnamed(path: str, content: bytes) -> None:
    rows = Attachment.objects.filter(file=path)
    if not rows.exists():
        default_storage.delete(path)
        if rows.exists():  # another request has just come to need it
            _write(path, content)


def tidy_attachments() -> int:
    """Remove the files, a day old, that killed processes left and no row names. Returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    kept, count = set(Attachment.objects.values_list("file", flat=True)), 0
    for part in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{part}")[1]:
            path = f"{FOLDER}/{part}/{name}"
            if path not in kept and default_storage.get_modified_time(path) < timezone.now() - ORPHANED:
                with default_storage.open(path) as stored:
                    content = stored.read()
                _remove_unnamed(path, content)
                count += 1
    return count
