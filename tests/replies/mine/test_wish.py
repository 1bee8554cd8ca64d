"""怎样告诉您: a deputy's own choice, kept in the record, shown to the office, obeyed by what is sent."""

import pytest
import time_machine
from django.core import mail

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.models import AdministrationEvent, Deputy
from replies.feedback.reminders import remind_deputies
from replies.models import Message
from tests import factories as f
from tests.replies.messages.people import tell
from tests.replies.mine.phones import let_in, text, tree

pytestmark = pytest.mark.django_db
ALL, SMS, MAIL, STAFF, LAW = "", "sms", "mail", "staff", "law"


@pytest.fixture(autouse=True)
def reached(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"


def who(phone="13712340042", email="zhao@example.com"):
    made = f.deputy("赵洪蓉")
    Deputy.objects.filter(pk=made.pk).update(phone=phone, email=email)
    made.refresh_from_db()
    return made


def offered(client):
    page = tree(client.get("/mine/told/"))
    return page.xpath("//input[@name='way']/@value"), page.xpath("//input[@name='way'][@checked]/@value")


@pytest.mark.parametrize(
    ("phone", "email", "found", "standing"),
    [
        ("13712340042", "zhao@example.com", [ALL, SMS, MAIL, STAFF, LAW], ALL),
        ("13712340042", "", [SMS, STAFF, LAW], SMS),
        ("", "zhao@example.com", [MAIL, STAFF, LAW], MAIL),
        ("021-55550123", "", [STAFF, LAW], STAFF),
    ],
)
def test_what_does_not_reach_cannot_be_chosen(phone, email, found, standing):
    deputy = who(phone, email)
    client = let_in(deputy)
    assert offered(client) == (found, [standing])
    for way in {ALL, SMS, MAIL, "fax"} - set(found):
        assert client.post("/mine/told/", {"way": way}).status_code == 409
    deputy.refresh_from_db()
    assert (deputy.told_by, AdministrationEvent.objects.filter(label="改了怎样告知").count()) == ("", 0)


def test_a_choice_is_kept_recorded_and_shown_beside_the_telephone(client):
    deputy, w = who(), f.world()
    case = f.make_case("in_progress")
    mine = let_in(deputy)
    for _ in range(2):  # pressed twice it is one change
        assert "记下了" in text(mine.post("/mine/told/", {"way": MAIL}))
    event = AdministrationEvent.objects.get(label="改了怎样告知")
    assert (event.actor, event.actor_name, event.changes) == (
        None, "代表本人", [{"field": "怎样告知", "old": "短信和邮件，有什么用什么", "new": "只发邮件"}],
    )  # fmt: skip
    assert offered(mine)[1] == [MAIL]
    client.force_login(w.handler)
    pages = [client.get(f"/cases/{case.pk}/{tab}").content.decode() for tab in ("", "tab/contacts/")]
    assert [page.count('<span class="tag open">只发邮件</span>') for page in pages] == [1, 2]


def give(case):
    """交办, told: by which way, in which state."""
    record_event(case, f.world().district, HAND_OVER, "交办", data={"unit": case.unit.name})
    last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return [(one.kind, one.way, one.state) for one in tell(since=last)]


def test_what_is_chosen_is_what_is_done():
    """Each way; and of what no law asks for nothing, where the deputy wants it so."""
    deputy = who()
    case = f.hand_over(f.suggestion(deputies=1), f.world().bureau)
    mine, done = let_in(deputy), {}
    for way in (ALL, SMS, MAIL, STAFF, LAW):
        mine.post("/mine/told/", {"way": way})
        done[way] = give(case)
    assert done == {
        ALL: [("given", "sms", "sent"), ("given", "mail", "sent")],
        SMS: [("given", "sms", "sent")],
        MAIL: [("given", "mail", "sent")],
        STAFF: [("given", "staff", "waiting")],
        LAW: [("given", "sms", "dropped"), ("given", "mail", "dropped")],
    }
    assert "代表说这一类不用告诉" in Message.objects.filter(state="dropped").values_list("last_error", flat=True)


def test_the_reply_is_sent_and_not_urged_where_only_the_law_is_wanted(django_capture_on_commit_callbacks):
    with time_machine.travel("2026-11-03 10:00 +0800", tick=False) as clock:
        deputy = who()
        let_in(deputy).post("/mine/told/", {"way": LAW})
        with django_capture_on_commit_callbacks(execute=True):
            f.advance(f.make_case("signing", deputies=1), "sign")
        assert [one.to for one in mail.outbox] == [["zhao@example.com"]]
        clock.move_to("2026-11-16 10:00 +0800")
        assert (remind_deputies(), len(mail.outbox)) == (0, 1)
        let_in(deputy).post("/mine/told/", {"way": MAIL})
        with django_capture_on_commit_callbacks(execute=True):
            assert remind_deputies() == 1
        assert len(mail.outbox) == 2


def test_what_waits_for_the_morning_goes_the_way_chosen_meanwhile(settings):
    settings.QUIET_HOURS = "21:00-08:00"
    with time_machine.travel("2026-11-03 22:00 +0800", tick=False):
        deputy = who()
        case = f.hand_over(f.suggestion(deputies=1), f.world().bureau)
        assert [way for _, way, _ in give(case)] == ["sms", "mail"]
        let_in(deputy).post("/mine/told/", {"way": STAFF})
        rows = list(Message.objects.order_by("pk").values_list("way", "state"))
    assert rows == [("staff", "waiting"), ("mail", "dropped")]
