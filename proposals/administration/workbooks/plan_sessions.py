"""What a workbook of 届次 would do, row by row."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from proposals.administration.workbooks.books import Book, Row
from proposals.administration.workbooks.checks import (
    Planned,
    Wrong,
    check_needed,
    keep_changes,
    read_choice,
    refuse_twice,
)
from proposals.intake import cells
from proposals.models import Level, Session, User
from proposals.models.suggestion import NATION

BODIES = {
    "人大": Session.Body.CONGRESS, "人民代表大会": Session.Body.CONGRESS, "人代会": Session.Body.CONGRESS,
    "政协": Session.Body.CPPCC, "政协会议": Session.Body.CPPCC,
}  # fmt: skip
LEVELS: dict[str, Any] = {level.label: level for level in Level} | {
    "省": Level.PROVINCE, "直辖市": Level.PROVINCE, "市": Level.CITY, "区": Level.DISTRICT, "县": Level.DISTRICT,
}  # fmt: skip
ALMOST_LEVELS = {"县级市": Level.DISTRICT.label}  # a city by name, whose congress is that of a county
DATES = {"opened_on": "开幕日期", "closed_on": "闭幕日期"}
PLACE_LONGEST = 20


def plan_sessions(rows: Sequence[Row], user: User) -> list[Planned]:
    """By body, place, 届 and 次: those stand fast, and of a session that is known the days alone are changed."""
    known = {(one.body, one.place, one.term, one.meeting): one for one in Session.objects.all()}
    planned = []
    for row in rows:
        said, one = row.cells, Planned(row.number, row.cells)
        planned.append(one)
        body = read_choice(one, "会议", said.get("会议") or "人大", BODIES, {})
        level = read_choice(one, "级别", said.get("级别") or Level.DISTRICT.label, LEVELS, ALMOST_LEVELS)
        place = said.get("地方", "")
        term, meeting = _counted(one, "届"), _counted(one, "次")
        if body and place and term and meeting:
            one.twin = (body, place, term, meeting)
            one.row = known.get((body, place, term, meeting))
        check_needed(one, Book.SESSIONS, new=True)
        if len(place) > PLACE_LONGEST:
            one.wrong.append(Wrong("地方", f"地方最多{PLACE_LONGEST}个字。"))
        if level is not None and place and (level == Level.NATION) != (place == NATION):
            one.wrong.append(Wrong("地方", "全国的，级别写“全国”，地方写“全国”；别的级别写地方的名称。"))
        if one.row and said.get("级别") and level not in (None, one.row.level):
            why = f"{one.row}登记的级别是“{one.row.get_level_display()}”，要改请在“届次”页上改。"
            one.wrong.append(Wrong("级别", why, one.row.get_level_display()))
        days = {name: _day(one, column) for name, column in DATES.items()}
        opened, closed = (days[name] or (getattr(one.row, name) if one.row else None) for name in DATES)
        if opened and closed and closed < opened:
            one.wrong.append(Wrong("闭幕日期", "闭幕日期不能早于开幕日期。"))
        facts: dict[str, Any] = dict(days)
        if one.row is None:
            facts |= {"body": body, "level": level, "place": place, "term": term, "meeting": meeting}
        keep_changes(one, facts)
    refuse_twice(planned, "次", lambda one: f"“{one.row or one.called}”")
    return planned


def _counted(one: Planned, column: str) -> int | None:
    """The number of the 届 or the 次: 9, 九, 第九届; None, and told, where it is none."""
    said = one.cells.get(column, "").removeprefix("第").removesuffix("会议").rstrip("届次")
    if not said:
        return None
    number = int(said) if said.isascii() and said.isdecimal() else cells.read_numeral(said)
    if not 1 <= number <= 99:
        one.wrong.append(Wrong(column, f"“{one.cells[column]}”不是1到99的数字。"))
        return None
    return number


def _day(one: Planned, column: str) -> dt.date | None:
    if not (said := one.cells.get(column)):
        return None
    try:
        day = cells.read_date(said)
    except cells.Wrong as refusal:
        one.wrong.append(Wrong(column, str(refusal)))
        return None
    if said.isdecimal():  # 46000: how Excel keeps a day in a cell that was never set as one
        one.cells = {**one.cells, column: day.isoformat()}
    return day
