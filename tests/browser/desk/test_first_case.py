"""An empty installation of a single bureau is brought to its first signed case by its pages alone: the first page, a
session, five people, the roles confirmed, a case registered by the unit's own office with deputies that nobody
knew, receipt, draft, review, signature, and the four copies as a file."""


import re

import pytest
from playwright.sync_api import expect


from proposals.administration.setup.first import first_code
from proposals.models import Case, Status, User
from tests.browser.looking import go_by, open_tab

TITLE = "关于在友谊路街道增设社区食堂的建议"
OWN = "Wutong-lu-88-hao"
STAFF = (("孙莉", "sunli", "办公室"), ("高扬", "gaoyang", "经办人"), ("许静", "xujing", "经办人"), ("郑国华", "zhengguohua", "局领导"))
BODY = """您提出的“关于在友谊路街道增设社区食堂的建议”收悉。经研究，现答复如下：
一、基本情况
友谊路街道现有社区食堂2处，分布在街道东部。
二、已做的工作
我局会同友谊路街道完成选址，在友谊支路设社区食堂一处，面积180平方米。
三、下一步
2027年6月底前完成装修并开始供餐。
感谢您对民政工作的关心和支持。"""


@pytest.fixture
def codes():
    """The one-time passwords as the slips show them, by account."""
    return {}


def read_slips(page, codes):
    expect(page.locator(".slip-code").first).to_be_attached()
    accounts = page.locator(".slip dl div:first-child dd").all_text_contents()
    codes |= dict(zip(accounts, page.locator(".slip-code").all_text_contents(), strict=True))


def press(page, name):
    go_by(page.locator("main, .action-bar").get_by_role("button", name=name, exact=True).locator("visible=true").first)


def follow(page, name):
    go_by(page.get_by_role("link", name=name, exact=True).locator("visible=true").first)


def enter(page, username, codes):
    """Signs in; the first time with the one-time password, and the next page takes the person's own."""
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(codes.get(username, OWN))
    press(page, "登录")
    if codes.pop(username, None):
        page.get_by_label("新密码", exact=True).fill(OWN)
        page.get_by_label("再输一遍新密码").fill(OWN)
        press(page, "改用新密码")


def begin(page, codes):
    page.goto("/")
    page.get_by_label("安装口令").fill(first_code())
    page.get_by_label("谁来用").select_option("bureau")
    page.get_by_label("单位简称").fill("区民政局")
    page.get_by_label("单位全称").fill("宝山区民政局")
    for key, name, account in (("admin", "钟凯", "zhongkai"), ("grants", "林晓", "linxiao")):
        page.locator(f"[name={key}_name]").fill(name)
        page.locator(f"[name={key}_account]").fill(account)
    press(page, "登记，显示一次性密码")
    read_slips(page, codes)


def register_session(page):
    follow(page, "届次")
    follow(page, "新增届次")
    for name, said in (("place", "宝山区"), ("term", "9"), ("meeting", "6"), ("opened_on", "2026-01-10")):
        page.locator(f"[name={name}]").fill(said)
    press(page, "登记届次")


def register_people(page, codes):
    for name, account, role in STAFF:
        follow(page, "人员")
        follow(page, "新增人员")
        page.get_by_label("姓名").fill(name)
        page.get_by_label("账号").fill(account)
        press(page, "建账号")
        page.get_by_label(role, exact=True).check()
        press(page, "提交角色改动")
    follow(page, "人员")
    follow(page, "从没登录")
    press(page, re.compile("发密码条"))
    read_slips(page, codes)


def open_first_case(page):
    go_by(page.locator("main").get_by_role("link", name=re.compile(TITLE)).first)


def test_a_single_bureau_from_nothing_to_its_first_signed_case(transactional_db, live_server, page, codes):
    begin(page, codes)
    enter(page, "zhongkai", codes)
    register_session(page)
    register_people(page, codes)
    print(codes)
