"""A .docx file from outside: what it is and how large it unpacks is known before anything of it is read."""

import re
from itertools import islice

from lxml import etree

from proposals.bounded.limits import Unreadable
from proposals.formats.files.file_types import (
    BROKEN_ARCHIVE,
    MAX_UNPACKED,
    MOST_PARTS,
    TEXT,
    known_type,
    open_archive,
)
from proposals.formats.files.office_files import check_office_file, office_suffix

FILE_MOST = 20 * 1024 * 1024
# A part is text: the longest letter with its styles is a fiftieth of this.
PART_MOST = 12 * 1024 * 1024
# Of one part: marks of any kind, and what is asked again for every paragraph.
MARKS_MOST, PARAGRAPHS_MOST, STYLES_MOST, LEVELS_MOST = 500_000, 8_000, 4_000, 20_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"purl.oclc.org/ooxml"
MAIN = re.compile(r"wordprocessingml\.document\.main\+xml$")
SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，再导入一次。"
NOT_WHOLE = f"文件打不开，可能没有传完整，或者不是标准的 Word 文档。{SAVE_AS}"
TOO_LONG = "文件里的内容太大，不能读取。请只留答复的文字，去掉多余的格式，再导入一次。"
_UNPACKS = "这个文件展开以后太大，不能接收。"
_EXCEL = "这是 Excel 表格，不是 Word 文档。请选 .docx 文件。"
# How an old Word or Excel file begins, and an .odt.
OLE = b"\xd0\xcf\x11\xe0"
ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
# What a broken or hostile archive raises.
BROKEN: tuple[type[Exception], ...] = (*BROKEN_ARCHIVE, etree.XMLSyntaxError)

# What files begin with that are given in place of a .docx, and what to do instead.
_OTHERS = (
    (b"%PDF", "这是 PDF 文件，里面的文字不能直接导入。请打开它，复制文字，再粘贴到正文里。"),
    (b"{\\rtf", f"这是 RTF 文件，不能直接导入。{SAVE_AS}"),
    (b"\xff\xd8\xff", "这是一张图片，没有可以导入的文字。请选 Word 文档（.docx）。"),
    (b"\x89PNG", "这是一张图片，没有可以导入的文字。请选 Word 文档（.docx）。"),
)


class UnreadableDocument(Unreadable):
    """A file whose text cannot be taken in, with the sentence that says why and what to do."""

    too_much = TOO_LONG
    broken = NOT_WHOLE


class ForeignLetters(UnreadableDocument):
    """There are several letters in the file, and none of them is of the case asked for."""


class Package:
    """The XML parts of a .docx file. Raises Unreadable for every file that is not an ordinary one."""

    def __init__(self, content: bytes) -> None:
        _must_be_docx(content)
        try:
            self.archive = open_archive(content)
            self.names = {part.filename for part in self.archive.infolist()}
            if any(part.flag_bits & 1 for part in self.archive.infolist()):
                raise UnreadableDocument("文件加了密码，打不开。请去掉密码，再导入一次。")
            self.types = self._types()
            self.document = self.part(MAIN)
            _must_hold_nothing_else(content)
        except BROKEN as error:
            if isinstance(error, UnreadableDocument):
                raise
            raise UnreadableDocument(_UNPACKS if isinstance(error, Unreadable) else NOT_WHOLE) from None
        if self.document is None:
            raise UnreadableDocument(f"文件里没有正文，可能不是标准的 Word 文档。{SAVE_AS}")

    def part(self, kind: re.Pattern[str]) -> etree._Element | None:
        """The root of the first part of this content type."""
        name = next((name for name, type_ in self.types if kind.search(type_) and name in self.names), None)
        return self._xml(name) if name else None

    def named(self, end: str) -> etree._Element | None:
        """The root of the part whose content type ends with `…wordprocessingml.END+xml`."""
        try:
            return self.part(re.compile(rf"wordprocessingml\.{end}\+xml$"))
        except BROKEN as error:
            if isinstance(error, UnreadableDocument):
                raise
            return None  # the text can be read without it

    def _types(self) -> list[tuple[str, str]]:
        rows = self._xml("[Content_Types].xml").iter("{*}Override")
        types = [(row.get("PartName", "").lstrip("/"), row.get("ContentType", "")) for row in rows]
        if any("macroEnabled" in type_ for _, type_ in types):
            raise UnreadableDocument(f"文件含有宏，为安全起见没有读取。{SAVE_AS}")
        return types

    def _xml(self, name: str) -> etree._Element:
        """A part as a tree: no entity is resolved, nothing is fetched, deep nesting is refused."""
        if self.archive.getinfo(name).file_size > PART_MOST:
            raise UnreadableDocument(TOO_LONG)
        data = self.archive.read(name)
        if data.count(b"<") > MARKS_MOST:
            raise UnreadableDocument(TOO_LONG)
        if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise UnreadableDocument(f"文件里有不该有的内容，为安全起见没有读取。{SAVE_AS}")
        if STRICT in data:
            raise UnreadableDocument(f"这份 Word 文档是“严格”格式的，不能直接读取。{SAVE_AS}")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableDocument(f"文件里有不该有的内容，为安全起见没有读取。{SAVE_AS}")
        for kind, most in (("p", PARAGRAPHS_MOST), ("style", STYLES_MOST), ("lvl", LEVELS_MOST)):
            if next(islice(root.iter(f"{W}{kind}"), most, None), None) is not None:
                raise UnreadableDocument(TOO_LONG)
        return root


def _must_hold_nothing_else(content: bytes) -> None:
    """A letter that is read is held to what a file that is kept is held to: nothing embedded, nothing fetched."""
    try:
        check_office_file(content)
    except Unreadable as refusal:
        raise UnreadableDocument(f"这个文件{refusal}") from None


def _must_be_docx(content: bytes) -> None:
    if not content:
        raise UnreadableDocument("文件是空的，请重新选择。")
    if len(content) > FILE_MOST:
        raise UnreadableDocument(f"文件太大，不能超过{FILE_MOST // 1024 // 1024}兆。请去掉图片等内容，再导入一次。")
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableDocument(_other(content))
    if ODT in content[:200]:
        raise UnreadableDocument(f"这是 OpenDocument 文件（.odt），不能直接导入。{SAVE_AS}")
    try:
        suffix = office_suffix(content)
    except Unreadable as refusal:
        raise UnreadableDocument(f"这个文件{refusal}") from None
    if suffix != ".docx":
        raise UnreadableDocument(_EXCEL)


def is_old_word(content: bytes) -> bool:
    """Whether it is a file of Word 97 to 2003, which WPS writes too, by the name of its main stream."""
    return content.startswith(OLE) and _stream("WordDocument") in content


def must_unpack(content: bytes) -> None:
    """Refuse an archive that is broken, or far larger than it looks."""
    try:
        with open_archive(content) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        much = isinstance(error, Unreadable)
        raise UnreadableDocument(_UNPACKS if much else "文件打不开，可能没有传完整。请重新选择。") from None
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MOST_PARTS:
        raise UnreadableDocument(_UNPACKS)


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _other(content: bytes) -> str:
    if content.startswith(OLE):
        if _stream("EncryptedPackage") in content:
            return "文件加了密码，打不开。请去掉密码，再导入一次。"
        if not is_old_word(content) and _stream("Workbook") in content:
            return _EXCEL
        return f"这是旧格式的 Word 或 WPS 文件（.doc、.wps），不能直接导入。{SAVE_AS}"
    kind = known_type(content)
    told = f"这{kind.is_said}，不是 Word 文档。请选 .docx 文件。" if kind and kind != TEXT else ""
    known = (sentence for start, sentence in _OTHERS if content.startswith(start))
    return next(known, told or f"这不是 Word 文档（.docx），可能只是改了文件名。{SAVE_AS}")
