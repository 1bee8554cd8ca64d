"""Fill the calendar's rows from the State Council's yearly notices, as the package chinese-calendar knows them."""

import uuid

from proposals.deadlines.calendar_changes import carry_out_change, known_years
from proposals.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "把国务院办公厅公布的节假日与调休写入日历；已经有的日子（包括改过的）不动，在办的期限随之重新计算"

    def handle(self, *args: object, **options: object) -> None:
        for _, change in known_years():
            made = carry_out_change(change, None, reason="随程序载入", key=uuid.uuid4())
            moved = made.moved.count()
            self.stdout.write(f"日历：{made.what}" + (f"，{moved}件的期限随之改动。" if moved else "。"))
