"""The way out: once, by day, again after a failure, never what is not so any more."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from proposals.cases.ends import void_suggestion
from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.extensions.actions import decide_extension
from proposals.models import Deputy
from proposals.returns.actions import agree_return
from replies.contacts.meetings import arrange_meeting, call_off_meeting
from replies.messages import delivery, sms
from replies.messages.delivery import MOST_TRIES, send_messages
from replies.messages.plan.events import plan_messages
from replies.messages.plan.owed import plan_promises
from replies.messages.words.current import change_hours, change_words
from replies.models import Message
from replies.models.messages.message import MessageKind
from replies.promises.actions import change_promise_date, keep_promise, take_back_promise
from tests import factories as f
from tests.replies.messages.people import SOON, tell

pytestmark = pytest.mark.django_db
State = Message.State
NIGHT = "2026-11-03 20:58:30 +0800"


@pytest.fixture
def texts(settings, tmp_path):
    """What was texted: number and words."""
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"
    folder = tmp_path / "sms"
    return lambda: [one.read_text().split("\n", 1) for one in sorted(folder.glob("*"))] if folder.exists() else []


def given(**facts):
    """A case of one deputy that was just handed over."""
    case = f.hand_over(f.suggestion(deputies=1, **facts), f.world().bureau)
    record_event(case, f.world().district, HAND_OVER, "交办", data={})
    return case


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_a_working_body_tells_the_deputies_of_its_kind_too(client):
    """What it decided waits with it too, for the deputies whom no message reaches."""
    cases = given(number="001"), f.hand_over(f.suggestion(deputies=1, number="002", body="政协"), f.world().bureau)
    record_event(cases[1], f.world().district, HAND_OVER, "交办", data={})
    Deputy.objects.update(phone="", email="")
    with time_machine.travel(timezone.now() + SOON):
        plan_messages()
        shown = {}
        for who in ("congress", "cppcc"):
            client.force_login(getattr(f.world(), who))
            shown[who] = [one.case for one in client.get("/told/").context["page"]]
        assert shown == {"congress": [cases[0]], "cppcc": [cases[1]]}
        pk = Message.objects.get(case=cases[1]).pk
        assert client.post(f"/told/{pk}/convey/", {"how": "电话"}).status_code == 302
    assert [one.told_by for one in Message.objects.order_by("case")] == [None, f.world().cppcc]


def test_what_a_person_is_to_tell_goes_when_it_is_not_so_any_more(client):
    """Handed on, and void: nobody is asked to ring up about it."""
    w, moved, void, stays = f.world(), given(number="001"), given(number="002"), given(number="003")
    Deputy.objects.update(phone="", email="")
    with time_machine.travel(timezone.now() + SOON):
        plan_messages()
        f.advance(moved, "ask_return")
        agree_return(moved, w.district, comment="同意。", unit=w.other_bureau)
        void_suggestion(void, w.district, comment="登记了两次。")
        send_messages()
        client.force_login(w.district)
        assert [one.case for one in client.get("/told/").context["page"]] == [stays]
    dropped = Message.objects.filter(state=State.DROPPED).order_by("case")
    assert [(one.case, one.last_error) for one in dropped] == [
        (moved, "这件建议已退回"),
        (void, "这件建议已作废"),
    ]


def test_it_is_sent_once_however_often_it_is_tried(texts):
    case = given()
    assert (plan_messages(), send_messages()) == (0, (0, 0))  # for a minute a press may still undo it
    with time_machine.travel(timezone.now() + SOON):
        for _ in range(3):
            call_command("housekeeping")
        assert [number for number, _ in texts()] == ["13000000001"]
        message = Message.objects.get()
        assert (message.state, message.address, message.case) == (State.SENT, "13000000001", case)
        Deputy.objects.update(email="zhao@example.com", told_by="mail")  # told, and not told again another way
        call_command("housekeeping")
        assert (len(texts()), len(mail.outbox), Message.objects.count()) == (1, 0, 1)
        record_event(case, f.world().district, HAND_OVER, "交办", data={})
    with time_machine.travel(timezone.now() + dt.timedelta(days=20)):
        assert plan_messages() == 0  # no news any more


def test_a_worker_that_was_killed_leaves_it_to_a_person(texts, client):
    given()
    with time_machine.travel(timezone.now() + SOON):
        plan_messages()
        Message.objects.update(state=State.SENDING, tried_at=timezone.now(), tries=1)
    with time_machine.travel(timezone.now() + SOON + dt.timedelta(hours=1)):
        assert send_messages() == (0, 0)
        assert (states(), texts()) == ([State.UNSURE], [])
        client.force_login(f.world().office)
        page = client.get("/told/?show=failed").content.decode()
        assert "发送中断，不知道有没有送出" in page
        client.post("/told/again/")
        client.post("/told/again/")
        assert (states(), len(texts())) == ([State.SENT], 1)


def test_what_fails_is_tried_later_and_later_and_then_shown(settings, client):
    settings.SMS_URL, settings.SMS_TOKEN = "http://127.0.0.1:9/", "t"
    given()
    start = timezone.now() + SOON
    found = []
    with time_machine.travel(start, tick=False) as clock:
        plan_messages()
        for _ in range(200):
            before = Message.objects.get().tries
            send_messages()
            if Message.objects.get().tries != before:
                found.append(round((timezone.now() - start).total_seconds() / 60))
            clock.shift(dt.timedelta(minutes=15))
        message = Message.objects.get()
        assert (found, MOST_TRIES) == ([0, 15, 45, 105, 225, 465], 6)
        assert (message.state, message.last_error) == (State.FAILED, "短信平台没有收下")
        client.force_login(f.world().district)
        assert "短信平台没有收下" in client.get("/told/?show=failed").content.decode()
        convey = f"/told/{message.pk}/convey/"
        client.post(convey, {"how": "电话"})
        client.post(convey, {"how": "电话"})
        message.refresh_from_db()
        assert (message.state, message.told_by, message.told_how) == (State.SENT, f.world().district, "电话")
        client.force_login(f.world().office)
        assert client.post(convey, {"how": "当面"}).status_code == 409


def test_what_is_told_no_more_needs_a_reason_and_does_not_say_that_the_deputy_knows(client):
    case, now = f.make_case("in_progress"), timezone.now()
    who, way = case.suggestion.proposers[0], Message.Way.STAFF
    facts = {"facts": {}, "words": "延到明天答复。", "made_at": now, "next_at": now}
    message = Message.objects.create(
        kind=MessageKind.EXTENDED, key="event:0", deputy=who, case=case, way=way, **facts
    )
    drop = f"/told/{message.pk}/drop/"
    client.force_login(f.world().handler)
    for none in ("", "   ", "因" * 61):
        assert "没有登记" in client.post(drop, {"why": none}).content.decode()
    message.refresh_from_db()
    assert message.state == State.WAITING
    for _ in range(2):
        client.post(drop, {"why": "本人来电话撤回了"})
    message.refresh_from_db()
    assert (message.state, message.last_error) == (
        State.DROPPED,
        f"{f.world().handler}按了“不用再告知”：本人来电话撤回了",
    )
    event = case.events.get(action="not_told")
    label = f"按了“不用再告知”：{who.reached_as}，{message.get_kind_display()}"
    assert (event.label, event.comment, bool(event.data["law"])) == (label, "本人来电话撤回了", True)


@pytest.mark.parametrize("wrong", ["", "  ", "不是号码", "021-55550100"])
def test_a_number_that_went_away_is_said(texts, wrong):
    given()
    with time_machine.travel(timezone.now() + SOON):
        plan_messages()
        Deputy.objects.update(phone=wrong)
        send_messages()
        assert (texts(), Message.objects.get().state) == ([], State.WAITING)
        assert Message.objects.get().last_error == ("登记的号码收不到短信" if wrong else "没有登记手机")


def test_two_deputies_with_one_number_are_each_told_by_name(texts):
    case = f.hand_over(f.suggestion(deputies=2), f.world().bureau)
    record_event(case, f.world().district, HAND_OVER, "交办", data={})
    tell()
    assert [(number, words[:5]) for number, words in texts()] == [
        ("13000000001", "赵洪蓉代表"),
        ("13000000001", "周建伟代表"),
    ]


@pytest.mark.parametrize(
    ("hour", "sent"), [("20:59:59", 1), ("21:00:00", 0), ("00:00:00", 0), ("07:59:59", 0), ("08:00:00", 1)]
)
def test_by_night_nobody_is_disturbed(texts, settings, hour, sent):
    settings.QUIET_HOURS = "21:00-08:00"
    with time_machine.travel("2026-11-03 15:00 +0800"):
        given()
    with time_machine.travel(f"2026-11-04 {hour} +0800"):
        plan_messages()
        assert (send_messages(), len(texts())) == ((sent, 0), sent)
    with time_machine.travel("2026-11-05 08:00 +0800"):
        send_messages()
    assert (states(), len(texts())) == ([State.SENT], 1)


def test_the_hours_are_the_offices_own(texts, settings):
    settings.QUIET_HOURS = "21:00-08:00"
    w = f.world()
    with time_machine.travel(NIGHT, tick=False) as clock:
        given()
        change_hours(w.district, begins=dt.time(12), ends=dt.time(14), seen=0)
        clock.shift(dt.timedelta(hours=1))
        plan_messages()
        assert send_messages() == (1, 0)
        change_hours(w.district, begins=dt.time(9), ends=dt.time(9), seen=1)  # never quiet
        given()
        clock.shift(dt.timedelta(hours=10))
        plan_messages()
        assert send_messages() == (1, 0)


def make_undone():
    """By name: what happens, and what makes it untrue before it is told."""
    w = f.world()

    def voided():
        case = given()
        return lambda: void_suggestion(case, w.district, comment="错了")

    def gone():
        case = given()
        left = {"left_on": f.day(0), "left_why": "辞职"}
        return lambda: Deputy.objects.filter(sponsorships__suggestion=case.suggestion).update(**left)

    def met():
        case = f.make_case("in_progress")
        at, key = timezone.now() + dt.timedelta(days=2), uuid.uuid4()
        facts = {"at": at, "place": "会议室", "staff": "高扬", "phone": "021-55550111", "key": key}
        made = arrange_meeting(case.current_round, w.handler, deputies=case.suggestion.proposers[:1], **facts)
        return lambda: call_off_meeting(made, w.handler, why="改天")

    def kept():
        promise = f.promised(("助餐点", 10)).current_round.promises.get()
        keep_promise(promise, w.handler, on=f.day(0), said="做成了。", seen=0)
        return lambda: take_back_promise(promise, w.handler, said="没有做成", seen=1)

    def moved():
        promise = f.promised(("助餐点", 10)).current_round.promises.get()
        change_promise_date(promise, w.handler, new_on=f.day(30), said="材料晚到", told_on=None, seen=0)
        return lambda: change_promise_date(
            promise, w.handler, new_on=f.day(60), said="又晚到了", told_on=None, seen=1
        )

    def studied():
        case = f.make_case("under_study")
        return lambda: f.advance(case, "decline")

    return {"作废": voided, "离任": gone, "取消面商": met, "撤回兑现": kept, "再改期": moved, "已有结果": studied}


@pytest.mark.parametrize("name", ["作废", "离任", "取消面商", "撤回兑现", "再改期", "已有结果"])
def test_what_is_not_so_any_more_is_not_told(texts, name):
    undo = make_undone()[name]()
    with time_machine.travel(timezone.now() + SOON):
        plan_messages()
        plan_promises()
        before = list(Message.objects.exclude(state=State.OFF).values_list("pk", flat=True))
        assert before
        undo()
        send_messages()
    rows = Message.objects.filter(pk__in=before)
    assert set(rows.values_list("state", flat=True)) == {State.DROPPED}
    assert all(rows.values_list("last_error", flat=True))
    assert texts() == []


def test_words_the_office_changed_are_those_that_are_sent(texts):
    w = f.world()
    given(title="关于{电话}和[{称呼}]的建议")
    with time_machine.travel(timezone.now() + SOON):
        plan_messages()
        change_words(MessageKind.GIVEN, w.district, text="{称呼}：《{标题}》由{单位}办。", is_on=True, seen=0)
        send_messages()
    assert [words for _, words in texts()] == ["赵洪蓉代表：《关于{电话}和[{称呼}]的建议》由区民政局办。\n"]
    change_words(MessageKind.GIVEN, w.district, text="{称呼}：{单位}办。", is_on=False, seen=1)
    given()
    tell()
    assert (states(), len(texts())) == ([State.SENT, State.OFF], 1)


def test_a_gateway_that_took_it_twice_would_have_been_asked_twice(texts, monkeypatch):
    """The control of the claim: two runs that both saw the row send it once."""
    given()
    with time_machine.travel(timezone.now() + SOON):
        plan_messages()
        pk = Message.objects.get().pk
        assert delivery._claim(pk) is not None
        assert delivery._claim(pk) is None


def test_a_number_is_reached_with_and_without_the_countrys_code(texts):
    assert [sms.can_reach(one) for one in ("13000000001", "+86 130-0000-0001", "8613000000001", "130", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_an_extension_is_told_with_its_reason_and_without_the_offices_opinion(texts):
    case = f.make_case("in_progress")
    decide_extension(f.extension(case), f.world().district, agree=True, opinion="内部批语。")
    decide = tell()
    assert {one.kind for one in decide} == {MessageKind.EXTENDED}
    words = "".join(one.words for one in decide)
    assert ("规划修订还没有批复" in words, "内部批语" in words, "三处选址" in words) == (True, False, False)
    # What was sent need not be written down by a person any more.
    told = case.extensions.get()
    assert [(one.deputy, one.way, one.by) for one in told.notices.all()] == [
        (one, "短信微信", None) for one in case.suggestion.proposers
    ]
    assert told.told_on == f.day(0)
