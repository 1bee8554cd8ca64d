"""Workbooks of the older kinds, made in memory: .xls by xlwt, .xlsb record by record ([MS-XLSB])."""

import datetime as dt
import io
import struct
import warnings
import zipfile

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import xlwt

# A cell that is no plain value: an error by its code, or a value with a number format.
REF_ERROR, DIV_ERROR = 0x17, 0x07


class Error(int):
    """The code of #REF! and its like."""


class Shown(tuple):
    """(value, number format)."""


def old_book(sheets, merges=(), *, from_1904=False, hidden=()):
    """An .xls of (name, rows); merges are (top, bottom, left, right) of the first sheet, counted from 0."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    dated = xlwt.easyxf(num_format_str="yyyy/m/d")
    for at, (name, rows) in enumerate(sheets):
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        sheet.visibility = int(name in hidden)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, Shown):
                    sheet.write(number, column, value[0], xlwt.easyxf(num_format_str=value[1]))
                elif isinstance(value, Error):
                    sheet.row(number).set_cell_error(column, int(value))
                elif isinstance(value, dt.date):
                    sheet.write(number, column, value, dated)
                elif value is not None:
                    sheet.write(number, column, value)
        for top, bottom, left, right in merges if not at else ():
            first = rows[top][left] if left < len(rows[top]) else None
            style = dated if isinstance(first, dt.date) else xlwt.Style.default_style
            sheet.merge(top, bottom, left, right, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _varied(number):
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def _record(kind, data=b""):
    """Its number takes one byte, or two of seven bits each; then its length."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + _varied(len(data)) + data


def _text(written):
    return struct.pack("<I", len(written)) + written.encode("utf-16-le")


FORMATS = ["General", "yyyy/m/d", "000"]


def _cell(column, value, first):
    style = 0
    if isinstance(value, Shown):
        value, shown = value
        style = FORMATS.index(shown)
    if isinstance(value, dt.date):
        value, style = (value - first).days, 1
    at = struct.pack("<II", column, style)
    if isinstance(value, Error):
        return _record(3, at + bytes([value]))
    if isinstance(value, bool):
        return _record(4, at + bytes([value]))
    if isinstance(value, int | float):
        return _record(5, at + struct.pack("<d", value))
    return _record(6, at + _text(value))


def _sheet(rows, merges, first):
    parts = [_record(129), _record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, 20)), _record(145)]
    for number, row in enumerate(rows):
        parts.append(_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        parts += [_cell(column, value, first) for column, value in enumerate(row) if value is not None]
    parts.append(_record(146))
    if merges:
        parts.append(_record(177, struct.pack("<I", len(merges))))
        parts += [_record(176, struct.pack("<IIII", *merge)) for merge in merges]
        parts.append(_record(178))
    return b"".join([*parts, _record(130)])


RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relations(*targets):
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{RELS}">{rows}</Relationships>'.encode()


def binary_book(sheets, merges=(), *, from_1904=False, hidden=()):
    """The same as an .xlsb; merges are (top, bottom, left, right) of the first sheet."""
    names = [name for name, _ in sheets]
    first = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
    bundle = b"".join(
        _record(156, struct.pack("<II", int(name in hidden), at) + _text(f"rId{at}") + _text(name))
        for at, name in enumerate(names, 1)
    )
    begin, end = _record(131), _record(132)
    about = _record(153, struct.pack("<III", int(from_1904), 0, 0))
    workbook = begin + about + _record(143) + bundle + _record(144) + end
    formats = b"".join(_record(44, struct.pack("<H", 164 + n) + _text(code)) for n, code in enumerate(FORMATS[1:]))
    cells = b"".join(_record(47, struct.pack("<HHHHHHI", 0, n, 0, 0, 0, 0, 0)) for n in (0, 164, 165))
    styles = _record(278) + _record(615, struct.pack("<I", 2)) + formats + _record(616)
    styles += _record(617, struct.pack("<I", 3)) + cells + _record(618) + _record(279)
    targets = [("worksheet", f"worksheets/sheet{at}.bin") for at in range(1, len(names) + 1)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.bin")))
        archive.writestr("xl/workbook.bin", workbook)
        archive.writestr("xl/_rels/workbook.bin.rels", _relations(*targets, ("styles", "styles.bin")))
        archive.writestr("xl/styles.bin", styles)
        for at, (_, rows) in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{at}.bin", _sheet(rows, merges if at == 1 else (), first))
    return out.getvalue()
