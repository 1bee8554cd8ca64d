"""用 UKey 登录: a gateway's header is believed from its addresses alone, with its secret, and on the desk's face."""

import pytest
from django.test import override_settings

from proposals.administration.factors.secrets import new_secret
from proposals.models import SecondFactor, SignIn, User
from tests import factories as f
from tests.browsers import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHARED = "of-the-gateway-0123456789-0123456789"
PAGE = "/sign-in/ukey/?next=/cases/"


@pytest.fixture(autouse=True)
def gateway():
    with override_settings(UKEY_SECRET=SHARED, UKEY_PROXIES=["10.1.2.0/24"]):
        yield


def ask(account, secret=SHARED, address="10.1.2.3", **more):
    browser = Browser(REMOTE_ADDR=address)
    return browser, browser.get(PAGE, headers={"X-UKey-Account": account, "X-UKey-Secret": secret, **more})


def test_the_gateway_opens_an_account_and_no_further_code_is_asked():
    leader = f.world().leader
    SecondFactor.objects.create(user=leader, secret=new_secret())
    browser, answer = ask("leader")
    assert (answer.status_code, answer["Location"]) == (302, "/cases/")
    assert browser.get("/cases/").status_code == 200
    assert SignIn.objects.get().outcome == "opened"


@pytest.mark.parametrize(
    ("account", "secret", "address", "more"),
    [
        ("leader", "", "10.1.2.3", {}),
        ("leader", SHARED + "x", "10.1.2.3", {}),
        ("leader", "密码", "10.1.2.3", {}),
        ("leader", SHARED, "10.1.3.3", {}),
        ("leader", SHARED, "", {}),
        ("leader", SHARED, "203.0.113.9", {"X-Forwarded-For": "10.1.2.3"}),
        ("nobody-at-all", SHARED, "10.1.2.3", {}),
        ("", SHARED, "10.1.2.3", {}),
        ("gone", SHARED, "10.1.2.3", {}),
        ("a" * 5000, SHARED, "10.1.2.3", {}),
    ],
)
def test_nobody_else_does(account, secret, address, more):
    f.world()
    f.person("gone", "已停用", is_active=False)
    browser, answer = ask(account, secret, address, **more)
    assert (answer.status_code, "没有认出您的 UKey" in answer.content.decode()) == (403, True)
    assert browser.get("/cases/").status_code == 302
    assert SignIn.objects.get().outcome == "refused"


def test_behind_our_own_proxy_it_is_the_address_that_the_proxy_wrote_last():
    f.world()
    with override_settings(AXES_CLIENT_IP_CALLABLE="config.proxy.client_address"):
        told = [
            ask("leader", address="127.0.0.1", **{"X-Forwarded-For": said})[1].status_code
            for said in ("10.1.2.3", "203.0.113.9, 10.1.2.3", "10.1.2.3, 203.0.113.9")
        ]
    assert told == [302, 302, 403]


def test_without_a_secret_and_on_the_deputies_face_there_is_no_such_page():
    f.world()
    with override_settings(UKEY_SECRET=""):
        assert ask("leader", "")[1].status_code == 404
    with override_settings(FACE="outside", ROOT_URLCONF="config.urls_outside"):
        assert ask("leader")[1].status_code == 404
    assert SignIn.objects.count() == 0


def test_an_address_that_is_none_in_the_setting_lets_nobody_in():
    f.world()
    with override_settings(UKEY_PROXIES=["10.1.2.300"]):
        assert ask("leader")[1].status_code == 403


def test_a_one_time_password_that_waits_is_changed_first():
    leader = f.world().leader
    User.objects.filter(pk=leader.pk).update(password_until=f.timezone.now())
    browser, _ = ask("leader")
    assert browser.get("/cases/")["Location"] == "/password/"
