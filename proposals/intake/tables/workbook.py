"""An .xlsx file that came from outside, read into tables of plain cells.

What the file is, how large it unpacks and what its parts hold is looked at before openpyxl opens it. A value that
cannot be used (a formula never calculated, a merged cell) stays in its row as the sentence that says so.
"""

import datetime as dt
import io
import itertools
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from proposals.bounded.limits import Unreadable
from proposals.formats.files.file_types import EXCEL, OLD_EXCEL, TEXT, WEB, known_type, open_archive
from proposals.formats.files.office_files import check_office_file
from proposals.intake.tables.sheet import (
    FAILED_FORMULA,
    HAS_MACROS,
    HEADER_WITHIN,
    LAST_ROW,
    LOCKED,
    NOT_WHOLE,
    SAVE_AS,
    TOO_FAR_DOWN,
    UNPACKS_TOO_MUCH,
    WIDEST,
    Area,
    MergedAreas,
    Table,
    UnreadableList,
    Unusable,
    Value,
    check_parts,
    check_source,
)

T = TypeVar("T")

# Marks of all parts together: a list of two thousand full rows has some 300,000.
MARKS_MOST = 1_500_000
SHEETS_MOST = 50
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
BROKEN += (RuntimeError, NotImplementedError, AssertionError)
BROKEN += (zipfile.BadZipFile, zlib.error, InvalidFileException)


def read_workbook(content: bytes, read: Callable[[list[Table]], T]) -> T:
    """What `read` makes of the visible sheets of an .xlsx file. Raises UnreadableList."""
    parts = _checked(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, read, has_formulas=any(re.search(rb"<(\w+:)?f[\s>/]", part) for part in parts))
    except UnreadableList:
        raise
    except BROKEN:
        raise UnreadableList(f"文件打不开，可能没有传完整，或者不是标准的 Excel 文件。{SAVE_AS}") from None


def _checked(content: bytes) -> list[bytes]:
    """The worksheets' bytes, once the file is known to be an ordinary workbook of bearable size."""
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableList(_not_a_workbook(content))
    try:
        with open_archive(content) as archive:
            found = _checked_parts(archive)
    except BROKEN as error:
        if isinstance(error, UnreadableList):
            raise
        if isinstance(error, Unreadable):
            raise UnreadableList(UNPACKS_TOO_MUCH) from None
        raise UnreadableList(NOT_WHOLE) from None
    try:
        check_office_file(content)  # as of a file that is kept: nothing embedded, nothing fetched
    except Unreadable as refusal:
        raise UnreadableList(f"这个文件{refusal}") from None
    return found


def _checked_parts(archive: zipfile.ZipFile) -> list[bytes]:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    check_parts(parts)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableList(LOCKED)
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableList(f"这不是 Excel 名单（.xlsx）。{SAVE_AS}")
    worksheets, marks = [], 0
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        data = archive.read(part)
        check_source(data)
        marks += data.count(b"<")
        if marks > MARKS_MOST:
            raise UnreadableList(UNPACKS_TOO_MUCH)
        if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in data:
            names.add("vbaproject.bin")
        if part.filename == "xl/workbook.xml" and b"purl.oclc.org/ooxml" in data:
            raise UnreadableList(f"这份 Excel 文件是“严格”格式的，不能直接读取。{SAVE_AS}")
        if part.filename.startswith("xl/worksheets/"):
            worksheets.append(data)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableList(HAS_MACROS)
    return worksheets


def _not_a_workbook(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return "这是 PDF 文件，不是 Excel 名单。请交 .xlsx 文件。"
    if (known := known_type(content)) and known not in (OLD_EXCEL, EXCEL, TEXT, WEB):
        return f"这{known.is_said}，不是 Excel 名单。请交 .xlsx 文件。"
    return f"这不是 Excel 名单（.xlsx），可能只是改了文件名。{SAVE_AS}"


def _read(content: bytes, read: Callable[[list[Table]], T], *, has_formulas: bool) -> T:
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(content), read_only=True, keep_links=False) if has_formulas else None
    try:
        sheets = enumerate(values.worksheets)
        if len(values.worksheets) > SHEETS_MOST:
            raise UnreadableList(
                f"文件里有{len(values.worksheets)}张表，最多{SHEETS_MOST}张。请只留要交的，再交一次。"
            )
        visible = [(at, sheet) for at, sheet in sheets if sheet.sheet_state == "visible"]
        return read([_table(values, sheet, formulas.worksheets[at] if formulas else None) for at, sheet in visible])
    finally:
        values.close()
        if formulas:
            formulas.close()


def _table(book: Any, sheet: Any, formulas: Any) -> Table:
    # Merged areas and rows far down are not told by openpyxl when it reads row by row.
    def source() -> bytes:
        return bytes(book._archive.read(sheet._worksheet_path))

    def below(header: int) -> Iterator[tuple[int, list[Value]]]:
        _nothing_below(source())
        return _below(sheet, formulas, header)

    sheet.reset_dimensions()
    top = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=HEADER_WITHIN, max_col=WIDEST)]
    from_1904 = book.epoch == CALENDAR_MAC_1904
    return Table(sheet.title, top, below, lambda: MergedAreas(_merged(source())), from_1904)


def _nothing_below(source: bytes) -> None:
    """Refuse a sheet with anything written below the last row that is read."""
    number = 0
    for row in A_ROW.finditer(source):
        written = ITS_NUMBER.search(row[1])
        number = int(written[1]) if written else number + 1
        if number > LAST_ROW:
            if A_VALUE.search(source, row.end()):
                raise UnreadableList(TOO_FAR_DOWN)
            return


def _below(sheet: Any, formulas: Any, header: int) -> Iterator[tuple[int, list[Value]]]:
    written: Any = itertools.repeat(None)
    if formulas is not None:
        formulas.reset_dimensions()
        written = formulas.iter_rows(min_row=header + 1, max_row=LAST_ROW, max_col=WIDEST)
    rows = sheet.iter_rows(min_row=header + 1, max_row=LAST_ROW, max_col=WIDEST)
    for number, (row, formula_row) in enumerate(zip(rows, written, strict=False), header + 1):
        yield number, [_value(row, formula_row, at, number) for at in range(len(row))]


def _merged(source: bytes) -> Iterator[Area]:
    for match in MERGED.finditer(source):
        left, top, right, bottom = range_boundaries(match[1].decode())
        yield left, top, right, bottom


def _value(row: tuple[Any, ...], written: tuple[Any, ...] | None, at: int, number: int) -> Any:
    """One cell as text, number or Unusable."""
    cell = row[at] if at < len(row) else None
    value = cell.value if cell is not None else None
    is_formula = written is not None and at < len(written) and written[at].data_type == "f"
    name = f"{get_column_letter(at + 1)}{number}"
    if is_formula and value is None:
        return Unusable(f"{name}是公式，但文件里没有算好的结果。请在 Excel 里打开保存一次，或改成直接填写的内容。")
    if cell is not None and value is not None and cell.data_type == "e":
        return Unusable(FAILED_FORMULA.format(name=name, value=value))
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
