"""The State Council's yearly notice (国务院办公厅关于某年部分节假日安排的通知) as days of the calendar: from the
package that knows them, or read from the notice's own words where the package does not know the year yet."""

import datetime as dt
import re

from chinese_calendar import constants

from proposals.formats.chinese import cn_date, half
from proposals.models import CalendarDay

NAMES = {holiday.value: holiday.chinese for holiday in constants.Holiday}
EARLIEST = 2023
ITEM = re.compile(r"^(?:[一二三四五六七八九十]+、|[0-9]+[.．、])?\s*([^：:，。]{2,20})[：:](.+)$")
DAY = r"(?:([0-9]{4})年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日(?:[（(][^（()）]*[)）])?"
SPAN = re.compile(rf"{DAY}(?:\s*(?:至|到|—|-|～|~)\s*{DAY})?")


class UnreadableNotice(Exception):
    """A notice that says something this reader does not understand, with the sentence a person reads."""


def known_days(year: int | None = None) -> list[CalendarDay]:
    """Every holiday on a weekday and every 调休 working day that the package knows from 2023 on, or of one year."""
    named = {day: NAMES.get(name, name) for day, name in constants.holidays.items()}
    days = [CalendarDay(date=day, is_working=False, name=name) for day, name in named.items() if day.weekday() < 5]
    days += [
        CalendarDay(date=day, is_working=True, name=f"{NAMES.get(name, name)}调休")
        for day, name in constants.workdays.items()
    ]
    return [row for row in days if row.date.year == year or (year is None and row.date.year >= EARLIEST)]


def read_holiday_notice(text: str, year: int) -> list[CalendarDay]:
    """The days of a notice pasted as text, a line a holiday: 国庆节：10月1日（周四）至7日（周三）放假调休，共7天。
    9月20日（周日）、10月10日（周六）上班。 Only what differs from the ordinary week becomes a row. Raises
    Unreadable."""
    found: dict[dt.date, CalendarDay] = {}
    for line in filter(None, map(str.strip, re.split(r"\n|(?<=[。；])(?=[一二三四五六七八九十]+、)", half(text)))):
        item = ITEM.match(line)
        if not item:
            continue  # the notice's own introduction and closing
        name = re.sub(r"[、和]", "、", item[1])
        for sentence in re.split(r"[。；;]", item[2]):
            at_work = "上班" in sentence
            if not at_work and "放假" not in sentence:
                continue
            days = _days(sentence.split("上班")[0] if at_work else sentence.split("放假")[0], year)
            if not days:
                raise UnreadableNotice(
                    f"“{sentence.strip()[:40]}”里没有读到日期，请照通知的写法写，如“10月1日至7日放假”。"
                )
            for day in days:
                if at_work == (day.weekday() > 4):
                    found[day] = CalendarDay(date=day, is_working=at_work, name=f"{name}调休" if at_work else name)
    if not any(not row.is_working for row in found.values()):
        raise UnreadableNotice("没有读到放假的日子。请把通知里“一、元旦：……”这样的几行粘贴进来，一行一个节日。")
    return sorted(found.values(), key=lambda row: row.date)


def _days(words: str, year: int) -> list[dt.date]:
    found: list[dt.date] = []
    month = 0
    for span in SPAN.finditer(words):
        first_year, first_month, first, last_year, last_month, last = span.groups()
        month = int(first_month or month)
        start = _day(int(first_year or year), month, int(first), span[0])
        month = int(last_month or month)
        end = _day(int(last_year or year), month, int(last), span[0]) if last else start
        if not 0 <= (end - start).days <= 15:
            raise UnreadableNotice(f"“{span[0]}”的起止日期不对，请核对。")
        found += [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    for day in found:
        if abs((day - dt.date(year, 6, 30)).days) > 200:
            raise UnreadableNotice(f"{cn_date(day)}不在{year}年，请核对年份。")
    return found


def _day(year: int, month: int, day: int, written: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise UnreadableNotice(f"“{written}”：没有这一天，请核对。") from None
