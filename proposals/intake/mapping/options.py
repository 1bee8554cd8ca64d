"""How a list is read, said without a browser: by names of tables and columns, and what holds for all rows."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.intake import cells, day_words
from proposals.intake.directory import Directory
from proposals.intake.mapping.names import choose_by_names
from proposals.intake.mapping.said import session_in_titles, titles_of
from proposals.intake.tables.columns import find_header, header_at
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.sheet import Uncertain, UnreadableList

# The option that says once what a column would say.
OPTIONS = {"届次": "--session", "交办日期": "--handed-on", "答复期限": "--due", "主办单位": "--unit"}


def read_said(options: dict[str, str | None]) -> dict[str, str]:
    """What the options say for all rows, by our fields, as a cell would say it. Raises UnreadableList for a value
    that no cell could have."""
    said = {column: written for column, name in OPTIONS.items() if (written := options.get(name))}
    for column, written in said.items():
        try:
            said[column] = _checked(column, written)
        except cells.Wrong as error:
            raise UnreadableList(f"{OPTIONS[column]}：{error}") from None
    return said


def _checked(column: str, written: str) -> str:
    directory = Directory()
    if column == "届次":
        return str(directory.session(written))
    if column == "主办单位":
        district = next(iter(directory.districts), "")
        return "、".join(directory.unit(name, district).name for name in cells.read_names(written))
    if column == "交办日期":
        day = cells.read_handed_on(cells.read_date(written), timezone.localdate())
        _must_be_its_weekday(written, day)
        return day.isoformat()
    # 3个月 counts from 交办, row by row; here it is only looked at.
    if due := day_words.read_due(written, timezone.localdate(), WorkCalendar.load()):
        _must_be_its_weekday(written, due)
    return written


def _must_be_its_weekday(written: str, day: dt.date) -> None:
    if note := cells.weekday_note(written, day):
        raise cells.Wrong(f"{note}。")


def choose_by_options(
    tables: Sequence[KeptTable], sheets: Sequence[str], named: dict[str, str] | None, said: dict[str, str]
) -> Choice:
    """The choice that titles (or numbers) of tables, names of columns and values come to. Raises UnreadableList for
    what the file does not have."""
    places = tuple(_place(tables, name) for name in sheets)
    if named is None:
        return Choice(sheets=places, said=said)
    places = places or _tables_with(tables, named)
    choice = choose_by_names(tables[places[0]], named)
    return Choice(places, choice.head, choice.fields, said)


def _place(tables: Sequence[KeptTable], name: str) -> int:
    titles = [table.title for table in tables]
    if name in titles:
        return titles.index(name)
    if name.isascii() and name.isdecimal() and 0 < int(name) <= len(tables):
        return int(name) - 1
    raise UnreadableList(f"文件里没有“{name}”这张表，有的是：{'、'.join(titles)}。")


def _tables_with(tables: Sequence[KeptTable], named: dict[str, str]) -> tuple[int, ...]:
    """The tables whose head has all of these columns; several where it is the same head."""
    found: dict[int, tuple[str, ...]] = {}
    trouble = UnreadableList("文件里没有内容。")
    for at, table in enumerate(tables):
        try:
            head = choose_by_names(table, named).head or 0
        except UnreadableList as refusal:
            trouble = refusal
        else:
            found[at] = header_at(table.top, head).key
    if not found:
        raise trouble
    if len(set(found.values())) > 1:
        titles = "”“".join(tables[at].title for at in found)
        raise UnreadableList(f"“{titles}”都有这些列，表头不一样，请用 --sheet 写明读哪一张。")
    return tuple(found)


def advise(doubt: Uncertain, tables: Sequence[KeptTable], name: str) -> str:
    """Which option says what the list leaves open."""
    once = [column for column in doubt.missing if column in OPTIONS]
    words = [_option(column, tables, name) for column in once]
    advice = f"整份名单都一样的，写在命令里：{' '.join(words)}。" if words else ""
    if len(once) < len(doubt.missing) or not doubt.missing:
        advice += '请用 --map 写明哪一列是什么，如{"案由": "标题"}。'
    return advice


def _option(column: str, tables: Sequence[KeptTable], name: str) -> str:
    example = {"届次": "第九届第三次会议", "交办日期": "2026-03-05", "主办单位": "区民政局"}[column]
    if column == "届次":
        titles = [
            title
            for table in tables
            for title in titles_of(table, find_header(table.top) or header_at(table.top, 0), name)
        ]
        if found := session_in_titles(titles, Directory()):
            example = str(found[0])
    return f"{OPTIONS[column]} {example}"
