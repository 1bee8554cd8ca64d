"""What the auditor reads and takes away, and nobody changes: administration, signing in, files."""

import pytest
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

from config.proxy import client_address
from proposals.administration.people.actions import change_person
from proposals.administration.record import record_change
from proposals.models import AdministrationEvent, Export, Role, SignIn
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of, seen_on

pytestmark = pytest.mark.django_db
PERSON = AdministrationEvent.Subject.PERSON


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def auditor(w):
    return browser_of(w.auditor)


def enter(name, password=f.PASSWORD, **extra):
    browser = Browser()
    browser.post("/sign-in/", {"username": name, "password": password}, **extra)
    return browser


def rows_of(response, tmp_path):
    name = tmp_path / "taken.xlsx"
    name.write_bytes(b"".join(response.streaming_content))
    return [row for row in load_workbook(name).active.iter_rows(values_only=True) if any(row)]


# ---- signing in ------------------------------------------------------------------------------------------


def attempts():
    return [
        (row.typed, row.user and row.user.username, row.address, row.outcome) for row in SignIn.objects.order_by("pk")
    ]


def test_each_attempt_is_a_row_with_the_address_it_came_from(w):
    browser = enter("handler", REMOTE_ADDR="10.1.2.3")
    browser.post("/sign-out/", REMOTE_ADDR="10.1.2.3")
    enter("handler", "不对")
    enter("一个密码打错了地方", "x")
    assert attempts() == [
        ("handler", "handler", "10.1.2.3", "opened"),
        ("handler", "handler", "10.1.2.3", "left"),
        ("handler", "handler", "127.0.0.1", "refused"),
        ("一个密…", None, "127.0.0.1", "refused"),
    ]


def test_a_locked_name_is_one_row_however_often_it_is_tried(w):
    for _ in range(9):
        enter("handler", "不对")
    enter("handler")
    assert [row[3] for row in attempts()] == ["refused"] * 4 + ["locked"]


def test_behind_the_own_proxy_the_address_is_what_the_proxy_wrote(w, settings):
    settings.AXES_CLIENT_IP_CALLABLE = client_address
    enter("handler", headers={"X-Forwarded-For": "203.0.113.9, 10.9.9.9"})
    assert attempts()[-1][2] == "10.9.9.9"


def test_what_deputies_do_by_link_is_no_signing_in(w):
    case = f.make_case("seeking_feedback")
    link = f.make_link(case.current_round, w.handler, case.suggestion.proposers[0])
    assert Browser().get(f"/d/{f.token(link)}", follow=True).status_code == 200
    assert SignIn.objects.count() == 0


# ---- read ------------------------------------------------------------------------------------------------


def settle(w):
    record_change(w.admin, PERSON, w.handler, "改资料", unit=w.bureau, comment="轮岗")
    record_change(w.admin, PERSON, w.other_handler, "停用", unit=w.other_bureau, comment="调离")
    record_change(w.admin, AdministrationEvent.Subject.SESSION, None, "新增", name="第九届第六次会议")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["新增", "停用", "改资料"]),
        ("q=高扬", ["改资料"]),
        ("q=调离 贺磊", ["停用"]),
        ("q=区民政局", ["改资料"]),
        ("show=session", ["新增"]),
        ("since=2020-01-01&until=2020-12-31", []),
        ("since=2020-01-01", ["新增", "停用", "改资料"]),
        ("since=nonsense&until=0000-00-00&show=nonsense&page=x", ["新增", "停用", "改资料"]),
    ],
)
def test_the_record_is_narrowed_by_words_kind_and_days(w, auditor, query, found):
    settle(w)
    assert seen_on(auditor.get(f"/office/records/?{query}"), "office-rows", "td[4]") == found


def test_the_auditor_of_a_bureau_reads_what_concerns_the_bureau(w):
    settle(w)
    enter("handler")
    enter("other_handler")
    enter("nobody-knows", "x")
    own = browser_of(f.person("own_auditor", "柳青", (w.bureau, Role.AUDITOR), unit=w.bureau))
    assert seen_on(own.get("/office/records/"), "office-rows", "td[4]") == ["改资料"]
    assert seen_on(own.get("/office/sign-ins/"), "office-rows", "td[2]") == ["handler"]


def test_sign_ins_are_found_by_name_address_and_outcome(w, auditor):
    enter("handler", REMOTE_ADDR="10.1.2.3")
    enter("handler", "不对")
    enter("leader")
    for query, found in (("q=高扬", 2), ("q=10.1.2", 1), ("show=refused", 1), ("q=leader", 1), ("q=郑国华 10.", 0)):
        assert len(seen_on(auditor.get(f"/office/sign-ins/?{query}"), "office-rows", "tbody/tr")) == found


@pytest.mark.once
@pytest.mark.parametrize("page", ["records", "sign-ins", "exports"])
def test_a_page_has_a_constant_number_of_queries(w, auditor, page, django_assert_max_num_queries):
    settle(w)
    for name in ("handler", "leader", "office", "other_handler"):
        enter(name)
        Export.objects.create(user=w.handler, name="x.xlsx", rows=3)
    with django_assert_max_num_queries(12):
        assert auditor.get(f"/office/{page}/").status_code == 200


# ---- taken away ------------------------------------------------------------------------------------------


def test_a_file_of_the_record_is_itself_in_the_record(w, auditor, tmp_path):
    settle(w)
    rows = rows_of(auditor.post("/office/records/file/?q=高扬"), tmp_path)
    assert rows[1][0].startswith("共1行，申察")
    assert rows[2][0] == "条件：高扬"
    assert rows[4][1:7] == ("钟凯", "人员", "高扬", "改资料", None, "轮岗")
    event = AdministrationEvent.objects.first()
    assert (event.actor, event.subject, event.subject_name, event.label, event.comment) == (
        w.auditor, "record", "管理记录", "导出", "1行，高扬",
    )  # fmt: skip


def test_sign_ins_and_exports_are_taken_too(w, auditor, tmp_path):
    enter("handler")
    Export.objects.create(user=w.handler, name="关于社区食堂.xlsx", conditions="关于社区食堂", rows=7)
    assert rows_of(auditor.post("/office/sign-ins/file/"), tmp_path)[-1][1:5] == (
        "handler",
        "高扬",
        "区民政局",
        "登录",
    )
    assert rows_of(auditor.post("/office/exports/file/"), tmp_path)[-1][1:] == ("高扬", "区民政局", 7)
    assert [event.subject_name for event in AdministrationEvent.objects.all()] == ["导出记录", "登录记录"]


def test_what_was_looked_for_when_a_list_was_taken_is_not_shown(w, auditor):
    """It may be the title of a case."""
    Export.objects.create(user=w.handler, name="关于社区食堂.xlsx", conditions="关于社区食堂", rows=7)
    page = auditor.get("/office/exports/").content.decode()
    assert ("高扬" in page, "社区食堂" in page) == (True, False)


# ---- never changed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["proposals_administrationevent", "proposals_signin"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_no_row_is_changed_or_removed(w, table, change):
    settle(w)
    enter("handler")
    with pytest.raises(DatabaseError, match="不能修改或删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_who_moved_to_another_unit_is_listed_with_the_unit_of_then(w, auditor, tmp_path):
    """登录记录 and 导出记录 say where the person was at that moment, on the page and in the workbook."""
    enter("handler")
    Export.objects.create(user=w.handler, name="名单", rows=3)
    change_person(w.handler, w.admin, {"unit": w.other_bureau}, seen=None)
    enter("handler")
    Export.objects.create(user=w.handler, name="名单", rows=4)
    shown = [seen_on(auditor.get(f"/office/{page}/"), "office-rows", "tbody/tr") for page in ("sign-ins", "exports")]
    mine = [row.split() for rows in shown for row in rows if "高扬" in row]
    assert ["区房管局" in "".join(row) for row in mine] == [True, False, True, False]
    assert ["区民政局" in "".join(row) for row in mine] == [False, True, False, True]
    taken = rows_of(auditor.post("/office/exports/file/"), tmp_path)
    assert [row[2] for row in taken if row[1] == "高扬"] == ["区房管局", "区民政局"]
