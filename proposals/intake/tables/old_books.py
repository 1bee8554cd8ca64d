"""The older kinds of workbook: .xls by xlrd, .xlsb by calamine.

An .ods stays with other_files: calamine tells neither how a number is shown there (070) nor what is merged.
A cell as it is read is a text, a number or None; {"day": "2026-03-05"} is a date, {"error": "#REF!"} a formula that
failed.
"""

import contextlib
import datetime as dt
import io
import itertools
import math
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import python_calamine
import xlrd
from openpyxl.utils import get_column_letter

from proposals.bounded.limits import Unreadable
from proposals.formats.files.file_types import BROKEN_ARCHIVE, open_archive
from proposals.intake.tables.sheet import (
    FAILED_FORMULA,
    HAS_MACROS,
    LAST_ROW,
    LOCKED,
    NOT_WHOLE,
    TOO_FAR_DOWN,
    UNPACKS_TOO_MUCH,
    WIDEST,
    Table,
    UnreadableList,
    Unusable,
    Value,
    check_parts,
    plain_table,
)

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHARACTERS_MOST = 8_000_000
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# A number that is shown with zeros before it, or within words: 070, 第070号.
FILLED = re.compile(r'(?:"[^"]*")?(0{2,12})(?:"[^"]*")?')
# Records of a binary workbook ([MS-XLSB] 2.3).
ROW, ERROR_CELLS, NUMBER_CELLS = 0, (3, 11), (2, 5, 9)
FORMAT, CELL_FORMAT, FORMATS_OF_CELLS = 44, 47, (617, 618)
ABOUT_BOOK, A_SHEET, MERGED = 153, 156, 176

Cell = str | int | float | dict[str, str] | None


def is_old_book(content: bytes) -> bool:
    """Whether it is a compound file, as .xls is, or a binary workbook (.xlsb)."""
    if content.startswith(OLD[:4]):
        return True
    return content.startswith(b"PK\x03\x04") and b"xl/workbook.bin" in content


def read_old_book(content: bytes) -> list[Table]:
    """The visible sheets. Raises UnreadableList."""
    _check(content)
    try:
        sheets = _binary_sheets(content) if content.startswith(b"PK") else _old_sheets(content)
        return [_table(sheet) for sheet in _bounded(sheets)]
    except (UnreadableList, MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 (two readers that raise whatever they meet)
        raise UnreadableList(NOT_WHOLE) from None


def _check(content: bytes) -> None:
    if content.startswith(OLD[:4]):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableList(LOCKED)
        if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
            raise UnreadableList(HAS_MACROS)
        return
    try:
        with open_archive(content) as archive:
            parts = archive.infolist()
    except BROKEN_ARCHIVE as error:
        if isinstance(error, Unreadable):
            raise UnreadableList(UNPACKS_TOO_MUCH) from None
        raise UnreadableList(NOT_WHOLE) from None
    check_parts(parts)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableList(LOCKED)
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise UnreadableList(HAS_MACROS)


def _table(sheet: dict[str, Any]) -> Table:
    rows = [
        [_value(cell, f"{get_column_letter(at)}{number}") for at, cell in enumerate(row, 1)]
        for number, row in enumerate(sheet["rows"], 1)
    ]
    areas = [(left, top, right, bottom) for left, top, right, bottom in sheet["merged"]]
    return plain_table(sheet["name"], rows, areas, from_1904=sheet["from_1904"])


def _value(cell: Any, name: str) -> Value:
    if isinstance(cell, dict):
        return cell["day"] if "day" in cell else Unusable(FAILED_FORMULA.format(name=name, value=cell["error"]))
    return cell if isinstance(cell, str | int | float) else None


def _bounded(sheets: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same sheets, their rows no more and no wider than is read."""
    characters = 0
    for sheet in sheets:
        rows: list[list[Cell]] = []
        for row in sheet["rows"]:
            cells = row[:WIDEST]
            if len(rows) >= LAST_ROW:
                if any(cell not in (None, "") for cell in cells):
                    raise UnreadableList(TOO_FAR_DOWN)
                continue
            characters += sum(len(cell) for cell in cells if isinstance(cell, str))
            if characters > CHARACTERS_MOST:
                raise UnreadableList(UNPACKS_TOO_MUCH)
            rows.append(cells)
        yield {**sheet, "rows": rows}


def _filled(value: float, shown: str) -> Cell:
    match = FILLED.fullmatch(shown)
    return str(int(value)).zfill(len(match[1])) if match and value.is_integer() and value >= 0 else value


def _number(value: float, shown: str) -> Cell:
    return _filled(value, shown) if math.isfinite(value) else {"error": "#NUM!"}


# ---- .xls ------------------------------------------------------------------------------------------------------


def _old_sheets(content: bytes) -> Iterator[dict[str, Any]]:
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        raise UnreadableList(LOCKED if "encrypted" in str(error) else NOT_WHOLE) from None
    for at in range(book.nsheets):
        sheet = book.sheet_by_index(at)
        if sheet.visibility == 0:
            merged = [(left + 1, top + 1, right, bottom) for top, bottom, left, right in sheet.merged_cells]
            rows = ([_old_cell(book, cell) for cell in sheet.row(row)] for row in range(sheet.nrows))
            yield {"name": sheet.name, "rows": rows, "merged": merged, "from_1904": bool(book.datemode)}
        book.unload_sheet(at)


def _old_cell(book: Any, cell: Any) -> Cell:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return {"error": ERRORS.get(cell.value, "#REF!")}
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
        with contextlib.suppress(xlrd.XLDateError):
            return {"day": xlrd.xldate_as_datetime(cell.value, book.datemode).date().isoformat()}
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        shown = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        return _number(cell.value, shown.format_str if shown else "")
    return cell.value or None


# ---- .xlsb -----------------------------------------------------------------------------------------------------


def _binary_sheets(content: bytes) -> Iterator[dict[str, Any]]:
    """Values by calamine, which tells neither failed formulas nor merged cells nor how a number is shown."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        about = _AboutBook(archive)
        for at, told in enumerate(book.sheets_metadata):
            is_seen = told.visible == python_calamine.SheetVisibleEnum.Visible
            if is_seen and told.typ == python_calamine.SheetTypeEnum.WorkSheet:
                special, merged = about.sheet(archive, at)
                rows = _binary_rows(book.get_sheet_by_index(at), special, from_1904=about.from_1904)
                yield {"name": told.name, "rows": rows, "merged": merged, "from_1904": about.from_1904}


def _binary_rows(sheet: Any, special: dict[tuple[int, int], Any], *, from_1904: bool) -> Iterator[list[Cell]]:
    top, left = sheet.start or (0, 0)
    errors = [at for at, told in special.items() if isinstance(told, dict)]
    yield from itertools.repeat([], top)
    number = top
    for number, row in enumerate(sheet.iter_rows(), top):
        values = [None] * left + [_binary_cell(value) for value in row]
        for column, value in enumerate(values):
            told = special.get((number, column))
            if isinstance(told, dict):
                values[column] = told
            elif told and isinstance(value, float):
                values[column] = _filled(value, told)
        yield values
    # A failed formula outside all that has a value.
    for row_at, column in sorted(at for at in errors if at[0] > number):
        yield [*([None] * column), special[row_at, column]]


def _binary_cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and not math.isfinite(value):
        return {"error": "#NUM!"}
    if isinstance(value, dt.datetime | dt.date):
        return {"day": value.strftime("%Y-%m-%d")}
    return value if isinstance(value, int | float) else str(value) or None


class _AboutBook:
    """What stands in the parts of a binary workbook beside the values."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.from_1904, self.parts = False, []
        relations = dict(re.findall(r'Id="(\w+)"[^>]*?Target="/?(?:xl/)?([^"]+)"', self._relations(archive)))
        for kind, data in _records(archive.read("xl/workbook.bin")):
            if kind == ABOUT_BOOK:
                self.from_1904 = bool(data[0] & 1)
            elif kind == A_SHEET:
                self.parts.append(relations.get(_text(data, 8), ""))
        self.shown = self._formats(archive)

    def _relations(self, archive: zipfile.ZipFile) -> str:
        return archive.read("xl/_rels/workbook.bin.rels").decode("utf-8", "replace")

    def _formats(self, archive: zipfile.ZipFile) -> list[str]:
        """How each style of a cell shows a number."""
        codes: dict[int, str] = {}
        styles: list[str] = []
        of_cells = False
        for kind, data in _records(archive.read("xl/styles.bin")):
            if kind == FORMAT:
                codes[struct.unpack_from("<H", data)[0]] = _text(data, 2)
            elif kind in FORMATS_OF_CELLS:
                of_cells = kind == FORMATS_OF_CELLS[0]
            elif kind == CELL_FORMAT and of_cells:
                styles.append(codes.get(struct.unpack_from("<H", data, 2)[0], ""))
        return styles

    def sheet(self, archive: zipfile.ZipFile, at: int) -> tuple[dict[tuple[int, int], Any], list[tuple[int, ...]]]:
        """Failed formulas and formats that fill up with zeros, by row and column from 0; merged areas."""
        special: dict[tuple[int, int], Any] = {}
        merged: list[tuple[int, ...]] = []
        row = 0
        for kind, data in _records(archive.read(f"xl/{self.parts[at]}")):
            if kind == ROW:
                row = struct.unpack_from("<I", data)[0]
            elif kind in ERROR_CELLS:
                special[row, struct.unpack_from("<I", data)[0]] = {"error": ERRORS.get(data[8], "#REF!")}
            elif kind in NUMBER_CELLS:
                column, style = struct.unpack_from("<II", data)
                shown = self.shown[style & 0xFFFFFF] if style & 0xFFFFFF < len(self.shown) else ""
                if FILLED.fullmatch(shown):
                    special[row, column] = shown
            elif kind == MERGED:
                top, bottom, left, right = struct.unpack_from("<IIII", data)
                merged.append((left + 1, top + 1, right + 1, bottom + 1))
        return special, merged


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's kind and data: a number of one or two bytes, a length of one to four, seven bits in each."""
    at = 0
    while at < len(part):
        kind, at = part[at] & 0x7F | (part[at + 1] << 7 if part[at] & 0x80 else 0), at + 1 + (part[at] >> 7)
        size = shift = 0
        while True:
            size |= (part[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not part[at - 1] & 0x80 or shift > 21:
                break
        yield kind, part[at : at + size]
        at += size


def _text(data: bytes, at: int) -> str:
    length = min(struct.unpack_from("<I", data, at)[0], 32_767)
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")
