"""How a list is read, said without a browser: by names of tables and columns, and what holds for all rows."""

import datetime as dt
import json
from collections.abc import Sequence

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.intake import cells, day_words
from proposals.intake.directory import Directory
from proposals.intake.mapping.guesses import NEVER
from proposals.intake.mapping.names import choose_by_names
from proposals.intake.mapping.said import handed_on_in_titles, sessions_in_titles, titles_of_all
from proposals.intake.tables.columns import SEVERAL, header_at
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.intake.tables.sheet import Uncertain, UnreadableList, column_letter
from proposals.models import Part

MAP = '请用 --map 写明哪一列是什么，如{"案由": "标题"}。'
MOST_NAMED = 8
EXAMPLES = {
    "届次": "哪一次会议（写全，如“××区第×届人民代表大会第×次会议”）",
    "交办日期": "哪一天（如2026-03-05）",
    "主办单位": "哪个单位（如区民政局）",
}
# The option that says once what a column would say.
OPTIONS = {
    "届次": "--session",
    "交办日期": "--handed-on",
    "答复期限": "--due",
    "主办单位": "--unit",
    SEVERAL: "--several",
}


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
    if column == SEVERAL:
        if written not in (Part.JOINT, Part.EACH):
            raise cells.Wrong(f"“{cells.shown_cell(written)}”不对，请写{Part.JOINT}或{Part.EACH}。")
        return written
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
    """Which options say what the list leaves open, with values that the list itself names, and columns by letter."""
    if doubt.rivals:
        first, *others = map(column_letter, doubt.rivals)
        return f"请用 --map 写明读哪一列，如{_json({first: doubt.field} | dict.fromkeys(others, ''))}。"
    once = [column for column in doubt.missing if column in OPTIONS]
    words = [_option(column, tables, name) for column in once]
    advice = f"整份名单都一样的，写在命令里：{' '.join(words)}。" if words else ""
    unread = [(place, heading) for place, heading in doubt.unread if heading not in NEVER]
    if not unread:
        return advice + ("" if words and len(once) == len(doubt.missing) else MAP)
    pairs = [(column_letter(place), column, heading) for column in doubt.missing for place, heading in unread]
    letter, column, _ = max(pairs, key=lambda pair: len(set(pair[1]) & set(pair[2])))
    named = "、".join(f"{column_letter(place)}“{heading[:10]}”" for place, heading in unread[:MOST_NAMED])
    named += "……" if len(unread) > MOST_NAMED else ""
    return f"{advice}没有认出的列有{named}；里面有要的，用 --map 写明是哪一列，如{_json({letter: column})}。"


def _json(said: dict[str, str]) -> str:
    return json.dumps(said, ensure_ascii=False)


def _option(column: str, tables: Sequence[KeptTable], name: str) -> str:
    """The option, with the value that the titles of the list say; where none does, with an example that is no value:
    a session of another year would be taken over without a thought."""
    titles = titles_of_all(tables, Choice(), name)
    if column == "届次" and len(found := sessions_in_titles(titles, Directory())) == 1:
        [(session, title)] = found
        return f"{OPTIONS[column]} {session}（“{cells.shown_cell(title)}”里写着）"
    if column == "交办日期" and (day := handed_on_in_titles(titles)):
        return f"{OPTIONS[column]} {day}（表头上面写着）"
    return f"{OPTIONS[column]} {EXAMPLES[column]}"
