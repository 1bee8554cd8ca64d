"""A list of suggestions out of a file: its table found, its head understood, its rows told from its totals."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from proposals.intake.tables import other_files, workbook
from proposals.intake.tables.columns import COLUMNS, SHARED, Header, Places, find_header, place_columns, read_heading
from proposals.intake.tables.sheet import (
    FILE_MOST,
    HEADER_WITHIN,
    ROWS_MOST,
    TOO_LARGE,
    ListRow,
    ListSheet,
    Table,
    UnreadableList,
    Unusable,
    Value,
)

T = TypeVar("T")

# An archive, an old Excel file, a PDF: no text.
OTHER_KINDS = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")
TOTAL = re.compile(r"(合计|总计|共计|总数|小计|合计数|总件数|合计件数)[:：]?(共?\d+件?)?|共\d+件")
PIECES = re.compile(r"(?:共|合计|总计|共计)?[:：]?(\d{1,5})件")
IN_TITLE = re.compile(r"[（(](?:共计?|合计|总计)[:：]?(\d{1,5})件[）)]|(?:共计?|合计|总计)[:：]?(\d{1,5})件")
NAMES_APART = re.compile(r"[、，,；;/\n](?![^（()]*[）)])")


def read_list(content: bytes) -> ListSheet:
    """The rows of a list, or UnreadableList."""
    return open_tables(content, _of_tables)


def open_tables(content: bytes, read: Callable[[Sequence[Table]], T]) -> T:
    """What `read` makes of the tables of a file, whatever kind of list it is. Raises UnreadableList."""
    if not content:
        raise UnreadableList("文件是空的，请重新选择。")
    if len(content) > FILE_MOST:
        raise UnreadableList(TOO_LARGE)
    if other_files.is_open_sheet(content):
        return read(other_files.read_open_sheet(content))
    if other_files.is_page(content):
        return read(other_files.read_page(content))
    if not content.startswith(OTHER_KINDS) and (text := other_files.decode_text(content)) is not None:
        return read(other_files.read_csv(text))
    return workbook.read_workbook(content, read)


def _of_tables(tables: Sequence[Table]) -> ListSheet:
    lists = [(table, header) for table in tables if (header := find_header(table.top))]
    if not lists:
        raise UnreadableList(
            f"前{HEADER_WITHIN}行里没有找到表头。表头是一行：{'、'.join(COLUMNS)}。可以下载模板，把名单贴进去再交。"
        )
    if len(lists) > 1:
        titles = "”“".join(table.title for table, _ in lists)
        raise UnreadableList(f"“{titles}”都像是名单，一次只能读一张。请分成几个文件，一份一份地交。")
    [(table, header)] = lists
    return _rows(table, header, place_columns(header))


def _rows(table: Table, header: Header, places: Places) -> ListSheet:
    result, totals = ListSheet([], list(places.notes)), _Totals()
    merged = table.merged()
    for number, values in table.below(header.row):
        cells = {column: values[at] if at < len(values) else None for column, at in places.at.items()}
        full = sum(not _is_blank(value) for value in cells.values())
        if _is_total(values, cells, places):
            totals.add(number, values, len(result.rows))
        elif _repeats(values, header, places):
            result.notes.append(f"第{number}行又是表头，没有读取。")
        elif full:
            filled = {
                column: merged.value(number, at + 1, cells[column], shared=column in SHARED)
                for column, at in places.at.items()
            }
            result.rows.append(ListRow(number, _parted(filled if full > 1 else cells, places)))
        if len(result.rows) > ROWS_MOST:
            raise UnreadableList(f"名单超过{ROWS_MOST}行，请分成几份再交。")
    if not result.rows:
        raise UnreadableList("表头下面没有内容，没有要登记的建议。")
    result.notes += totals.notes(len(result.rows), _said_above(table, header))
    return result


def _is_blank(value: Value) -> bool:
    return value is None or not str(value).strip()


def _is_total(values: Sequence[Value], cells: dict[str, Value], places: Places) -> bool:
    """合计 stands first in its row, and nobody is named who proposes."""
    first = next((at for at, value in enumerate(values) if not _is_blank(value)), None)
    if first is None or not TOTAL.fullmatch(re.sub(r"\s", "", str(values[first]))):
        return False
    lead = cells["领衔代表"]
    return _is_blank(lead) or places.at["领衔代表"] == first or bool(re.fullmatch(r"\d+[人位名件]?", str(lead)))


def _repeats(values: Sequence[Value], header: Header, places: Places) -> bool:
    """Whether the head stands here again, as at the top of a printed page."""
    same = all(at < len(values) and read_heading(values[at]) == header.names[at] for at in places.at.values())
    return same and find_header([values]) is not None


def _parted(cells: dict[str, Value], places: Places) -> dict[str, Value]:
    """提出人 names first who leads. 承办单位 with several units does not say which of them answers."""
    lead, units = cells.get("领衔代表"), cells.get("主办单位")
    if "领衔代表" in places.whole and isinstance(lead, str):
        names = [name.strip() for name in NAMES_APART.split(lead) if name.strip()]
        cells = {**cells, "领衔代表": names[0] if names else lead, "附议代表": "、".join(names[1:]) or None}
    if "主办单位" in places.whole and isinstance(units, str) and len(NAMES_APART.split(units.strip())) > 1:
        name = places.whole["主办单位"]
        said = f"“{name}”里有几个单位，没有写哪个主办、哪个会办，请分成“主办单位”“会办单位”两列。"
        cells = {**cells, "主办单位": Unusable(said)}
    return cells


@dataclass
class _Totals:
    """The rows that count others, set aside, and whether what they say was read."""

    found: list[tuple[int, int | None, int]] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    before: int = 0

    def add(self, number: int, values: Sequence[Value], read: int) -> None:
        self.aside.append(number)
        words = [re.sub(r"\s", "", str(value)) for value in values if not _is_blank(value)]
        if words[0].startswith("小计"):
            return
        pieces = {int(match[1]) for word in words if (match := PIECES.search(word))}
        bare = {int(word) for word in words if re.fullmatch(r"\d{1,5}", word)}
        said = pieces or bare
        self.found.append((next(iter(said)) if len(said) == 1 else 0, self.before, read))
        self.before = read

    def notes(self, read: int, above: int | None) -> list[str]:
        notes = [f"第{'、'.join(map(str, self.aside))}行是合计，没有读取。"] if self.aside else []
        for said, before, upto in self.found:
            if said:
                notes.append(_compared("表里合计", said, said if said == upto else upto - (before or 0)))
        if above is not None:
            notes.append(_compared("表头上面写着共", above, read))
        return notes


def _compared(where: str, said: int, read: int) -> str:
    tail = "。" if said == read else "，请核对有没有漏掉或多出来的行。"
    return f"{where}{said}件，读到{read}件{tail}"


def _said_above(table: Table, header: Header) -> int | None:
    """（共60件） over the head."""
    words = [str(value) for row in table.top[: header.row - 1] for value in row if isinstance(value, str)]
    said = {int(match[1] or match[2]) for word in words if (match := IN_TITLE.search(word[:500]))}
    return said.pop() if len(said) == 1 else None
