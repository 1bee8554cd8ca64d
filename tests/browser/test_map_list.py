"""A list that is not certain, in a browser: by keyboard, without script, on a phone; and the next, known again."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories as f
from tests.browser.looking import go_by, violations
from tests.proposals.intake.mapping.lists import DOUBTFUL, registered, sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MORE = [DOUBTFUL[0], ["075", "关于河道的建议", "赵洪蓉", None, "甲", "民政局"]]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def browser_page(request, new_context):
    return new_context(viewport={"width": 1024, "height": 768}, java_script_enabled=request.param).new_page()


def upload(page, name, rows):
    page.goto("/intake/lists/")
    page.get_by_label("建议名单").set_input_files({"name": name, "mimeType": XLSX, "buffer": sheets(rows)})
    go_by(page.get_by_role("button", name="上传，去核对"))


def test_choose_look_and_register(browser_page, sign_in, transactional_db):
    page = browser_page
    world, session = f.world(), f.session()
    sign_in(page, world.district)
    upload(page, "清单.xlsx", DOUBTFUL)
    expect(page.get_by_text("还有2列要选")).to_be_visible()
    page.get_by_role("link", name="C列 提案人").click()
    page.get_by_label("C列 提案人，记到哪一栏").select_option("领衔代表")
    page.get_by_label("E列 代表姓名，记到哪一栏").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("E列 代表姓名，记到哪一栏")).to_have_value("")
    page.get_by_label(re.compile("^届次")).select_option(str(session.pk))
    page.get_by_label(re.compile("^交办日期")).fill("2026-03-05")
    go_by(page.get_by_role("button", name="逐行核对"))
    expect(page.get_by_text("选的对应关系读取")).to_be_visible()
    go_by(page.get_by_role("button", name="登记这2件并交办"))
    expect(page.get_by_role("heading", name="这份名单已经登记")).to_be_visible()
    assert [one[1] for one in registered()] == ["070", "071"]
    # The next one: only what it does not say.
    upload(page, "清单二.xlsx", MORE)
    expect(page.get_by_text("还有几项表里没有写")).to_be_visible()
    expect(page.get_by_label("C列 提案人，记到哪一栏")).to_be_hidden()
    page.get_by_label(re.compile("^届次")).select_option(str(session.pk))
    page.get_by_label(re.compile("^交办日期")).fill("2026-03-12")
    go_by(page.get_by_role("button", name="逐行核对"))
    go_by(page.get_by_role("button", name="登记这1件并交办"))
    assert [one[1] for one in registered()] == ["070", "071", "075"]


def test_on_a_phone_nothing_runs_sideways_and_axe_finds_nothing(phone, sign_in, transactional_db):
    sign_in(phone, f.world().district)
    upload(phone, "清单.xlsx", DOUBTFUL)
    go_by(phone.get_by_role("button", name="逐行核对"))
    expect(phone.get_by_role("alert")).to_contain_text("还没有哪一列是领衔代表")
    phone.get_by_text("不对的在这里改").click()
    expect(phone.get_by_label("没有表头，第一行就是内容")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert violations(phone) == []
