"""The copies of one case: 一份存承办单位, 一份送意见提出人, 二份送区政府办公室.

A print set is put together from the finished bytes of one copy. All copies share the content of the pages and
each has only a small label of its own, so that four copies are hardly larger than one. Stored bytes serve as
well as fresh ones: an issued case is never laid out again.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pikepdf
import segno
from pikepdf import Dictionary, Name

from replies.letter.pdf import archive, press
from replies.letter.pdf.measure import CODE_LEFT, CODE_SIZE, CODE_TOP
from replies.letter.snapshot import Snapshot

_ORDINALS = "一二三四五六七八九十"
MM = 72 / 25.4  # pt
WITH_CODE = ("办理情况表", "代表意见")  # the parts that come back signed and are scanned


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the copies of the form, with its label."""

    number: int  # 第几份
    place: str  # 存何处、送何人
    deputy: int = 0  # whose copy, counted from 1 in the order of 提出人; 0: of no one in particular
    again: str = ""  # the day of a reprint (补打), which stands below the label; "": printed for the first time

    @property
    def label(self) -> str:
        return f"第{_ORDINALS[self.number - 1]}份·{self.place}" if self.number != COPIED else self.place

    @property
    def words(self) -> str:
        """What stands at the top of its pages."""
        return f"{self.label}\n{self.again}补打" if self.again else self.label

    @property
    def key(self) -> str:
        """How the code on the paper names the copy: 3, or 2-1 for the first deputy's."""
        return f"{self.number}-{self.deputy}" if self.deputy else str(self.number)


KEPT = Copy(1, "存承办单位")
PROPOSER = Copy(2, "送意见提出人")
OFFICE_1 = Copy(3, "送区政府办公室")
OFFICE_2 = Copy(4, "送区政府办公室")
# A 会办意见 goes to the 主办 unit, which answers the deputies.
OPINION = (Copy(1, "存会办单位"), Copy(2, "送主办单位"))
# So does the 会签意见 of another 主办 unit (共同主办).
COSIGNING = (Copy(1, "存共同主办单位"), Copy(2, "送主办单位"))
FOUR = (KEPT, PROPOSER, OFFICE_1, OFFICE_2)
COPIED = 5  # none of the four: what a working body prints of a reply that is copied to it (SH 20)


def copy_to_body(body: str) -> Copy:
    """抄送区人大代表工作机构."""
    return Copy(COPIED, f"抄送{body}")


def for_each_deputy(snapshot: Snapshot) -> tuple[Copy, ...]:
    """3 + N copies: every deputy gets one."""
    each = tuple(
        replace(PROPOSER, place=f"{PROPOSER.place}（{name}）", deputy=number)
        for number, name in enumerate(snapshot.deputies, start=1)
    )
    return (KEPT, *each, OFFICE_1, OFFICE_2)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a print set carries beyond the record and the copies' names."""

    address: str = ""  # the page that verifies the paper; each copy's QR code adds its key to it
    draft: str = ""  # says below a large word when and from what it was printed; "": it is issued
    word: str = "草　稿"  # the large word
    duplex: bool = False  # every part of every copy begins on a fresh sheet


PLAIN = Marks()


def render_copies(
    snapshot: Snapshot,
    copies: Sequence[Copy] | None = None,
    marks: Marks = PLAIN,
    *,
    letter_only: bool = False,
    part: str = "会办意见",
) -> bytes:
    """The PDF of a case; without `copies`, once and without a label. Same arguments, same bytes."""
    record = press.render_record(snapshot, letter_only=letter_only, part=part)
    return record if copies is None else assemble_copies(record, copies, marks)


def assemble_copies(record: bytes, copies: Sequence[Copy], marks: Marks = PLAIN, *, plain: bool = False) -> bytes:
    """A print set from the finished bytes of one copy; `plain` to be joined with others (batch.py)."""
    if not copies:
        raise ValueError("no copies")
    labels = press.render_labels(tuple(copy.words for copy in copies))
    with pikepdf.open(io.BytesIO(record)) as pdf, pikepdf.open(io.BytesIO(labels)) as label_pdf:
        parts = _parts(pdf)
        for key in set(pdf.Root.keys()) - {"/Type", "/Pages", "/Lang"}:
            del pdf.Root[key]  # a print set is for paper: the archive's marks would no longer be true of it
        originals = list(pdf.pages)
        under = b""
        if marks.draft:
            with pikepdf.open(io.BytesIO(press.render_watermark(marks.word, marks.draft))) as watermark:
                stamp = pdf.copy_foreign(watermark.pages[0].as_form_xobject())
            for page in originals:
                page.add_resource(stamp, Name.XObject, Name.Draft, replace_existing=True)
            under = b"q /Draft Do Q "
        for number, (copy, label_page) in enumerate(zip(copies, label_pdf.pages, strict=True), start=1):
            stamp = pdf.copy_foreign(label_page.as_form_xobject())
            name = Name(f"/Copy{number}")
            label = under + f"q {name} Do Q".encode()
            code = label + _code(f"{marks.address}/{copy.key}") if marks.address else label
            streams = {False: pdf.make_stream(label), True: pdf.make_stream(code)}
            for title, pages in parts:
                for page in (originals[at] for at in pages):
                    page.add_resource(stamp, Name.XObject, name, replace_existing=True)
                    pdf.pages.append(_labelled(pdf, page, streams[title in WITH_CODE]))
                if marks.duplex and len(pages) % 2:
                    pdf.pages.append(_empty_page(pdf, originals[0]))
        del pdf.pages[: len(originals)]
        return archive.pack_pdf(pdf, plain=plain)


def _parts(pdf: pikepdf.Pdf) -> list[tuple[str, range]]:
    """The record's parts by their bookmarks: form, further opinions, letter, annexes."""
    places = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
    starts: list[tuple[str, int]] = []
    entry: pikepdf.Object | None = pdf.Root.Outlines.First
    while entry is not None:
        starts.append((str(entry.Title), places[entry.Dest[0].objgen]))
        entry = entry.get("/Next")
    ends = [start for _, start in starts[1:]] + [len(pdf.pages)]
    return [(title, range(start, end)) for (title, start), end in zip(starts, ends, strict=True)]


def _labelled(pdf: pikepdf.Pdf, page: pikepdf.Page, label: pikepdf.Object) -> pikepdf.Page:
    """The page once more, its content shared, under a label of its own."""
    copied = Dictionary({key: value for key, value in page.obj.items() if key not in ("/Parent", "/StructParents")})
    copied.Contents = pikepdf.Array([label, page.obj.Contents])
    return pikepdf.Page(pdf.make_indirect(copied))


def _code(text: str) -> bytes:
    """A QR code (ISO/IEC 18004, level M) as filled runs of modules."""
    rows = segno.make_qr(text, error="m").matrix
    side = CODE_SIZE * MM / len(rows)
    runs = []
    for down, row in enumerate(rows, start=1):
        cells = bytes(row)
        start = cells.find(1)
        while start >= 0:
            end = cells.find(0, start)
            end = len(cells) if end < 0 else end
            runs.append(f"{start} {-down} {end - start} 1 re")
            start = cells.find(1, end)
    place = f"{side:.4f} 0 0 {side:.4f} {CODE_LEFT * MM:.2f} {(297 - CODE_TOP) * MM:.2f} cm"
    return f" q 0 g {place} {' '.join(runs)} f Q".encode()


def _empty_page(pdf: pikepdf.Pdf, like: pikepdf.Page) -> pikepdf.Page:
    page = Dictionary(Type=Name.Page, MediaBox=like.mediabox, Resources=Dictionary())
    return pikepdf.Page(pdf.make_indirect(page))
