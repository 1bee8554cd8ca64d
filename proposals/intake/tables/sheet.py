"""What a list is once its file is open: tables of cells, the rows read from one of them, and how large it may be."""

import bisect
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from proposals.bounded.limits import Unreadable

FILE_MOST = 10 * 1024 * 1024
TOO_LARGE = f"文件太大，名单不能超过{FILE_MOST // 1024 // 1024}兆。请去掉图片等无关内容，或者分成几份。"
UNPACKED_MOST = 60 * 1024 * 1024
PARTS_MOST = 2_000
ROWS_MOST = 2_000
WIDEST = 60
HEADER_WITHIN = 10
MERGED_MOST = 20_000
# How far down a sheet is read: a list with empty rows in between, and no further.
LAST_ROW = 5_000
SAVE_AS = "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”，再交一次。"
TOO_FAR_DOWN = f"第{LAST_ROW}行以下还有内容。请删去名单以外的内容和中间的空行，再交一次。"
UNPACKS_TOO_MUCH = "文件展开以后太大，不能读取。请只留名单这一张表，去掉图片和多余的格式，再交一次。"
NOT_WHOLE = f"文件打不开，可能没有传完整。{SAVE_AS}"
LOCKED = "文件加了密码，打不开。请去掉密码，再交一次。"
HAS_MACROS = f"文件含有宏，不能接收。{SAVE_AS}"
FAILED_FORMULA = "{name}的公式出了错（{value}），请改成直接填写的内容。"
UNSAFE = f"文件里有不该有的内容，为安全起见没有读取。{SAVE_AS}"


class UnreadableList(Unreadable):
    """A file that is no list, with the sentence that says why and what to do."""

    too_much = UNPACKS_TOO_MUCH
    broken = NOT_WHOLE


class EmptyList(UnreadableList):
    """A head with nothing under it."""


class Uncertain(UnreadableList):
    """A list that can be read once somebody says how: `missing` are the fields that have no column, `unread` the
    columns that were not understood (by place, with their names), `rivals` those that could each be `field`."""

    def __init__(
        self,
        sentence: str,
        missing: Sequence[str] = (),
        *,
        unread: Sequence[tuple[int, str]] = (),
        rivals: Sequence[int] = (),
        field: str = "",
    ) -> None:
        super().__init__(sentence)
        self.missing, self.unread = tuple(missing), tuple(unread)
        self.rivals, self.field = tuple(rivals), field

    def of_sheet(self, name: str) -> "Uncertain":
        """The same doubt, named with its sheet where a file has several lists."""
        sentence = f"“{name}”表：{self}" if name else str(self)
        return Uncertain(sentence, self.missing, unread=self.unread, rivals=self.rivals, field=self.field)


def column_letter(place: int) -> str:
    """A列 is place 0."""
    return f"{get_column_letter(place + 1)}列"


def check_parts(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse an archive that unpacks to too much, before any of it is unpacked."""
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
        raise UnreadableList(UNPACKS_TOO_MUCH)


def check_source(source: bytes) -> None:
    """Refuse XML that no office program writes: it may declare what is fetched or what grows."""
    if b"\0" in source or b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        raise UnreadableList(UNSAFE)


@dataclass(frozen=True)
class Unusable:
    """Stands in a cell whose value cannot be used, with the reason."""

    reason: str


Value = str | int | float | Unusable | None


@dataclass(frozen=True)
class ListRow:
    """One row of the list below its header: its number in Excel, its cells by column name; the name of its sheet
    where a file has several lists."""

    number: int
    cells: dict[str, Value]
    sheet: str = ""

    @property
    def place(self) -> str:
        """第5行, “民政局”表第5行."""
        return f"“{self.sheet}”表第{self.number}行" if self.sheet else f"第{self.number}行"


@dataclass
class ListSheet:
    """The list: its rows, and notes on what was left aside. Kept as JSON between two requests."""

    rows: list["ListRow"]
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        rows = [
            [row.number, {c: keep_value(value) for c, value in row.cells.items()}, row.sheet] for row in self.rows
        ]
        return {"rows": rows, "notes": self.notes}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ListSheet":
        rows = [
            ListRow(number, {c: kept_value(value) for c, value in cells.items()}, *sheet)
            for number, cells, *sheet in kept["rows"]
        ]
        return cls(rows, kept["notes"])


def keep_value(value: Any) -> Any:
    return {"unusable": value.reason} if isinstance(value, Unusable) else value


def kept_value(value: Any) -> Any:
    return Unusable(value["unusable"]) if isinstance(value, dict) else value


# Left, top, right, bottom: columns and rows counted from 1, both ends in it.
Area = tuple[int, int, int, int]


class MergedAreas:
    """The merged areas of a sheet, and what a cell in one of them says in its row."""

    def __init__(self, found: Iterable[Area] = ()) -> None:
        self.found: list[Area] = []
        self.areas: dict[int, list[Area]] = {}
        for count, (left, top, right, bottom) in enumerate(found, 1):
            if count > MERGED_MOST:
                raise UnreadableList("表里合并的单元格太多，请取消合并，逐行填写，再交一次。")
            self.found.append((left, top, right, bottom))
            for column in range(left, min(right, WIDEST) + 1):
                self.areas.setdefault(column, []).append((top, bottom, left, right))
        for areas in self.areas.values():
            areas.sort()
        self.tops: dict[tuple[int, int], Value] = {}

    def rows_of(self, row: int, at: int) -> tuple[int, int]:
        """The first and the last row of the area of one column in which a cell is; its own row outside of any."""
        areas = self.areas.get(at, [])
        place = bisect.bisect(areas, (row, 2**31)) - 1
        if place < 0 or row > areas[place][1] or areas[place][2] != areas[place][3]:
            return row, row
        return areas[place][0], areas[place][1]

    def is_wide(self, row: int, at: int) -> bool:
        """Whether a cell is merged over several columns."""
        areas = self.areas.get(at, [])
        place = bisect.bisect(areas, (row, 2**31)) - 1
        return place >= 0 and row <= areas[place][1] and areas[place][2] != areas[place][3]

    def value(self, row: int, at: int, value: Value, *, shared: bool) -> Value:
        """The value repeated downwards where one may serve several rows (`shared`); else the area named."""
        areas = self.areas.get(at, [])
        place = bisect.bisect(areas, (row, 2**31)) - 1
        if place < 0 or row > areas[place][1]:
            return value
        top, bottom, left, right = areas[place]
        if left != right or not shared:
            name = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            return Unusable(f"{name}是合并的单元格，请取消合并，每行每列各填各的。")
        return self.tops.setdefault((top, at), value)


@dataclass(frozen=True)
class Table:
    """One sheet of a file: its first rows as they stand, and, once it is the list, its rows below the header.
    `from_1904`: a day that is a mere number counts from 1904."""

    title: str
    top: list[list[object]]
    below: Callable[[int], Iterator[tuple[int, list[Value]]]]
    merged: Callable[[], MergedAreas]
    from_1904: bool = False


def plain_table(
    title: str, rows: Iterable[list[Value]], areas: Iterable[Area] = (), *, from_1904: bool = False
) -> Table:
    """A table of rows that are read already, within the bounds of every list."""
    kept: list[list[Value]] = []
    for number, row in enumerate(rows, 1):
        if number <= LAST_ROW:
            kept.append(row[:WIDEST])
        elif any(value not in (None, "") for value in row):
            raise UnreadableList(TOO_FAR_DOWN)
    merged = list(areas)

    def below(header: int) -> Iterator[tuple[int, list[Value]]]:
        return iter(list(enumerate(kept, 1))[header:])

    return Table(title, [list(row) for row in kept[:HEADER_WITHIN]], below, lambda: MergedAreas(merged), from_1904)
