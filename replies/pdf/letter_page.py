"""Snapshot → the letter's plain values for the template."""

from dataclasses import dataclass
from typing import Any

from replies import letter
from replies.pdf.measure import chinese_date, ems
from replies.pdf.snapshot import Snapshot

TITLE_WIDTH = 20  # characters of 22 pt in 156 mm


@dataclass(frozen=True, slots=True)
class Signature:
    """落款: the unit centred over the date, the date four characters from the right or, under a long name, more."""

    unit: str
    day: str
    margin: float  # characters to the right of the date
    wraps: bool  # a name too long to be centred


def context(snapshot: Snapshot) -> dict[str, Any]:
    """What the letter's template prints; nothing of it without a letter."""
    reply = snapshot.letter
    if reply is None:
        return {"letter": None}
    return {
        "letter": reply,
        "letter_title": letter.title_lines(reply.title, TITLE_WIDTH),
        "letter_paragraphs": letter.paragraphs(reply.body),
        "signature": _signature(snapshot.unit, chinese_date(reply.signed_on)),
        "copies_to": "，".join(reply.copies_to),
    }


def _signature(unit: str, day: str) -> Signature:
    beside = (ems(unit) - ems(day)) / 2
    return Signature(unit, day, max(4.0, beside), wraps=beside > 8)
