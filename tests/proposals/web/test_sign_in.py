"""The door: signing in and out, a new password, the lock after five failures."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture
def handler():
    return factories.world().handler


def enter(client, password=PASSWORD, username="handler", **extra):
    return client.post(SIGN_IN, {"username": username, "password": password, **extra})


def test_signing_in_leads_to_the_worklist_and_signing_out_back_to_the_door(client, handler):
    assert client.get("/").headers["Location"] == f"{SIGN_IN}?next=/"
    assert enter(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.get(SIGN_IN).headers["Location"] == "/"
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/cases/?q=070", "/cases/?q=070"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("0001-01-01", "/"),  # an unknown word, where no page is
    ],
)
def test_after_signing_in_one_stays_on_this_site(client, handler, wanted, led_to):
    assert enter(client, next=wanted).headers["Location"] == led_to


def test_five_failures_lock_the_name_at_that_address_and_nowhere_else(client, handler):
    answers = [enter(client, "不对的密码").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = enter(client)
    assert locked.status_code == 429
    assert "这个账号暂停登录半小时" in locked.content.decode()
    elsewhere = client.post(SIGN_IN, {"username": "handler", "password": PASSWORD}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302
    client.post("/sign-out/")
    assert enter(client, username="leader").status_code == 302


def test_a_person_taken_out_of_use_is_out_at_once(client, handler):
    enter(client)
    handler.is_active = False
    handler.save()
    assert client.get("/").status_code == 302
    assert enter(client).status_code == 200


def test_the_password_is_changed_by_its_owner(client, handler):
    client.force_login(handler)
    fields = {"old_password": PASSWORD, "new_password1": "新的密码-2027x", "new_password2": "新的密码-2027x"}
    refused = client.post("/password/", {**fields, "old_password": "猜的"})
    assert refused.status_code == 200
    assert client.post("/password/", {**fields, "new_password1": "123", "new_password2": "123"}).status_code == 200
    done = client.post("/password/", fields)
    assert done.headers["Location"] == "/"
    assert [str(one) for one in get_messages(done.wsgi_request)] == ["密码已经改好，下次登录请用新密码。"]
    client.post(reverse("sign_out"))
    assert enter(client, "新的密码-2027x").status_code == 302


def test_strangers_are_sent_to_the_door_from_every_page(client, handler):
    made = factories.make_case()
    pages = ["/", "/cases/", "/password/", f"/cases/{made.pk}/", f"/cases/{made.pk}/tab/reply/"]
    pages += [f"/cases/{made.pk}/do/sign_for/"]
    assert [client.get(page).headers.get("Location") for page in pages] == [
        f"{SIGN_IN}?next={page}" for page in pages
    ]
