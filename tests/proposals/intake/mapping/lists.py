"""Lists that leave something open, as offices send them, and the pages on which it is said."""

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from proposals.models import Case, IntakeList, Suggestion

# The layout of a district CPPCC's own export, and of a district office's list (real cases 38 and 40).
CPPCC = (
    ["政协上海市宝山区第九届委员会第五次会议立案提案"],
    [*[None] * 13, "意见反馈", None, None],
    [
        *("流水号", "提案序号", "提案分类", "第一提案人", "联名提案人", "案由", "提案内容", "附件", "提案性质"),
        *("主办单位", "会办单位", "办理结果", "提案时间", "走访情况", "办理态度", "办理结果"),
    ],
    [
        *("202600001", "001", "社会建设", "韩念慈", "程远航,范思远", "关于完善社区食堂布局的建议", "正文", None),
        *("立案", "区民政局", "区房管局", "处理中", dt.datetime(2026, 1, 12, 10, 3)),  # noqa: DTZ001
    ],
)
DISTRICT = (
    ["宝山区第九届人民代表大会第五次会议代表建议交办清单"],
    ["（共2件）"],
    ["序号", "建议编号", "建议标题", "提出人", "主办单位", "会办单位", "办理期限", "备注"],
    [1, "代表建议第0201号", "关于完善社区食堂布局的建议", "赵洪蓉", "民政局", "房管局", "2026/5/20", None],
    [2, "闭会第3号", "关于规范共享单车停放的建议", "周建伟、李倩宇", "民政局\n房管局", None, None, "重点督办"],
    ["合计", None, "2件"],
)
# Two columns that could be who leads, and none that names the session or the day.
DOUBTFUL = (
    ["编号", "案由", "提案人", "联名人", "代表姓名", "主办"],
    ["070", "关于食堂的建议", "赵洪蓉", "周建伟", "赵洪蓉", "民政局"],
    ["071", "关于楼道的建议", "李倩宇", None, "李倩宇、周建伟", "房管局"],
)
SAID = {"handed_on": "2026-03-05"}


def sheets(*tables, titles=()):
    """A workbook of these tables."""
    made = Workbook()
    made.remove(made.active)
    for number, rows in enumerate(tables):
        sheet = made.create_sheet(titles[number] if titles else None)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def send(client, content, name="名单.xlsx"):
    """Upload a file; the page one comes to."""
    answer = client.post("/intake/lists/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200, answer.context["form"].errors
    return answer


def as_shown(page, **changes):
    """What the form of the page would send, with some of it changed; columns by their letters: D="领衔代表"."""
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {f"c{ord(name) - 65}" if len(name) == 1 else name: value for name, value in changes.items()}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def press(client, page, **changes):
    """Send the form of the page; where one comes to."""
    address = f"/intake/lists/{page.context['list'].pk}/columns/"
    return client.post(address, as_shown(page, **changes), follow=True)


def preselected(page):
    """By letter: the heading, what is preselected, why."""
    return {guess.letter: (guess.name, guess.field, guess.reason) for guess in page.context["shown"].guesses}


def said_wrong(page):
    return [(name, said) for name, errors in page.context["form"].errors.items() for said in errors]


def registered():
    """What each suggestion says, with the day of 交办 and the limit of its first case."""
    made = []
    for one in Suggestion.objects.order_by("pk"):
        first, *_ = cases = Case.objects.filter(suggestion=one).order_by("pk")
        units = [f"{case.unit}{case.part}" for case in cases]
        made.append((str(one.session), one.number, one.proposer_names, units, first.handed_on, first.internal_due))
    return made


def waiting():
    return IntakeList.objects.order_by("-pk")[0]
