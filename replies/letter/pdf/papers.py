"""What goes with the printed forms: 送达清单 with room for signatures, and labels for the envelopes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from replies.letter.pdf import press
from replies.letter.pdf.measure import chinese_date


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of A4 labels as they are sold."""

    label: str
    columns: int
    rows: int

    @property
    def each(self) -> int:
        return self.columns * self.rows


SHEETS = {
    "2x7": LabelSheet("2列7行，每枚99.1×38.1毫米", 2, 7),
    "3x8": LabelSheet("3列8行，每枚70×37毫米", 3, 8),
}


@dataclass(frozen=True)
class HandoverEntry:
    """A line of the list: one hand-over to be signed for."""

    number: str
    title: str
    deputies: str
    copies: int
    receiver: str = ""

    @property
    def names(self) -> list[str]:
        return self.deputies.split("、")


@dataclass(frozen=True)
class Envelope:
    """A label: who gets it, of where, which cases are inside."""

    name: str
    place: str
    numbers: tuple[str, ...]
    people: tuple[str, ...] = ()  # whose names stand in it


def handover_pdf(entries: Iterable[HandoverEntry], *, sender: str, receiver: str, by: str, on: dt.date) -> bytes:
    """送达清单 as PDF: the heads come again on every page, no line is torn."""
    lines = list(entries)
    total = sum(line.copies for line in lines)
    context = {
        "lines": lines,
        "sender": sender,
        "receiver": receiver,
        "by": by,
        "on": chinese_date(on),
        "total": total,
    }
    people = [name.partition("等")[0] for line in lines for name in (*line.names, line.receiver)]
    return press.render_paper("handover", context, [*people, by])


def envelopes_pdf(labels: Sequence[Envelope], *, sender: str, sheet: str, skip: int = 0) -> bytes:
    """Labels as PDF, the first `skip` places of the first sheet left empty."""
    each = SHEETS[sheet].each
    cells: list[Envelope | None] = [*[None] * skip, *labels]
    pages = [cells[at : at + each] for at in range(0, len(cells), each)]
    context = {"pages": pages, "sender": sender, "sheet": f"s{sheet}"}
    return press.render_paper("envelopes", context, [name for label in labels for name in label.people])
