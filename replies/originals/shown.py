"""Who may see a file, its bytes, and how a page shows it: its pages as pictures, Word as text, Excel as tables."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from proposals.bounded.ask import read_bounded
from proposals.cases.access import works_here
from proposals.erasures.erased import Erased, open_stored
from proposals.intake.tables.sheet import UnreadableList
from proposals.models import Attachment, Case, Suggestion, User
from replies.letter.docx.markup.package import UnreadableDocument
from replies.letter.docx.plain import read_plain_lines
from replies.letter.pdf.pictures import picture_page
from replies.originals.sheets import ShownSheet, read_sheets

PAGES_MOST = 60  # shown in a page; the rest is read in the file itself
WORKBOOK_MOST = 2_000_000  # bytes of a workbook that is read for a page
LOST = "文件不在了，请系统管理员从备份里找回。"
PICTURES = {".jpg": "image/jpeg", ".png": "image/png"}
# Of pictures as they are kept: encoded again when they came in (cases/attachments).
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
ORIGINALS = (Attachment.Kind.SUGGESTION,)


def find_attachment(user: User, pk: int) -> Attachment:
    """The file, or Http404. A suggestion's own file goes to every unit that handles it; what one unit took in, to
    those who see that unit's case and to a unit it was sent to when it was asked for its opinion; a material of the
    folder to the unit's own people alone."""
    row = get_object_or_404(Attachment.objects.select_related("case"), pk=pk)
    if row.case and row.kind == Attachment.Kind.MATERIAL:  # not of all who see the case
        if not works_here(row.case, user) or row.removed_at:
            raise Http404
        return row
    cases = Case.objects.visible_to(user)
    own = Q(pk=row.case_id) | Q(asked_through__enclosure=row)
    mine = cases.filter(own) if row.case_id else cases.filter(suggestion=row.suggestion_id)
    if not mine.exists():
        raise Http404
    return row


def read_bytes(row: Attachment) -> bytes:
    """What is stored, or Http404; raises Erased where it went by law."""
    try:
        with open_stored(row, "file") as stored:
            content: bytes = stored.read()
    except FileNotFoundError:
        raise Http404 from None
    return content


@dataclass(frozen=True)
class ShownOriginal:
    """One original as a page shows it: so many pages, or its words, or why it can only be opened by itself."""

    row: Attachment
    pages: range = range(0)
    more: int = 0
    text: str = ""
    said: str = ""
    sheets: tuple[ShownSheet, ...] = ()


def show_original(row: Attachment) -> ShownOriginal:
    """How this file is shown; Word and Excel are read at once, the pages of others when they come into sight."""
    if row.suffix == ".docx":
        return _words(row)
    if row.suffix == ".xlsx" and row.size <= WORKBOOK_MOST:
        return _tables(row)
    if not row.pages:
        return ShownOriginal(row, said="这种文件请下载看。")
    shown = min(row.pages, PAGES_MOST)
    return ShownOriginal(row, pages=range(1, shown + 1), more=row.pages - shown)


def _tables(row: Attachment) -> ShownOriginal:
    try:
        sheets, more = read_sheets(read_bytes(row))
    except Http404:
        return ShownOriginal(row, said=LOST)
    except Erased as gone:
        return ShownOriginal(row, said=str(gone))
    except UnreadableList:
        return ShownOriginal(row, said="这份表没有读出来，请下载看。")
    said = "" if sheets else "表里没有内容，请下载看。"
    return ShownOriginal(row, sheets=tuple(sheets), said=f"还有{more}张表没有列出，请下载看。" if more else said)


def _words(row: Attachment) -> ShownOriginal:
    try:
        lines = read_bounded(read_plain_lines, read_bytes(row), refusal=UnreadableDocument)
    except Http404:
        return ShownOriginal(row, said=LOST)
    except Erased as gone:
        return ShownOriginal(row, said=str(gone))
    except UnreadableDocument as refusal:
        return ShownOriginal(row, said=f"文字没有取出来：{refusal}请下载看。")
    return ShownOriginal(row, text="\n".join(lines), said="" if lines else "文件里没有文字，请下载看。")


def originals_of(suggestion: Suggestion) -> list[ShownOriginal]:
    """The originals of a suggestion in the order in which they came."""
    return [
        show_original(row) for row in suggestion.attachments.all() if row.case_id is None and row.kind in ORIGINALS
    ]


def picture_of(row: Attachment, number: int) -> tuple[bytes, str]:
    """One page as a picture and its type, or Http404."""
    content = read_bytes(row)
    if row.suffix in PICTURES and number == 1 and content.startswith(BEGINNINGS):
        return content, PICTURES[row.suffix]
    drawn = picture_page(content, number) if row.suffix == ".pdf" else None
    if drawn is None:
        raise Http404
    return drawn, "image/jpeg"
