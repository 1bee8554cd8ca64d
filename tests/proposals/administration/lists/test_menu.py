"""The menu of an administrator shows each page of what the role looks after, once."""

import io
import uuid

import pytest
import time_machine
from openpyxl import load_workbook

from proposals.models import CalendarChange, Event, Membership, Role, Unit, UnitKind
from tests import factories as f
from tests.proposals.administration.offices import OF_A_CASE, browser_of, field_on, seen_on

pytestmark = pytest.mark.django_db
OF_ALL = [
    "人员",
    "单位",
    "代表",
    "届次",
    "来信抬头",
    "标准用语",
    "工作日历和期限",
    "两步登录的规定",
    "开始使用",
    "运行和留痕",
    "外存末笔",
    "两步登录丢失",
]


def menu_of(user):
    """The lines of 系统管理 and of everything else at the side."""
    found = [one.split()[0] for one in seen_on(browser_of(user).get("/office/people/"), "side", "a")]
    return [one for one in found if one != "按键和手册"]


def test_who_looks_after_all_has_every_page_of_the_base_data():
    assert menu_of(f.world().admin) == OF_ALL


def test_in_a_bureau_it_is_what_belongs_to_the_bureau():
    w = f.world()
    Membership.objects.create(user=w.second_handler, unit=w.bureau, role=Role.ADMIN)
    menu = menu_of(w.second_handler)
    assert [one for one in OF_ALL if one in menu] == ["人员", "单位", "来信抬头", "标准用语", "两步登录丢失"]
    assert menu.count("标准用语") == 1


def test_without_a_district_office_the_administrator_of_the_bureau_has_the_calendar():
    w = f.world()
    Unit.objects.filter(kind=UnitKind.DISTRICT).update(is_active=False)
    Membership.objects.create(user=w.second_handler, unit=w.bureau, role=Role.ADMIN)
    last = ["工作日历和期限", "两步登录的规定", "开始使用", "运行和留痕", "外存末笔", "两步登录丢失"]
    assert menu_of(w.second_handler)[-6:] == last
    assert "改一天" in browser_of(w.second_handler).get("/calendar/?year=2026").content.decode()


@time_machine.travel("2026-02-02T10:00:00+08:00")
def test_an_administrator_changes_a_day_and_is_told_how_many_cases_move_but_not_which():
    case = f.make_case("in_progress")
    browser, due = browser_of(f.world().admin), case.statutory_due
    said = {"day": due.isoformat(), "to": "off", "name": "全区停工一天", "reason": "台风", "key": uuid.uuid4()}
    preview = browser.post("/calendar/day/", said)
    texts = preview.content.decode()
    assert ("会改动1件在办的答复期限" in texts, OF_A_CASE.search(texts)) == (True, None)
    done = browser.post("/calendar/day/", said | {"seen": field_on(preview, "seen")}, follow=True)
    texts = done.content.decode()
    assert ("1件在办的答复期限随之改动" in texts, OF_A_CASE.search(texts)) == (True, None)
    event = Event.objects.filter(case=case, action="recount").get()
    assert (event.actor, event.role, CalendarChange.objects.latest("pk").by) == (
        f.world().admin, Role.ADMIN, f.world().admin,
    )  # fmt: skip


def test_letterheads_say_what_is_missing_and_wordings_are_read_and_taken():
    w = f.world()
    f.wording(text="已经安排。", topic="道路")
    Unit.objects.filter(pk=w.bureau.pk).update(letter_mark="宝民", phone="021-56550100")
    Unit.objects.filter(pk=w.other_bureau.pk).update(letter_mark="")
    browser = browser_of(w.admin)
    page = browser.get("/office/letterheads/?show=no-mark")
    assert [one.name for one in page.context["page"]] == [w.other_bureau.name]
    assert [one.name for one in browser.get("/office/letterheads/?q=宝民").context["page"]] == [w.bureau.name]
    listed = browser.get("/wordings/")
    assert ([row.wording.topic for row in listed.context["rows"]], listed.context["writes"]) == (["道路"], False)
    assert browser.post("/wordings/file/?q=道路").status_code == 200
    assert browser_of(w.grants).get("/wordings/").context["rows"] == []


def test_a_year_of_the_calendar_is_taken_as_a_workbook():
    browser = browser_of(f.world().admin)
    assert "/calendar/file/2026/" in browser.get("/calendar/?year=2026").content.decode()
    answer = browser.get("/calendar/file/2026/")
    rows = [row for row in load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values if row[1]]
    assert [str(cell) for cell in rows[1]] == ["2026-01-01 00:00:00", "周四", "放假", "元旦"]
    assert len(rows) == 1 + 19 + 6
    assert browser.get("/calendar/file/9999/").status_code == 404
