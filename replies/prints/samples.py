"""试印样张: the four copies of a unit before it has any case: its letterhead and its format on invented text, with
试印样张 across every page. No row is read but the unit's and the session's, and none is written."""

import datetime as dt

from django.utils import timezone

from proposals.models import Kind, Level, Session, Unit
from replies.letter.pdf.copies import FOUR, Marks, render_copies
from replies.models import Classification, Disclosure
from replies.prints.snapshots import read_snapshot

WORD = "试印样张"
TITLE = "关于试印办理情况表的建议"
PEOPLE = ("样张甲", "样张乙")
HANDLING = "这是试印的样张，用来看表格的框线、字体、双面和出纸的次序。“{title}”收悉，办理情况见所附答复。"
BODY = """样张甲、样张乙代表：
你们提出的“{title}”收悉。这是试印的样张，没有这一件建议。现将要看的几处说明如下：
一、版面
（一）边距。左边应留出装订的位置，右边、下边的字不被切掉。
（二）字体。正文是仿宋，一级标题是黑体，二级标题是楷体，每页二十二行。
二、表格
表1　样张里的一张表
| 要看的 | 应当是 |
| 纸张 | A4，实际大小 |
| 双面 | 表、答复各从新的一张纸开始 |
| 份数 | 四份，每份页眉写明第几份、送哪里 |
三、次序
先印完第一份，再印第二份。次序不对的，请在打印机里选“逐份打印”。
感谢你们对我们工作的关心和支持。"""


def print_sample(unit: Unit, *, duplex: bool = False) -> bytes:
    """The four copies for this unit, as they would come out of its printer."""
    now = timezone.localtime()
    marks = Marks(draft=f"{now:%Y年%-m月%-d日 %H:%M}打印，不是办理件", word=WORD, duplex=duplex)
    return render_copies(read_snapshot(_sample_of(unit, now.date())), FOUR, marks)


def _sample_of(unit: Unit, day: dt.date) -> dict[str, object]:
    """The sample as docs/case-format.md describes it."""
    session = Session.objects.filter(level=Level.DISTRICT).order_by("-term", "-meeting").first()
    date = day.isoformat()
    phone = unit.phone or None
    return {
        "kind": Kind.SUGGESTION.value,
        "number": "000",
        "session": session.full_name if session else "（届次还没有登记）",
        "title": TITLE,
        "deputies": list(PEOPLE),
        "unit": unit.name,
        "document_number": f"{unit.letter_mark}〔{day.year}〕0号" if unit.letter_mark else None,
        "handler": "样张经办",
        "phone": phone,
        "handling": HANDLING.format(title=TITLE),
        "letter": {
            "title": f"对“{TITLE}”的答复",
            "body": BODY.format(title=TITLE),
            "signed_on": date,
            "contact": "样张经办",
            "phone": phone,
            "copies_to": ["区人大常委会代表工委", "区政府办公室"],
            "format": unit.letter_format,
        },
        "classification": Classification.ADOPTED.value,
        "disclosure": Disclosure.OPEN_FULL.value,
        "review": {"opinion": "同意答复。", "signer": "样张领导", "date": date},
        "round": 1,
    }
