"""The tables of a file by the kind that it is: what a bounded child runs for a list or a workbook from outside."""

from typing import Any

from proposals.intake.tables import old_books, other_files, workbook
from proposals.intake.tables.kept import KeptTable, keep_tables

# An archive, an old Excel file, a PDF: no text.
OTHER_KINDS = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")


def read_any_file(content: bytes) -> list[dict[str, Any]]:
    """Every table, as it is kept. Raises UnreadableList."""
    return [table.as_json() for table in _tables(content)]


def _tables(content: bytes) -> list[KeptTable]:
    if other_files.is_open_sheet(content):
        return keep_tables(other_files.read_open_sheet(content))
    if old_books.is_old_book(content):
        return keep_tables(old_books.read_old_book(content))
    if other_files.is_page(content):
        return keep_tables(other_files.read_page(content))
    if not content.startswith(OTHER_KINDS) and (text := other_files.decode_text(content)) is not None:
        return keep_tables(other_files.read_csv(text))
    return workbook.read_workbook(content, keep_tables)
