"""Lists that are no .xlsx: text with commas or tabs (CSV), a web page that is called .xls, and an OpenDocument sheet.

Nothing outside the file is fetched, no entity is resolved, and what is repeated or spans is read within the same
bounds as a workbook.
"""

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterator

from lxml import etree, html

from proposals.bounded.limits import Unreadable
from proposals.formats.files.file_types import BROKEN_ARCHIVE, open_archive
from proposals.intake.tables.sheet import (
    HEADER_WITHIN,
    LAST_ROW,
    LOCKED,
    NOT_WHOLE,
    SAVE_AS,
    UNPACKS_TOO_MUCH,
    WIDEST,
    Area,
    Table,
    UnreadableList,
    Value,
    check_parts,
    check_source,
    plain_table,
)

# A cell holds a whole suggestion, and no more.
CELL_MOST = 200_000
TABLES_MOST = 50
# Marks of a page or an OpenDocument sheet: a full list has some 300,000.
TAGS_MOST = 1_500_000
OPEN_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
PAGE = re.compile(rb"<(?:html|table|!doctype html|meta)\b", re.IGNORECASE)
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ASIDE = (f"{OFFICE}annotation", f"{TABLE}shapes")


# ---- text --------------------------------------------------------------------------------------------------


def decode_text(content: bytes) -> str | None:
    """The text of a file, or None where it is none: UTF-8, UTF-16 with its mark, else GB 18030."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1f]", text) else text
    return None


def read_csv(text: str) -> list[Table]:
    """Values by comma, semicolon or tab: whichever stands most often in the first lines."""
    first = "\n".join(text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN])
    apart = max(",\t;", key=first.count)
    csv.field_size_limit(CELL_MOST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=apart)
    try:
        rows = plain_table("名单", ([_typed(value) for value in row] for row in reader))
    except csv.Error:
        raise UnreadableList(f"文件里有读不懂的行，可能少了引号。{SAVE_AS}") from None
    return [rows]


def _typed(written: str) -> Value:
    """Excel keeps a number as text by ="070", and by an apostrophe or a tab before it."""
    quoted = re.fullmatch(r'\s*="(.*)"\s*', written, re.DOTALL)
    return (quoted[1] if quoted else written.removeprefix("'")).strip() or None


# ---- a web page ----------------------------------------------------------------------------------------------


def is_page(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and PAGE.search(content[:4096]) is not None


def read_page(content: bytes) -> list[Table]:
    """The tables of an HTML file; those that only arrange others are left out."""
    if content.count(b"<") > TAGS_MOST:
        raise UnreadableList(UNPACKS_TOO_MUCH)
    declared = CHARSET.search(content[:4096])
    said = declared[1].decode().lower() if declared else ""
    is_gb = said in ("gb2312", "gbk", "gb18030") and not content.startswith(b"\xef\xbb\xbf")
    try:
        text = content.decode("gb18030") if is_gb else decode_text(content)
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise UnreadableList(NOT_WHOLE)
    parser = html.HTMLParser(no_network=True, remove_comments=True, encoding="utf-8")
    try:
        page = html.document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        raise UnreadableList(NOT_WHOLE) from None
    found = [table for table in page.iter("table") if next(table.iterdescendants("table"), None) is None]
    if len(found) > TABLES_MOST:
        raise UnreadableList(UNPACKS_TOO_MUCH)
    return [_page_table(f"第{number}张表", table) for number, table in enumerate(found, 1)]


def _page_table(title: str, table: etree._Element) -> Table:
    """Cells in their places: one that spans rows or columns keeps the others out of its own."""
    rows: list[list[Value]] = []
    areas: list[Area] = []
    taken: dict[int, int] = {}  # the last row that a cell from above reaches, by column
    for number, line in enumerate(table.iter("tr"), 1):
        values: list[Value] = []
        at = 0
        for cell in line.iterchildren("td", "th"):
            while taken.get(at, 0) >= number:
                at += 1
            wide = _bounded(cell.get("colspan"), WIDEST)
            high = _bounded(cell.get("rowspan"), LAST_ROW)
            if at >= WIDEST:
                break
            values += [None] * (at - len(values))
            values.append(_page_text(cell))
            if wide > 1 or high > 1:
                areas.append((at + 1, number, at + wide, number + high - 1))
            taken |= dict.fromkeys(range(at, min(at + wide, WIDEST)), number + high - 1)
            at += wide
        rows.append(values)
    return plain_table(title, rows, areas)


def _bounded(written: str | None, most: int) -> int:
    return min(max(int(written), 1), most) if written and re.fullmatch(r"[0-9]{1,6}", written) else 1


def _page_text(cell: etree._Element) -> str | None:
    for broken in cell.iter("br", "p", "div"):
        broken.tail = "\n" + (broken.tail or "")
    words = "".join(str(word) for word in cell.itertext())
    return words.strip() or None


# ---- OpenDocument --------------------------------------------------------------------------------------------


def is_open_sheet(content: bytes) -> bool:
    """Whether an archive says that it is an .ods: its first part is `mimetype`."""
    return content.startswith(b"PK\x03\x04") and OPEN_SHEET in content[30:120]


def read_open_sheet(content: bytes) -> list[Table]:
    """The tables of an .ods."""
    try:
        with open_archive(content) as archive:
            source = _content_part(archive)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(source, parser)
    except UnreadableList:
        raise
    except Unreadable:
        raise UnreadableList(UNPACKS_TOO_MUCH) from None
    except (RuntimeError, NotImplementedError):  # a part that is encrypted, or packed in a way no office uses
        raise UnreadableList(LOCKED) from None
    except (*BROKEN_ARCHIVE, etree.LxmlError):
        raise UnreadableList(NOT_WHOLE) from None
    return [_open_table(table) for table in itertools.islice(root.iter(f"{TABLE}table"), TABLES_MOST)]


def _content_part(archive: zipfile.ZipFile) -> bytes:
    parts = archive.infolist()
    check_parts(parts)
    if any(part.filename == "META-INF/manifest.xml" and b"encryption-data" in archive.read(part) for part in parts):
        raise UnreadableList(LOCKED)
    source = archive.read("content.xml")
    check_source(source)
    if source.count(b"<") > TAGS_MOST:
        raise UnreadableList(UNPACKS_TOO_MUCH)
    return source


def _open_table(table: etree._Element) -> Table:
    areas: list[Area] = []
    return plain_table(table.get(f"{TABLE}name") or "名单", list(_open_rows(table, areas)), areas)


def _open_rows(table: etree._Element, areas: list[Area]) -> Iterator[list[Value]]:
    """A row that stands for many is many, as far down as a list goes and one row beyond."""
    number = 0
    for line in table.iter(f"{TABLE}table-row"):
        times = _bounded(line.get(f"{TABLE}number-rows-repeated"), LAST_ROW + 1)
        values = _open_row(line, number + 1, areas)
        yield from itertools.repeat(values, min(times, max(LAST_ROW + 1 - number, 1)))
        number += times


def _open_row(line: etree._Element, number: int, areas: list[Area]) -> list[Value]:
    values: list[Value] = []
    for cell in line.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        if len(values) >= WIDEST:
            break
        wide = _bounded(cell.get(f"{TABLE}number-columns-spanned"), WIDEST)
        high = _bounded(cell.get(f"{TABLE}number-rows-spanned"), LAST_ROW)
        if wide > 1 or high > 1:
            at = len(values) + 1
            areas.append((at, number, at + wide - 1, number + high - 1))
        covered = cell.tag == f"{TABLE}covered-table-cell"
        times = min(_bounded(cell.get(f"{TABLE}number-columns-repeated"), 99_999), WIDEST - len(values))
        values += [None if covered else _open_value(cell)] * times
    return values


def _open_value(cell: etree._Element) -> Value:
    """A date as a day, all else as it is shown: 070 is 70 with a format."""
    if cell.get(f"{OFFICE}value-type") == "date":
        return str(cell.get(f"{OFFICE}date-value") or "")[:10] or None
    lines = ("".join(_open_words(line)) for line in cell.iterchildren(f"{TEXT}p", f"{TEXT}h"))
    return "\n".join(lines).strip() or None


def _open_words(part: etree._Element) -> Iterator[str]:
    yield part.text or ""
    for child in part:
        if child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag in (f"{TEXT}s", f"{TEXT}tab"):
            yield " "
        elif child.tag not in ASIDE:
            yield from _open_words(child)
        yield child.tail or ""
