"""A deputy's phone of 390 × 844, without a link: in by the code, reads, says that nobody called, answers, leaves."""

import re

import pytest
from playwright.sync_api import expect

from proposals.models import Deputy, Event
from replies.messages.actions import convey_message
from replies.mine.actions import DENIED
from replies.models import DeviceKey, Feedback
from tests import factories
from tests.browser.looking import go_by, violations
from tests.browser.test_deputy_phone import (
    PHONE,
    SMALLEST_LARGE_TEXT,
    SMALLEST_TARGET,
    SMALLEST_TEXT,
    TARGETS,
    TEXTS,
    check,
    fill,
    submit,
)
from tests.replies.mine.phones import code_in, texts
from tests.replies.prints.orders import work
from tests.rules.told import message

OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def look(page, smallest=SMALLEST_TEXT):
    """Everything on the page can be hit and read, and axe finds nothing."""
    page.evaluate(OPEN)
    targets = TARGETS.replace("'.option'", "'.option, .way-in'")
    assert [(what, width) for what, width in page.evaluate(targets) if width < SMALLEST_TARGET] == []
    assert [(what, px) for what, px in page.evaluate(TEXTS) if px < smallest] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    assert violations(page, rules={"color-contrast-enhanced": {"enabled": True}}) == []


@pytest.fixture
def case(transactional_db, settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path
    factories.promised(("开出助餐点", 40))
    factories.make_case("in_progress")
    made = factories.make_case("seeking_feedback")
    convey_message(message(of=made), factories.world().handler, how="电话")
    Deputy.objects.filter(name="赵洪蓉").update(phone="13712345678")
    return made


def test_a_deputy_comes_in_reads_objects_answers_and_leaves(new_context, case, tmp_path):
    page = new_context(**PHONE).new_page()
    page.goto("/mine/")
    look(page)
    page.get_by_label(re.compile("您的手机号码")).fill("137 1234 5678")
    go_by(page.get_by_role("button", name="发验证码给我"))
    look(page)
    work()
    page.get_by_label("验证码", exact=True).fill(code_in(texts(tmp_path)[-1][1]))
    page.get_by_label(re.compile("30天")).check()
    go_by(page.get_by_role("button", name="进入我的建议"))
    expect(page.get_by_role("heading", name="我的建议", exact=True)).to_be_visible()
    look(page)
    go_by(page.get_by_role("link", name="换成大字"))
    look(page, SMALLEST_LARGE_TEXT)
    go_by(page.get_by_role("link", name="看答复，提意见"))
    expect(page.locator(".letter").last).to_contain_text("今年新增12处。")
    look(page, SMALLEST_LARGE_TEXT)
    go_by(page.get_by_role("link", name="恢复普通字"))
    page.get_by_text("这次没有联系过我", exact=True).click()
    page.get_by_label(re.compile("想说的话")).fill("没有人来过。")
    go_by(page.get_by_role("button", name=re.compile("告诉承办单位")))
    expect(page.get_by_text(re.compile("您说这次没有联系过您"))).to_be_visible()
    assert Event.objects.get(action=DENIED).comment == "没有人来过。"
    look(page)
    go_by(page.get_by_role("button", name="看完了，提意见"))
    fill(page)
    check(page)
    submit(page)
    page.goto(f"/mine/{case.suggestion_id}/")
    expect(page.locator(".slip")).to_contain_text(
        Feedback.objects.get(deputy__name="赵洪蓉", reply__case=case).receipt
    )
    expect(page.get_by_text("告诉过您的（2次）")).to_be_visible()
    look(page)
    go_by(page.get_by_role("link", name="‹ 我的建议"))
    expect(page.get_by_role("heading", name="现在没有等您办的事")).to_be_visible()
    go_by(page.get_by_role("link", name="管一管能看的手机和电脑"))
    look(page)
    go_by(page.get_by_role("button", name=re.compile("停用这台")))
    expect(page.get_by_role("heading", name="进入我的建议")).to_be_visible()
    page.goto(f"/mine/{case.suggestion_id}/")
    expect(page.get_by_role("heading", name="进入我的建议")).to_be_visible()
    assert not DeviceKey.objects.live().exists()
