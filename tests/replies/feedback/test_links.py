"""Links made at sign-off and sent by mail or as a text; reminders, gentle and counted."""

import datetime as dt
import json
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from proposals.cases.ends import void_suggestion
from replies.feedback.links import find_invitation, make_link, revoke_link, send_waiting_links
from replies.feedback.progress import deputy_progress, make_wish
from replies.feedback.reminders import remind_deputies
from replies.messages import sms
from replies.models import Invitation, Reply
from tests.factories import advance, answer, make_case, world
from tests.replies.killer import Killer

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


def tokens(texts):
    """The tokens of the texts that went out."""
    return [words.split("/d/")[1].split()[0] for _, words in texts()]


def later(**more):
    return time_machine.travel(timezone.now() + dt.timedelta(**more))


def test_what_did_not_leave_is_sent_again_by_housekeeping(settings, texts, django_capture_on_commit_callbacks):
    """Later each time, with a link that works; so does that of the first try, which somebody may have been shown."""
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    case = signing(phones=["13912345678"])
    advance(case, "sign")
    first = case.suggestion.proposers[0]
    with django_capture_on_commit_callbacks(execute=True):
        shown = make_link(case.current_round, world().handler, first)
    row = shown.invitation
    row.refresh_from_db()
    assert (row.texted_at, row.tries, row.last_error) == (None, 1, "短信没有发出")
    assert [one.label for one in deputy_progress(case.current_round)] == ["没有发出", "未发", "未发"]
    settings.SMS_URL = "file"
    assert send_waiting_links() == (0, 0)
    with later(minutes=21):
        assert (send_waiting_links(), send_waiting_links()) == ((1, 0), (0, 0))
    assert [find_invitation(token) for token in (*tokens(texts), shown.url.rsplit("/", 1)[1])] == [row, row]
    row.refresh_from_db()
    assert (row.texted_at is None, row.tries, row.last_error) == (False, 2, "")
    now = deputy_progress(type(case).objects.get(pk=case.pk).current_round)
    assert [one.label for one in now] == ["已发", "未发", "未发"]


def test_what_left_one_way_goes_the_other_alone(settings, texts, mailoutbox, django_capture_on_commit_callbacks):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    with django_capture_on_commit_callbacks(execute=True):
        advance(signing(mails=["zhao@example.cn"], phones=["13912345678"]), "sign")
    settings.SMS_URL = "file"
    with later(minutes=21):
        assert send_waiting_links() == (1, 0)
    assert (len(mailoutbox), len(texts())) == (1, 1)
    mailed = mailoutbox[0].body.split("/d/")[1].split()[0]
    assert find_invitation(mailed) == find_invitation(tokens(texts)[0])


def test_it_is_tried_eight_times_within_three_days(settings, django_capture_on_commit_callbacks):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    with django_capture_on_commit_callbacks(execute=True):
        advance(signing(phones=["13912345678"]), "sign")
    tried = []
    for quarter in range(1, 4 * 24 * 4):
        with later(minutes=15 * quarter):
            tried += [quarter for _ in range(send_waiting_links()[1])]
    assert tried == [2, 5, 11, 22, 44, 87, 173]


def test_a_mail_server_that_is_away_stops_nothing(settings, texts, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    with django_capture_on_commit_callbacks(execute=True):
        advance(signing(mails=["zhao@example.cn"], phones=["13912345678"]), "sign")
    row = Invitation.objects.get()
    assert (row.mailed_at, row.texted_at is None, row.last_error) == (
        None,
        False,
        "邮件没有发出：ConnectionRefusedError",
    )


@pytest.mark.parametrize("meanwhile", ["answered", "revoked", "void"])
def test_nothing_is_sent_later_to_who_need_not_answer(settings, meanwhile, django_capture_on_commit_callbacks):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    case = signing(phones=["13912345678"])
    with django_capture_on_commit_callbacks(execute=True):
        advance(case, "sign")
    first = case.suggestion.proposers[0]
    if meanwhile == "answered":
        answer(case, world().handler, first)
    elif meanwhile == "revoked":
        revoke_link(case.current_round, world().handler, first)
    else:
        void_suggestion(case, world().district, comment="登记了两次")
    with later(minutes=21):
        assert send_waiting_links() == (0, 0)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_or_while_it_sends_loses_no_link(settings):
    """Once as it makes the links, once when they are made and none has left."""
    settings.SMS_URL, settings.SEND_AFTER_MINUTES = "file", 10
    folder = Path(settings.SMS_FOLDER)
    case = signing(phones=["13912345678", "13912345679"])
    advance(case, "sign")
    Reply.objects.filter(case=case).update(sends_at=timezone.now())
    DBTaskResult.objects.update(run_after=timezone.now())
    killer = Killer(SMS_URL="file")
    ends = [killer.run("make_links")[0]]
    assert Invitation.objects.count() == 0
    DBTaskResult.objects.update(run_after=timezone.now())
    ends.append(killer.run("send_link")[0])
    killer.program.communicate()
    assert ends == [signal.SIGKILL] * 2
    assert (Invitation.objects.filter(texted_at=None, tries=0).count(), folder.exists()) == (2, False)
    with later(minutes=11):
        call_command("housekeeping", verbosity=0)
    sent = [file.read_text().split("\n", 1) for file in sorted(folder.iterdir())]
    assert sorted(phone for phone, _ in sent) == ["13912345678", "13912345679"]
    found = [find_invitation(words.split("/d/")[1].split()[0]) for _, words in sent]
    assert [row.texted_to for row in found] == [phone for phone, _ in sent]


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


def test_a_reminder_that_comes_late_is_not_followed_by_the_next_at_once(silent):
    """Nobody kept the house for two weeks."""
    moments = [f"2026-12-{day} 10:00 +0800" for day in ("10", "10", "11", "16", "17", "18")]
    assert [at(moment) for moment in moments] == [2, 0, 0, 0, 2, 0]


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


def test_the_reminder_has_its_own_link_and_the_older_one_works_on(silent, texts, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        at("2026-12-01 10:00 +0800")
    assert len(texts()) == 2
    live = Invitation.objects.filter(revoked_at__isnull=True).order_by("-reminder", "pk")
    assert [row.reminder for row in live] == [1, 1, 0, 0]
    assert "还没有收到您的意见" in texts()[0][1]
    token = texts()[0][1].split("/d/")[1].split()[0]
    with time_machine.travel("2026-12-01 11:00 +0800"):
        assert find_invitation(token) == live.first()


def test_the_command_says_how_many_and_may_run_again(silent, capsys):
    with time_machine.travel("2026-12-01 10:00 +0800"):
        call_command("housekeeping")
        call_command("housekeeping")
    said = [line for line in capsys.readouterr().out.splitlines() if "提醒代表" in line]
    assert said == ["提醒代表反馈：2件", "提醒代表反馈：0件"]
    assert timezone.localdate() != dt.date(2026, 12, 1)
