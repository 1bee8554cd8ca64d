"""A list of suggestions out of a file: its tables found, their heads understood, its rows joined."""

from collections.abc import Mapping, Sequence

from proposals.bounded.ask import read_bounded
from proposals.intake.tables import any_file
from proposals.intake.tables.columns import COLUMNS, Header, find_header
from proposals.intake.tables.joined import join_rows
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.sheet import (
    FILE_MOST,
    HEADER_WITHIN,
    ROWS_MOST,
    TOO_LARGE,
    EmptyList,
    ListSheet,
    Table,
    Uncertain,
    UnreadableList,
)
from proposals.intake.tables.table_rows import Found, read_rows

# What a table must name to be a list of suggestions beside others.
OF_A_LIST = {"件号", "标题"}
NO_HEAD = f"前{HEADER_WITHIN}行里没有找到表头。表头是一行：{'、'.join(COLUMNS)}。"
NO_ROWS = "表头下面没有内容，没有要登记的建议。"


def read_list(content: bytes) -> ListSheet:
    """The rows of a list, or UnreadableList; Uncertain where somebody may say how it is read."""
    return read_kept(open_file(content))


def open_file(content: bytes) -> list[KeptTable]:
    """The tables of a file that could hold a list. Raises UnreadableList where there is none."""
    tables = [table for table in open_tables(content) if table.rows]
    if not any(table.could_be_list for table in tables):
        if any(find_header(table.top) for table in tables):
            raise EmptyList(NO_ROWS)
        raise UnreadableList(f"{NO_HEAD}可以下载模板，把名单贴进去再交。")
    return tables


def open_tables(content: bytes) -> list[KeptTable]:
    """The tables of a file, whatever kind of file and of list it is, read by a bounded child. Raises
    UnreadableList."""
    if not content:
        raise UnreadableList("文件是空的，请重新选择。")
    if len(content) > FILE_MOST:
        raise UnreadableList(TOO_LARGE)
    tables = read_bounded(any_file.read_any_file, content, refusal=UnreadableList)
    return [KeptTable.from_json(table) for table in tables]


def read_kept(tables: Sequence[KeptTable], choice: Choice | None = None) -> ListSheet:
    """The rows of the lists among these tables, read as was chosen. Raises Uncertain where that does not say enough,
    UnreadableList where there is nothing to read."""
    choice = choice or Choice()
    lists = find_lists(tables, choice)
    if not lists:
        raise Uncertain(NO_HEAD)
    taken = {id(table) for table, _ in lists}
    aside = [table.title for table in tables if id(table) not in taken]
    read = read_tables([(table.as_table(), header) for table, header in lists], choice.said)
    if aside:
        why = "没有选" if choice.sheets else "不是建议名单"
        read.notes.append(f"“{'”“'.join(aside)}”表{why}，没有读取。")
    return read


def find_lists(tables: Sequence[KeptTable], choice: Choice) -> list[tuple[KeptTable, Header]]:
    """The tables that were chosen, else those that look like a list, each with its head."""
    chosen = [tables[at] for at in choice.sheets if at < len(tables)]
    headed = [(table, header) for table in chosen or tables if (header := choice.header_of(table))]
    if chosen:
        return headed
    return [(table, header) for table, header in headed if set(header.meant) >= OF_A_LIST] or headed[:1]


def read_tables(lists: Sequence[tuple[Table, Header]], said: Mapping[str, str] | None = None) -> ListSheet:
    """The rows of these tables, each with its head, as one list; `said` holds for all. Raises UnreadableList."""
    found: list[Found] = []
    notes: list[tuple[str, str]] = []
    whole, empty = "", EmptyList()
    for table, header in lists:
        sheet = table.title if len(lists) > 1 else ""
        try:
            read = read_rows(table, header, said)
        except EmptyList as refusal:
            empty = refusal
            notes.append((sheet, str(refusal)))
            continue
        except Uncertain as doubt:
            raise doubt.of_sheet(sheet) from None
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
