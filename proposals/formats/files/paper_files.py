"""PDFs and pictures from outside: what may be kept of them, and as what. Asked through proposals/bounded alone.

A PDF stays as it came, for it is the record, so that one which does something when it is opened is refused; a picture
is decoded and encoded again.
"""

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, BinaryIO

import pikepdf
from PIL import Image, ImageOps

from proposals.bounded.limits import Unreadable
from proposals.formats.files.file_types import known_type, refuse_words
from proposals.formats.files.office_files import check_office_file

PAGES_MOST = 2_000
OBJECTS_MOST = 150_000
# A3 at 600 dots an inch is 70 million: a byte a dot in grey; a coloured one takes four, of the 300 MB of a child. A
# JPEG is made smaller while it is read.
MAX_PIXELS, MAX_COLOURED = 72_000_000, 50_000_000
TOO_LARGE = (
    "尺寸太大（黑白、灰度的最多七千二百万像素，够A3扫描600点；彩色PNG最多五千万像素）。请缩小，或者存成JPG再交。"
)
# The long side of A4 at 300 dots an inch, with a little to spare.
MAX_SIDE = 3600
RUNS = "里面带有会自己运行的程序，不能接收。请重新扫描，或者打印成新的PDF再交。"
HAS_FILES = "里面附有别的文件，不能接收。请把附带的文件分开交，或者打印成新的PDF再交。"
LEADS_OUT = "一打开就会连到别的文件或网页，不能接收。请重新扫描，或者打印成新的PDF再交。"
# What the dictionaries of a PDF are asked for. A link that somebody presses (URI) stays, as in a Word file.
_RUNNING = {"/JavaScript", "/JS", "/XFA", "/RichMediaContent"}
_ATTACHED = {"/EmbeddedFiles", "/EmbeddedFile"}
_ACTIONS = {"/JavaScript", "/Launch", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/ImportData"}
_LEADING = {"/SubmitForm", "/GoToR", "/GoToE"}
OUR_ATTACHMENT = b"snapshot.json"  # what the program's own record carries
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
    struct.error,
    zlib.error,
)


class Takes(StrEnum):
    """What may be handed in at a place: a photo alone, a written paper, also Word and Excel."""

    PICTURE = "picture"
    PAPER = "paper"
    OFFICE = "office"


def take_files(contents: Sequence[bytes], stems: Sequence[str], takes: str) -> list[tuple[str, bytes, int]]:
    """The true suffix of each, the bytes to keep and its pages; several pictures come back as one PDF. Raises
    Unreadable with a sentence that names the file."""
    taken = []
    for stem, content in zip(stems, contents, strict=True):
        try:
            taken.append(_recognise(content, Takes(takes)))
        except Unreadable as refusal:
            raise Unreadable(f"“{stem}”{refusal}") from None
    if len(taken) > 1:
        if any(suffix not in (".jpg", ".png") for suffix, _, _ in taken):
            raise Unreadable("一次交几个文件时，须都是照片或扫描图，会合成一份。其他文件请一个一个地交。")
        return [(".pdf", join_pictures([content for _, content, _ in taken]), len(taken))]
    return taken


def _recognise(content: bytes, takes: Takes) -> tuple[str, bytes, int]:
    if not content:
        raise Unreadable("是空文件，请重新选择。")
    if content.startswith(b"%PDF-") and takes is not Takes.PICTURE:
        return ".pdf", content, check_pdf(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return *draw_again(content), 1
    if content.startswith(b"PK\x03\x04") and takes is Takes.OFFICE:
        return check_office_file(content), content, 0
    papers = {Takes.OFFICE: " PDF、docx、xlsx ", Takes.PAPER: " PDF ", Takes.PICTURE: " JPG 或 PNG 照片"}[takes]
    if known := known_type(content):
        raise Unreadable(refuse_words(known, papers))
    if takes is Takes.PICTURE:
        raise Unreadable("不是照片，请选一张 JPG 或 PNG 照片。")
    wanted = "PDF、JPG、PNG" + ("、Word（docx）、Excel（xlsx）" if takes is Takes.OFFICE else "")
    raise Unreadable(f"不是可以接收的文件，请交{wanted}文件。")


# ---- PDF -------------------------------------------------------------------------------------------------------


def check_pdf(content: bytes) -> int:
    """How many pages it has. Refuses one that runs something, fetches something or carries other files; no stream of
    it is unpacked."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.objects) > OBJECTS_MOST:
                raise Unreadable("太复杂，打不开。请打印成新的PDF再交。")
            pages = len(pdf.pages)
            if pages > PAGES_MOST:
                raise Unreadable(f"有{pages}页，一份最多{PAGES_MOST}页。请分成几份交。")
            for found in _dictionaries(pdf.objects):
                _check_dictionary(found)
            _check_opening(pdf.Root)
    except pikepdf.PasswordError:
        raise Unreadable("加了密码，打不开。请去掉密码再交。") from None
    except (pikepdf.PdfError, RuntimeError, TypeError, AttributeError, KeyError) as error:
        raise Unreadable("打不开，可能没有传完整。请重新扫描或重新选择。") from error
    if not pages:
        raise Unreadable("打不开，可能没有传完整。请重新扫描或重新选择。")
    return pages


def count_pdf_pages(content: bytes) -> int:
    """The pages of a PDF that is kept here already."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return min(len(pdf.pages), 30_000)
    except pikepdf.PdfError:
        raise Unreadable("打不开，可能没有传完整。请重新扫描或重新选择。") from None


def cut_pages_out(file: BinaryIO | bytes, pages: Sequence[tuple[int, int]]) -> bytes:
    """Pages of a PDF by their numbers as one of their own, each turned by so many quarters: the same bytes each
    time."""
    out = io.BytesIO()
    source = io.BytesIO(file) if isinstance(file, bytes) else file
    with pikepdf.open(source) as whole, pikepdf.new() as own:
        for number, quarters in pages:
            own.pages.append(whole.pages[number - 1])
            if quarters:
                own.pages[-1].rotate(-90 * quarters, relative=True)
        own.save(out, deterministic_id=True)
    return out.getvalue()


def join_papers(papers: Sequence[bytes], most: int) -> tuple[bytes, int]:
    """One PDF of all pages, and how many; a picture becomes a page, nothing but pages is taken from a PDF."""
    with pikepdf.new() as whole:
        for paper in papers:
            pages = paper if paper.startswith(b"%PDF-") else join_pictures([paper])
            with pikepdf.open(io.BytesIO(pages)) as pdf:
                if len(whole.pages) + len(pdf.pages) > most:
                    raise Unreadable(f"一叠最多{most}页。请分成几叠交。")
                whole.pages.extend(pdf.pages)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
        return out.getvalue(), len(whole.pages)


def _dictionaries(objects: Iterable[Any]) -> Iterator[pikepdf.Object]:
    """Every dictionary of a PDF, those of streams and those within others too."""
    waiting: list[Any] = []
    met = 0
    for top in objects:
        waiting.append(top)
        while waiting:
            one = waiting.pop()
            met += 1
            if met > 20 * OBJECTS_MOST:
                raise Unreadable("太复杂，打不开。请打印成新的PDF再交。")
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one
                inside: Iterable[Any] = [value for _, value in one.items()]
            elif isinstance(one, pikepdf.Array):
                inside = one
            else:
                continue
            waiting += [
                value
                for value in inside
                if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
            ]


def _check_dictionary(found: pikepdf.Object) -> None:
    keys = set(found.keys())
    if keys & _RUNNING or ("/S" in keys and str(found.get("/S")) in _ACTIONS):
        raise Unreadable(RUNS)
    if (keys & _ATTACHED or "/EF" in keys) and not _is_our_own(found):
        raise Unreadable(HAS_FILES)
    if isinstance(found, pikepdf.Stream) and "/F" in keys:  # its content lies elsewhere
        raise Unreadable(LEADS_OUT)
    if "/S" in keys and str(found.get("/S")) in _LEADING:
        raise Unreadable(LEADS_OUT)
    if isinstance(found.get("/AA"), pikepdf.Dictionary):
        for name in found["/AA"].keys():  # noqa: SIM118 (a PDF's dictionary gives no names of itself)
            _check_opening_action(found["/AA"][name])


def _is_our_own(found: pikepdf.Object) -> bool:
    """Whether what is attached is the record that the program's own forms carry, and that alone."""
    if "/EF" in found:
        return bytes(found.get("/F", b"")) == OUR_ATTACHMENT
    tree = found.get("/EmbeddedFiles")
    names = tree.get("/Names") if isinstance(tree, pikepdf.Dictionary) else None
    return isinstance(names, pikepdf.Array) and len(names) == 2


def _check_opening(root: pikepdf.Object) -> None:
    if isinstance(action := root.get("/OpenAction"), pikepdf.Dictionary):
        _check_opening_action(action)


def _check_opening_action(action: Any) -> None:
    """An action that nobody presses for may only show a page."""
    for _ in range(100):
        if not isinstance(action, pikepdf.Dictionary):
            return
        if str(action.get("/S")) == "/URI":
            raise Unreadable(LEADS_OUT)
        action = action.get("/Next")
    raise Unreadable(RUNS)


# ---- pictures --------------------------------------------------------------------------------------------------


def draw_again(content: bytes) -> tuple[str, bytes]:
    """The picture decoded and encoded again: upright, without EXIF or anything hidden behind it."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            is_png = picture.format == "PNG"
            most = MAX_PIXELS if not is_png or picture.mode in ("1", "L") else MAX_COLOURED
            if picture.width * picture.height > most:
                raise Image.DecompressionBombError
            if not _whole(content, is_png):
                raise EOFError
            scale = MAX_SIDE / max(picture.size)
            picture.draft("RGB", (int(picture.width * scale), int(picture.height * scale)))
            picture.thumbnail((MAX_SIDE, MAX_SIDE))
            ImageOps.exif_transpose(picture, in_place=True)
            flat = _on_white(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable(TOO_LARGE) from None
    except BROKEN:
        raise Unreadable("打不开，可能没有传完整。请重新拍照或重新选择。") from None
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
