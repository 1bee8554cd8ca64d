"""Files made to break their readers, through the front door: each is refused with a sentence, and nothing is kept."""

import pytest
from django.test import Client

from proposals.models import Attachment, IntakeList, Status
from replies.models import SheetStack
from tests import factories as f
from tests.hostile import CHEAP, said, send

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WHO = {"kept": "handler", "word": "handler", "list": "district", "stack": "office"}

# The first sentence of each refusal; what to do follows.
SAYS = {
    "“文件”里面有不该有的内容，为安全起见没有接收。": (
        "docx, two parts of one name",
        "docx, a part ../",
        "docx, laughs",
    ),
    "“文件”里面嵌有别的文件或对象，不能接收。": ("docx, an object", "xlsx, another book"),
    "“文件”里面连着外面的文件或网页内容，不能接收。": (
        "docx, a template outside",
        "docx, a picture outside",
        "docx, a link that runs",
    ),
    "“文件”打不开，可能没有传完整。": ("docx, a size that is untrue",),
    "“文件”含有宏，不能接收。": ("docx, macros", "xlsx, a macro sheet"),
    "“文件”是压缩包，请解压以后一个一个地交。": ("zip in zip",),
    "“文件”里面带有会自己运行的程序，不能接收。": ("pdf, a script", "pdf, a program"),
    "“文件”一打开就会连到别的文件或网页，不能接收。": (
        "pdf, another file",
        "pdf, a page of the web by itself",
        "pdf, a form that is sent",
    ),
    "“文件”里面附有别的文件，不能接收。": ("pdf, a file within",),
    "“文件”尺寸太大（黑白、灰度的最多七千二百万像素，够A3扫描600点；彩色PNG最多五千万像素）。": (
        "png of 20,000 × 20,000",
        "png of 51 million coloured dots",
        "png of 73 million grey dots",
    ),
    "“文件”是 GIF 图片，请另存为 JPG 或 PNG 再交。": ("gif and page",),
    "文件里有不该有的内容，为安全起见没有读取。": ("word: laughs", "list: laughs"),
    "文件打不开，可能没有传完整，或者不是标准的 Word 文档。": ("word: deep",),
    "文件里的内容太大，不能读取。": ("word: 9,000 paragraphs",),
    "这个文件里面嵌有别的文件或对象，不能接收。": ("word: an object", "list: another book"),
    "这个文件里面连着外面的文件或网页内容，不能接收。": ("word: a template outside", "list: a picture outside"),
    "这个文件含有宏，不能接收。": ("word: macros", "list: a macro sheet"),
    "前10行里没有找到表头。": ("list: merged over the sheet",),
    "文件里有60张表，最多50张。": ("list: 60 sheets",),
    "压缩包打不开，可能没有传完整。": ("stack: a size that is untrue",),
}


@pytest.mark.parametrize("name", CHEAP)
def test_a_hostile_file_is_refused_with_a_sentence(name):
    door, make = CHEAP[name]
    client, case = Client(), f.make_case(Status.IN_PROGRESS)
    client.force_login(getattr(f.world(), WHO[door]))
    answer = send(client, case, door, make())
    kept = [model.objects.count() for model in (Attachment, IntakeList, SheetStack)]
    assert (name, answer.status_code, kept) == (name, 400, [0, 0, 0])
    first = said(answer).split("。")[0] + "。"
    assert name in SAYS[first]
