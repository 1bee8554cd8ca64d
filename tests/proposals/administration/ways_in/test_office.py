"""单位统一登录, with a real provider in a process of its own."""

import json
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.exceptions import SuspiciousOperation
from django.test import override_settings

from proposals.administration.factors.secrets import new_secret
from proposals.administration.ways_in import office
from proposals.models import SecondFactor, SignIn, User
from tests import factories as f
from tests.browsers import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PEOPLE = {"s-leader": "leader", "s-gone": "gone", "s-stranger": "stranger", "s-nul": "a\0b"}


@pytest.fixture(scope="module")
def provider():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [json.dumps({"sub": sub, "preferred_username": name}) for sub, name in PEOPLE.items()]
    people.append(json.dumps({"sub": "s-nameless"}))
    arguments = [part for one in people for part in ("--user-claims", one)]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while True:
        try:
            requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5)
            break
        except requests.ConnectionError:
            assert time.monotonic() < until
            time.sleep(0.1)
    yield issuer
    process.terminate()
    process.wait()


@pytest.fixture(autouse=True)
def set_up(provider):
    office.read_provider.cache_clear()
    said = {"OIDC_ISSUER": provider, "OIDC_RP_CLIENT_ID": "banli", "OIDC_RP_CLIENT_SECRET": "of-banli"}
    with override_settings(**said):
        yield
    office.read_provider.cache_clear()


def begin(browser, page="/cases/"):
    """To the provider: the address it is asked at."""
    answer = browser.get(f"/sign-in/office/?next={page}")
    assert answer.status_code == 302
    return answer["Location"]


def come_back(asked, sub):
    """What the provider sends the browser back with, once the person has signed in there."""
    answer = requests.post(asked, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    there = urlsplit(answer.headers["Location"])
    return f"{there.path}?{there.query}"


def enter(sub, page="/cases/"):
    browser = Browser()
    return browser, browser.get(come_back(begin(browser, page), sub))


def test_the_account_is_opened_on_the_page_that_was_asked_for():
    f.world()
    sign_in = Browser().get("/sign-in/?next=/cases/").content.decode()
    assert 'href="/sign-in/office/?next=/cases/"' in sign_in
    browser, answer = enter("s-leader")
    assert (answer["Location"], browser.get("/cases/").status_code) == ("/cases/", 200)
    assert [(row.typed, row.outcome) for row in SignIn.objects.all()] == [("leader", "opened")]
    asked = parse_qs(urlsplit(begin(Browser())).query)
    assert (asked["code_challenge_method"], len(asked["nonce"][0]) >= 32) == (["S256"], True)


def test_a_second_step_is_asked_all_the_same():
    SecondFactor.objects.create(user=f.world().leader, secret=new_secret())
    browser, _ = enter("s-leader")
    assert browser.get("/cases/")["Location"] == "/factor/?next=%2Fcases%2F"


@pytest.mark.parametrize("sub", ["s-gone", "s-stranger", "s-nameless", "s-nul"])
def test_no_account_is_made_and_none_opened_that_is_not_in_use(sub):
    f.world()
    f.person("gone", "已停用", is_active=False)
    count = User.objects.count()
    browser, answer = enter(sub)
    assert answer["Location"] == "/sign-in/"
    page = browser.get("/sign-in/").content.decode()
    assert office.UNKNOWN in page
    assert (browser.get("/cases/").status_code, User.objects.count()) == (302, count)


def test_a_code_of_another_browser_or_used_before_or_made_up_opens_nothing():
    f.world()
    mine, theirs = Browser(), Browser()
    back = come_back(begin(mine), "s-leader")
    begin(theirs)
    state = parse_qs(urlsplit(back).query)["state"][0]
    for browser, address in (
        (theirs, back),
        (Browser(), back),
        (mine, f"/sign-in/office/back/?code=made-up&state={state}"),
        (mine, back),  # the state is spent
        (mine, "/sign-in/office/back/?error=access_denied"),
        (mine, "/sign-in/office/back/"),
    ):
        assert browser.get(address)["Location"] == "/sign-in/"
        assert browser.get("/cases/").status_code == 302


@pytest.mark.parametrize("other", [{"OIDC_RP_CLIENT_ID": "another"}, {"OIDC_ISSUER": "http://another"}, {}])
def test_a_token_for_another_program_or_from_another_provider_is_none(other):
    browser = Browser()
    said = parse_qs(urlsplit(come_back(begin(browser), "s-leader")).query)
    kept = browser.session["oidc_states"][said["state"][0]]
    provider = office._Provider()
    got = provider.get_token(
        {
            "client_id": "banli",
            "client_secret": "of-banli",
            "grant_type": "authorization_code",
            "code": said["code"][0],
            "redirect_uri": "http://testserver/sign-in/office/back/",
            "code_verifier": kept["code_verifier"],
        }
    )
    with override_settings(**other):
        if other:
            with pytest.raises(SuspiciousOperation):
                provider.verify_token(got["id_token"], nonce=kept["nonce"])
        else:
            assert provider.verify_token(got["id_token"], nonce=kept["nonce"])["sub"] == "s-leader"
    with pytest.raises(SuspiciousOperation):
        provider.verify_token(got["id_token"], nonce="of another press")


def test_whom_the_provider_answers_for_is_who_signed_in():
    provider = office._Provider()
    provider.subject = "s-leader"
    said = {"sub": "s-leader", "preferred_username": "leader"}
    assert provider.verify_claims(said)
    assert not provider.verify_claims(said | {"sub": "s-other"})


def test_a_next_page_elsewhere_is_not_gone_to():
    f.world()
    _, answer = enter("s-leader", "https://evil.example/")
    assert answer["Location"] == "/"


def test_a_provider_that_does_not_answer_is_said_at_the_door():
    f.world()
    office.read_provider.cache_clear()
    with override_settings(OIDC_ISSUER="http://127.0.0.1:9"):
        browser = Browser()
        assert browser.get("/sign-in/office/")["Location"] == "/sign-in/"
        assert office.FAILED in browser.get("/sign-in/").content.decode()


def test_without_an_issuer_and_on_the_deputies_face_there_is_no_such_page():
    f.world()
    pages = ("/sign-in/office/", "/sign-in/office/back/")
    with override_settings(OIDC_ISSUER=""):
        assert [Browser().get(page).status_code for page in pages] == [404, 404]
        assert "单位统一登录" not in Browser().get("/sign-in/").content.decode()
    with override_settings(FACE="outside", ROOT_URLCONF="config.urls_outside"):
        assert [Browser().get(page).status_code for page in pages] == [404, 404]
