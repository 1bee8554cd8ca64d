"""开始使用: an empty installation gets its three administrators once; what is done and what is missing is said."""

import datetime as dt
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from proposals.administration.passwords import give_password, password_turn
from proposals.administration.roles.actions import propose_roles
from proposals.administration.setup.first import first_code
from proposals.models import (
    AdministrationEvent,
    CalendarChange,
    CalendarDay,
    Case,
    Membership,
    Role,
    Session,
    Unit,
    User,
)
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of, seen_on

pytestmark = pytest.mark.django_db
FIRST = {
    "kind": "district_office", "short_name": "区政府办公室", "name": "宝山区人民政府办公室",
    "admin_name": "钟凯", "admin_account": "zhongkai", "grants_name": "顾荃", "grants_account": "guquan",
    "auditor_name": "申察", "auditor_account": "shencha",
}  # fmt: skip
ALONE = FIRST | {"kind": "bureau", "auditor_name": "", "auditor_account": ""}


def begin(**said):
    return Browser().post("/office/setup/first/", FIRST | {"code": first_code()} | said)


def roles_of():
    rows = Membership.objects.order_by("pk").values_list("user__username", "role")
    return sorted(rows)


def test_an_empty_installation_leads_to_the_first_page_and_signs_its_people_in(settings):
    door = Browser().get("/sign-in/")
    assert (door.status_code, door.headers["Location"]) == (302, "/office/setup/first/")
    done = begin()
    codes = seen_on(done, "slip-code")
    assert (done.status_code, done.headers["Cache-Control"], len(codes)) == (200, "private, no-store", 3)
    assert seen_on(done, "slips", "dd") != []
    assert done.content.decode().count(f"登录网址：{settings.DESK_URL}</p>") == 3
    assert roles_of() == [("guquan", "grants"), ("shencha", "auditor"), ("zhongkai", "admin")]
    browser = Browser()
    signed = browser.post("/sign-in/", {"username": "zhongkai", "password": codes[0]}, follow=True)
    assert signed.redirect_chain[-1][0] == "/password/"
    assert Unit.objects.get().kind == "district_office"
    assert AdministrationEvent.objects.filter(actor=None, subject="setup").count() == 1


@pytest.mark.parametrize(
    ("page", "begun"),
    [("deputies", "还没有代表"), ("sessions", "还没有届次"), ("letterheads", "还没有承办单位")],
)
def test_a_list_of_an_empty_installation_says_how_to_begin_and_a_search_that_nothing_is_found(page, begun):
    begin()
    User.objects.update(password_until=None)
    browser = browser_of(User.objects.get(username="zhongkai"))
    assert seen_on(browser.get(f"/office/{page}/"), "empty", "h2") == [begun]
    assert seen_on(browser.get(f"/office/{page}/?q=张"), "empty", "h2") == [begun.replace("还没有", "没有找到这样的")]


def test_it_happens_once():
    begin()
    late = begin(admin_account="other")
    assert (late.status_code, late.headers["Location"]) == (302, "/sign-in/")
    assert User.objects.count() == 3
    with pytest.raises(CommandError, match="已经有账号了"):
        call_command("setup", code=True)


@pytest.mark.parametrize(
    "said",
    [
        {"code": "AAAA-BBBB-CCCC"},
        {"code": ""},
        {"grants_account": "zhongkai"},
        {"auditor_name": "", "auditor_account": ""},
        {"kind": "congress"},
        {"admin_account": "钟 凯"},
    ],
)
def test_without_the_code_and_without_three_there_is_no_beginning(said):
    assert begin(**said).status_code == 400
    assert User.objects.count() == 0


def test_a_single_bureau_begins_with_two():
    Browser().post("/office/setup/first/", ALONE | {"code": first_code()})
    assert roles_of() == [("guquan", "auditor"), ("guquan", "grants"), ("zhongkai", "admin")]


def test_the_command_does_the_same_and_tells_the_passwords_once():
    out = StringIO()
    facts = {"kind": "bureau", "name": "宝山区民政局", "short_name": "区民政局"}
    call_command("setup", stdout=out, **facts, admin="钟凯:zhongkai", grants="顾荃：guquan")
    assert roles_of() == [("guquan", "auditor"), ("guquan", "grants"), ("zhongkai", "admin")]
    assert out.getvalue().count("前有效") == 2
    assert not any(event.comment.count("-") == 2 for event in AdministrationEvent.objects.all())


def test_the_command_tells_the_code():
    out = StringIO()
    call_command("setup", code=True, stdout=out)
    assert first_code() in out.getvalue()


def test_the_list_says_what_is_done_and_what_is_missing_for_which_job():
    w = f.world()
    browser = browser_of(w.admin)
    page = browser.get("/office/setup/")
    steps = {step.title: step.done for step in page.context["steps"]}
    assert steps == {
        "三员账号": True, "本级人大的名称和届次": False, "期限和规则": False, "工作日历": True,
        "单位、人员、代表": False, "公文版式": False, "试印一份": False, "试发一条消息": False, "登记第一件": False,
    }  # fmt: skip
    assert "9步做完2步" in page.content.decode()
    jobs = {job.title: (job.state, job.said) for job in page.context["jobs"]}
    assert jobs["登记、交办"] == ("done", "")
    assert jobs["签发"] == ("done", "2个单位都有")
    Membership.objects.filter(unit=w.other_bureau, role=Role.LEADER).update(is_active=False)
    jobs = {job.title: (job.state, job.said) for job in browser.get("/office/setup/").context["jobs"]}
    assert jobs["签发"] == ("part", "区房管局没有领导")
    f.make_case("received")
    for look in ("limits", "limits", "letter", "print"):
        assert browser.post(f"/office/setup/look/{look}/").status_code == 302
    page = browser.get("/office/setup/")
    assert [step.title for step in page.context["steps"] if not step.done] == ["试发一条消息"]
    assert AdministrationEvent.objects.filter(subject="setup").count() == 3


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([2, 3], "宝山市第九届人民代表大会第五次会议"),
        ([1, 3, 4], "宝山区第九届人民代表大会第五次会议"),
        ([5], "宝山镇第九届人民代表大会第五次会议"),
    ],
)
def test_a_city_or_a_town_has_its_own_congress(levels, said):
    w = f.world()
    places = {1: "全国", 2: "宝山省", 3: "宝山市", 4: "宝山区", 5: "宝山镇"}
    Session.objects.all().delete()
    for level in levels:
        Session.objects.create(level=level, place=places[level], term=9, meeting=5)
    step = browser_of(w.admin).get("/office/setup/").context["steps"][1]
    assert (step.title, step.done, step.said) == ("本级人大的名称和届次", True, said)


def test_it_says_how_many_roles_wait_for_the_other_administrator():
    w = f.world()
    browser = browser_of(w.admin)
    Membership.objects.exclude(role__in=("admin", "grants", "auditor")).update(is_active=False)
    said = [step.said for step in browser.get("/office/setup/").context["steps"] if step.title == "单位、人员、代表"]
    assert "还没有人有办理的角色" in said[0]
    propose_roles(w.handler, w.admin, {(w.bureau, Role.HANDLER): True, (w.bureau, Role.OFFICE): True})
    said = [step.said for step in browser.get("/office/setup/").context["steps"] if step.title == "单位、人员、代表"]
    assert "2项角色等授权管理员登录确认" in said[0]


def test_the_test_message_goes_to_the_administrator_or_says_why_not(settings):
    w = f.world()
    browser = browser_of(w.admin)
    to = {"to": "admin@example.org"}
    assert [browser.post("/office/setup/look/message/", {"to": one}).status_code for one in ("", "钟凯")] == [
        409,
        409,
    ]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    refused = browser.post("/office/setup/look/message/", to)
    assert (refused.status_code, "EMAIL_URL" in refused.content.decode()) == (409, True)
    assert "可以复制" not in refused.content.decode()  # an address is no text to write twice
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1,
    )  # fmt: skip
    refused = browser.post("/office/setup/look/message/", to)
    assert (refused.status_code, "没有发出去" in refused.content.decode()) == (409, True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert browser.post("/office/setup/look/message/", to).status_code == 302
    assert [one.to for one in mail.outbox] == [["admin@example.org"]]
    labels = AdministrationEvent.objects.filter(subject="setup").order_by("pk").values_list("label", flat=True)
    assert list(labels) == ["试发消息没有发出", "试发一条消息"]


def test_a_bureaus_administrator_under_a_district_office_has_no_such_page():
    w = f.world()
    browser = browser_of(f.person("bureauadmin", "局管理员", (w.bureau, "admin")))
    assert browser.get("/office/setup/").status_code == 403


def test_the_calendar_is_loaded_at_a_press_once():
    w = f.world()
    CalendarDay.objects.all().delete()
    browser = browser_of(w.admin)
    step = next(one for one in browser.get("/office/setup/").context["steps"] if one.title == "工作日历")
    assert (step.done, step.press) == (False, ("setup_calendar", "载入2026年的放假安排"))
    assert "load_calendar" not in browser.get("/office/setup/").content.decode()
    done = browser.post("/office/setup/calendar/", follow=True)
    assert "载入了2023、2024、2025、2026年的放假安排" in done.content.decode()
    days, changes = CalendarDay.objects.count(), CalendarChange.objects.count()
    assert "已经载入了，不用再载入" in browser.post("/office/setup/calendar/", follow=True).content.decode()
    assert (CalendarDay.objects.count(), CalendarChange.objects.count()) == (days, changes)
    assert CalendarChange.objects.latest("pk").by == w.admin


def test_where_open_cases_would_move_the_press_leads_to_the_preview():
    w = f.world()
    case = f.make_case("in_progress")
    CalendarDay.objects.all().delete()
    Case.objects.update(statutory_due=case.statutory_due + dt.timedelta(days=40))
    answer = browser_of(w.admin).post("/office/setup/calendar/")
    assert (answer.url, CalendarDay.objects.count()) == ("/calendar/load/2026/", 0)


def test_after_the_first_sign_in_an_administrator_goes_on_with_what_is_missing():
    w = f.world()
    password = give_password(w.admin, None, turn=password_turn(w.admin)).password
    browser = Browser()
    browser.post("/sign-in/", {"username": w.admin.username, "password": password})
    new = {"new_password1": "shuiwen-Qiao-2026", "new_password2": "shuiwen-Qiao-2026"}
    answer = browser.post("/password/", new)
    assert (answer.status_code, answer.url) == (302, "/office/setup/")
    assert browser.get("/").url == "/office/setup/"
    f.make_case("received")
    assert browser.get("/").url == "/office/people/"
    # Who administers nothing of it goes to the own page.
    assert browser_of(w.grants).get("/").url == "/office/roles/"
