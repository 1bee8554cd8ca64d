"""Reading the QR code on a scanned form: which case, which copy, whose.

The code helps and checks; a form without one, or with one that cannot be read, is recorded all the same.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from proposals.cases.attachments import CheckedFile
from proposals.models import Deputy
from replies.letter.pdf.pictures import opened_pdf
from replies.models import PrintedForm

PAGES, SHARPNESS = 4, 200  # pages looked at; dots an inch, at which 13 mm of code are plain
_ADDRESS = re.compile(r"/v/([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})/([0-9])(?:-([0-9]{1,2}))?$")


@dataclass(frozen=True)
class ScanCode:
    """What the code on a scan names."""

    printed: PrintedForm
    copy: int  # 第几份
    deputy: Deputy | None  # whose copy it was


def read_code(scan: CheckedFile) -> ScanCode | None:
    """The first of our codes on the first pages, or None."""
    for page in _pages(scan):
        for code in zxingcpp.read_barcodes(page):
            if (found := find_named(code.text)) and not found.printed.taken_back_at:
                return found
    return None


def _pages(scan: CheckedFile) -> Iterator[Image.Image]:
    if scan.suffix != ".pdf":
        with Image.open(io.BytesIO(scan.content)) as picture:
            yield picture.convert("L")
        return
    with opened_pdf(scan.content) as pdf:
        for number in range(min(PAGES, len(pdf))):
            yield pdf[number].render(scale=SHARPNESS / 72, grayscale=True).to_pil()


def find_named(address: str) -> ScanCode | None:
    """What the address in a code names, also of a form whose signature was taken back; None of another's code."""
    match = _ADDRESS.search(address)
    if match is None:
        return None
    code, copy, place = match.groups()
    issued = PrintedForm.objects.select_related("reply__case__suggestion").defer("snapshot")
    printed = issued.filter(verification=code).first()
    if printed is None:
        return None
    deputies = printed.reply.case.suggestion.proposers
    whose = int(place or 0)
    return ScanCode(printed, int(copy), deputies[whose - 1] if 1 <= whose <= len(deputies) else None)
