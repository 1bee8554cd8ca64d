"""The list taken out as a workbook: what the page shows, nothing the reader may not see, nothing that comes alive."""

import datetime as dt
import io
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from proposals.models import Case, Export, Part, SavedView, Status
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 20, 2, 0, tzinfo=dt.UTC)  # ten in the morning


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cases():
    first = make_case(Status.IN_PROGRESS, number="501", title="加装电梯", handed_on=dt.date(2026, 3, 2))
    second = make_case(number="502", title="社区食堂", handed_on=dt.date(2026, 4, 1))
    f.hand_over(first.suggestion, world().other_bureau, Part.HELP, dt.date(2026, 5, 6))
    return first, second


def taken(client, user, query=""):
    client.force_login(user)
    response = client.post(f"/cases/export/{query}")
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(response))).worksheets[0]
    return response, [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_file_has_the_rows_of_the_page_in_its_order(client, cases):
    response, rows = taken(client, world().district, "?sort=due&kind=建议")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('建议清单-20260520.xlsx')}"
    head, who, when = [row[:4] for row in rows[4:]], [row[4:12] for row in rows[4:]], [row[12:] for row in rows[4:]]
    assert [row[0] for row in rows[:4]] == ["建议清单", "共3件，陆文2026年5月20日导出", "条件：类型：代表建议", None]
    asked = ["区九届人大五次会议", "加装电梯", "赵洪蓉、周建伟"]
    assert head == [
        ["件号", "届次", "标题", "提出人"],
        ["501", *asked],
        ["501", *asked],
        ["502", asked[0], "社区食堂", asked[2]],
    ]
    assert who == [
        ["承办单位", "办理方式", "牵头和共同主办", "承办内容", "状态", "现在该做", "谁在办", "会办"],
        ["区民政局", "独办", None, None, "办理中", "办理中，答复尚未签发", "高扬", None],
        ["区房管局", "会办", None, None, "待签收", "签收", "区房管局办公室", None],
        ["区民政局", "独办", None, None, "待签收", "签收", "区民政局办公室", None],
    ]
    assert [[one.date() if isinstance(one, dt.datetime) else one for one in row] for row in when] == [
        ["交办日期", "首次交办", "期限", "还剩工作日", "送达日期", "办结日期", "代表反馈"],
        [dt.date(2026, 3, 2), None, dt.date(2026, 6, 2), 9, None, None, None],
        [dt.date(2026, 5, 6), None, dt.date(2026, 6, 8), 13, None, None, None],
        [dt.date(2026, 4, 1), None, dt.date(2026, 7, 1), 29, None, None, None],
    ]


def test_every_page_of_the_list_and_no_more_than_it_is_taken(client, cases):
    for number in range(45):
        f.hand_over(f.suggestion(number=f"{600 + number}"), world().bureau)
    _, rows = taken(client, world().office)
    assert len(rows) == 4 + 47
    _, rows = taken(client, world().other_office)
    assert [row[4] for row in rows[4:]] == ["区房管局"]
    _, rows = taken(client, world().congress)
    assert len(rows) == 4 + 48
    _, rows = taken(client, world().cppcc)
    assert rows[4:] == []


def test_who_took_what_is_written_down_for_good(client, cases):
    w = world()
    SavedView.objects.create(user=w.office, name="待签/收", query="status=awaiting_receipt")
    taken(client, w.office, "?status=awaiting_receipt")
    kept = Export.objects.get()
    assert (kept.user, kept.at, kept.name, kept.conditions, kept.rows) == (
        w.office, NOW, "待签收-20260520.xlsx", "状态：待签收", 1,
    )  # fmt: skip


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＠x", "\t=1", "\r=1"]


def test_nothing_in_it_comes_alive_and_telephones_are_masked(client):
    for number, title in enumerate(DANGEROUS):
        make_case(number=f"70{number}", title=title)
    make_case(number="710", title="请打13812345505或021-55550111\x0b联系，编号20260101123456")
    make_case(number="711", title="第１路：１３８１２３４５５０５，٣路")
    client.force_login(world().office)
    response = client.post("/cases/export/")
    sheet = load_workbook(io.BytesIO(b"".join(response))).worksheets[0]
    cells = [row[2] for row in sheet.iter_rows(min_row=5)]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells[: len(DANGEROUS)]] == [("s", True)] * len(DANGEROUS)
    assert cells[-1].value == "第１路：138****5505，٣路"
    assert cells[-2].value == "请打138****5505或0215555****\n联系，编号20260101123456"


def test_a_wrong_condition_takes_nothing_out(client, cases):
    client.force_login(world().office)
    response = client.post("/cases/export/?status=nonsense")
    assert (response.status_code, "条件里有一处不对" in response.content.decode()) == (400, True)
    assert not Export.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(client, django_assert_num_queries):
    client.force_login(world().office)
    make_case(Status.CLOSED)
    with CaptureQueriesContext(connection) as few:
        client.post("/cases/export/")
    make_case(Status.CLOSED)
    make_case(Status.CLOSED)
    assert Case.objects.count() == 3
    with django_assert_num_queries(len(few)):
        client.post("/cases/export/")
