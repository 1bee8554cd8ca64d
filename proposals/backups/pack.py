"""The file of a backup: a tar, compressed, written in one go and read in one go. Its last member says what the
others are."""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from proposals.backups import BackupError

BLOCK = 1 << 20
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
BROKEN = "备份不完整或者被改过，不能用。请换另一个备份。"


class Packer:
    """Yields the tar, piece by piece; `listed` has size and SHA-256 of each member."""

    def __init__(self) -> None:
        self.listed: dict[str, tuple[int, str]] = {}

    def pack_file(self, name: str, content: IO[bytes], size: int) -> Iterator[bytes]:
        """One member. Raises BackupError where the content is shorter than it was said to be; what is written behind
        it meanwhile is left out."""
        yield _header(name, size)
        digest, left = hashlib.sha256(), size
        while left:
            block = content.read(min(BLOCK, left))
            if not block:
                raise BackupError(f"文件{name}在备份的时候变短了，备份没有做成。请再做一次。")
            digest.update(block)
            left -= len(block)
            yield block
        yield _padding(size)
        self.listed[name] = (size, digest.hexdigest())

    def pack_last(self, name: str, content: bytes) -> Iterator[bytes]:
        """The last member, and the end of the tar."""
        yield _header(name, len(content)) + content + _padding(len(content)) + b"\0" * (2 * tarfile.BLOCKSIZE)


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o640
    return member.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> bytes:
    return b"\0" * (-size % tarfile.BLOCKSIZE)


def compress_pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """As gzip does, quickly: most files are compressed already."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    for piece in pieces:
        if found := packer.compress(piece):
            yield found
    yield packer.flush()


class Pieces(io.RawIOBase):
    """Pieces, to be read like a file. What went wrong in their making is kept: who reads them may reword it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest = pieces, memoryview(b"")
        self.failure: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]  # the stubs ask for any buffer
        while not self.rest:
            try:
                self.rest = memoryview(next(self.pieces))
            except StopIteration:
                return 0
            except Exception as error:
                self.failure = error
                raise
        taken = min(len(buffer), len(self.rest))
        buffer[:taken] = self.rest[:taken]
        self.rest = self.rest[taken:]
        return taken


def unpack_file(path: Path, folder: Path, known: Callable[[str], bool]) -> dict[str, tuple[int, str]]:
    """Every member into the folder, with its size and SHA-256. Nothing is written outside the folder. Raises
    BackupError for what is no whole backup, and for a member that `known` does not know."""
    found = {}
    try:
        with gzip.open(path) as plain:
            with tarfile.open(fileobj=plain, mode="r|", encoding="utf-8") as tar:
                for member in tar:
                    content = tar.extractfile(member) if member.isreg() else None
                    if content is None or not _is_inside(member.name) or not known(member.name):
                        raise BackupError(f"备份里有不该有的{member.name!r}，不能用。")
                    found[member.name] = _write_member(content, folder / member.name)
            while plain.read(BLOCK):  # its own checksum stands at the end
                pass
    except (EOFError, zlib.error, tarfile.TarError, gzip.BadGzipFile):
        raise BackupError(BROKEN) from None
    return found


def _write_member(content: IO[bytes], path: Path) -> tuple[int, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while block := content.read(BLOCK):
            digest.update(block)
            size += file.write(block)
    return size, digest.hexdigest()


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\0" not in name
