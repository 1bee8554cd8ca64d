"""Workbooks (.xlsx) that the program gives out: titles, a header that stays in view, typed columns, and no cell
that could be taken for a formula (what people typed stands in them)."""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from proposals.formats.plain_text import LINE_END

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_MOST = 32_767  # characters Excel takes in one cell
NAME_MOST = 31  # and in the name of a sheet
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# What a spreadsheet may take for the beginning of a formula, in both widths.
STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
NOT_XML = "\ufffe\uffff"
FORMATS = {"text": "@", "number": "0", "share": "0.0%", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
EDGE = Side(style="thin", color="CBC4B4")


@dataclass(frozen=True)
class Column:
    """`kind` is text, number, share (0.962 shows as 96.2%), date or moment; `width` in characters."""

    label: str
    width: float = 12
    kind: str = "text"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name on the tab, a title and notes above the table, the rows under the header."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The file's bytes. Any value may be given: what is no number, date or nothing is written as text."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _lay_out(book.create_sheet(NOT_IN_NAMES.sub("·", sheet.name)[:NAME_MOST]), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook_response(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    """The workbook as a download called `name`, which ends in .xlsx."""
    response = FileResponse(io.BytesIO(write_workbook(sheets)), as_attachment=True, filename=name, content_type=TYPE)
    response["Cache-Control"] = "private, no-store"
    return response


def safe_text(value: object) -> str:
    """The text as a cell may hold it: no control characters but the line end, and not beyond a cell's measure."""
    text = LINE_END.sub("\n", str(value))
    kept = (
        one for one in text if one == "\n" or (unicodedata.category(one) not in ("Cc", "Cs") and one not in NOT_XML)
    )
    return "".join(kept)[:CELL_MOST]


def _lay_out(page: Worksheet, sheet: Sheet) -> None:
    _put(page.cell(1, 1), sheet.title, "text").font = Font(bold=True, size=15)
    for line, note in enumerate(sheet.notes, 2):
        _put(page.cell(line, 1), note, "text").font = Font(color="57524A")
    top = len(sheet.notes) + 3  # a blank line between
    for at, column in enumerate(sheet.columns, 1):
        _head(_put(page.cell(top, at), column.label, "text"))
        page.column_dimensions[get_column_letter(at)].width = column.width
    for line, values in enumerate(sheet.rows, top + 1):
        for at, (column, value) in enumerate(zip(sheet.columns, values, strict=True), 1):
            cell = _put(page.cell(line, at), value, column.kind)
            cell.alignment = Alignment(wrap_text=column.kind == "text", vertical="top")
    page.freeze_panes = page.cell(top + 1, 1)
    page.print_title_rows = f"{top}:{top}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _head(cell: Cell) -> None:
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", start_color="F4F2EC")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(bottom=EDGE)


def _put(cell: Cell, value: Any, kind: str) -> Cell:
    """The value in its type. Text is marked as such, whatever it looks like."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or value == "":
        return cell
    if isinstance(value, dt.date | int | float) and not isinstance(value, bool):
        cell.value, cell.number_format = value, FORMATS[kind] if kind != "text" else "General"
        if isinstance(value, dt.date) and kind not in ("date", "moment"):
            cell.number_format = FORMATS["moment" if isinstance(value, dt.datetime) else "date"]
        return cell
    text = safe_text(value)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = FORMATS["text"]
    cell.quotePrefix = str(value).startswith((*STARTS, "\t", "\r")) or text.startswith(STARTS)
    return cell
