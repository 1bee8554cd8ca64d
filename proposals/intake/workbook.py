"""An .xlsx file that came from outside, read into plain rows.

What the file is, how large it unpacks and what its parts hold is looked at before openpyxl opens it. A value that
cannot be used (a formula never calculated, a merged cell) stays in its row as the sentence that says so.
"""

import bisect
import datetime as dt
import io
import itertools
import math
import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

COLUMNS = (
    "届次",
    "件号",
    "类别",
    "标题",
    "建议内容",
    "领衔代表",
    "附议代表",
    "主办单位",
    "会办单位",
    "交办日期",
    "答复期限",
)
# A list without the others says of them nothing.
REQUIRED = ("届次", "件号", "标题", "领衔代表", "主办单位", "交办日期")
# One value for several rows is said once in these; each suggestion has its own of the others.
SHARED = ("届次", "类别", "主办单位", "会办单位", "交办日期", "答复期限")
FILE_MOST = 10 * 1024 * 1024
TOO_LARGE = f"文件太大，名单不能超过{FILE_MOST // 1024 // 1024}兆。请去掉图片等无关内容，或者分成几份。"
UNPACKED_MOST = 60 * 1024 * 1024
PARTS_MOST = 2_000
ROWS_MOST = 2_000
WIDEST = 60
HEADER_WITHIN = 10
LONGEST_HEADING = 500
MERGED_MOST = 20_000
# How far down a sheet is read: a list with empty rows in between, and no further.
LAST_ROW = 5_000
A_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^<>]*)>")
ITS_NUMBER = re.compile(rb'\sr="(\d+)"')
# A cell that shows 70 as 070 or 第070号: its format.
FILLED = re.compile(r'(?:"[^"]*")?(0{2,12})(?:"[^"]*")?')
A_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t|f)[\s>]")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
# What a broken or hostile workbook raises inside openpyxl.
BROKEN: tuple[type[Exception], ...] = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    EOFError,
    OSError,
    SyntaxError,
)
BROKEN += (RuntimeError, NotImplementedError, AssertionError, MemoryError, RecursionError)
BROKEN += (zipfile.BadZipFile, zlib.error, InvalidFileException)
SAVE_AS = "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿（.xlsx）”，再交一次。"


class UnreadableList(ValueError):
    """A file that is no list, with the sentence that says why and what to do."""


@dataclass(frozen=True)
class Unusable:
    """Stands in a cell whose value cannot be used, with the reason."""

    reason: str


@dataclass(frozen=True)
class ListRow:
    """One row of the list below its header: its number in Excel, its cells by column name."""

    number: int
    cells: dict[str, str | int | float | Unusable | None]


@dataclass
class ListSheet:
    """The list: its rows, and notes on what was left aside. Kept as JSON between two requests."""

    rows: list["ListRow"]
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        rows = [[row.number, {c: _kept(value) for c, value in row.cells.items()}] for row in self.rows]
        return {"rows": rows, "notes": self.notes}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ListSheet":
        rows = [ListRow(number, {c: _unkept(value) for c, value in cells.items()}) for number, cells in kept["rows"]]
        return cls(rows, kept["notes"])


def _kept(value: Any) -> Any:
    return {"unusable": value.reason} if isinstance(value, Unusable) else value


def _unkept(value: Any) -> Any:
    return Unusable(value["unusable"]) if isinstance(value, dict) else value


def read_list(content: bytes) -> ListSheet:
    """The rows of a list, or UnreadableList."""
    parts = _checked(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, has_formulas=any(re.search(rb"<(\w+:)?f[\s>/]", part) for part in parts))
    except UnreadableList:
        raise
    except BROKEN:
        raise UnreadableList(f"文件打不开，可能没有传完整，或者不是标准的 Excel 文件。{SAVE_AS}") from None


def _checked(content: bytes) -> list[bytes]:
    """The worksheets' bytes, once the file is known to be an ordinary workbook of bearable size."""
    if not content:
        raise UnreadableList("文件是空的，请重新选择。")
    if len(content) > FILE_MOST:
        raise UnreadableList(TOO_LARGE)
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableList(_not_a_workbook(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _checked_parts(archive)
    except BROKEN as error:
        if isinstance(error, UnreadableList):
            raise
        raise UnreadableList(f"文件打不开，可能没有传完整。{SAVE_AS}") from None


def _checked_parts(archive: zipfile.ZipFile) -> list[bytes]:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
        raise UnreadableList("文件展开以后太大，不能读取。请只留名单这一张表，去掉图片和多余的格式，再交一次。")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableList("文件加了密码，打不开。请去掉密码，再交一次。")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableList(f"这不是 Excel 名单（.xlsx）。{SAVE_AS}")
    worksheets = []
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        data = archive.read(part)
        if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise UnreadableList(f"文件里有不该有的内容，为安全起见没有读取。{SAVE_AS}")
        if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in data:
            names.add("vbaproject.bin")
        if part.filename == "xl/workbook.xml" and b"purl.oclc.org/ooxml" in data:
            raise UnreadableList(f"这份 Excel 文件是“严格”格式的，不能直接读取。{SAVE_AS}")
        if part.filename.startswith("xl/worksheets/"):
            worksheets.append(data)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableList(f"文件含有宏，不能接收。{SAVE_AS}")
    return worksheets


def _not_a_workbook(content: bytes) -> str:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return "文件加了密码，打不开。请去掉密码，再交一次。"
        return f"这是旧格式的 Excel 文件（.xls），不能直接读取。{SAVE_AS}"
    if content.startswith(b"%PDF"):
        return "这是 PDF 文件，不是 Excel 名单。请交 .xlsx 文件。"
    return f"这不是 Excel 名单（.xlsx），可能只是改了文件名。{SAVE_AS}"


def _read(content: bytes, *, has_formulas: bool) -> ListSheet:
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(content), read_only=True, keep_links=False) if has_formulas else None
    try:
        lists = []
        for at, sheet in enumerate(values.worksheets):
            header, names = _header(sheet)
            if header and sheet.sheet_state == "visible":
                lists.append((sheet, formulas.worksheets[at] if formulas else None, header, names))
        if not lists:
            raise UnreadableList(
                f"前{HEADER_WITHIN}行里没有找到表头。表头是一行：{'、'.join(COLUMNS)}。可以下载模板，把名单贴进去再交。"
            )
        if len(lists) > 1:
            titles = "”“".join(found[0].title for found in lists)
            raise UnreadableList(f"“{titles}”都像是名单，一次只能读一张。请分成几个文件，一份一份地交。")
        sheet, written, header, names = lists[0]
        _all_columns(names)
        # Merged areas and rows far down are not told by openpyxl when it reads row by row.
        source = values._archive.read(sheet._worksheet_path)
        _nothing_below(source)
        return _rows(sheet, written, _Merged(source), header, names)
    finally:
        values.close()
        if formulas:
            formulas.close()


def _header(sheet: Any) -> tuple[int, list[str]]:
    """The row that names most of the columns, among the first ten, and what it names; row 0 where there is none."""
    sheet.reset_dimensions()
    best, best_names, most = 0, [], 2
    for number, row in enumerate(sheet.iter_rows(max_row=HEADER_WITHIN, max_col=WIDEST), 1):
        names = [_heading(cell.value) for cell in row]
        found = len(set(COLUMNS).intersection(names))
        if found > most:
            best, best_names, most = number, names, found
    return best, best_names


def _heading(value: object) -> str:
    """件号（必填）* is 件号."""
    if not isinstance(value, str):
        return ""
    return re.sub(r"[\s*＊:：\u200b\ufeff]|[（(].*?[）)]", "", value[:LONGEST_HEADING])


def _all_columns(names: list[str]) -> None:
    missing = [column for column in REQUIRED if column not in names]
    if missing:
        raise UnreadableList(f"表里少了{len(missing)}列：{'、'.join(missing)}。请补上再交。")
    twice = [column for column in COLUMNS if names.count(column) > 1]
    if twice:
        raise UnreadableList(f"表头里“{'”“'.join(twice)}”出现了不止一次，不知道该读哪一列。请只留一列，再交一次。")


def _nothing_below(source: bytes) -> None:
    """Refuse a sheet with anything written below the last row that is read."""
    number = 0
    for row in A_ROW.finditer(source):
        written = ITS_NUMBER.search(row[1])
        number = int(written[1]) if written else number + 1
        if number > LAST_ROW:
            if A_VALUE.search(source, row.end()):
                raise UnreadableList(f"第{LAST_ROW}行以下还有内容。请删去名单以外的内容和中间的空行，再交一次。")
            return


def _rows(sheet: Any, formulas: Any, merged: "_Merged", header: int, names: list[str]) -> ListSheet:
    places = {column: names.index(column) for column in COLUMNS if column in names}
    result = ListSheet([])
    extra = [name for name in dict.fromkeys(names) if name and name not in COLUMNS]
    if extra:
        result.notes.append(f"这几列没有读取：{'、'.join(extra)}。")
    written: Any = itertools.repeat(None)
    if formulas is not None:
        formulas.reset_dimensions()
        written = formulas.iter_rows(min_row=header + 1, max_row=LAST_ROW, max_col=WIDEST)
    rows = sheet.iter_rows(min_row=header + 1, max_row=LAST_ROW, max_col=WIDEST)
    for number, (row, formula_row) in enumerate(zip(rows, written, strict=False), header + 1):
        cells = {column: _value(row, formula_row, at, number) for column, at in places.items()}
        filled = {column: merged.value(column, number, at + 1, cells[column]) for column, at in places.items()}
        full = sum(value is not None and bool(str(value).strip()) for value in cells.values())
        if full:
            result.rows.append(ListRow(number, filled if full > 1 else cells))
        if len(result.rows) > ROWS_MOST:
            raise UnreadableList(f"名单超过{ROWS_MOST}行，请分成几份再交。")
    if not result.rows:
        raise UnreadableList("表头下面没有内容，没有要登记的建议。")
    return result


def _value(row: tuple[Any, ...], written: tuple[Any, ...] | None, at: int, number: int) -> Any:
    """One cell as text, number or Unusable."""
    cell = row[at] if at < len(row) else None
    value = cell.value if cell is not None else None
    is_formula = written is not None and at < len(written) and written[at].data_type == "f"
    name = f"{get_column_letter(at + 1)}{number}"
    if is_formula and value is None:
        return Unusable(f"{name}是公式，但文件里没有算好的结果。请在 Excel 里打开保存一次，或改成直接填写的内容。")
    if cell is not None and value is not None and cell.data_type == "e":
        return Unusable(f"{name}的公式出了错（{value}），请改成直接填写的内容。")
    if isinstance(value, float) and not math.isfinite(value):
        return Unusable(f"{name}里的数太大，读不懂，请核对。")
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and (shown := FILLED.fullmatch(str(getattr(cell, "number_format", "")))):
        return str(value).zfill(len(shown[1]))
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


class _Merged:
    """The merged areas of a sheet, and what a cell in one of them says in its row."""

    def __init__(self, source: bytes) -> None:
        found = MERGED.findall(source)
        if len(found) > MERGED_MOST:
            raise UnreadableList("表里合并的单元格太多，请取消合并，逐行填写，再交一次。")
        self.areas: dict[int, list[tuple[int, int, int, int]]] = {}
        for ref in found:
            left, top, right, bottom = range_boundaries(ref.decode())
            for column in range(left, min(right, WIDEST) + 1):
                self.areas.setdefault(column, []).append((top, bottom, left, right))
        for areas in self.areas.values():
            areas.sort()
        self.tops: dict[tuple[int, int], Any] = {}

    def value(self, column: str, row: int, at: int, value: Any) -> Any:
        """The value repeated downwards where one may serve several rows (届次, 交办日期 …); else the area named."""
        areas = self.areas.get(at, [])
        place = bisect.bisect(areas, (row, 2**31)) - 1
        if place < 0 or row > areas[place][1]:
            return value
        top, bottom, left, right = areas[place]
        if left != right or column not in SHARED:
            name = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            return Unusable(f"{name}是合并的单元格，请取消合并，每行每列各填各的。")
        return self.tops.setdefault((top, at), value)
