"""What kind of file some bytes are, told by their content, and what to do with those that are not taken."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from proposals.bounded.limits import MEGABYTE, Unreadable

MAX_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5_000
INDEX_MOST = 2 * MEGABYTE  # of an archive's table of contents: 400 bytes a part
_END = struct.Struct("<4s4H2LH")  # its end, which says how large it is
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class KnownType:
    """What a file is called, and what its sender does with it in place of sending it. `{paper}` in the advice are
    the types of a written paper that are taken there."""

    name: str
    advice: str

    @property
    def is_said(self) -> str:
        """是视频; 是 PDF 文件."""
        return f"是{' ' if self.name[0].isascii() else ''}{self.name}"


_PICTURE = "请另存为 JPG 或 PNG 再交。"
_PAPER = "请另存为{paper}再交。"
HEIC = KnownType("苹果手机的照片格式", "请在相册里另存为 JPG 再交。")
VIDEO = KnownType("视频", "这里不收视频。请把要用的画面截成 JPG 图片再交。")
SOUND = KnownType("录音", "这里不收录音。请整理成文字，存成{paper}再交。")
PACKED = KnownType("压缩包", "请解压以后一个一个地交。")
PROGRAM = KnownType("程序", "不能接收。")
OLD_WORD = KnownType("旧格式的 Word 或 WPS 文件（.doc、.wps）", _PAPER)
OLD_EXCEL = KnownType("旧格式的 Excel 文件（.xls、.et）", _PAPER)
SLIDES = KnownType("演示文稿（PPT）", "请另存为 PDF 再交。")
LOCKED = KnownType("加了密码的文件", "打不开。请去掉密码再交。")
OFD = KnownType("OFD 文件", "请打印或者另存为 PDF 再交。")
OPEN_DOCUMENT = KnownType("OpenDocument 文件（.odt、.ods）", _PAPER)
APPLE = KnownType("苹果电脑的 Pages、Numbers 文件", "请导出为{paper}再交。")
RICH_TEXT = KnownType("RTF 文档", _PAPER)
WEB = KnownType("网页", "请打印成 PDF 再交。")
TEXT = KnownType("纯文字文件", "请存成{paper}再交。")
WORD, EXCEL = KnownType("Word 文件", _PAPER), KnownType("Excel 文件", _PAPER)
PDF = KnownType("PDF 文件", _PICTURE)

# The first bytes of each.
STARTS: tuple[tuple[bytes, KnownType], ...] = (
    (b"%PDF-", PDF),
    (b"GIF8", KnownType("GIF 图片", _PICTURE)),
    (b"II*\0", KnownType("TIFF 图片", _PICTURE)),
    (b"MM\0*", KnownType("TIFF 图片", _PICTURE)),
    (b"8BPS", KnownType("Photoshop 图片", _PICTURE)),
    (b"{\\rtf", RICH_TEXT),
    (b"\x1a\x45\xdf\xa3", VIDEO),  # Matroska, WebM
    (b"\x00\x00\x01\xba", VIDEO),
    (b"\x00\x00\x01\xb3", VIDEO),
    (b"FLV\x01", VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", VIDEO),  # Windows Media
    (b"ID3", SOUND),
    (b"#!AMR", SOUND),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    (b"Rar!", PACKED),
    (b"7z\xbc\xaf\x27\x1c", PACKED),
    (b"\x1f\x8b", PACKED),
    (b"BZh", PACKED),
    (b"\x7fELF", PROGRAM),
)
RIFF = {b"WEBP": KnownType("WebP 图片", _PICTURE), b"AVI ": VIDEO, b"WAVE": SOUND}
# What stands behind "ftyp" in the files that share one form: pictures of phones, films, sound.
BRANDS: tuple[tuple[tuple[bytes, ...], KnownType], ...] = (
    ((b"hei", b"hev", b"mif1", b"msf1"), HEIC),
    ((b"avif", b"avis"), KnownType("AVIF 图片", _PICTURE)),
    ((b"M4A", b"M4B", b"F4A"), SOUND),
    ((b"iso", b"mp4", b"avc", b"M4V", b"qt", b"3g", b"dash", b"MSNV", b"mmp4", b"F4V", b"f4v", b"NDS"), VIDEO),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("PowerPoint Document", SLIDES),
    ("WordDocument", OLD_WORD),
    ("Workbook", OLD_EXCEL),
    ("Book", OLD_EXCEL),
)
# A part that only this kind of archive has.
PARTS = (
    ("word/document.xml", WORD),
    ("xl/workbook.xml", EXCEL),
    ("ppt/presentation.xml", SLIDES),
    ("OFD.xml", OFD),
    ("Index/Document.iwa", APPLE),
)


def known_type(content: bytes) -> KnownType | None:
    """What these bytes are, whatever they are called; None of what is not known here."""
    if content.startswith(b"PK\x03\x04"):
        return packed_type(content)
    if content.startswith(OLE):
        return next((kind for name, kind in STREAMS if name.encode("utf-16-le") in content), OLD_WORD)
    if content[4:8] == b"ftyp":
        return next((kind for brands, kind in BRANDS if content[8:12].startswith(brands)), None)
    if content.startswith(b"RIFF"):
        return RIFF.get(content[8:12])
    if found := next((kind for start, kind in STARTS if content.startswith(start)), None):
        return found
    return _short_mark(content) or _text_type(content)


def _short_mark(content: bytes) -> KnownType | None:
    """Kinds with so short a mark that more must fit."""
    if content.startswith(b"BM") and content[6:10] == b"\0\0\0\0":
        return KnownType("BMP 图片", _PICTURE)
    if content.startswith(b"MZ") and b"\0" in content[:64]:
        return PROGRAM
    is_frame = len(content) > 2 and content[0] == 0xFF and content[1] in (0xFB, 0xF3, 0xF2, 0xF1, 0xF9)
    return SOUND if is_frame else None


def _text_type(content: bytes) -> KnownType | None:
    head = content[:2048]
    for code in ("utf-8-sig", "gb18030"):
        text = head.decode(code, "ignore")
        if len(text.encode(code, "ignore")) >= len(head) - 4 and re.fullmatch(r"[^\x00-\x08\x0e-\x1f\ufffd]+", text):
            break
    else:
        return None
    if re.search(r"<svg\b", text, re.IGNORECASE):
        return KnownType("SVG 图片", _PICTURE)
    return WEB if re.search(r"<(!doctype html|html|body)\b|^MIME-Version:", text, re.IGNORECASE) else TEXT


def open_archive(content: bytes) -> zipfile.ZipFile:
    """An archive whose table of contents is bearable. Raises Unreadable, and zipfile's own errors."""
    at = content.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(content):
        raise zipfile.BadZipFile
    _, _, _, _, parts, size, _, _ = _END.unpack_from(content, at)
    if parts > MOST_PARTS or INDEX_MOST < size < 0xFFFFFFFF or _is_zip64(content, at):
        raise Unreadable("展开以后太大，不能接收。")
    return zipfile.ZipFile(io.BytesIO(content))


def _is_zip64(content: bytes, at: int) -> bool:
    """Whether the archive is of the kind for more than 4 GB, which nobody hands in."""
    return content[max(0, at - 20) : at].startswith(b"PK\x06\x07")


def packed_type(content: bytes) -> KnownType:
    """What an archive is, by the names of its parts."""
    try:
        with open_archive(content) as archive:
            names = {part.filename for part in archive.infolist()}
    except BROKEN_ARCHIVE:
        return PACKED
    found = next((kind for part, kind in PARTS if part in names), PACKED)
    return OPEN_DOCUMENT if b"application/vnd.oasis.opendocument" in content[:200] else found


def refuse_words(kind: KnownType, paper: str) -> str:
    """是视频，这里不收视频。…: the rest of a sentence that begins with the file's name."""
    return f"{kind.is_said}，{kind.advice.format(paper=paper)}"
