"""A list of suggestions out of a file: its tables found, their heads understood, its rows joined."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from proposals.intake.tables import old_books, other_files, workbook
from proposals.intake.tables.columns import COLUMNS, Header, find_header
from proposals.intake.tables.joined import join_rows
from proposals.intake.tables.sheet import (
    FILE_MOST,
    HEADER_WITHIN,
    ROWS_MOST,
    TOO_LARGE,
    EmptyList,
    ListSheet,
    Table,
    UnreadableList,
)
from proposals.intake.tables.table_rows import Found, read_rows

T = TypeVar("T")

# An archive, an old Excel file, a PDF: no text.
OTHER_KINDS = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")
# What a table must name to be a list of suggestions beside others.
OF_A_LIST = {"件号", "标题"}


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
    if old_books.is_old_book(content):
        return read(old_books.read_old_book(content))
    if other_files.is_page(content):
        return read(other_files.read_page(content))
    if not content.startswith(OTHER_KINDS) and (text := other_files.decode_text(content)) is not None:
        return read(other_files.read_csv(text))
    return workbook.read_workbook(content, read)


def _of_tables(tables: Sequence[Table]) -> ListSheet:
    headed = [(table, header) for table in tables if (header := find_header(table.top))]
    if not headed:
        raise UnreadableList(
            f"前{HEADER_WITHIN}行里没有找到表头。表头是一行：{'、'.join(COLUMNS)}。可以下载模板，把名单贴进去再交。"
        )
    lists = [(table, header) for table, header in headed if set(header.meant) >= OF_A_LIST] or headed[:1]
    taken = {id(table) for table, _ in lists}
    aside = [table.title for table in tables if id(table) not in taken and any(map(any, table.top))]
    read = read_tables(lists)
    if aside:
        read.notes.append(f"“{'”“'.join(aside)}”表不是建议名单，没有读取。")
    return read


def read_tables(lists: Sequence[tuple[Table, Header]]) -> ListSheet:
    """The rows of these tables, each with its head, as one list. Raises UnreadableList."""
    found: list[Found] = []
    notes: list[tuple[str, str]] = []
    whole, empty = "", EmptyList()
    for table, header in lists:
        sheet = table.title if len(lists) > 1 else ""
        try:
            read = read_rows(table, header)
        except EmptyList as refusal:
            empty = refusal
            notes.append((sheet, str(refusal)))
            continue
        except UnreadableList as refusal:
            raise UnreadableList(f"“{sheet}”表：{refusal}" if sheet else str(refusal)) from None
        found += [one.on_sheet(sheet) for one in read.found]
        notes += [(sheet, note) for note in read.notes]
        whole = whole or read.whole
    if not found:
        raise empty
    rows, joined = join_rows(found, whole)
    if len(rows) > ROWS_MOST:
        raise UnreadableList(f"名单超过{ROWS_MOST}行，请分成几份再交。")
    return ListSheet(rows, _told_once(notes, len(lists)) + joined)


def _told_once(notes: Sequence[tuple[str, str]], lists: int) -> list[str]:
    """What is true of every sheet without their names, the rest with that of its own."""
    sheets = {note: {sheet for sheet, one in notes if one == note} for _, note in notes}
    told = [note if not sheet or len(sheets[note]) == lists else f"“{sheet}”表：{note}" for sheet, note in notes]
    return list(dict.fromkeys(told)) if lists > 1 else told
