"""The print room in a browser: ticking counts, and the bar ends by itself on the page one waits at."""

import re

from playwright.sync_api import expect

from tests import factories as f
from tests.browser.looking import go_by
from tests.replies.prints.orders import signed, work


def test_tick_print_wait_and_take(page, sign_in):
    signed("201", "202", "203", "204")
    sign_in(page, f.world().office)
    page.goto("/prints/")
    bar = page.locator(".action-bar")
    expect(bar).to_contain_text("还没有勾选")
    page.get_by_role("button", name="全选").click()
    expect(bar).to_contain_text("4件中选了4件")
    page.get_by_label("勾选201号").uncheck()
    page.get_by_label("勾选202号").uncheck()
    page.get_by_label("勾选204号").click(modifiers=["Shift"])
    expect(bar).to_contain_text("还没有勾选")
    page.get_by_label("勾选202号").check()
    page.get_by_label("勾选204号").click(modifiers=["Shift"])
    expect(bar).to_contain_text("4件中选了3件")
    page.get_by_text("第二份给每位提出人各打一份").click()
    go_by(page.get_by_role("button", name="打印勾选的"))
    expect(page).to_have_url(re.compile(r"/prints/\d+/$"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    take = page.get_by_role("button", name=re.compile("取文件"))
    expect(take).to_be_visible()
    with page.expect_download() as download:
        take.click()
    assert download.value.suggested_filename.endswith("-3件.pdf")
