"""An empty installation of a single bureau is brought to its first signed case by its pages alone: the first page, a
session, five people, the roles confirmed, a case registered by the unit's own office with deputies that nobody
knew, receipt, draft, review, signature, and the four copies as a file."""

import re

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import expect

from proposals.administration.setup.first import first_code
from proposals.models import Case, Status
from tests.browser.looking import go_by, open_tab

TITLE = "关于在友谊路街道增设社区食堂的建议"
OWN = "Wutong-lu-88-hao"
STAFF = (
    ("孙莉", "sunli", "办公室"),
    ("高扬", "gaoyang", "经办人"),
    ("许静", "xujing", "经办人"),
    ("郑国华", "zhengguohua", "局领导"),
)
BODY = f"""赵洪蓉、周建伟代表：
你们在宝山区第九届人民代表大会第六次会议上提出的第070号建议《{TITLE}》收悉。经研究，现答复如下：
一、基本情况
友谊路街道现有社区食堂2处，分布在街道东部。
二、已做的工作
我局会同友谊路街道完成选址，在友谊支路设社区食堂一处，面积180平方米。
三、下一步
2027年6月底前完成装修并开始供餐。
感谢你们对民政工作的关心和支持。"""


@pytest.fixture
def codes():
    """The one-time passwords as the slips show them, by account."""
    return {}


def read_slips(page, codes):
    expect(page.locator(".slip-code").first).to_be_attached()
    accounts = page.locator(".slip dl div:first-child dd").all_text_contents()
    codes |= dict(zip(accounts, page.locator(".slip-code").all_text_contents(), strict=True))


def press(page, name):
    go_by(
        page.locator("main, .action-bar")
        .get_by_role("button", name=name, exact=isinstance(name, str))
        .locator("visible=true")
        .first
    )


def follow(page, name):
    go_by(page.get_by_role("link", name=name, exact=isinstance(name, str)).locator("visible=true").first)


def enter(page, username, codes):
    """Signs in; the first time with the one-time password, and the next page takes the person's own."""
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(codes.get(username, OWN))
    press(page, "登录")
    if codes.pop(username, None):
        page.locator("[name=new_password1]").fill(OWN)
        page.locator("[name=new_password2]").fill(OWN)
        press(page, "改用新密码")


def begin(page, codes):
    page.goto("/")
    page.locator("[name=code]").fill(first_code())
    page.locator("[name=kind]").select_option("bureau")
    page.locator("[name=short_name]").fill("区民政局")
    page.locator("[name=name]").fill("宝山区民政局")
    page.locator("[name=phone]").fill("021-56550070")
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
        page.locator("[name=name]").fill(name)
        page.locator("[name=username]").fill(account)
        press(page, "建账号")
        page.get_by_label(role, exact=True).check()
        press(page, "提交角色改动")
    follow(page, "人员")
    follow(page, re.compile("从没登录"))
    press(page, re.compile("发密码条"))
    read_slips(page, codes)


def confirm_roles(page, codes):
    enter(page, "linxiao", codes)
    page.locator("table thead input[type=checkbox]").first.check()
    press(page, re.compile("确认勾选的"))


def vouch_for_all(page):
    """The administrator of roles, who did not make the passwords, says that their owners have them."""
    follow(page, re.compile("核实账号"))
    page.locator("[data-tick-all]").check()
    page.get_by_role("button", name="勾选的本人都拿到了").click()
    expect(page.get_by_text("没有等您核实的")).to_be_visible()


def register_case(page, codes):
    """Nobody knew the deputies: their names are confirmed as new ones."""
    enter(page, "sunli", codes)
    follow(page, "登记一件建议")
    page.locator("[name=number]").fill("070")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=text]").fill("案由：老年人吃饭难。\n建议：增设社区食堂。")
    page.locator("[name=lead]").fill("赵洪蓉（吴淞代表团）")
    page.locator("[name=co_signers]").fill("周建伟")
    press(page, "登记并交办")
    page.locator("[name=new_deputies]").check()
    press(page, "登记并交办")


def open_first_case(page):
    go_by(page.locator("main").get_by_role("link", name=re.compile(TITLE)).first)


def contact_deputies(page, codes):
    enter(page, "gaoyang", codes)
    open_first_case(page)
    follow(page, "登记代表沟通")
    for deputy in ("赵洪蓉", "周建伟"):
        page.get_by_label(deputy).check()
    page.get_by_label("电话", exact=True).check()
    page.get_by_label(re.compile("沟通情况")).fill("两位代表同意选址，希望明年夏天前供餐。")
    press(page, "登记")


def draft_and_submit(page, codes):
    follow(page, "拟写答复")
    page.locator("[name=body]").fill(BODY)
    open_tab(page, "公文要素")
    page.locator("[name=document_number]").fill("宝民〔2026〕70号")
    open_tab(page, "办理情况表")
    page.locator("[name=handling]").fill("已完成选址，2027年6月底前开始供餐。")
    page.locator("[name=classification][value=已采纳]").check(force=True)
    page.locator("[name=disclosure]").first.check(force=True)
    press(page, "保存并送审")


def sign_for_and_assign(page, codes):
    press(page, "签收")
    follow(page, "分办")
    page.get_by_label(re.compile("高扬")).check()
    press(page, "分办")


def check_and_sign(page, codes):
    enter(page, "sunli", codes)
    open_first_case(page)
    follow(page, "核稿")
    press(page, "核稿通过")
    enter(page, "zhengguohua", codes)
    open_first_case(page)
    follow(page, "审核签发")
    press(page, "同意签发")


def take_file(page, codes):
    """The words of the four copies, as the handler takes them from the page of the case."""
    enter(page, "gaoyang", codes)
    open_first_case(page)
    follow(page, "打印件")
    follow(page, "打印办理情况表")
    with page.expect_download() as download:
        page.get_by_role("button", name="打印", exact=True).click()
    with pdfium.PdfDocument(download.value.path()) as document:
        return "".join("".join(one.get_textpage().get_text_range().split()) for one in document)


def test_a_single_bureau_from_nothing_to_its_first_signed_case(transactional_db, live_server, page, codes):
    begin(page, codes)
    enter(page, "zhongkai", codes)
    register_session(page)
    register_people(page, codes)
    confirm_roles(page, codes)
    vouch_for_all(page)
    register_case(page, codes)
    sign_for_and_assign(page, codes)
    contact_deputies(page, codes)
    draft_and_submit(page, codes)
    check_and_sign(page, codes)
    text = take_file(page, codes)
    seen = ("第一份·存承办单位", "第二份·送意见提出人", "联系电话：021-56550070")
    assert [text.count(one) for one in seen] == [3, 6, 10]  # three pages a copy, five copies: two deputies
    case = Case.objects.get()
    assert (case.status, case.current_round.signer.name) == (Status.SEEKING_FEEDBACK, "郑国华")
    assert list(codes) == ["xujing"]  # who had nothing to do yet
