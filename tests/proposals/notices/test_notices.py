"""Notices: the ladder before and after a date, what units are told, the week's digest, mail and robot, the page."""

import datetime as dt
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases import workflow
from proposals.intake import register
from proposals.models import Case, Membership, Notice, Part, Role, Status, User
from proposals.models.oversight.deciders import Deciders
from proposals.models.people import BODIES
from proposals.notices import events, reminders
from proposals.notices.events import TOLD, tell_units
from replies.consultations.actions import ask_units, remind_unit
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
SHANGHAI = timezone.get_default_timezone()
DUE = dt.date(2026, 3, 20)  # a Friday; no holiday in the weeks before and after


def at(month, day, hour=10, minute=0, year=2026):
    return time_machine.travel(dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI), tick=False)


@pytest.fixture
def case():
    with at(1, 5):
        return due_on(make_case(Status.IN_PROGRESS, number="070", title="社区食堂"), DUE)


def due_on(case, day):
    Case.objects.filter(pk=case.pk).update(statutory_due=day, internal_due=None)
    case.reload()
    return case


def told(*, kind=None):
    """Who was told what, in the order of telling; a unit's group by the unit's name."""
    rows = Notice.objects.order_by("pk").select_related("recipient", "unit")
    return [(str(row.recipient or row.unit), row.sentence) for row in rows if kind in (None, row.kind)]


def housekeeping():
    call_command("housekeeping", stdout=io.StringIO())


# ---- the ladder ------------------------------------------------------------------------------------------


def test_the_handler_is_told_ten_five_three_two_and_one_working_days_ahead_and_once_each(case):
    days, day, heard = workdays.WorkCalendar.load(), dt.date(2026, 2, 20), {}
    while day <= DUE:
        with at(day.month, day.day):
            for _ in range(2):
                reminders.remind_staff()
        if found := told()[len(heard) :]:
            heard[days.working_days_left(day, DUE)] = found
        day += dt.timedelta(days=1)
    words = "070号建议《社区食堂》还剩{}个工作日（2026年3月20日到期）。现在：办理中。"
    assert heard == {left: [("高扬", words.format(left))] for left in (10, 5, 3, 2, 1)}


def test_after_a_while_in_which_nothing_ran_only_the_nearest_rung_is_told(case):
    with at(3, 16):  # four working days ahead
        assert reminders.remind_staff() == 1
    with at(3, 20):
        assert reminders.remind_staff() == 1
    assert [sentence[12:21] for _, sentence in told()] == ["还剩4个工作日（2", "今天到期（2026"]
    assert list(Notice.objects.order_by("pk").values_list("key", flat=True)) == [
        f"due:{case.pk}:2026-03-20:{rung}" for rung in (5, 1)
    ]


def test_once_late_the_handler_and_the_leaders_are_told_once(case):
    for day in (21, 23, 24, 31):  # a Saturday first: late already, and in the program at once
        with at(3, day):
            reminders.remind_staff()
    words = "070号建议《社区食堂》已超期1个工作日（2026年3月20日到期）。现在：办理中。"
    assert told() == [(name, words) for name in ("高扬", "郑国华", "鲁正平")]


def test_a_new_date_is_a_new_ladder_and_a_new_handler_hears_of_the_rung_in_hand(case):
    with at(3, 19):
        reminders.remind_staff()
        due_on(case, dt.date(2026, 4, 20))
        assert reminders.remind_staff() == 0
        due_on(case, dt.date(2026, 3, 24))
        assert reminders.remind_staff() == 1
        Case.objects.filter(pk=case.pk).update(handler=world().second_handler)
        assert reminders.remind_staff() == 1
    assert [who for who, _ in told()] == ["高扬", "高扬", "许静"]


def test_without_a_handler_the_office_hears_and_where_no_clock_runs_nobody():
    with at(1, 5):
        due_on(make_case(Status.AWAITING_RECEIPT, number="071"), DUE)
        sent = make_case(Status.SEEKING_FEEDBACK, number="072")
        f.advance(sent, "deliver")
        for case in (sent, make_case(Status.WITHDRAWN), make_case(Status.CLOSED)):
            due_on(case, DUE)
    with at(3, 19):
        reminders.remind_staff()
    assert [(who, sentence[:4]) for who, sentence in told()] == [("孙莉", "071号")]


def test_a_unit_that_helps_is_reminded_of_its_opinion_and_not_twice(case, django_capture_on_commit_callbacks):
    w = world()
    asked = {"question": "请提出意见。", "due_on": dt.date(2026, 3, 18), "key": f.uuid.uuid4()}
    with at(3, 4):
        consultation = ask_units(case.current_round, w.handler, units=[w.other_bureau], **asked)[0]
        f.advance(consultation.helping, "sign_for", "assign")
        Case.objects.filter(pk=consultation.helping.pk).update(internal_due=asked["due_on"])
    w.other_office.email = "office@example.gov.cn"
    w.other_office.save()
    with at(3, 16, 8), django_capture_on_commit_callbacks(execute=True):
        remind_unit(consultation, w.handler)
        tell_units()
        reminders.remind_staff()
    assert [(who, sentence.removeprefix("070号建议《社区食堂》")) for who, sentence in told() if who != "高扬"] == [
        ("章晓燕", "：区民政局请你单位会办，请签收。"),
        ("贺磊", "：区民政局请你单位会办，请签收。"),
        ("贺磊", "：区民政局催办会办意见。"),
        ("贺磊", "的会办意见还剩2个工作日（2026年3月18日到期）。现在：办理中。"),
    ]
    assert [letter.to for letter in mail.outbox] == [["office@example.gov.cn"]]  # 催办's own, and no second


# ---- units are told --------------------------------------------------------------------------------------


def test_units_are_told_what_others_did_to_their_cases_once():
    w = world()
    with at(3, 2):
        entry = register.SuggestionEntry(
            f.session(), "101", "加装电梯", "", "", [f.deputy("赵洪蓉")], [(w.bureau, Part.SOLE)], dt.date(2026, 3, 2)
        )
        case = register.register_entries([entry], w.district)[0].cases.get()
        own = register.SuggestionEntry(
            f.session(), "102", "自己登记", "", "", [f.deputy("赵洪蓉")], [(w.bureau, Part.SOLE)], dt.date(2026, 3, 2)
        )
        other = register.register_entries([own], w.office)[0].cases.get()
        tell_units()
        f.advance(case, "ask_return")
        tell_units()
        f.advance(case, "refuse_return", "sign_for", "assign", "prepare", "submit", "check", "sign", "dissatisfy")
        f.advance(case, "reopen")
    with at(3, 3):
        assert [tell_units(), tell_units()] == [6, 0]
        f.advance(other, "withdraw")
        assert tell_units() == 1
    assert [(who, sentence.partition("：")[2]) for who, sentence in told()] == [
        ("孙莉", "已交办给你单位，请签收。"),
        ("陆文", "区民政局申请退办，请批复。"),
        ("孙莉", "区政府办公室不同意退办，请继续办理。"),
        ("高扬", "区政府办公室不同意退办，请继续办理。"),
        ("孙莉", "有代表不满意，已转待研究。"),
        ("高扬", "有代表不满意，已转待研究。"),
        ("孙莉", "经研究须再次办理，请在新的期限内再次答复。"),
        ("高扬", "经研究须再次办理，请在新的期限内再次答复。"),
        ("孙莉", "代表已书面撤回，不再办理。"),
    ]


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row.action)
def test_every_row_of_the_table_tells_its_people_and_nobody_of_the_unit_that_acted(row):
    w = world()
    case, people = make_case(Status.IN_PROGRESS, number="070", title="社区食堂"), {Role.LEADER: ["郑国华", "鲁正平"]}
    people |= {Role.OFFICE: ["孙莉"], Role.HANDLER: ["高扬"], Role.DISTRICT: ["陆文"], Role.COMMITTEE: ["江宏"]}
    people |= {Role.CONGRESS: ["沈岚"]}
    outsider, insider = (w.office, w.district) if row.to == BODIES else (w.district, w.office)
    data = {"asked_as": "district"} if row.to == BODIES and not row.matter else {}
    if row.to == (Role.COMMITTEE,):
        outsider, insider, data = w.office, w.committee, {"committee": w.committee.unit_id}
    for actor in (outsider, insider):
        with transaction.atomic():
            workflow.record_event(case, actor, row.action, "延期到2026年4月8日", role=Role.SYSTEM, data=data)
    tell_units()
    words = {"actor": "延期到2026年4月8日", "unit": "区民政局", "label": "延期到2026年4月8日", "body": "区政府办公室"}
    deciding = Deciders.load().named(row.matter, case) if row.matter else (Role.DISTRICT,)
    told_roles = (*deciding, *row.also) if row.to == BODIES else row.to
    own = {w.district: (Role.DISTRICT,), w.committee: (Role.COMMITTEE,)}
    own |= {w.office: (Role.OFFICE, Role.HANDLER, Role.LEADER)}  # nobody is told what the own unit did
    wanted = [
        (name, f"070号建议《社区食堂》：{row.said.format(**words)}。")
        for actor in (outsider, insider)
        for role in told_roles
        for name in people[role]
        if role not in own[actor]
    ]
    assert told() == wanted


def test_every_action_of_the_table_is_one_that_the_record_has():
    """Else an action that is renamed would tell nobody, and no test would say so."""
    files = (path for app in ("proposals", "replies") for path in Path(settings.BASE_DIR, app).rglob("*.py"))
    code = "".join(path.read_text(encoding="utf-8") for path in files if path != Path(events.__file__))
    assert [row.action for row in TOLD if f'"{row.action}"' not in code] == []


def test_what_is_old_is_no_news():
    with at(3, 2):
        make_case(Status.WITHDRAWN)
    with at(3, 18):
        assert tell_units() == 0


# ---- the week --------------------------------------------------------------------------------------------


def test_the_district_office_reads_the_week_unit_by_unit_on_its_first_working_day(client, case):
    with at(1, 5):
        due_on(make_case(Status.IN_PROGRESS, number="071"), dt.date(2026, 3, 12))
        helping = f.hand_over(case.suggestion, world().other_bureau, Part.HELP)
        due_on(helping, dt.date(2026, 4, 2))
    with at(3, 15):  # Sunday
        assert reminders.make_weekly_digest() == 0
    for day in (16, 16, 17, 18):
        with at(3, day):
            reminders.make_weekly_digest()
    assert told() == [
        (
            "陆文",
            "3月16日这一周：已超期1件，10个工作日内到期1件。\n区民政局：071号已超期2个工作日，070号还剩4个工作日",
        )
    ]
    with at(3, 23):
        assert reminders.make_weekly_digest() == 1
        client.force_login(world().district)
        assert client.get(Notice.objects.latest("pk").get_absolute_url()).status_code == 200
    assert told()[1][1].split("\n")[1:] == [
        "区房管局：070号会办还剩8个工作日",
        "区民政局：071号已超期7个工作日，070号已超期1个工作日",
    ]


def test_after_a_holiday_the_week_begins_later_and_an_empty_week_says_nothing(case):
    due_on(case, dt.date(2026, 2, 20))
    with at(2, 16):  # 春节 from the 15th to the 23rd
        assert reminders.make_weekly_digest() == 0
    with at(2, 24):
        assert reminders.make_weekly_digest() == 1
    due_on(case, dt.date(2026, 12, 31))
    with at(3, 2):
        assert reminders.make_weekly_digest() == 0


# ---- mail ------------------------------------------------------------------------------------------------


@pytest.fixture
def mailed(case):
    """The handler and a leader have addresses, a second case is due too."""
    with at(1, 5):
        due_on(make_case(Status.IN_PROGRESS, number="071", title="加装电梯"), DUE)
    for who in (world().handler, world().leader):
        User.objects.filter(pk=who.pk).update(email=f"{who.username}@example.gov.cn")


def test_one_mail_a_person_and_run_gathers_what_is_new_and_says_no_more_than_it_must(mailed, settings, caplog):
    settings.DESK_URL = "https://desk.example.gov.cn"
    with at(3, 19), caplog.at_level("INFO", "proposals.notices.delivery"):
        housekeeping()
        housekeeping()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["handler@example.gov.cn"], "[建议办理台] 您有2条新提醒")
    ]
    one, two = Case.objects.order_by("suggestion__number")
    assert mail.outbox[0].body == (
        "高扬：您好。\n\n"
        "070号建议《社区食堂》还剩1个工作日（2026年3月20日到期）。现在：办理中。\n"
        f"https://desk.example.gov.cn/cases/{one.pk}/\n\n"
        "071号建议《加装电梯》还剩1个工作日（2026年3月20日到期）。现在：办理中。\n"
        f"https://desk.example.gov.cn/cases/{two.pk}/\n\n"
        "全部提醒：https://desk.example.gov.cn/notices/\n\n这封邮件由程序发出，不必回复。"
    )
    assert [record.getMessage() for record in caplog.records] == [
        f"提醒已发出（recipient {world().handler.pk}，2条）"
    ]
    with at(3, 23):
        housekeeping()
    assert sorted(letter.to[0] for letter in mail.outbox[1:]) == ["handler@example.gov.cn", "leader@example.gov.cn"]


def test_nothing_leaves_at_night_or_on_a_day_off_and_all_of_it_when_the_office_opens(mailed):
    left = []
    for moment in ((18, 8, 59), (18, 18, 0), (21, 10, 0), (23, 8, 59), (23, 9, 0)):
        with at(3, *moment):
            housekeeping()
        left.append((Notice.objects.for_user(world().handler).count(), [letter.to for letter in mail.outbox]))
    both = [["handler@example.gov.cn"], ["leader@example.gov.cn"]]
    assert left == [(2, []), (2, []), (4, []), (4, []), (4, both)]
    with at(3, 24, 17, 59):
        made = due_on(make_case(Status.IN_PROGRESS, number="072"), dt.date(2026, 3, 25))
        housekeeping()
    assert [letter.to for letter in mail.outbox[2:]] == [["handler@example.gov.cn"]]
    assert f"/cases/{made.pk}/" in mail.outbox[2].body


def test_what_was_read_meanwhile_is_not_mailed(mailed, client):
    client.force_login(world().handler)
    with at(3, 19, 7):
        housekeeping()
        client.post("/notices/read/", {"upto": Notice.objects.latest("pk").pk})
    with at(3, 19, 9):
        housekeeping()
    assert mail.outbox == []


class Broken:
    """A mail server that is not there."""

    def __init__(self, *_args, **_options):
        pass

    def send_messages(self, _letters):
        raise ConnectionRefusedError("smtp.secret.example")


def test_a_mail_that_fails_is_seen_tried_again_and_given_up_after_eight_times(mailed, settings, client):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Broken"
    client.force_login(world().handler)
    with at(3, 19, 9):
        housekeeping()
        assert "邮件没有发出：ConnectionRefusedError" in client.get("/notices/").content.decode()
        housekeeping()  # at once: the same run, as it were
    assert set(Notice.objects.for_user(world().handler).values_list("tries", "sent_at")) == {(1, None)}
    for quarter in range(1, 12):
        with at(3, 19, 9 + quarter // 4, quarter % 4 * 15):
            housekeeping()
    assert set(Notice.objects.for_user(world().handler).values_list("tries", "sent_at")) == {(8, None)}
    settings.EMAIL_BACKEND = working
    Notice.objects.update(tries=3)
    with at(3, 19, 13):
        housekeeping()
    assert len(mail.outbox) == 1
    assert set(Notice.objects.for_user(world().handler).values_list("tries", "last_error")) == {(4, "")}
    assert "没有发出" not in client.get("/notices/").content.decode()


# ---- robot -----------------------------------------------------------------------------------------------


@pytest.fixture
def robot():
    """A receiver on this machine: what it was told, and the status it answers with."""
    heard, server = {"said": [], "status": 200}, None

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard["said"].append(json.loads(body)["message"])
            self.send_response(heard["status"])
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    heard["url"] = f"json://127.0.0.1:{server.server_port}/a-secret-key"
    yield heard
    server.shutdown()
    server.server_close()


def test_the_groups_of_the_unit_and_of_the_district_hear_from_their_robots(case, robot, settings):
    settings.ROBOT_URL = robot["url"] + "?of=district"
    world().bureau.__class__.objects.filter(pk=world().bureau.pk).update(robot=robot["url"])
    with at(3, 16):
        housekeeping()
        housekeeping()
    assert sorted(robot["said"]) == [
        "070号建议《社区食堂》还剩4个工作日（2026年3月20日到期）。现在：办理中。（高扬）",
        "3月16日这一周：已超期0件，10个工作日内到期1件。\n区民政局：070号还剩4个工作日",
    ]


def test_the_group_of_a_unit_that_is_no_more_hears_nothing_and_the_district_office_does(case, robot):
    unit = world().bureau
    unit.__class__.objects.filter(pk=unit.pk).update(robot=robot["url"], is_active=False)
    with at(3, 16):
        housekeeping()
    said = "070号建议《社区食堂》还剩4个工作日（2026年3月20日到期）。现在：办理中。"
    assert (robot["said"], told(kind="due")) == ([], [("陆文", said)])


def test_a_robot_that_refuses_loses_nothing_and_its_address_is_nowhere(case, robot, caplog, capfd):
    unit = world().bureau
    unit.robot = robot["url"]
    unit.save()
    robot["status"] = 500
    with at(3, 16), caplog.at_level("DEBUG"):
        housekeeping()
    kept = Notice.objects.get(unit=unit)
    assert (kept.tries, kept.sent_at, kept.last_error) == (1, None, "机器人没有收下")
    robot["status"] = 200
    with at(3, 16, 10, 15):
        housekeeping()
    kept.refresh_from_db()
    assert (kept.tries, kept.sent_at is not None, len(robot["said"])) == (2, True, 2)
    said = "".join(["".join(capfd.readouterr()), *Notice.objects.values_list("last_error", flat=True)])
    ours = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("urllib3"))
    assert "a-secret-key" not in said + ours


# ---- the page --------------------------------------------------------------------------------------------


@pytest.fixture
def three(case):
    for day in (13, 17, 18):
        with at(3, day):
            reminders.remind_staff()
    return list(Notice.objects.order_by("pk"))


def test_the_page_shows_the_newest_first_and_marks_one_or_all(client, three):
    client.force_login(world().handler)

    def shown():
        response = client.get("/notices/")
        return [one.pk for one in response.context["page"]], response.context["unread"], response.content.decode()

    first, second, third = [one.pk for one in three]
    assert shown()[:2] == ([third, second, first], 3)
    assert '提醒 <i>3<span class="visually-hidden">条未读</span></i>' in shown()[2]
    assert client.post(f"/notices/{third}/read/", {"go": "1"})["Location"] == three[2].case.get_absolute_url()
    assert client.post(f"/notices/{third}/read/")["Location"] == "/notices/"
    assert shown()[:2] == ([third, second, first], 2)
    assert [one.pk for one in client.get("/notices/?unread=1").context["page"]] == [second, first]
    assert client.post("/notices/read/", {"upto": second, "go": "x"})["Location"] == "/notices/"
    assert shown()[:2] == ([third, second, first], 0)
    assert "<i>" not in shown()[2].partition("</header>")[0]


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 30, "٣", "²"])
def test_marking_all_with_nonsense_marks_nothing(client, three, upto):
    client.force_login(world().handler)
    assert client.post("/notices/read/", {"upto": upto}).status_code == 302
    assert Notice.objects.unread().count() == 3


def test_another_persons_notice_is_not_there(client, three):
    client.force_login(world().leader)
    assert client.post(f"/notices/{three[0].pk}/read/").status_code == 404
    assert list(client.get("/notices/").context["page"]) == []
    assert "还没有提醒" in client.get("/notices/").content.decode()


def test_any_number_of_notices_takes_the_same_number_of_queries(client, three, django_assert_num_queries):
    client.force_login(world().handler)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as few:
        client.get("/notices/")
    for day in range(10):
        facts = {"case": make_case(Status.IN_PROGRESS), "kind": "told", "key": f"k{day}", "sentence": "一\n二"}
        Notice.objects.create(recipient=world().handler, made_at=timezone.now(), **facts)
    with django_assert_num_queries(len(few)):
        client.get("/notices/")


def test_who_left_is_neither_told_nor_mailed(mailed):
    Membership.objects.filter(user=world().handler, role=Role.HANDLER).update(is_active=False)
    with at(3, 19):
        housekeeping()
    assert [who for who, _ in told(kind="due")] == ["孙莉", "孙莉"]
    assert mail.outbox == []
