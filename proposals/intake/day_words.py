"""Days as lists write them: 2026-3-5 9:30, 二〇二六年三月五日, 3月5日, 6月5日前, 5月底前, 三个月内.

A day without its year is the first such one from a day that is known; a time that is given for answering counts from
交办 as every limit does.
"""

import calendar
import datetime as dt
import re

from proposals.calendar.workdays import WorkCalendar
from proposals.intake import cells
from proposals.intake.cells import Wrong

_COUNT = "(?P<count>[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_WITHIN = re.compile(
    rf"(?:自|从)?(?:交办|收到)?(?:之)?(?:日|后)?(?:起|后)?{_COUNT}(?:个(?P<months>月)|(?P<years>年)|个?(?P<worked>工作日)"
    "|(?:个?(?P<weeks>周|星期)|(?P<days>日|天))(?=之内|以内|内))(?:之内|以内|内)?(?:答复|办结|办复|办理完毕|完成)?"
)
_BEFORE = re.compile("(?:之前|以前|前|止|之内|内|底)?(?:答复|办结|办复|报送|完成|办理完毕)?$")
_MONTH_END = re.compile(
    "(?:(?P<year>[0-9]{4})年)?(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,3})月(?:底|末|月底)(?:之前|以前|前)?"
)
_YEAR_END = re.compile("(?:(?P<year>[0-9]{4})年|今年|本年|当年)?年?(?:底|末)(?:之前|以前|前)?")
_NO_YEAR = re.compile(
    "(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:月|[-/])(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]?"
)
LIMIT_HINT = "请写成日期（2026年6月5日、6月5日前），或者写6月底前、3个月内"
# What says no more than that the law's limit holds.
_BY_LAW = re.compile(
    "(?:按|依|执行)?(?:照)?(?:法定|规定|法律规定)(?:的?(?:期限|时限|时间))?(?:内)?(?:答复|办理|办结)?"
)


def read_handed_on(value: cells.Cell, since: dt.date | None) -> dt.date:
    """The day of 交办; 3月5日 is the first one `since`, where that is known (the opening of the session)."""
    written = cells.read_day_text(value)
    if since and (match := _NO_YEAR.fullmatch(written)):
        return _next(match, since, value)
    return cells.read_date(value)


def read_due(value: cells.Cell, handed: dt.date | None, days: WorkCalendar) -> dt.date | None:
    """The last day to answer on; None where it is the law's, or where it counts from a 交办 that is not known."""
    written = cells.read_day_text(value)
    if not cells.read_names(value) or _BY_LAW.fullmatch(written):
        return None
    if match := _WITHIN.fullmatch(written):
        return _counted(match, handed, days, value) if handed else None
    if match := _MONTH_END.fullmatch(written) or _YEAR_END.fullmatch(written):
        return _end(match.groupdict(), handed, value)
    plain = cells.read_day_text(_BEFORE.sub("", written, count=1))
    if match := _NO_YEAR.fullmatch(plain):
        return _next(match, handed, value) if handed else None
    try:
        return cells.read_date(value if plain == written else plain)
    except cells.NotADay:
        raise Wrong(f"“{cells.shown_cell(value)}”读不懂。{LIMIT_HINT}。") from None


def _number(word: str) -> int:
    return int(word) if word.isascii() else cells.read_numeral(word)


def _next(match: re.Match[str], since: dt.date, value: cells.Cell) -> dt.date:
    """The first such day from `since` on: in its year or the next."""
    for year in (since.year, since.year + 1):
        try:
            day = dt.date(year, _number(match["month"]), _number(match["day"]))
        except ValueError:
            break
        if day >= since:
            return day
    raise Wrong(f"“{cells.shown_cell(value)}”：没有这一天，请核对。")


def _end(said: dict[str, str | None], handed: dt.date | None, value: cells.Cell) -> dt.date | None:
    """The last day of a month, or of the year."""
    month = _number(said.get("month") or "12")
    if not 1 <= month <= 12:
        raise Wrong(f"“{cells.shown_cell(value)}”：没有这个月，请核对。")
    if said["year"]:
        year = int(said["year"])
    elif handed:
        year = handed.year + (month < handed.month)
    else:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _counted(match: re.Match[str], handed: dt.date, days: WorkCalendar, value: cells.Cell) -> dt.date:
    if match["count"] == "半":
        months, spans = 6 if match["years"] else 0, 15 if match["months"] else 0
    else:
        number = _number(match["count"])
        months = number * (12 if match["years"] else 1) if match["years"] or match["months"] else 0
        if match["worked"]:
            return days.after_working_days(handed, number)
        spans = 0 if months else number * (7 if match["weeks"] else 1)
    if not months and not spans:
        raise Wrong(f"“{cells.shown_cell(value)}”读不懂。{LIMIT_HINT}。")
    return days.after_months(handed, months) if months else days.next_working_day(handed + dt.timedelta(spans))
