"""What a list does not say of its rows and is asked once for all of them: 届次 and the rest, and where they stand
outside of the rows, in the titles over the head."""

import re
from collections.abc import Iterable

from proposals.intake import cells
from proposals.intake.directory import Directory
from proposals.intake.tables.columns import Header
from proposals.intake.tables.kept import KeptTable
from proposals.models import Session

IN_TITLE = re.compile(r"^.*?届.*?次(?:会议|全会|大会)?(?:闭会期间)?")
YEAR_BEFORE = re.compile(r"^\s*[0-9０-９〇一二三四五六七八九零]{4}年(?:度)?")
HANDED_ON = re.compile(r"交办(?:日期|时间)?[:：]?([0-9]{4}[年\-/.][0-9]{1,2}[月\-/.][0-9]{1,2}日?)")
LONGEST_TITLE = 200


def session_in_titles(titles: Iterable[str], directory: Directory) -> tuple[Session, str] | None:
    """The first 届次 that one of these titles names, and the title."""
    for title in titles:
        if match := IN_TITLE.search(YEAR_BEFORE.sub("", title[:LONGEST_TITLE])):
            try:
                return directory.session(match[0]), title
            except cells.Wrong:
                continue
    return None


def titles_of(table: KeptTable, header: Header, name: str) -> list[str]:
    """What stands over the head, the table's name, the file's name."""
    above = [
        cells.read_line(value)
        for row in table.top[: max(header.row - 1, 0)]
        for value in row
        if isinstance(value, str)
    ]
    return [*above, table.title, name]


def handed_on_in_titles(titles: Iterable[str]) -> str:
    """交办日期 where a title says it, as it is kept in a field of a form; "" where none does."""
    for title in titles:
        if match := HANDED_ON.search(cells.read_compact(title[:LONGEST_TITLE])):
            try:
                return cells.read_date(match[1]).isoformat()
            except cells.Wrong:
                continue
    return ""
