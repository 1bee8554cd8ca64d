"""征求意见函: a page before a deputy's own copy, with the code that opens the deputy's page on a telephone.

It is no part of the record: the link is made as the copy is printed and is known only then.
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
import segno
from django.utils.safestring import mark_safe

from proposals.formats.case_numbers import full_number
from replies.letter.pdf import archive, press
from replies.letter.pdf.measure import chinese_date
from replies.letter.questions import HOW_MANY
from replies.letter.snapshot import Snapshot

A4 = (595, 842)  # pt


@dataclass(frozen=True, slots=True)
class Slip:
    """What one deputy's page says beyond the case."""

    deputy: str  # as spoken to: 赵洪蓉代表, 民盟宝山区委联系人尹安之
    is_group: bool
    url: str
    expires: dt.date


def insert_slips(content: bytes, snapshot: Snapshot, slips: Sequence[Slip | None], *, duplex: bool = False) -> bytes:
    """A print set with the pages put before the copies they belong to: one place for each copy, None without a page.
    With `duplex` the copy still begins on a fresh sheet."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        each = len(pdf.pages) // len(slips)
        for at, slip in reversed(list(enumerate(slips))):
            if slip is None:
                continue
            with pikepdf.open(io.BytesIO(slip_page(snapshot, slip))) as page:
                if duplex:
                    page.add_blank_page(page_size=A4)
                for number, one in enumerate(page.pages):
                    pdf.pages.insert(at * each + number, one)
        return archive.pack_pdf(pdf)


def slip_page(snapshot: Snapshot, slip: Slip) -> bytes:
    """The page alone."""
    member = "委员" if snapshot.kind == "提案" else "代表"
    letter = snapshot.letter
    drawn = segno.make_qr(slip.url, error="m").svg_inline(scale=1, border=0, omitsize=True)
    context = {
        "kind": snapshot.kind,
        "number": full_number(snapshot.number),
        "title": snapshot.title,
        "deputy": slip.deputy,
        "who": "你们" if slip.is_group else f"您和其他{member}" if len(snapshot.deputies) > 1 else "您",
        "unit": snapshot.unit,
        "contact": (letter.contact if letter else "") or snapshot.handler,
        "phone": (letter.phone if letter else "") or snapshot.phone,
        "questions": HOW_MANY,
        "expires": chinese_date(slip.expires),
        "code": mark_safe(drawn),  # noqa: S308 (drawn by segno)
        "foot": f"{snapshot.session}{full_number(snapshot.number)}{snapshot.kind} · 送{slip.deputy}",
    }
    spoken_to = slip.deputy.rpartition("联系人")[2] if slip.is_group else ""
    people = (*snapshot.deputies, snapshot.handler, letter.contact if letter else "", spoken_to)
    return press.render_slip(context, people)
