"""Charts as coordinates: bars of parts, and lines by month. A template draws them as inline SVG, on screen and paper.

Lengths are in the units of the viewBox. Each part has a shade that prints in grey and a word of its own: colour
alone tells nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from replies.figures.counts import Book, Table
from replies.letter.pdf.measure import text_width
from replies.letter.questions import QUESTIONS, Grade, name_questions
from replies.models import Classification

WIDTH, NARROW, ROW, TEXT = 720, 440, 30, 13
LABEL_MOST = 14  # characters of a label
BARS_MOST = 20
GREEN, PALE, AMBER, RED, GREY, QUIET = "#245c34", "#a9c6ae", "#e3b45a", "#a5201f", "#6b6559", "#d9d3c6"
DARK = (GREEN, RED, GREY)


@dataclass(frozen=True)
class BarPiece:
    """A part of a bar. `number` is written into it where there is room."""

    x: float
    width: float
    fill: str
    ink: str
    number: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def says(self) -> bool:
        """Whether the piece is wide enough for its number."""
        return self.width > 10 + 8 * len(str(self.number))


@dataclass(frozen=True)
class Bar:
    y: float
    label: str
    pieces: tuple[BarPiece, ...]
    end: float
    total: str

    @property
    def base(self) -> float:
        """Where its words stand."""
        return self.y + 14


@dataclass(frozen=True)
class Legend:
    x: float
    label: str
    fill: str


@dataclass(frozen=True)
class BarChart:
    """One bar a row, made of parts that lie end to end."""

    key: str
    title: str
    said: str
    height: float
    left: float
    rows: tuple[Bar, ...]
    legend: tuple[Legend, ...]
    width: int


def bar_chart(
    key: str,
    title: str,
    parts: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Sequence[int]]],
    width: int = WIDTH,
) -> BarChart:
    """`parts` are (word, fill); each row is a label and a number for each part."""
    rows = [(label, numbers) for label, numbers in rows if sum(numbers)][:BARS_MOST]
    left = max((min(text_width(label), LABEL_MOST) for label, _ in rows), default=0) * TEXT + 12
    scale = (width - left - 60) / max((sum(numbers) for _, numbers in rows), default=1)
    top = 30.0 if len(parts) > 1 else 6.0
    drawn = tuple(_bar(top + n * ROW, row, parts, left, scale) for n, row in enumerate(rows))
    said = "；".join(
        f"{label}：" + "，".join(f"{word}{number}" for (word, _), number in zip(parts, numbers, strict=True))
        for label, numbers in rows
    )
    return BarChart(key, title, said, top + len(rows) * ROW + 4, left, drawn, _legend(parts), width)


def _bar(
    y: float, row: tuple[str, Sequence[int]], parts: Sequence[tuple[str, str]], left: float, scale: float
) -> Bar:
    label, numbers = row
    x, pieces = left, []
    for (_, fill), number in zip(parts, numbers, strict=True):
        if number:
            ink = "#ffffff" if fill in DARK else "#22201c"
            pieces.append(BarPiece(round(x, 1), round(number * scale, 1), fill, ink, number))
        x += number * scale
    short = label if len(label) <= LABEL_MOST else f"{label[: LABEL_MOST - 1]}…"
    return Bar(y, short, tuple(pieces), round(x + 8, 1), str(sum(numbers)))


def _legend(parts: Sequence[tuple[str, str]]) -> tuple[Legend, ...]:
    marks, x = [], 0.0
    for word, fill in parts if len(parts) > 1 else ():
        marks.append(Legend(x, word, fill))
        x += text_width(word) * TEXT + 40
    return tuple(marks)


@dataclass(frozen=True)
class ChartLine:
    """One line: its points as SVG wants them, and how its marks look."""

    label: str
    stroke: str
    dash: str
    points: str
    marks: tuple[tuple[float, float, int], ...]
    round: bool
    legend_x: float


@dataclass(frozen=True)
class LineChart:
    """Numbers by month. `grid` are (y, number) of the levels, `ticks` (x, word) of the months."""

    key: str
    title: str
    said: str
    lines: tuple[ChartLine, ...]
    grid: tuple[tuple[float, int], ...]
    ticks: tuple[tuple[float, str], ...]
    height: float = 260
    left: float = 40
    width: float = WIDTH


STYLES = (("#1f4f82", "", True), (GREEN, "6 4", False))


def line_chart(key: str, title: str, months: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> LineChart:
    """`months` are the words below, `series` a label and a number for each month."""
    top, bottom, left = 40.0, 225.0, 40.0
    most = max((number for _, numbers in series for number in numbers), default=0)
    step = max(-(-most // 4), 1)
    level = (bottom - top) / (step * 4)
    gap = (WIDTH - left - 30) / max(len(months) - 1, 1)
    xs = [round(left + 10 + n * gap, 1) for n in range(len(months))]
    drawn, legend_x = [], left
    for (label, numbers), (stroke, dash, is_round) in zip(series, STYLES, strict=False):
        marks = tuple((x, round(bottom - number * level, 1), number) for x, number in zip(xs, numbers, strict=True))
        points = " ".join(f"{x},{y}" for x, y, _ in marks)
        drawn.append(ChartLine(label, stroke, dash, points, marks, is_round, legend_x))
        legend_x += text_width(label) * TEXT + 60
    every = -(-len(months) // 12) or 1
    return LineChart(
        key,
        title,
        "；".join(
            f"{month}：" + "，".join(f"{label}{numbers[n]}" for label, numbers in series)
            for n, month in enumerate(months)
        ),
        tuple(drawn),
        tuple((round(bottom - step * n * level, 1), step * n) for n in range(5)),
        tuple((x, month) for n, (x, month) in enumerate(zip(xs, months, strict=True)) if n % every == 0),
    )


# ---- the charts of the statistics ------------------------------------------------------------------------

GRADES = tuple(zip(Grade, (GREEN, PALE, AMBER, RED), strict=True))
STANDS = (("按时办复", GREEN), ("逾期办复", AMBER), ("在办，未到期", QUIET), ("逾期未办复", RED))


def draw_charts(book: Book, tables: Sequence[Table]) -> dict[str, BarChart | LineChart]:
    """The charts by the key of the table they stand with; none where there is nothing to draw."""
    by_key = {table.key: table for table in tables}
    made: list[BarChart | LineChart] = [
        bar_chart(
            "results",
            "各类办理结果的件数",
            [("件", GREY)],
            [(str(one), [book.count(f"class.{one}").number]) for one in Classification],
            NARROW,
        ),
        bar_chart(
            "opinions",
            f"代表对办理{name_questions(QUESTIONS)}的意见（份）",
            GRADES,
            [(one.label, [book.count(f"forms.{one.key}.{g}").number for g in Grade]) for one in QUESTIONS],
        ),
        bar_chart("unit", "各承办单位办理进度（件）", STANDS, _stands(by_key["unit"])),
        bar_chart("category", "各类别办理进度（件）", STANDS, _stands(by_key["category"])),
    ]
    months = by_key["month"].rows[:-1]
    if len(months) > 1:
        numbers = [[cell.number for cell in row.cells[:2]] for row in months]  # type: ignore[union-attr]  # these columns hold numbers
        series = [("交办", [one[0] for one in numbers]), ("办复", [one[1] for one in numbers])]
        made.append(line_chart("month", "各月交办和办复的件数", [_short(row.label) for row in months], series))
    return {one.key: one for one in made if not isinstance(one, BarChart) or one.rows}


def _short(month: str) -> str:
    """2026年3月 as 26.3, for the axis."""
    return month[2:].replace("年", ".").removesuffix("月")


def _stands(table: Table) -> list[tuple[str, list[int]]]:
    """Of each row of a comparing table: answered in time, answered late, not due yet, late; without 补录."""
    rows = []
    for row in table.rows[:-1]:
        cells = dict(zip(table.head, row.cells, strict=True))
        whole, answered, late = (cells[name].number for name in ("承办件", "已办复", "逾期未办复"))  # type: ignore[union-attr]  # these columns hold numbers
        on_time, owing = cells["按时办复率"].top.number, cells["按时办复率"].bottom.number  # type: ignore[union-attr]  # these columns hold numbers
        rows.append((row.label, [on_time, owing - late - on_time, whole - answered - late, late]))
    return rows
