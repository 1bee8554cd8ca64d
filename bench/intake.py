"""How long a list of a thousand suggestions takes: read, looked at (the plan), registered: `python -m bench.intake`
on SQLite, `bin/with-postgres .venv/bin/python -m bench.intake` on PostgreSQL. Each kind of file says the same.

Each suggestion has three units. Two cores that eight others shared gave, on SQLite, 0.2 to 1.2 s for reading, 1.1 to
1.9 s for the plan, and 14 s for registering 3,000 cases, each with its event in the chain of hashes.
"""

import csv
import datetime as dt
import io
import os
import time
import warnings
from collections.abc import Iterable

import django

from bench.search import throw_away_database

ROWS = 1000
NAMES = ("届次", "件号", "类别", "标题", "建议内容", "领衔代表", "附议代表", "承办单位", "交办日期", "答复期限")
TEXT = "案由：老旧小区的老人吃饭难，附近没有助餐点。\n建议：在社区食堂增加助餐点，延长供餐时间。" * 20


def main() -> None:
    os.environ.setdefault("BANLI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    warnings.filterwarnings("ignore", "No directory at")  # nothing is collected for a bench
    with throw_away_database() as vendor:
        print(f"\n{ROWS} suggestions, seconds on {vendor}: read, plan, register")
        for number, (kind, content) in enumerate(files().items()):
            read, plan, register = measure(content, registers=number == 0)
            print(f"{kind:5} {read:6.2f} {plan:6.2f} {register:6.2f}")


def rows() -> Iterable[list[object]]:
    yield list(NAMES)
    for at in range(1, ROWS + 1):
        units = "主办：区民政局；会办：区财政局、区房管局"
        cells = ["宝山区第九届人民代表大会第五次会议", f"{at:04}", "民政", f"关于第{at}件事的建议", TEXT, "赵洪蓉"]
        yield [*cells, "周建伟、李倩宇", units, dt.date(2026, 3, 5), "5月底前"]


def files() -> dict[str, bytes]:
    """The same list as each kind of file."""
    from openpyxl import Workbook  # django.setup() comes first

    from tests.proposals.intake.tables.old_books import binary_book, old_book  # as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    text = io.StringIO()
    for row in rows():
        sheet.append(row)
        csv.writer(text).writerow(row)
    out = io.BytesIO()
    book.save(out)
    named = [("清单", list(rows()))]
    return {
        "xlsx": out.getvalue(),
        "csv": text.getvalue().encode(),
        "xls": old_book(named),
        "xlsb": binary_book(named),
    }


def measure(content: bytes, *, registers: bool) -> tuple[float, float, float]:
    from proposals.intake import lists  # django.setup() comes first
    from proposals.intake.plan import make_plan  # as above
    from proposals.intake.tables.list_reader import read_list  # as above
    from tests import factories  # as above

    factories.world()
    factories.unit("区财政局")
    began = time.perf_counter()
    read = read_list(content)
    after_reading = time.perf_counter()
    plan = make_plan(read, None)
    after_plan = time.perf_counter()
    if len(plan.new) != ROWS:
        raise SystemExit(plan.summary)
    if registers:
        lists.register_plan(plan, None, "清单", "0" * 64)
    return after_reading - began, after_plan - after_reading, time.perf_counter() - after_plan


if __name__ == "__main__":
    main()
