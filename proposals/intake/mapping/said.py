"""What a list does not say of its rows and is asked once for all of them: 届次 and the rest, and where they stand
outside of the rows, in the titles over the head."""

import re
from collections.abc import Iterable, Mapping, Sequence

from proposals.intake import cells
from proposals.intake.directory import Directory
from proposals.intake.tables.columns import Header, header_at
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.list_reader import find_lists
from proposals.models import Session

IN_TITLE = re.compile(r"^.*?届.*?次(?:会议|全会|大会)?(?:闭会期间)?")
YEAR_BEFORE = re.compile(r"^\s*[0-9０-９〇一二三四五六七八九零]{4}年(?:度)?")
HANDED_ON = re.compile(r"交办(?:日期|时间)?[:：]?([0-9]{4}[年\-/.][0-9]{1,2}[月\-/.][0-9]{1,2}日?)")
LONGEST_TITLE = 200


def sessions_in_titles(titles: Iterable[str], directory: Directory) -> list[tuple[Session, str]]:
    """The 届次 that these titles name, each once with the first title that does."""
    found: dict[str, tuple[Session, str]] = {}
    for title in titles:
        if match := IN_TITLE.search(YEAR_BEFORE.sub("", title[:LONGEST_TITLE])):
            try:
                session = directory.session(match[0])
            except cells.Wrong:
                continue
            found.setdefault(str(session), (session, title))
    return list(found.values())


def doubt_session(said: str, titles: Iterable[str]) -> str:
    """What to look at where the session said for all rows is another one than the titles of the list name, or ""."""
    named = sessions_in_titles(titles, Directory()) if said else []
    if not named or any(str(session) == said for session, _ in named):
        return ""
    written = "、".join(f"“{cells.shown_cell(title)}”里写的是{session}" for session, title in named)
    return f"表里没有写届次的，按{said}登记；{written}，请核对届次。"


def show_said(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """What holds for all rows, by our fields, with days as every page writes them."""
    return [(column, cells.shown_day(value)) for column, value in said.items()]


def titles_of(table: KeptTable, header: Header, name: str) -> list[str]:
    """What stands over the head, the table's name, the file's name."""
    above = [
        cells.read_line(value)
        for row in table.top[: max(header.row - 1, 0)]
        for value in row
        if isinstance(value, str)
    ]
    return [*above, table.title, name]


def titles_of_all(tables: Sequence[KeptTable], choice: Choice, name: str) -> list[str]:
    """The same of every table that is read."""
    lists = find_lists(tables, choice) or [(table, header_at(table.top, 0)) for table in tables]
    return list(dict.fromkeys(title for table, header in lists for title in titles_of(table, header, name)))


def handed_on_in_titles(titles: Iterable[str]) -> str:
    """交办日期 where a title says it, as it is kept in a field of a form; "" where none does."""
    for title in titles:
        if match := HANDED_ON.search(cells.read_compact(title[:LONGEST_TITLE])):
            try:
                return cells.read_date(match[1]).isoformat()
            except cells.Wrong:
                continue
    return ""
