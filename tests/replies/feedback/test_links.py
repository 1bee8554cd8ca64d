"""Links made at sign-off and sent by mail or as a text; reminders, gentle and counted."""

import datetime as dt
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from replies.feedback import sms
from replies.feedback.links import find_invitation, revoke_link
from replies.feedback.progress import make_wish
from replies.feedback.reminders import remind_deputies
from replies.models import Invitation
from tests.factories import advance, answer, make_case, world

pytestmark = pytest.mark.django_db
# 2026-11-24 is a Tuesday; five working days later it is 12-01, ten: 12-08.
SIGNED = "2026-11-24 10:00 +0800"


def signing(mails=(), phones=()):
    """A case about to be signed, whose deputies have these addresses."""
    case = make_case("signing", deputies=3)
    case.suggestion.deputies.update(phone="", email="")
    for deputy, mail in zip(case.suggestion.proposers, mails, strict=False):
        type(deputy).objects.filter(pk=deputy.pk).update(email=mail)
    for deputy, phone in zip(case.suggestion.proposers, phones, strict=False):
        type(deputy).objects.filter(pk=deputy.pk).update(phone=phone)
    return type(case).objects.get(pk=case.pk)


# ---- at sign-off -----------------------------------------------------------------------------------------


def test_signing_sends_a_link_to_deputies_who_can_be_reached(texts, mailoutbox, django_capture_on_commit_callbacks):
    case = signing(mails=["zhao@example.cn", ""], phones=["", "13912345678", "021-55550000"])
    with django_capture_on_commit_callbacks(execute=True):
        advance(case, "sign")
    rows = Invitation.objects.order_by("pk")
    assert [(row.deputy.name, row.mailed_to, row.texted_to, row.created_by) for row in rows] == [
        ("赵洪蓉", "zhao@example.cn", "", world().leader),
        ("周建伟", "", "13912345678", world().leader),
    ]
    assert [mail.to for mail in mailoutbox] == [["zhao@example.cn"]]
    ((phone, words),) = texts()
    assert phone == "13912345678"
    token = words.split("/d/")[1].split()[0]
    assert find_invitation(token).deputy.name == "周建伟"
    assert [event.label for event in case.events.filter(action="invite")] == [
        "向赵洪蓉发出征询链接",
        "向周建伟发出征询链接",
    ]


def test_without_a_way_to_the_deputies_no_link_is_made(settings):
    settings.SMS_URL = ""
    advance(signing(phones=["13912345678"] * 3), "sign")
    assert not Invitation.objects.exists()


def test_a_message_that_cannot_be_sent_stops_nothing(settings, caplog, django_capture_on_commit_callbacks):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    case = signing(phones=["13912345678"])
    with django_capture_on_commit_callbacks(execute=True):
        advance(case, "sign")
    assert (case.status, Invitation.objects.count()) == ("seeking_feedback", 1)
    assert "短信没有发出" in caplog.text
    assert "/d/" not in caplog.text


@pytest.mark.parametrize(
    ("phone", "reached"),
    [
        ("13912345678", True),
        ("+86 139-1234-5678", True),
        ("021-55550000", False),
        ("12345678901", False),
        ("", False),
    ],
)
def test_texts_go_to_mobiles_only(settings, phone, reached):
    settings.SMS_URL = "file"
    assert sms.can_reach(phone) == reached


def test_a_gateway_gets_one_post_of_json(settings):
    asked = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, self.headers["Authorization"], body))
            self.send_response(503 if body["text"] == "拒绝" else 202)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/sms", "key"
    try:
        assert (sms.send_text("13912345678", "您好"), sms.send_text("13912345678", "拒绝")) == (True, False)
    finally:
        server.shutdown()
        server.server_close()
    assert asked[0] == ("/sms", "Bearer key", {"phone": "13912345678", "text": "您好"})


# ---- reminders -------------------------------------------------------------------------------------------


@pytest.fixture
def silent(texts):
    """Signed on a Tuesday morning; the first two deputies have a mobile and say nothing."""
    with time_machine.travel(SIGNED):
        return advance(signing(phones=["13912345678", "13912345679"]), "sign")


def at(moment):
    with time_machine.travel(moment):
        return remind_deputies()


def test_two_reminders_at_most_each_once(silent):
    moments = [f"2026-{day} 10:00 +0800" for day in ("11-30", "12-01", "12-01", "12-07", "12-08", "12-08", "12-20")]
    moments.append("2027-01-20 10:00 +0800")
    assert [at(moment) for moment in moments] == [0, 2, 0, 0, 2, 0, 0, 0]
    assert [event.label for event in silent.events.filter(action="invite", role="system")] == [
        "第1次提醒赵洪蓉代表反馈",
        "第1次提醒周建伟代表反馈",
        "第2次提醒赵洪蓉代表反馈",
        "第2次提醒周建伟代表反馈",
    ]


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-12-01 08:59 +0800", 0),
        ("2026-12-01 09:00 +0800", 2),
        ("2026-12-01 17:59 +0800", 2),
        ("2026-12-01 18:00 +0800", 0),
        ("2026-12-01 23:00 +0800", 0),
        ("2026-12-05 10:00 +0800", 0),  # a Saturday
        ("2026-12-02 10:00 +0800", 2),
    ],
)
def test_none_at_night_and_none_on_days_off(silent, moment, sent):
    assert at(moment) == sent


def test_an_answer_stops_them(silent):
    with time_machine.travel("2026-11-25 10:00 +0800"):
        answer(silent, world().handler, silent.suggestion.proposers[0])
    assert at("2026-12-01 10:00 +0800") == 1


def test_a_deputy_who_asked_for_help_is_left_to_a_person(silent):
    first = silent.current_round.invitations.first()
    with time_machine.travel("2026-11-25 10:00 +0800"):
        make_wish(first, "面谈")
    assert at("2026-12-01 10:00 +0800") == 1


def test_a_stopped_link_is_not_followed_by_a_reminder(silent):
    with time_machine.travel("2026-11-25 10:00 +0800"):
        revoke_link(silent.current_round, world().handler, silent.suggestion.proposers[0])
    assert at("2026-12-01 10:00 +0800") == 1


def test_the_reminder_has_a_link_that_works_and_the_older_one_ends(silent, texts, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        at("2026-12-01 10:00 +0800")
    assert len(texts()) == 2
    live = Invitation.objects.filter(revoked_at__isnull=True)
    assert [row.reminder for row in live] == [1, 1]
    assert "还没有收到您的意见" in texts()[0][1]
    token = texts()[0][1].split("/d/")[1].split()[0]
    with time_machine.travel("2026-12-01 11:00 +0800"):
        assert find_invitation(token) == live.first()


def test_the_command_says_how_many_and_may_run_again(silent, capsys):
    with time_machine.travel("2026-12-01 10:00 +0800"):
        call_command("housekeeping")
        call_command("housekeeping")
    said = [line for line in capsys.readouterr().out.splitlines() if "代表" in line]
    assert said == ["提醒代表反馈：2件", "提醒代表反馈：0件"]
    assert timezone.localdate() != dt.date(2026, 12, 1)
