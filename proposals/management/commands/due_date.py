"""When a limit ends: `manage.py due_date 2026-01-31 --months 1`, or `--working-days 7`.

Prints the date, and 暂定 behind it where the State Council's notice for its year is not loaded yet.
"""

import datetime as dt
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from proposals.calendar.holidays import known_days
from proposals.calendar.workdays import WorkCalendar
from proposals.formats.chinese import half

MOST_MONTHS, MOST_DAYS = 1200, 10_000


def parse_day(typed: str) -> dt.date:
    """2026-01-31 or 2026年1月31日."""
    match = re.fullmatch(r"([0-9]{4})(?:-|年)([0-9]{1,2})(?:-|月)([0-9]{1,2})日?", half(typed))
    try:
        return dt.date(*map(int, match.groups())) if match else dt.date.fromisoformat(typed)
    except ValueError:
        raise CommandError(f"没有“{typed[:20]}”这一天，请写成 2026-01-31 的样子。", returncode=2) from None


class Command(BaseCommand):
    help = "计算期限：从某一天起若干个月，或若干个工作日"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", help="起算的日期（当天不计入），如 2026-01-31")
        length = parser.add_mutually_exclusive_group(required=True)
        length.add_argument("--months", type=int, metavar="个月")
        length.add_argument("--working-days", type=int, metavar="工作日")

    def handle(self, *args: Any, **options: Any) -> None:
        start, months, count = parse_day(options["start"]), options["months"], options["working_days"]
        if not 0 <= (months or 0) <= MOST_MONTHS or not 0 <= (count or 0) <= MOST_DAYS:
            raise CommandError(f"月数应为 0 到 {MOST_MONTHS}，工作日应为 0 到 {MOST_DAYS}。", returncode=2)
        days = the_calendar()
        try:
            due = days.after_working_days(start, count) if months is None else days.after_months(start, months)
        except (ValueError, OverflowError):
            raise CommandError("算出来的日期太远了。", returncode=2) from None
        self.stdout.write(f"{due.isoformat()}{' 暂定' if days.is_provisional(due) else ''}")


def the_calendar() -> WorkCalendar:
    """The installation's own rows; before there is a database, what load_calendar would write."""
    try:
        days = WorkCalendar.load()
    except Error:
        days = WorkCalendar()
    return days if days.days else WorkCalendar({row.date: row.is_working for row in known_days()})
