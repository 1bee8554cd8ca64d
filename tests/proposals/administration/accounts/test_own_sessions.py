"""登录的地方: one's own sessions; how long one lives, what the database keeps of its key, and which face takes it."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.sessions import SessionStore
from proposals.models import AdministrationEvent, BrowserSession
from tests import factories as f
from tests.browsers import Browser
from tests.proposals.administration.offices import browser_of, seen_on

pytestmark = pytest.mark.django_db
PAGE = "/signed-in/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/140.0"


def sign_in(user, agent=DESK, address="10.0.0.7"):
    browser = Browser(headers={"user-agent": agent}, REMOTE_ADDR=address)
    browser.post("/sign-in/", {"username": user.username, "password": f.PASSWORD})
    return browser


def test_each_is_listed_and_one_or_all_others_are_ended():
    w = f.world()
    with time_machine.travel("2027-03-02T09:00:00+08:00", tick=False) as clock:
        one, other, third = sign_in(w.handler), sign_in(w.handler, PHONE, "10.0.0.8"), sign_in(w.handler)
        sign_in(w.office)
        clock.shift(dt.timedelta(minutes=5))
        page = one.get(PAGE)
        told = [" ".join(text.split()) for text in seen_on(page, "list", "tbody/tr")]
        assert told[0].startswith("Windows电脑，Edge浏览器 （就是这里） 10.0.0.7 3月2日 09:00 现在")
        assert sum("苹果手机，微信 10.0.0.8" in line for line in told) == 1
        assert len(told) == 3
        named = next(row.session_key for row in BrowserSession.objects.filter(address="10.0.0.8"))
        assert one.post(PAGE, {"end": named})["Location"] == PAGE
        assert (other.get("/notices/").status_code, third.get("/notices/").status_code) == (302, 200)
        assert one.post(PAGE, {"end": "all"})["Location"] == PAGE
        assert (third.get("/notices/").status_code, one.get("/notices/").status_code) == (302, 200)
        assert one.post(PAGE, {"end": "all"})["Location"] == PAGE
    said = AdministrationEvent.objects.filter(label="结束了别处的登录").order_by("pk")
    assert [(row.actor, row.comment) for row in said] == [
        (w.handler, "苹果手机，微信"),
        (w.handler, "Windows电脑，Edge浏览器"),
    ]
    assert w.office.browser_sessions.count() == 1


def test_nobody_ends_another_ones_and_a_page_that_is_not_whole_ends_none():
    w = f.world()
    theirs, mine = sign_in(w.office), sign_in(w.handler)
    named = w.office.browser_sessions.get().session_key
    for said in ({"end": named}, {"end": "x" * 500}, {"end": "\0"}, {}):
        assert mine.post(PAGE, said).status_code in (302, 409)
    assert theirs.get("/notices/").status_code == 200


def test_however_busy_it_ends_after_twelve_hours_and_what_was_typed_stays():
    w = f.world()
    case = f.make_case("in_progress")
    with time_machine.travel("2027-03-02T08:00:00+08:00", tick=False) as clock:
        browser = sign_in(w.handler)
        for _ in range(29):
            clock.shift(dt.timedelta(minutes=25))
            if browser.get("/notices/").status_code != 200:
                break
        assert timezone.localtime().strftime("%H:%M") == "20:05"
        page = browser.post(f"/cases/{case.pk}/draft/", {"body": "写了很久的正文。"})
        assert (page.status_code, "写了很久的正文。" in page.content.decode()) == (403, True)


def test_the_database_keeps_no_key_that_opens_anything():
    browser = sign_in(f.world().handler)
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    kept = BrowserSession.objects.get().session_key
    assert key not in repr(list(BrowserSession.objects.values_list()))
    thief = Browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert thief.get("/notices/").status_code == 302
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/notices/").status_code == 200


@pytest.mark.parametrize(("made", "taken"), [("outside", "desk"), ("outside", "all"), ("desk", "outside")])
def test_a_session_of_one_face_is_none_of_the_others(made, taken):
    with override_settings(FACE=made):
        session = SessionStore()
        session[SESSION_KEY] = str(f.world().handler.pk)
        session.save()
        assert SessionStore(session.session_key).get(SESSION_KEY)
    with override_settings(FACE=taken):
        assert SessionStore(session.session_key).get(SESSION_KEY) is None


def test_the_list_asks_as_much_for_many_as_for_one():
    w = f.world()
    browser, counts = browser_of(w.handler), []
    for more in (0, 0, 5):
        for _ in range(more):
            browser_of(w.handler)
        with CaptureQueriesContext(connection) as asked:
            browser.get(PAGE)
        counts.append(len(asked))
    assert counts[1] == counts[2]
