"""One message for what was handed over at once of one deputy's, and what each case shows of it."""

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Part
from replies.messages.words.current import change_words
from replies.models import Message
from replies.models.messages.message import MessageKind
from tests import factories as f
from tests.replies.messages.people import tell
from tests.replies.mine.phones import let_in, text, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reached(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"
    with time_machine.travel("2026-11-03 10:00 +0800", tick=False):
        yield


def hand_out(count, *, first=101, deputies=1, phone="13712340042", **facts):
    """So many suggestions of the same deputies at one press."""
    f.deputy("赵洪蓉")
    Deputy.objects.update(phone="13700000001")
    Deputy.objects.filter(name="赵洪蓉").update(phone=phone, **facts)
    w, cases = f.world(), []
    for number in range(count):
        asked = f.suggestion(deputies=deputies, number=f"{first + number}", title=f"第{number}件事")
        case = f.hand_over(asked, (w.bureau, w.other_bureau)[number % 2])
        record_event(case, w.district, HAND_OVER, "交办", data={"unit": case.unit.name, "deed": "一张清单"})
        cases.append(case)
    return cases


def rows(**narrowed):
    found = Message.objects.filter(**narrowed).order_by("pk")
    return [(one.kind, one.way, one.state, one.gathered_in_id is not None) for one in found]


def test_twelve_suggestions_make_one_text_and_each_case_shows_it(settings, client):
    cases = hand_out(12)
    tell()
    [(to, said)] = texts(settings.SMS_FOLDER)
    assert (to, said) == (
        "13712340042",
        "赵洪蓉代表，您好：您提出的12件建议已经交办：第101号（区民政局）、第102号（区房管局）、第103号（区民政局）、"
        "第104号（区房管局）、第105号（区民政局）、第106号（区房管局）、第107号（区民政局）、第108号（区房管局）等。"
        "由哪个单位办、哪一天前答复您、打哪个电话，都可看“我的建议”：http://127.0.0.1:8000/mine/",
    )
    assert rows() == [*[("given", "sms", "sent", True)] * 12, ("given_many", "sms", "sent", False)]
    client.force_login(f.world().office)
    page = client.get(f"/cases/{cases[0].pk}/tab/contacts/").content.decode()
    assert ("短信，几件一起" in page, "您提出的12件建议已经交办" in page) == (True, True)
    mine = text(let_in(cases[0].suggestion.proposers[0]).get(f"/mine/{cases[3].suggestion_id}/"))
    assert "您提出的12件建议已经交办" in mine
    assert (tell(), len(texts(settings.SMS_FOLDER))) == ([*Message.objects.order_by("pk")], 1)  # once


def test_a_suggestion_of_two_units_is_one(settings):
    [case] = hand_out(1)
    Case.objects.filter(pk=case.pk).update(part=Part.EACH)
    other = f.hand_over(case.suggestion, f.world().other_bureau, Part.EACH)
    record_event(other, f.world().district, HAND_OVER, "交办", data={"unit": other.unit.name, "deed": "一张清单"})
    hand_out(1, first=201)
    tell()
    [(_, said)] = texts(settings.SMS_FOLDER)
    assert "您提出的2件建议已经交办：第101号（区民政局、区房管局）、第201号（区民政局）。" in said


def test_one_is_told_by_itself_and_what_a_person_tells_case_by_case(settings):
    hand_out(1)
    assert [one.kind for one in tell()] == ["given"]
    hand_out(3, first=201, phone="")
    tell()
    assert rows(way="staff") == [("given", "staff", "waiting", False)] * 3


def test_what_was_withdrawn_by_the_morning_is_left_out(settings):
    settings.QUIET_HOURS = "21:00-08:00"
    with time_machine.travel("2026-11-03 22:00 +0800", tick=False):
        cases = hand_out(3)
        tell()
        f.advance(cases[0], "withdraw")
    with time_machine.travel("2026-11-04 09:00 +0800", tick=False):
        tell()
    [(_, said)] = texts(settings.SMS_FOLDER)
    assert ("2件建议" in said, "第101号" in said, "第102号" in said) == (True, False, True)
    assert rows() == [
        ("given", "sms", "dropped", True),
        *[("given", "sms", "sent", True)] * 2,
        ("given_many", "sms", "sent", False),
    ]


def test_what_does_not_leave_is_told_by_each_unit(settings):
    settings.SMS_URL = ""
    hand_out(2, phone="", email="zhao@example.com")
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    Message.objects.update(tries=0)
    for _ in range(8):
        tell(timezone.now())
        Message.objects.filter(state="waiting").update(next_at=timezone.now())
    assert rows() == [
        *[("given", "mail", "failed", False)] * 2,
        ("given_many", "mail", "dropped", False),
    ]


def test_where_the_office_wants_none_together_each_is_told(settings):
    row = f.world().district
    change_words(MessageKind.GIVEN_MANY, row, text="", is_on=False, seen=0)
    hand_out(2)
    tell()
    assert (len(texts(settings.SMS_FOLDER)), len(mail.outbox)) == (2, 0)
