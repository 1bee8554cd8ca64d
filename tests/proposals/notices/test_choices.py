"""提醒设置: at once, in the daily summary, only here; what is urgent at once; one line for one list."""

import datetime as dt
import io

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from proposals.intake import register
from proposals.models import Notice, NoticeChoice, Part, User
from proposals.notices.delivery import post_notices
from proposals.notices.events import tell_units
from tests import factories as f
from tests.factories import world

pytestmark = pytest.mark.django_db
SHANGHAI = timezone.get_default_timezone()
ALL_NOW = dict.fromkeys(("given", "due", "told", "note", "follow", "week"), "now")


def at(month, day, hour=10, minute=0):
    return time_machine.travel(dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI), tick=False)


def choose(client, hour=9, **ways):
    client.force_login(world().handler)
    return client.post("/notices/settings/", {**ALL_NOW, **ways, "summary_hour": hour})


@pytest.fixture
def handler():
    User.objects.filter(pk=world().handler.pk).update(email="handler@example.gov.cn")
    return world().handler


def tell(handler, kind, key):
    facts = {"kind": kind, "key": key, "sentence": f"{key}。", "made_at": timezone.now()}
    Notice.objects.create(recipient=handler, **facts)


def posted() -> list[str]:
    """The subjects of what goes out now, run twice: nothing goes twice."""
    before = len(mail.outbox)
    post_notices()
    post_notices()
    return [letter.subject.removeprefix("[建议办理台] ") for letter in mail.outbox[before:]]


def test_each_kind_comes_as_its_reader_chose_and_what_is_urgent_at_once(client, handler):
    assert choose(client, note="daily", due="desk").status_code == 302
    with at(3, 18, 10):
        for kind in ("note", "due", "told", "late", "urge", "back", "sign"):
            tell(handler, kind, kind)
        assert posted() == ["您有5条新提醒"]
    assert [one in mail.outbox[0].body for one in ("note", "due", "told", "late", "urge", "back", "sign")] == [
        False, False, True, True, True, True, True
    ]  # fmt: skip


def test_the_summary_comes_once_on_working_days_at_the_hour_chosen_and_never_empty(client, handler):
    choose(client, hour=11, note="daily")
    sent = []
    with at(3, 20, 10):  # a Friday
        tell(handler, "note", "甲")
        sent.append(posted())
    with at(3, 20, 11):
        sent.append(posted())
    with at(3, 20, 12):
        tell(handler, "note", "乙")
        tell(handler, "note", "丙")
        sent.append(posted())
    for moment in ((21, 11), (22, 11), (23, 10), (23, 11), (23, 15), (24, 11)):
        with at(3, *moment):
            sent.append(posted())
    assert sent == [[], ["今天的提醒汇总，1条"], [], [], [], [], ["今天的提醒汇总，2条"], [], []]


def test_a_summary_that_was_late_still_holds_only_what_came_before_its_hour(client, handler):
    choose(client, hour=9, note="daily")
    with at(3, 18, 8):
        tell(handler, "note", "甲")
    with at(3, 18, 9, 30):
        tell(handler, "note", "乙")
    with at(3, 18, 14):
        assert posted() == ["今天的提醒汇总，1条"]
    with at(3, 19, 9):
        assert posted() == ["今天的提醒汇总，1条"]
    assert ["甲" in mail.outbox[0].body, "乙" in mail.outbox[1].body] == [True, True]


def test_what_was_read_here_is_in_no_summary(client, handler):
    choose(client, note="daily")
    with at(3, 18, 8):
        tell(handler, "note", "甲")
        Notice.objects.update(read_at=timezone.now())
    with at(3, 18, 10):
        assert posted() == []


def test_who_chose_nothing_gets_a_summary_of_what_is_followed_and_the_rest_at_once(handler):
    with at(3, 18, 10):
        tell(handler, "follow", "甲")
        tell(handler, "told", "乙")
        assert posted() == ["乙。"]
    with at(3, 19, 10):
        assert posted() == ["今天的提醒汇总，1条"]


def test_the_page_keeps_what_was_chosen_and_refuses_what_cannot_be(client, handler):
    choose(client, hour=15, note="desk")
    choose(client, hour=15, note="desk")
    kept = dict(NoticeChoice.objects.filter(user=handler).values_list("kind", "way"))
    assert (kept, User.objects.get(pk=handler.pk).summary_hour) == ({**ALL_NOW, "note": "desk"}, 15)
    page = client.get("/notices/settings/").content.decode()
    assert (page.count("checked"), '<option value="15" selected>' in page) == (6, True)
    refused = [choose(client, hour=8), choose(client, note="never"), client.post("/notices/settings/", {})]
    assert [answer.status_code for answer in refused] == [400, 400, 400]
    choose(client, late="desk")
    assert not NoticeChoice.objects.filter(kind="late").exists()


def entries(*numbers: str):
    w = world()
    return [
        register.SuggestionEntry(
            f.session(),
            number,
            f"建议{number}",
            "",
            "",
            [f.deputy("赵洪蓉")],
            [(w.bureau, Part.SOLE)],
            dt.date(2026, 3, 2),
        )
        for number in numbers
    ]


def test_one_list_is_one_line_that_leads_to_the_list(client):
    w = world()
    with at(3, 2):
        register.register_entries(entries("101", "102", "103"), w.district)
        register.register_entries(entries("104"), w.district)
        assert [tell_units(), tell_units()] == [2, 0]
        told = Notice.objects.filter(recipient=w.office).order_by("pk")
        assert [(one.sentence, one.kind) for one in told] == [
            ("104号建议《建议104》：已交办给你单位，请签收。", "given"),
            ("交办3件，请签收。", "given"),
        ]
        client.force_login(w.office)
        where = client.post(f"/notices/{told[1].pk}/read/", {"go": "1"})["Location"]
        listed = client.get(where).content.decode()
    assert (where, [f"建议{number}" in listed for number in ("101", "102", "103")]) == (
        "/?group=receive",
        [True, True, True],
    )
    with at(3, 16, 23):  # nothing is told anew when part of it grows old
        assert tell_units() == 0


def test_two_lists_are_two_lines():
    w = world()
    with at(3, 2):
        register.register_entries(entries("101", "102"), w.district)
        tell_units()
        register.register_entries(entries("103", "104"), w.district)
        tell_units()
    assert (
        list(Notice.objects.filter(recipient=w.office).values_list("sentence", flat=True))
        == ["交办2件，请签收。"] * 2
    )


def test_housekeeping_makes_and_sends_all_of_it(handler):
    with at(3, 18, 10):
        tell(handler, "told", "甲")
        call_command("housekeeping", stdout=io.StringIO())
    assert [letter.to for letter in mail.outbox] == [["handler@example.gov.cn"]]
