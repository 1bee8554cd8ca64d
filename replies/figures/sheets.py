"""The statistics and the lists behind them as workbooks."""

from collections.abc import Sequence

from proposals.formats.chinese import cn_date
from proposals.formats.spreadsheets import Column, Sheet
from replies.figures.counts import Book, Cell, Count, Share, Table, Thing
from replies.figures.definitions import get_measure, list_definitions
from replies.figures.measures import Measure
from replies.figures.tables import all_tables, key_shares

LIST = (
    Column("届次", 30),
    Column("件号", 8),
    Column("标题", 44),
    Column("提出人", 28),
    Column("承办单位", 16),
    Column("办理方式", 10),
    Column("类别", 12),
    Column("交办日期", 12, "date"),
    Column("法定期限", 12, "date"),
    Column("办复日期", 12, "date"),
    Column("状态", 16),
    Column("办理结果", 12),
    Column("公开属性", 16),
    Column("所指", 34),
)


def figure_sheets(book: Book, words: Sequence[str]) -> list[Sheet]:
    """One sheet a table, after them the cases and how everything is counted."""
    notes = sheet_notes(book, words)
    shares = [(one.label, one.value, one.top.number, one.bottom.number) for one in key_shares(book)]
    head = (
        Column("指标", 26),
        Column("比率", 10, "share"),
        Column("分子", 10, "number"),
        Column("分母", 10, "number"),
    )
    made = [Sheet("主要指标", "主要指标", head, shares, notes)]
    made += [_sheet(table, notes) for table in all_tables(book)]
    made.append(cases_sheet(book, get_measure("all"), words))
    ways = (Column("指标", 30), Column("怎么算的", 90))
    return [*made, Sheet("怎么算的", "每个数字怎么算的", ways, list_definitions(book.held), notes)]


def sheet_notes(book: Book, words: Sequence[str]) -> list[str]:
    """Over every table: of what, and as of which day."""
    day = book.today
    return [f"范围：{'，'.join(words) or '全部'}；统计到{cn_date(day)}"]


def _sheet(table: Table, notes: list[str]) -> Sheet:
    first = table.rows[0].cells if table.rows else ()
    kinds = [_kind(cell) for cell in first]
    widths = [60 if kind == "text" else 12 for kind in kinds]
    columns = [Column(*said) for said in zip(table.head, widths, kinds, strict=False)]
    rows = [(row.label, *map(_value, row.cells)) for row in table.rows]
    return Sheet(
        table.title, table.title, [Column(table.by, 30), *columns], rows, [*notes, *filter(None, [table.note])]
    )


def _kind(cell: Cell) -> str:
    return "share" if isinstance(cell, Share) else "number" if isinstance(cell, Count) else "text"


def _value(cell: Cell) -> object:
    return cell.value if isinstance(cell, Share) else cell.number if isinstance(cell, Count) else cell


def cases_sheet(book: Book, what: Measure, words: Sequence[str]) -> Sheet:
    """The list behind one number."""
    notes = [*sheet_notes(book, words), f"{what.label}：{what.told}"]
    return Sheet("名单", f"{what.label}名单", LIST, map(_line, book.things(what.key)), notes)


def _line(thing: Thing) -> tuple[object, ...]:
    case, newest = thing.case, thing.case.newest
    return (
        case.session_name,
        case.number,
        case.title,
        "、".join(name for _, name in case.deputies),
        case.unit_name,
        case.part,
        case.category,
        case.handed_on,
        case.due_on,
        case.answered_on,
        case.state,
        newest.classification if newest else "",
        newest.disclosure if newest else "",
        thing.word,
    )
