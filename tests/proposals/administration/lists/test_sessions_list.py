"""届次 as a list: found by words, narrowed, taken as a workbook, brought in from one."""

import io

import pytest
from lxml import html
from openpyxl import load_workbook

from proposals.models import AdministrationEvent, Session
from tests import factories as f
from tests.proposals.administration.offices import browser_of, seen_on
from tests.proposals.administration.test_workbooks import confirm, said_on, upload

pytestmark = pytest.mark.django_db
HEAD = ["会议", "级别", "地方", "届", "次", "开幕日期", "闭幕日期"]


@pytest.fixture
def admin():
    f.suggestion()  # 宝山区九届人大五次会议
    Session.objects.create(body="政协", level=4, place="宝山区", term=9, meeting=2)
    Session.objects.create(body="人大", level=3, place="上海市", term=16, meeting=3, opened_on="2025-01-15")
    return browser_of(f.world().admin)


def found(page):
    return [one.short_name for one in page.context["page"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["区九届人大五次会议", "区政协九届二次会议", "市十六届人大三次会议"]),
        ("?q=九届", ["区九届人大五次会议", "区政协九届二次会议"]),
        ("?q=政协 第二次", ["区政协九届二次会议"]),
        ("?q=2025", ["市十六届人大三次会议"]),
        ("?show=higher", ["市十六届人大三次会议"]),
        ("?show=cppcc", ["区政协九届二次会议"]),
        ("?show=empty", ["区政协九届二次会议", "市十六届人大三次会议"]),
        ("?q=没有这个", []),
        ("?show=x", ["区九届人大五次会议", "区政协九届二次会议", "市十六届人大三次会议"]),
    ],
)
def test_they_are_found_by_words_and_narrowed(admin, query, names):
    assert found(admin.get(f"/office/sessions/{query}")) == names


def test_the_workbook_holds_what_the_list_shows_and_the_record_says_so(admin):
    given = admin.post("/office/workbooks/sessions/file/?q=九届&show=cppcc")
    rows = list(load_workbook(io.BytesIO(b"".join(given.streaming_content))).active.values)
    assert [row for row in rows if row[0] == "政协"] == [("政协", "区、县", "宝山区", "9", "2", None, None)]
    event = AdministrationEvent.objects.get(label="导出")
    assert (event.subject_name, event.comment) == ("届次", "1行，政协，九届")


def test_they_come_from_a_workbook_with_a_preview(admin):
    page = upload(
        admin,
        "sessions",
        HEAD,
        ["人大", "", "宝山区", "第九届", "第五次", "2026-01-12", "2026年1月16日"],
        ["", "", "宝山区", 9, 6, 46035, None],  # a day in a cell that was never set as one
        ["政协", "全国", "宝山区", "14", "3", "", ""],
        ["人大", "", "宝山区", "九十九届", "一百", "", ""],
        ["人大", "", "宝山区", "9", "7", "2026-02-30", ""],
        ["人大", "", "宝山区", "9", "8", "2026-02-03", "2026-02-01"],
    )
    assert said_on(page)[:2] == [("changed", ["开幕日期：2026-01-12", "闭幕日期：2026-01-16"]), ("new", [])]
    assert [state for state, _ in said_on(page)[2:]] == ["wrong"] * 4
    shown = html.fromstring(page.content).text_content()
    assert [shown.count(day) for day in ("46035", "2026-01-13")] == [0, 1]
    done = confirm(admin, page, "sessions")
    assert (done.status_code, len(seen_on(done, "notice", "li"))) == (200, 4)
    assert str(Session.objects.get(term=9, meeting=5).opened_on) == "2026-01-12"
    assert str(Session.objects.get(place="宝山区", term=9, meeting=6).opened_on) == "2026-01-13"
    again = upload(admin, "sessions", HEAD, ["人大", "", "宝山区", "9", "6", "", ""])
    assert said_on(again) == [("same", [])]
    event = AdministrationEvent.objects.filter(subject="session", label="新增").first()
    assert (event.source, event.subject_name) == ("名单.xlsx", "宝山区第九届人民代表大会第六次会议")


def test_the_lists_of_units_and_deputies_have_their_button(admin):
    for kind in ("units", "deputies", "sessions"):
        said = admin.get(f"/office/{kind}/?q=张").content.decode()
        assert f'action="/office/workbooks/{kind}/file/?q=%E5%BC%A0"' in said
    said = admin.get("/office/letterheads/?q=张&show=no-phone").content.decode()
    assert 'action="/office/workbooks/units/file/?of=letters&amp;q=%E5%BC%A0&amp;show=no-phone"' in said


@pytest.mark.parametrize(
    ("kind", "query", "comment"),
    [
        ("units", "?q=民政", "1行，民政"),
        ("units", "?show=bureau", "2行，承办单位"),
        ("units", "?of=letters", "2行，来信抬头"),
        ("units", "?of=letters&show=letterhead&q=民政", "0行，来信抬头，信函格式，民政"),
        ("deputies", "?q=没有", "0行，没有"),
    ],
)
def test_an_export_of_a_narrowed_list_holds_that_list(admin, kind, query, comment):
    assert admin.post(f"/office/workbooks/{kind}/file/{query}").status_code == 200
    assert AdministrationEvent.objects.get(label="导出").comment == comment
