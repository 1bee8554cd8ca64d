"""What two versions of a report say differently: the figures one by one, the texts word by word. A list of cases is
compared by its lines."""

from dataclasses import dataclass

from replies.letter.difference import Compared, compare_texts
from replies.letter.report_paper import HEADINGS, PaperTable, Place, ReportPaper


@dataclass(frozen=True)
class ChangedFigure:
    """One cell of a table in both versions; "" where the table, the row or the column is in one of them alone."""

    table: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedPlace:
    heading: str
    spans: list[Compared]


@dataclass(frozen=True)
class ComparedVersions:
    figures: list[ChangedFigure]
    places: list[ChangedPlace]

    @property
    def is_same(self) -> bool:
        return not self.figures and not self.places


def compare_papers(before: ReportPaper, after: ReportPaper) -> ComparedVersions:
    """In the order of the newer one; what only the older one had comes last."""
    figures = [change for key in _keys(before, after) for change in _changes(before.table(key), after.table(key))]
    places = [
        ChangedPlace(HEADINGS[place], spans)
        for place in Place
        if (spans := compare_texts(before.texts.get(place, ""), after.texts.get(place, "")))
    ]
    return ComparedVersions(figures, places)


def _keys(before: ReportPaper, after: ReportPaper) -> list[str]:
    return list(dict.fromkeys(table.key for table in (*after.tables, *before.tables)))


def _changes(before: PaperTable | None, after: PaperTable | None) -> list[ChangedFigure]:
    old, new = _cells(before), _cells(after)
    name = next(table.caption for table in (after, before) if table).partition("　")[2]
    return [
        ChangedFigure(name, row, column, old.get((row, column), ""), new.get((row, column), ""))
        for row, column in dict.fromkeys((*new, *old))
        if old.get((row, column), "") != new.get((row, column), "")
    ]


def _cells(table: PaperTable | None) -> dict[tuple[str, str], str]:
    """By the label of the row and the head of the column. The lines of a list are known by their numbers: the place
    in it is no name."""
    if table is None:
        return {}
    named = {at: row.label for at, row in enumerate(table.rows)}
    skip = ""
    if "件号" in table.head:
        skip = "件号"
        said = [table.head.index(column) for column in ("件号", "标题", "承办单位")]
        named = {
            at: "号 ".join(row.cells[column] for column in said[:2]) + f" {row.cells[said[2]]}"
            for at, row in enumerate(table.rows)
        }
    return {
        (named[at], column): cell
        for at, row in enumerate(table.rows)
        for column, cell in zip(table.head, row.cells, strict=True)
        if column != skip
    }
