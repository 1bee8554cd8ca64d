"""The figures of a report as plain values: sentences, tables, charts, the list of the cases, as of the day up to
which it counts."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models import Session
from proposals.models.people import UnitKind
from replies.figures.charts import draw_charts
from replies.figures.counts import Book, Chosen, Table
from replies.figures.facts import CountedCase, load_facts
from replies.figures.report import ReportPart, report_parts
from replies.figures.tables import all_tables, key_shares
from replies.letter.report_paper import PaperChart, PaperPart, PaperRow, PaperTable, ReportPaper
from replies.models import WorkReport
from replies.models.revisits.told import ALL, tell_others
from replies.reports.scope import report_cases

FACE = "banli-hei, banli-fangsong, banli-serif"
OVERVIEW = "交办和办复"
# By part: what stands in the text. The rest is in the annex.
SHOWN = {
    "基本情况": ("key", "month"),
    "办理结果": ("results",),
    "代表评价": ("opinions", "revisit"),
    "联系代表和公开": ("talks", "disclosure"),
    "承诺和跟踪": ("promises",),
}
HOW = "怎么算的"
# What the tables are called on paper.
CAPTIONS = {
    "month": "各月交办和办复件数",
    "results": "办理结果",
    "opinions": "代表对办理工作的评价",
    "revisit": "回访和单位征求意见的比较",
    "talks": "走访、面商代表情况",
    "disclosure": "办理复文公开情况",
    "promises": "承诺事项情况",
    "unit": "各承办单位办理",
    "category": "各类别建议办理",
}
LABEL, FIGURE = 2.8, 1.0  # widths of columns, of a label and of a number
NUMBERS = 7  # columns of numbers before those of shares in a table that compares
LIST = (
    ("序号", 0.9),
    ("件号", 1.1),
    ("标题", 5.4),
    ("提出人", 2.6),
    ("承办单位", 2.2),
    ("办复日期或状态", 2.0),
    ("办理结果", 1.7),
)
SESSION = ("届次", 2.2)
CASES, CAPTION = "cases", "办理件名单"


def make_book(report: WorkReport) -> Book:
    """What a report counts, as of its day: for 上半年 what was so on 30 June, whenever it is made."""
    today = timezone.localdate()
    on = report.as_of(today)
    return Book(load_facts(report_cases(report), on if on < today else None), Chosen(), on)


def make_paper(report: WorkReport, book: Book) -> ReportPaper:
    """The report as it is now: its figures as the book has them, its texts as they stand."""
    made = {table.key: table for table in all_tables(book) if table.rows}
    drawn = draw_charts(book, list(made.values()))
    parts = report_parts(
        book, report.session.short_name if report.session else report.when, report.get_kind_display()
    )
    tables = (
        [
            _key_table(report, book),
            *_in_text(made),
            *_revisited(report, book.today),
            *_annexes(report, made),
            _list_of_cases(book, own=report.unit.kind == UnitKind.BUREAU),
        ]
        if parts
        else []
    )
    tables = _numbered(tables)
    charts = [
        PaperChart(key, one.title, one.said, _svg(one), float(one.width), float(one.height))
        for key, one in drawn.items()
        if key in ("month", "results", "opinions")
    ]
    shown = {key for keys in SHOWN.values() for key in keys}
    return ReportPaper(
        title=report.title,
        unit=report.unit.name,
        day=cn_date(timezone.localdate()),
        as_of=cn_date(book.today),
        parts=tuple(_part(part) for part in parts),
        tables=tuple(tables),
        charts=tuple(charts),
        annexes=tuple(table.key for table in tables if table.key not in shown),
        names=tuple(dict.fromkeys(name for case in book.cases for _, name in case.deputies)),
        texts={place: row.text for place, row in report.newest_texts().items()},
    )


def _part(part: ReportPart) -> PaperPart:
    heading = OVERVIEW if part.heading == "基本情况" else part.heading
    return PaperPart(heading, part.paragraphs, SHOWN.get(part.heading, ()))


def _svg(chart: object) -> str:
    return render_to_string("replies/figures/_chart.html", {"chart": chart, "face": FACE})


def _key_table(report: WorkReport, book: Book) -> PaperTable:
    """The key figures, beside those of the year before where there are any."""
    before = _rates_before(report, book.today)
    rows = []
    for share in key_shares(book):
        then = (before.get(share.label, "—"),) if before else ()
        rows.append(PaperRow(share.label, (str(share), str(share.top), str(share.bottom), *then)))
    head = ("比率", "分子", "分母", *(("上年同期",) if before else ()))
    return PaperTable("key", "主要指标", "指标", head, tuple(rows), (3, *[1.0] * len(head)), (0,))


def _rates_before(report: WorkReport, on: dt.date) -> dict[str, str]:
    """The rates of the same time a year earlier, as they were on the same day; nothing where there are no cases."""
    if report.year is None:
        return {}
    same = {"unit": report.unit, "kind": report.kind, "period": report.period, "year": report.year - 1}
    book = make_book(WorkReport(**same, counts_to=_year_before(on)))
    return {share.label: str(share) for share in key_shares(book)} if book.cases else {}


def _year_before(on: dt.date) -> dt.date:
    """The same day of the year before; of 29 February the 28th."""
    return on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)


def _in_text(made: dict[str, Table]) -> Iterator[PaperTable]:
    for keys in SHOWN.values():
        for key in keys:
            if table := made.get(key):
                yield _plain(table)


def _plain(table: Table) -> PaperTable:
    """The table without the column that says how everything is counted."""
    columns = [at for at, word in enumerate(table.head) if word != HOW]
    head = tuple(table.head[at] for at in columns)
    rows = tuple(PaperRow(row.label, tuple(str(row.cells[at]) for at in columns), row.is_sum) for row in table.rows)
    caption = CAPTIONS.get(table.key, table.title)
    return PaperTable(table.key, caption, table.by, head, rows, (LABEL, *[FIGURE] * len(head)), (0,))


def _revisited(report: WorkReport, on: dt.date) -> Iterator[PaperTable]:
    """Both satisfactions, where a working body asked about what is reported on and that was over by then."""
    units = [report.unit_id] if report.unit.kind == UnitKind.BUREAU else None
    rows = []
    for revisit, told in tell_others(units):
        same = revisit.kind == report.kind and (revisit.session_id, revisit.year) == (report.session_id, report.year)
        if same and revisit.over_on <= on:
            rows = [
                PaperRow(one.unit, (str(one.asked), one.rate_before, one.rate, one.gap), one.unit == ALL)
                for one in told
            ]
            break
    if rows:
        head = ("回访代表", "单位征求的满意率", "回访的满意率", "相差（百分点）")
        yield PaperTable("revisit", CAPTIONS["revisit"], "承办单位", head, tuple(rows), (2.2, 1, 1.6, 1.6, 1.3), (0,))


def _annexes(report: WorkReport, made: dict[str, Table]) -> Iterator[PaperTable]:
    """By unit, where there are several, and by category: numbers and shares each in a table that fits the page."""
    keys = ["category"] if report.unit.kind == UnitKind.BUREAU else ["unit", "category"]
    for key in keys:
        if (table := made.get(key)) is None:
            continue
        whole = _plain(table)
        for part, cut, word in (("numbers", slice(None, NUMBERS), "件数"), ("shares", slice(NUMBERS, None), "比率")):
            rows = tuple(PaperRow(row.label, row.cells[cut], row.is_sum) for row in whole.rows)
            head = whole.head[cut]
            widths = (LABEL, *[1.6] * len(head))
            yield PaperTable(f"{key}-{part}", f"{whole.caption}{word}", table.by, head, rows, widths, (0,))


def _list_of_cases(book: Book, *, own: bool) -> PaperTable:
    """With `own`, of one unit: also what it is in charge of beside a unit that leads."""
    along = [thing.case for thing in book.things("hosting")] if own else []  # a leading unit lists its own alone
    cases = [*(thing.case for thing in book.things("all")), *along]
    sessions = {pk: one.short_name for pk, one in Session.objects.in_bulk({case.session for case in cases}).items()}
    several = len(sessions) > 1
    columns = [LIST[0], *([SESSION] if several else []), *LIST[1:]]
    rows = tuple(
        PaperRow(str(at), ((sessions[case.session],) if several else ()) + _line(case))
        for at, case in enumerate(cases, 1)
    )
    words = tuple(at for at, (word, _) in enumerate(columns) if word in ("届次", "标题", "提出人", "承办单位"))
    head = tuple(word for word, _ in columns[1:])
    widths = tuple(width for _, width in columns)
    said = f"{len(cases)}件，其中和别的单位共同主办、由别的单位牵头的{len(along)}件" if along else f"{len(cases)}件"
    return PaperTable(CASES, f"{CAPTION}（{said}）", columns[0][0], head, rows, widths, words, is_list=True)


def _line(case: CountedCase) -> tuple[str, ...]:
    done = f"{case.answered_on:%Y-%m-%d}" if case.answered_on else case.state
    names = "、".join(name for _, name in case.deputies)
    result = case.newest.classification if case.newest else ""
    return (case.number, case.title, names, f"{case.unit_name}（{case.part}）", done, result)


def _numbered(tables: Sequence[PaperTable]) -> list[PaperTable]:
    """With 表1, 表2 before the captions of the text, 附表1 … before those of the annex."""
    shown = [key for keys in SHOWN.values() for key in keys]
    in_text = [table for key in shown for table in tables if table.key == key]
    annexed = [table for table in tables if table.key not in shown]
    found = []
    for word, several in (("表", in_text), ("附表", annexed)):
        for at, one in enumerate(several, 1):
            found.append(replace(one, caption=f"{word}{at}　{one.caption}"))
    return found
