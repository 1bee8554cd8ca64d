"""What is written of a session, and when."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from config.sessions import SessionStore
from proposals.models import BrowserSession
from tests import factories as f
from tests.browsers import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(client):
    """Signed in, with one page read: when that was."""
    now = timezone.now().replace(microsecond=0)
    with time_machine.travel(now, tick=False):
        client.force_login(f.world().handler)
        client.get("/help/")
    return now


def ends_after(client, moment):
    """The page is read then; how long from then the session lasts, as it is written."""
    with time_machine.travel(moment, tick=False):
        assert client.get("/help/").status_code == 200
        return (BrowserSession.objects.get().expire_date - moment).total_seconds()


def test_the_exit_is_put_off_a_minute_at_a_time(client, begun):
    minute = dt.timedelta(minutes=1)
    assert ends_after(client, begun) == 1800
    assert ends_after(client, begun + minute * 0.9) == 1800 - 54
    assert ends_after(client, begun + minute) == 1800
    assert ends_after(client, begun + minute * 30) == 1800  # somebody who goes on is never signed out
    with time_machine.travel(begun + minute * 60, tick=False):
        assert client.get("/help/")["Location"] == "/sign-in/?next=/help/"


@pytest.mark.parametrize("change", [lambda held: held.update({"more": 1}), lambda held: held["list"].append("/")])
def test_what_is_changed_is_written_at_once(client, begun, change):
    key = client.cookies["sessionid"].value
    first = SessionStore(key)
    first["list"] = ["/"]
    first.save()
    changed, other = SessionStore(key), SessionStore(key)
    assert other["list"] == ["/"]
    change(changed)
    changed.save()
    other.save()  # it was read before and changes nothing: what the other kept stays
    assert dict(SessionStore(key).items()) == dict(changed.items()) != dict(other.items())


def test_a_page_that_changes_nothing_writes_nothing(client, django_assert_num_queries, begun):
    key = client.cookies["sessionid"].value
    with django_assert_num_queries(1):
        held = SessionStore(key)
        held["_auth_user_id"] = held["_auth_user_id"]
        held.save()


def test_what_is_copied_from_anothers_row_opens_nothing(client):
    """Who writes into the database alone makes no session of it, of the leader's content or of his row."""
    w, leader = f.world(), Browser()
    leader.force_login(w.leader)
    client.force_login(w.handler)
    row, of_leader = BrowserSession.objects.get(user=w.handler), BrowserSession.objects.get(user=w.leader)
    BrowserSession.objects.filter(pk=row.pk).update(session_data=of_leader.session_data, user=w.leader)
    assert client.get("/")["Location"] == "/sign-in/?next=/"
    BrowserSession.objects.filter(pk=row.pk).delete()
    BrowserSession.objects.filter(pk=of_leader.pk).update(session_key=row.session_key)
    assert client.get("/")["Location"] == "/sign-in/?next=/"


def test_who_reads_the_database_has_no_key_of_a_session(client, begun):
    assert client.cookies["sessionid"].value not in str(list(BrowserSession.objects.values()))


def test_a_session_of_one_face_is_none_of_the_other(settings):
    settings.FACE = "outside"
    begun = SessionStore()
    begun["links"] = [1]
    begun.save()
    assert SessionStore(begun.session_key)["links"] == [1]
    settings.FACE = "desk"
    assert dict(SessionStore(begun.session_key).items()) == {}
