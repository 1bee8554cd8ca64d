"""Reading the QR code on a scanned form: which case, which copy, whose.

The code helps and checks; a form without one, or with one that cannot be read, is recorded all the same.
"""

import re
from dataclasses import dataclass

from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import Unreadable
from proposals.cases.attachments import CheckedFile
from proposals.models import Deputy
from replies.letter.sheets.look import read_page_codes
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
    for number in range(PAGES):
        try:
            texts = read_bounded(read_page_codes, scan.content, number, SHARPNESS)
        except Unreadable:
            return None  # the code only helps
        if texts is None:
            return None
        for text in texts:
            if (found := find_named(text)) and not found.printed.taken_back_at:
                return found
    return None


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
