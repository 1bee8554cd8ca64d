"""安全密钥 with Chromium's own authenticator: bound on the way in, asked after signing out and before a signature."""

import pytest
from playwright.sync_api import expect

from config.sessions import SessionStore
from proposals.models import FactorRule, Role, SecurityKey, Status
from replies.models import Review
from tests import factories as f
from tests.browser.looking import violations

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def plugged(page, live_server, settings):
    """A browser with a key in its socket."""
    settings.DESK_URL = live_server.url
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def sign_in_by_form(page, user):
    page.goto("/sign-in/")
    page.get_by_label("账号").fill(user.username)
    page.get_by_label("密码", exact=True).fill(f.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_key_is_bound_opens_and_signs(plugged):
    page, case = plugged, f.make_case(Status.SIGNING)
    leader = f.world().leader
    FactorRule.objects.create(role=Role.LEADER, daily=True, signing=True)
    sign_in_by_form(page, leader)
    expect(page.get_by_role("heading", name="请先绑定手机或者安全密钥")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="登记这把密钥").click()
    expect(page.get_by_text("请先给这把密钥起个名称。")).to_be_visible()
    page.get_by_label("名称").fill("蓝色U盘样的")
    page.get_by_role("button", name="登记这把密钥").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.get_by_role("link", name="收好了，接着办").click()
    page.context.clear_cookies()
    sign_in_by_form(page, leader)
    expect(page.get_by_role("heading", name="再确认一步")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="用安全密钥").click()
    expect(page.get_by_role("heading", name="再确认一步")).to_have_count(0)
    uses = SecurityKey.objects.get().uses
    page.goto("/factor/own/")
    page.get_by_role("button", name="用安全密钥").click()
    expect(page.get_by_role("button", name="换一组备用码")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("名称").fill("又一次")
    page.get_by_role("button", name="登记这把密钥").click()
    expect(page.get_by_text("这把密钥已经登记过了，请换一把。")).to_be_visible()
    forget_proof(page)
    page.goto(f"/cases/{case.pk}/review/")
    page.get_by_role("button", name="用安全密钥").first.click()
    expect(page.get_by_text("密钥已经回答。").first).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="同意签发", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("已签发")
    assert Review.objects.get(step="sign").signer == leader
    assert SecurityKey.objects.get().uses > uses


def forget_proof(page):
    """As if the last proof were a quarter of an hour ago."""
    (value,) = [one["value"] for one in page.context.cookies() if one["name"] == "sessionid"]
    session = SessionStore(value)
    del session["second_step_at"]
    session.save()
