"""The copies of one case: 一份存承办单位, 一份送意见提出人, 二份送区政府办公室.

A print set is put together from the finished bytes of one copy. All copies share the content of the pages and
each has only a small label of its own, so that four copies are hardly larger than one. Stored bytes serve as
well as fresh ones: an issued case is never laid out again.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from replies.pdf import archive, press
from replies.pdf.snapshot import Snapshot

_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Copy:
    number: int  # 第几份
    place: str  # 存何处、送何人

    @property
    def label(self) -> str:
        return f"第{_ORDINALS[self.number - 1]}份·{self.place}"


KEPT = Copy(1, "存承办单位")
PROPOSER = Copy(2, "送意见提出人")
OFFICE_1 = Copy(3, "送区政府办公室")
OFFICE_2 = Copy(4, "送区政府办公室")
FOUR = (KEPT, PROPOSER, OFFICE_1, OFFICE_2)


def for_each_deputy(snapshot: Snapshot) -> tuple[Copy, ...]:
    """3 + N copies: every deputy gets one."""
    each = tuple(Copy(2, f"送意见提出人（{name}）") for name in snapshot.deputies)
    return (KEPT, *each, OFFICE_1, OFFICE_2)


def render(snapshot: Snapshot, copies: Sequence[Copy] | None = None, *, duplex: bool = False) -> bytes:
    """The PDF of a case; without `copies`, once and without a label. Same arguments, same bytes."""
    record = press.render(snapshot)
    return record if copies is None else assemble(record, copies, duplex=duplex)


def assemble(record: bytes, copies: Sequence[Copy], *, duplex: bool = False) -> bytes:
    """A print set from the finished bytes of one copy.

    `duplex` ends a copy of an odd number of pages with an empty one: no sheet carries two copies.
    """
    if not copies:
        raise ValueError("no copies")
    labels = press.render_labels(tuple(copy.label for copy in copies))
    with pikepdf.open(io.BytesIO(record)) as pdf, pikepdf.open(io.BytesIO(labels)) as label_pdf:
        for key in set(pdf.Root.keys()) - {"/Type", "/Pages", "/Lang"}:
            del pdf.Root[key]  # a print set is for paper: the archive's marks would no longer be true of it
        originals = list(pdf.pages)
        for copy_index, label_page in enumerate(label_pdf.pages):
            stamp = pdf.copy_foreign(label_page.as_form_xobject())
            name = f"/Copy{copy_index + 1}"
            draw = pdf.make_stream(f"q {name} Do Q".encode())
            for page in originals:
                page.add_resource(stamp, pikepdf.Name.XObject, pikepdf.Name(name), replace_existing=True)
                copied = pikepdf.Dictionary(
                    {key: value for key, value in page.obj.items() if key not in ("/Parent", "/StructParents")}
                )
                copied.Contents = pikepdf.Array([draw, page.obj.Contents])
                pdf.pages.append(pikepdf.Page(pdf.make_indirect(copied)))
            if duplex and len(originals) % 2:
                pdf.pages.append(_empty_page(pdf, originals[0]))
        del pdf.pages[: len(originals)]
        return archive.pack(pdf)


def _empty_page(pdf: pikepdf.Pdf, like: pikepdf.Page) -> pikepdf.Page:
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=like.mediabox, Resources=pikepdf.Dictionary())
    return pikepdf.Page(pdf.make_indirect(page))
