"""Word and Excel files from outside: what is looked at before anything is unpacked, and which parts may stand in one
that is kept. Asked through proposals/bounded alone."""

import re
import zipfile
from collections.abc import Iterator

from proposals.bounded.limits import MEGABYTE, TOO_MUCH, Unreadable
from proposals.formats.files.file_types import (
    BROKEN_ARCHIVE,
    MAX_UNPACKED,
    MOST_PARTS,
    open_archive,
    packed_type,
    refuse_words,
)

XML_MOST = 30 * MEGABYTE  # of one part that is text
NOT_WHOLE = "打不开，可能没有传完整。请重新选择。"
HAS_MACROS = "含有宏，不能接收。请另存为不含宏的文件再交。"
HAS_FILES = "里面嵌有别的文件或对象，不能接收。请把它们删去或者改成图片，也可以打印成PDF再交。"
LEADS_OUT = "里面连着外面的文件或网页内容，不能接收。请断开链接（文件→信息→编辑指向文件的链接），或者打印成PDF再交。"
ODD_PARTS = "里面有不该有的内容，为安全起见没有接收。请另存一份，或者打印成PDF再交。"
_LOCKED = "加了密码，打不开。请去掉密码再交。"
# Parts of a document by their endings. What Word and Excel keep as .bin: how a printer is set.
_PLAIN = (".xml", ".rels", ".vml")
_PICTURES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".jfif",
    ".gif",
    ".bmp",
    ".dib",
    ".tif",
    ".tiff",
    ".emf",
    ".wmf",
    ".svg",
    ".wdp",
)
_OTHERS = (".odttf", ".fntdata", ".txt")
_PRINTER = re.compile(r"(?:xl|word)/printersettings/printersettings\d*\.bin")
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|activex/|customui|ctrlprops/")
_FILES = re.compile(r"embeddings/|externallinks/|afchunk|webextensions/|oleobject|/connections\.xml$|querytables/")
_ACTIVE_TYPES = re.compile(rb"macroEnabled|vbaProject|activeX|oleObject|macrosheet|dialogsheet|intlMacrosheet", re.I)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']\s*External", re.I)
_KIND = re.compile(rb"\sType\s*=\s*[\"']([^\"']*)")
_TARGET = re.compile(rb"\sTarget\s*=\s*[\"']([^\"']*)")
_FETCHING = re.compile(rb"(?:[a-z][a-z0-9+.-]+:|[\\/]{2})", re.I)
_LINK = re.compile(rb"(?:https?:|mailto:|tel:|#|[^:\\]*$)", re.I)
# A template on the writer's own disk, which every office program notes down.
_OWN_DISK = re.compile(rb"(?:file:/{3})?[a-z]:[\\/]|[^:\\/]*$", re.I)


def office_suffix(content: bytes) -> str:
    """Whether it is a Word or an Excel file, without unpacking it. Raises Unreadable."""
    try:
        with open_archive(content) as archive:
            parts = archive.infolist()
    except BROKEN_ARCHIVE as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(NOT_WHOLE) from None
    names = {part.filename for part in parts}
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MOST_PARTS:
        raise Unreadable("展开以后太大，不能接收。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(HAS_MACROS)
    if "[Content_Types].xml" in names:
        for part, suffix in (("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx")):
            if part in names:
                return suffix
    raise Unreadable(refuse_words(packed_type(content), " docx、xlsx "))


def check_office_file(content: bytes) -> str:
    """The suffix of a Word or Excel file that may be kept: its parts are of a list, nothing in it runs, nothing is
    fetched when it is opened. Raises Unreadable."""
    suffix = office_suffix(content)
    try:
        with open_archive(content) as archive:
            _check_names(archive.infolist())
            for part in archive.infolist():
                if part.filename.lower().endswith(_PLAIN):
                    _check_part(part.filename.lower(), _read_part(archive, part))
    except BROKEN_ARCHIVE as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(NOT_WHOLE) from None
    return suffix


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_LOCKED)
    names = [part.filename.lower() for part in parts if not part.is_dir()]
    if len(set(names)) < len(names) or any(map(_leaves, names)):
        raise Unreadable(ODD_PARTS)
    for name in names:
        if _MACROS.search(name):
            raise Unreadable(HAS_MACROS)
        if _FILES.search(name):
            raise Unreadable(HAS_FILES)
        if not name.endswith(_PLAIN + _PICTURES + _OTHERS) and not _PRINTER.fullmatch(name):
            raise Unreadable(HAS_FILES)


def _leaves(name: str) -> bool:
    """Whether a part's name leads out of the archive, or hides where it does."""
    return "\\" in name or "\0" in name or name.startswith("/") or ".." in name.split("/") or ":" in name


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """One part that is text: no more than it says, and no more than is borne."""
    if part.file_size > XML_MOST:
        raise Unreadable(TOO_MUCH)
    return archive.read(part)


def _check_part(name: str, source: bytes) -> None:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in source:
        raise Unreadable(ODD_PARTS)  # no office program writes other than UTF-8
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        raise Unreadable(ODD_PARTS)
    if name == "[content_types].xml" and _ACTIVE_TYPES.search(source):
        raise Unreadable(HAS_MACROS)
    if name.endswith(".rels") and any(map(_is_foreign, _outside(source))):
        raise Unreadable(LEADS_OUT)


def _outside(source: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and target of each relation that leads out of the file, whether or not it says so."""
    for relation in _RELATION.findall(source):
        kind, target = _KIND.search(relation), _TARGET.search(relation)
        if _OUTSIDE.search(relation) or (target and _FETCHING.match(target[1].strip())):
            yield kind[1] if kind else b"", target[1].strip() if target else b""


def _is_foreign(outside: tuple[bytes, bytes]) -> bool:
    kind, target = outside
    if kind.endswith(b"/hyperlink"):
        return _LINK.match(target) is None
    return not (kind.endswith(b"/attachedTemplate") and _OWN_DISK.match(target))
