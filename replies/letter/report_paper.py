"""What stands in a 办理情况报告, as plain values: the same makes the PDF (pdf/report_pages.py) and the Word file
(docx/report_file.py), and is kept with each version that was made."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

SHORT = 6  # rows that stay on one page; longer tables go on, so that no page is left half empty
COUNT = "一二三四五六七八九十"


class Place(StrEnum):
    """The places of a report that people write in, in the order of the paper."""

    ADDRESSED = "addressed"
    OPENING = "opening"
    PRACTICE = "practice"
    CASES = "cases"
    PROBLEMS = "problems"
    NEXT = "next"


HEADINGS = {
    Place.ADDRESSED: "报送",
    Place.OPENING: "开头",
    Place.PRACTICE: "主要做法",
    Place.CASES: "典型案例",
    Place.PROBLEMS: "存在的问题",
    Place.NEXT: "下一步打算",
}
# What stands before the figures, and has no heading of its own on paper.
UNHEADED = (Place.ADDRESSED, Place.OPENING)
HEADED = tuple(place for place in Place if place not in UNHEADED)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of a table: its label and its cells as they are read; `is_sum` adds up others."""

    label: str
    cells: tuple[str, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table of figures. `widths`: the columns' shares of the line, the label's first."""

    key: str
    caption: str
    by: str
    head: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    widths: tuple[float, ...]
    words: tuple[int, ...] = ()  # the columns, the label's being 0, that hold words and not figures
    is_list: bool = False  # of cases, set smaller

    @property
    def is_short(self) -> bool:
        """Whether it stays on one page."""
        return len(self.rows) <= SHORT

    @property
    def whole_head(self) -> tuple[str, ...]:
        return (self.by, *self.head)


@dataclass(frozen=True, slots=True)
class PaperChart:
    """A chart as SVG, with what it shows in words."""

    key: str
    title: str
    said: str
    svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PaperPart:
    """（一）办理结果: what the program says of it, with the tables and charts by their keys, in their order."""

    heading: str
    paragraphs: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """The whole report. `day` is when it was made, `as_of` the day up to which it counts, both written out
    (2026年7月3日); `names` are those of deputies, which lines do not tear;
    `texts` what people wrote, by Place."""

    title: str
    unit: str
    day: str
    as_of: str
    parts: tuple[PaperPart, ...]
    tables: tuple[PaperTable, ...]
    charts: tuple[PaperChart, ...]
    annexes: tuple[str, ...]  # keys of the tables at the end
    names: tuple[str, ...]
    texts: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """What was kept, as it was."""
        tables = tuple(
            PaperTable(
                one["key"],
                one["caption"],
                one["by"],
                tuple(one["head"]),
                tuple(PaperRow(row["label"], tuple(row["cells"]), row["is_sum"]) for row in one["rows"]),
                tuple(one["widths"]),
                tuple(one["words"]),
                one["is_list"],
            )
            for one in kept["tables"]
        )
        parts = tuple(
            PaperPart(one["heading"], tuple(one["paragraphs"]), tuple(one["shown"])) for one in kept["parts"]
        )
        charts = tuple(PaperChart(**one) for one in kept["charts"])
        rest: dict[str, Any] = {name: tuple(kept[name]) for name in ("annexes", "names")}
        rest |= {name: kept[name] for name in ("title", "unit", "day", "as_of", "texts")}
        return cls(parts=parts, tables=tables, charts=charts, **rest)

    def table(self, key: str) -> PaperTable | None:
        """The table of that key."""
        return next((one for one in self.tables if one.key == key), None)

    def chart(self, key: str) -> PaperChart | None:
        """The chart that stands with the table of that key."""
        return next((one for one in self.charts if one.key == key), None)

    def written(self) -> Iterator[tuple[str, str]]:
        """The headed places that say something: 二、主要做法, and what is written there."""
        filled = [place for place in HEADED if self.texts.get(place, "").strip()]
        for at, place in enumerate(filled, 1):
            yield f"{COUNT[at]}、{HEADINGS[place]}", self.texts[place]
