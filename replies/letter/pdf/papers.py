"""What goes with the printed forms: 送达清单 with room for signatures, and labels for the envelopes."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from replies.letter.pdf import press
from replies.letter.pdf.measure import chinese_date


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of A4 labels as it is sold: how many, how large, where the first one begins; in mm."""

    columns: int
    rows: int
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    gap: float = 0.0  # between two columns
    name_size: float = 18.0  # pt, of the name
    pad: float = 6.0  # at the sides within a label

    @property
    def each(self) -> int:
        return self.columns * self.rows

    def size_of(self, name: str) -> float:
        """How large a name is set, in pt, so that it and 收 stand on one line."""
        room = (self.width - 2 * self.pad) * 72 / 25.4
        return max(min(self.name_size, room / (len(name) + 2.2)), SMALLEST_NAME)

    @property
    def label(self) -> str:
        """2列7行，每枚99.1×38.1毫米."""
        return f"{self.columns}列{self.rows}行，每枚{self.width:g}×{self.height:g}毫米"


# What the shops have; a place that uses another sheet adds its line.
SHEETS = {
    "2x7": LabelSheet(2, 7, 99.1, 38.1, left=4.65, top=15.1, gap=2.5),
    "3x8": LabelSheet(3, 8, 70, 37, top=0.5, name_size=16, pad=5),
    "2x8": LabelSheet(2, 8, 99.1, 33.9, left=4.65, top=12.9, gap=2.5, name_size=16),
    "2x4": LabelSheet(2, 4, 99.1, 67.7, left=4.65, top=13.1, gap=2.5, name_size=22),
}
SMALLEST_NAME = 10.5  # pt
POSTCODE = re.compile(r"(?<!\d)(?:邮编[:： ]?)?(\d{6})(?!\d)")


@dataclass(frozen=True)
class HandoverEntry:
    """A line of the list: one hand-over to be signed for."""

    number: str
    title: str
    deputies: str
    copies: int
    receiver: str = ""
    called: str = "代表建议"

    @property
    def names(self) -> list[str]:
        return self.deputies.split("、")


@dataclass(frozen=True)
class HandoverList:
    """The lines that one receiver signs for."""

    receiver: str
    lines: list[HandoverEntry]

    @property
    def called(self) -> str:
        """What is handed over: 代表建议, 委员提案, or both."""
        return "、".join(dict.fromkeys(line.called for line in self.lines))

    @property
    def total(self) -> int:
        return sum(line.copies for line in self.lines)


@dataclass(frozen=True)
class Envelope:
    """A label: who gets it, of where, which cases are inside."""

    name: str
    place: str
    numbers: tuple[str, ...]
    people: tuple[str, ...] = ()  # whose names stand in it

    @property
    def code(self) -> str:
        """The postal code, where the address says one at either end; it stands first, as on an envelope."""
        found = POSTCODE.search(self.place)
        ends = found and (not self.place[: found.start()].strip() or not self.place[found.end() :].strip(" 收"))
        return found[1] if found and ends else ""

    @property
    def street(self) -> str:
        """The address without its postal code."""
        return " ".join(POSTCODE.sub(" ", self.place, count=1).split()) if self.code else self.place


def handover_pdf(lists: Sequence[HandoverList], *, sender: str, by: str, on: dt.date, witness: str = "") -> bytes:
    """送达清单 as PDF, each list on pages of its own: the heads come again on every page, no line is torn. `witness`
    is the line about the record at its end, "" for none."""
    context = {"lists": lists, "sender": sender, "by": by, "on": chinese_date(on), "witness": witness}
    lines = [line for one in lists for line in one.lines]
    people = [name.partition("等")[0] for line in lines for name in (*line.names, line.receiver)]
    return press.render_paper("handover", context, [*people, by])


def envelopes_pdf(labels: Sequence[Envelope], *, sender: str, sheet: str, skip: int = 0) -> bytes:
    """Labels as PDF, the first `skip` places of the first sheet left empty."""
    of = SHEETS[sheet]
    each = of.each
    named = [(label, of.size_of(label.name)) for label in labels]
    cells: list[tuple[Envelope | None, float]] = [*[(None, 0.0)] * skip, *named]
    pages = [cells[at : at + each] for at in range(0, len(cells), each)]
    context = {"pages": pages, "sender": sender, "sheet": of}
    return press.render_paper("envelopes", context, [name for label in labels for name in label.people])
