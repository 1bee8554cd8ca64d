"""延期报告 on paper: a letter of the unit to both bodies."""

import re
import subprocess

import pytest

from proposals.models import Status
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db


def test_the_report_is_a_letter_to_both_bodies_a_copy_for_each(client):
    case = make_case(Status.IN_PROGRESS, title="关于优化社区食堂的建议", number="070")
    asked = f.extension(case, reason="规划修订还没有批复。\n预计下月批复。", report="已完成三处选址。")
    client.force_login(world().office)
    answer = client.get(f"/extensions/{asked.pk}/letter/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    command = ["pdftotext", "-layout", "-", "-"]
    read = subprocess.run(command, input=answer.content, check=True, capture_output=True).stdout.decode()  # noqa: S603
    text = re.sub(r"\s", "", read)
    due, wished = (f"{day.year}年{day.month}月{day.day}日" for day in (asked.from_due, asked.wished_on))
    assert [re.sub(r"\s", "", label) for label in re.findall(r"第.份·\S+", read)] == [
        "第一份·存承办单位",
        "第二份·送区政府办公室",
        "第三份·送区人大代表工委",
    ]
    for said in (
        "关于延期答复《关于优化社区食堂的建议》代表建议的报告",
        "上海市宝山区政府办公室、上海市宝山区人大代表工委：",
        f"答复期限是{due}。因故不能按期答复，申请延期到{wished}，现将有关情况报告如下。",
        "一、延期理由规划修订还没有批复。预计下月批复。二、办理情况和下一步安排已完成三处选址。特此报告，请予审批。",
    ):
        assert text.count(said) == 3, said
