"""Lists of finished years, made in memory, and a case that one of them entered."""

import datetime as dt
import io
import tempfile
from pathlib import Path

from django.core.management import call_command

from proposals.intake.tables.sheet import ListSheet
from proposals.models import Case, Suggestion, User
from replies.finished import actions, columns, plan
from tests import factories as f
from tests.proposals.intake.sheets import book

COLUMNS = columns.COLUMNS
PLAIN = {
    "届次": "宝山区第八届人民代表大会第三次会议",
    "类别": "民政",
    "建议内容": "案由：老人吃饭难。\n建议：增加助餐点。",
    "领衔代表": "赵洪蓉",
    "附议代表": "周建伟",
    "主办单位": "区民政局",
    "交办日期": dt.date(2023, 3, 6),
    "答复日期": dt.date(2023, 5, 22),
    "发文字号": "宝民〔2023〕12号",
    "办理结果": "正在解决",
    "公开属性": "主动公开",
    "对办理结果": "满意",
    "对办理态度": "基本满意",
    "意见和建议": "希望早日开张。",
    "承诺事项": "新增助餐点12处（2024年12月31日前）；延长供餐时间（2023年12月31日前）",
    "兑现日期": "未兑现；2023-12-20",
    "答复正文": "赵洪蓉、周建伟代表：\n你们提出的建议收悉，现答复如下：\n一、增加助餐点\n三年内新增助餐点12处。",
}


def finished_row(number, **cells):
    """A row as it should be, but for what is given."""
    return {**PLAIN, "件号": number, "标题": f"关于第{number}件往事的建议", **cells}


def finished_book(*rows, columns=COLUMNS):
    return book(rows, columns)


def finished_case(user: User | None = None, **cells) -> Case:
    """A case entered as finished, for the bureau of the world."""
    f.world(), f.session()
    number = f"8{next(f.numbers):03}"
    read = columns.read_finished(finished_book(finished_row(number, **cells)))
    found = plan.plan_finished(ListSheet.from_json(read.as_json()), user)
    assert [str(problem) for line in found.lines for problem in line.problems] == []
    return actions.register_finished(found.entries, user, {"file": "往年.xlsx", "sha256": "0" * 64})[0]


def run_finished(content, *options):
    """manage.py import_finished: exit status, what was printed, what was complained of."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "往年.xlsx")
        path.write_bytes(content)
        try:
            call_command("import_finished", str(path), *options, stdout=out, stderr=err)
        except SystemExit as end:
            return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def entered():
    """(number, status, whether finished) of every case."""
    rows = Suggestion.objects.order_by("number").values_list("number", "cases__status", "cases__finished_before")
    return list(rows)
