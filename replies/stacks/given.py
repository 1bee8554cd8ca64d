"""What was handed in as a stack: one PDF at once where it is little, else kept as it came, for the worker to join.

A request takes a few photos or a small scan; more would hold it for a minute and take half a gigabyte.
"""

import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import MEGABYTE, USUAL, Limits, Unreadable
from proposals.bounded.scanner import scan_bytes
from proposals.cases.attachments import check_content, clean_name
from proposals.formats.files.paper_files import join_papers
from proposals.formats.files.zipped import passed_over, unpack_archive
from proposals.models import Attachment

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")  # the second: of an empty one
KINDS = (*ZIPPED, b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")
MOST_FILES, MOST_PAGES = 400, 400
# While somebody waits: so many files, bytes, and seconds after which what is left goes to the worker.
FILES_AT_ONCE, BYTES_AT_ONCE, SECONDS_AT_ONCE = 20, 20 * MEGABYTE, 3
IN_MEMORY = 8 * MEGABYTE  # of what is kept as it came; the rest is on the disk
Named = tuple[str, bytes]
Uploads = Sequence["UploadedFile[bytes]"]


class TooMuchAtOnce(Exception):
    """It is for the worker."""


def read_given(files: Uploads) -> tuple[str, bytes | Uploads]:
    """A name, and one PDF of all pages in the order of the files' names; of much the files as they came, for
    `keep_given`. Raises ValidationError with the sentence to show."""
    files = [file for file in files if not passed_over(file.name or "")]
    if not files:
        raise ValidationError("请先选择扫描件或照片。")
    if len(files) > MOST_FILES:
        raise ValidationError(f"一次最多交{MOST_FILES}个文件，您选了{len(files)}个。请分成几叠交。")
    size = sum(file.size or 0 for file in files)
    if size > settings.STACK_MAX_BYTES:
        most = settings.STACK_MAX_BYTES // MEGABYTE
        raise ValidationError(f"文件太大，合起来不能超过{most}兆。请把扫描的清晰度调到200，或者分成几叠交。")
    for file in files:
        _must_be_paper(file)
    name = clean_name(files[0].name or "")
    if len(files) <= FILES_AT_ONCE and size <= BYTES_AT_ONCE:
        try:
            opened, content = join_given((file.name or "", file.read()) for file in files)
            return (f"{name}等{opened}个文件" if opened > 1 else name), content
        except TooMuchAtOnce:
            pass
    return (f"{name}等{len(files)}个文件" if len(files) > 1 else name), files


def _must_be_paper(file: "UploadedFile[bytes]") -> None:
    """What begins like no kind that is taken is told so at once."""
    file.seek(0)
    if not file.read(8).startswith(KINDS):
        file.seek(0)
        check_content(file.name or "", file.read(), Attachment.Kind.SIGNED_FORM)
    file.seek(0)


@contextmanager
def keep_given(files: Uploads) -> Iterator[IO[bytes]]:
    """What came, in an archive of our own for `join_kept`: a file after the other, none of them whole in memory."""
    with cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(settings.DATA_DIR))) as kept:
        _write_archive(kept, files)
        kept.seek(0)
        yield kept


def _write_archive(kept: IO[bytes], files: Uploads) -> None:
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for number, file in enumerate(files):
            file.seek(0)
            name = (file.name or "").encode("utf-8", "replace").decode()
            with archive.open(f"{number}/{name}", "w", force_zip64=True) as member:
                for chunk in file.chunks():
                    member.write(chunk)


def join_kept(stored: IO[bytes], beat: Callable[[], None]) -> bytes:
    """One PDF of what was kept as it came, by a worker; `beat` is its sign of life. Raises ValidationError with the
    sentence to show."""
    with zipfile.ZipFile(stored) as archive:
        given = ((one.filename.partition("/")[2], archive.read(one)) for one in archive.infolist())
        return join_given(given, beat=beat)[1]


def join_given(given: Iterable[Named], beat: Callable[[], None] | None = None) -> tuple[int, bytes]:
    """How many files there were, those in ZIPs counted, and one PDF of them in the order of their names. Without
    `beat` somebody waits: TooMuchAtOnce. Raises ValidationError with the sentence to show."""
    try:
        unpacked = [one for name, content in given for one in _opened(name, content)]
        if not unpacked:
            raise ValidationError("压缩包里没有文件，请重新选择。")
        if len(unpacked) > MOST_FILES:
            raise ValidationError(f"压缩包里有{len(unpacked)}个文件，一次最多{MOST_FILES}个。请分成几叠交。")
        if beat is None and (len(unpacked) > FILES_AT_ONCE or sum(len(one) for _, one in unpacked) > BYTES_AT_ONCE):
            raise TooMuchAtOnce
        unpacked.sort(key=lambda one: _by_number(one[0]))
        return len(unpacked), _joined(unpacked, beat or _hurry())
    except Unreadable as refusal:
        raise ValidationError(str(refusal)) from None


def _hurry() -> Callable[[], None]:
    until = time.monotonic() + SECONDS_AT_ONCE

    def look() -> None:
        if time.monotonic() > until:
            raise TooMuchAtOnce

    return look


def _opened(name: str, content: bytes) -> Iterator[Named]:
    """The file itself, or those in a ZIP; no more of it is unpacked than is taken."""
    if not content.startswith(ZIPPED):
        yield name, content
        return
    scan_bytes(content, clean_name(name))  # what is in it is looked at once more, file by file
    told = read_bounded(unpack_archive, content, MOST_FILES, settings.STACK_MAX_BYTES, limits=_limits())
    yield from ((name, unpacked) for name, unpacked in told)


def _limits() -> Limits:
    """Of a whole stack: what is brought back, and held beside it, is as large as a stack may be."""
    most = settings.STACK_MAX_BYTES
    return Limits(memory=USUAL.memory + 3 * most, output=most + USUAL.output)


def _by_number(name: str) -> list[tuple[int, str]]:
    """照片2 before 照片10."""
    parts = re.findall(r"([0-9]+)|(.)", name, re.DOTALL)
    return [(int(digits[:18]), "") if digits else (-1, character) for digits, character in parts]


def _joined(files: Sequence[Named], look: Callable[[], None]) -> bytes:
    """One PDF; nothing but pages is taken from a PDF that came."""
    checked = []
    for name, content in files:
        checked.append(check_content(name, content, Attachment.Kind.SIGNED_FORM).content)
        look()
    content, _ = read_bounded(join_papers, checked, MOST_PAGES, limits=_limits())
    return bytes(content)
