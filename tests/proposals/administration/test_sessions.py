"""届次: registered, changed, and what stays once suggestions were made at it."""

import pytest

from proposals.models import AdministrationEvent, Session
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on

pytestmark = pytest.mark.django_db
TAKEN = "宝山区第九届人民代表大会第五次会议已经登记过了。开幕、闭幕日期要补的，在那一条上写。"
NEW = {"body": "人大", "level": 4, "place": "宝山区", "term": 10, "meeting": 1, "seen": 0}


@pytest.fixture
def admin():
    return browser_of(f.world().admin)


def said_of(session):
    rows = AdministrationEvent.objects.filter(subject="session", subject_id=session.pk).order_by("pk")
    return [(row.label, [(one["field"], one["old"], one["new"]) for one in row.changes]) for row in rows]


def test_a_session_is_registered_once_and_told(admin):
    assert admin.post("/office/sessions/new/", NEW).status_code == 302
    session = Session.objects.get(term=10)
    assert (str(session), said_of(session)) == ("宝山区第十届人民代表大会第一次会议", [("新增", [])])
    assert admin.post("/office/sessions/new/", NEW).status_code == 400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"term": 0}, "term"),
        ({"meeting": 100}, "meeting"),
        ({"level": 1}, "place"),
        ({"place": "全国"}, "place"),
        ({"opened_on": "2026-02-02", "closed_on": "2026-02-01"}, "closed_on"),
    ],
)
def test_what_cannot_be_is_refused(admin, change, field):
    page = admin.post("/office/sessions/new/", NEW | change)
    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"term": "abc"}, "term", "请写数字，不带小数点。"),
        ({"body": "x"}, "body", "请从列出的里面选。"),
        ({"place": "宝" * 2000}, "place", "最多20个字，现在2000个。"),
        ({"opened_on": "2026-02-30"}, "opened_on", "没有这一天，请按“2027-03-01”这样写。"),
        (
            {"term": 9, "meeting": 5},
            "meeting",
            TAKEN,
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(admin, change, field, said):
    assert f.suggestion().session.meeting == 5
    page = admin.post("/office/sessions/new/", NEW | change)
    assert page.context["form"].errors == {field: [said]}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2027年1月8日", "2027-01-08"),
        (" 2027 年 1 月 8 日", "2027-01-08"),
        ("2027/1/8", "2027-01-08"),
        ("２０２７.01.08", "2027-01-08"),
        ("20270108", "2027-01-08"),
        ("2027年2月30日", "没有这一天，请按“2027-03-01”这样写。"),
        ("1月8日", "没有写年份，请写全，如“2027-03-01”或“2027年3月1日”。"),
    ],
)
def test_a_day_is_read_as_people_write_it(admin, typed, read):
    page = admin.post("/office/sessions/new/", NEW | {"opened_on": typed})
    opened = Session.objects.filter(term=10).values_list("opened_on", flat=True).first()
    assert (opened.isoformat() if opened else page.context["form"].errors["opened_on"][0]) == read


def test_one_with_suggestions_keeps_body_and_number_and_its_days_are_written(admin):
    session = f.suggestion().session
    path = f"/office/sessions/{session.pk}/"
    page = admin.get(path)
    assert "已经有1件建议" in page.content.decode()
    facts = {"seen": field_on(page, "seen"), "opened_on": "2026-01-12", "term": 3, "meeting": 9}
    assert admin.post(path, facts).status_code == 302
    row = Session.objects.get(pk=session.pk)
    assert (row.term, row.meeting, said_of(row)) == (9, 5, [("改资料", [("开幕日期", "", "2026-01-12")])])
    assert admin.post(path, facts | {"opened_on": "2026-01-13"}).status_code == 409


def test_one_without_is_changed_whole(admin):
    session = Session.objects.create(body="人大", level=4, place="宝山区", term=10, meeting=1)
    path = f"/office/sessions/{session.pk}/"
    assert admin.post(path, NEW | {"meeting": 2}).status_code == 302
    assert said_of(session) == [("改资料", [("次", "1", "2")])]
