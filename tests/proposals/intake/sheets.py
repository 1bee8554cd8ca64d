"""Excel lists as offices send them, made in memory, and the command that takes them in."""

import datetime as dt
import io
import tempfile
import threading
import zipfile
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client
from openpyxl import Workbook

from proposals.models import Case, Deputy, Event, Session, Sponsorship, Suggestion

COLUMNS = (
    "届次",
    "件号",
    "类别",
    "标题",
    "建议内容",
    "领衔代表",
    "附议代表",
    "主办单位",
    "会办单位",
    "交办日期",
    "答复期限",
)
PLAIN = {
    "届次": "第九届第五次会议",
    "类别": "民政",
    "建议内容": "案由：老人吃饭难。\n建议：增加助餐点。",
    "领衔代表": "赵洪蓉",
    "附议代表": "周建伟、李倩宇",
    "主办单位": "区民政局",
    "会办单位": None,
    "交办日期": dt.date(2026, 3, 5),
    "答复期限": None,
}


def row(number, **cells):
    """A row as it should be, but for what is given."""
    return {**PLAIN, "件号": number, "标题": f"关于第{number}件事的建议", **cells}


def book(rows, columns=COLUMNS, above=(), shape=None):
    """A workbook's bytes. `above` are rows over the header, `shape(sheet)` changes the finished sheet."""
    made = Workbook()
    sheet = made.active
    for line in above:
        sheet.append(line)
    sheet.append(list(columns))
    for cells in rows:
        sheet.append([cells.get(column.strip()) for column in columns])
    if shape:
        shape(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(content, change=None, extra=()):
    """The same archive with its parts passed through change(name, data), and further parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(part.filename, data) if change else data)
        for name, data in extra:
            new.writestr(name, data)
    return out.getvalue()


def run(content, *options):
    """manage.py import_list: exit status, what was printed, what was complained of."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.xlsx")
        path.write_bytes(content)
        try:
            call_command("import_list", str(path), *options, stdout=out, stderr=err)
        except SystemExit as end:
            return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def counts():
    return [model.objects.count() for model in (Session, Deputy, Suggestion, Sponsorship, Case, Event)]


def problems(printed):
    """(row, column: reason) of every fault in what was printed."""
    found, at = [], None
    for line in printed.splitlines():
        if line.startswith("第"):
            at = line.split("行")[0][1:]
        elif line.startswith("    ") and not line.startswith("    注意"):
            found.append((int(at), line.strip()))
    return found


def refused(content, sentence):
    """Nothing is made, exit status 2, and this is said."""
    before = counts()
    status, _printed, complaint = run(content)
    assert (status, complaint.strip(), counts()) == (2, f"没有登记。{sentence}", before)


def wrong(rows, *expected, **shape):
    """Nothing is made, exit status 2, and exactly these faults are listed."""
    before = counts()
    status, printed, _complaint = run(book(rows, **shape))
    assert (status, problems(printed), counts()) == (2, list(expected), before)


def faults(response):
    """(field, sentence) of every fault of the form shown again."""
    return [(name, said) for name, errors in response.context["form"].errors.items() for said in errors]


def at_once(user, address, sent):
    """The statuses of the same request sent by two browsers at one moment."""
    barrier, results = threading.Barrier(2), []

    def send_one():
        try:
            browser = Client()
            browser.force_login(user)
            barrier.wait(10)
            results.append(browser.post(address, sent).status_code)
        finally:
            connection.close()

    both = [threading.Thread(target=send_one) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    return sorted(results)
