"""Pages of a PDF as pictures: no reader of a browser opens what somebody handed in, nothing in it runs."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pypdfium2

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable

WIDTH, TALLEST = 1240, 4000  # dots: A4 at 150 an inch; a longer page is made smaller
# PDFium knows no threads: one file at a time in a process.
_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def opened_pdf(content: bytes | IO[bytes]) -> Iterator[pypdfium2.PdfDocument]:
    """The PDF while nobody else in this process reads one. Of an open file only what is looked at is read."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(content) as pdf:
        yield pdf


def picture_page(content: bytes, number: int) -> bytes | None:
    """One page of a foreign PDF as JPEG, from 1, drawn by a bounded child; None where there is no such page or it
    cannot be drawn."""
    try:
        drawn: bytes | None = read_bounded(draw_page, content, number)
    except Unreadable:
        return None
    return drawn


def draw_page(content: bytes, number: int) -> bytes | None:
    """What the child draws."""
    try:
        with opened_pdf(content) as pdf:
            if not 1 <= number <= len(pdf):
                return None
            page = pdf[number - 1]
            width, height = page.get_size()
            drawn = page.render(scale=min(WIDTH / max(width, 1), TALLEST / max(height, 1))).to_pil()
    except pypdfium2.PdfiumError:
        return None
    out = io.BytesIO()
    drawn.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def draw_picture(content: bytes) -> bytes:
    """The one page of a PDF of ours as PNG, three dots to the point: sharp on paper, for Word."""
    out = io.BytesIO()
    with opened_pdf(content) as pdf:
        pdf[0].render(scale=3).to_pil().convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()
