"""Fill the calendar's rows from the State Council's yearly notices, as the package chinese-calendar knows them."""

import datetime as dt

from chinese_calendar import constants
from django.core.management.base import BaseCommand

from proposals.models import CalendarDay

NAMES = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def known_days() -> list[CalendarDay]:
    """Every holiday on a weekday and every 调休 working day of the years the package covers from 2023 on."""
    named = {day: NAMES.get(name, name) for day, name in constants.holidays.items()}
    days = [CalendarDay(date=day, is_working=False, name=name) for day, name in named.items() if day.weekday() < 5]
    days += [
        CalendarDay(date=day, is_working=True, name=f"{NAMES.get(name, name)}调休")
        for day, name in constants.workdays.items()
    ]
    return [row for row in days if row.date >= dt.date(2023, 1, 1)]


class Command(BaseCommand):
    help = "把国务院办公厅公布的节假日与调休写入日历；已经有的日子（包括改过的）不动"

    def handle(self, *args: object, **options: object) -> None:
        before = CalendarDay.objects.count()
        CalendarDay.objects.bulk_create(known_days(), ignore_conflicts=True)
        added = CalendarDay.objects.count() - before
        if added:
            self.stdout.write(f"日历：新增{added}天。")
