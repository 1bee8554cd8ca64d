"""The deputy's pages on a phone of 390 × 844, with script and without, in normal and in large type."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from replies.feedback.links import make_link
from replies.models import Feedback, Invitation
from tests import factories
from tests.browser.looking import go_by, violations
from tests.failing_store.store import away

CASE_070 = json.loads(Path("fixtures/cases/9-3-070.json").read_text(encoding="utf-8"))
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SMALLEST_TEXT, SMALLEST_LARGE_TEXT, SMALLEST_TARGET, HEAVIEST_PAGE = 18, 24, 60, 60 * 1024
FORM = re.compile(r"/deputy/\d+/$")
CHECK = re.compile(r"/deputy/\d+/check/$")
RECEIPT = re.compile(r"/deputy/\d+/receipt/$")

# Everything a finger is meant to hit, as wide and high as the finger finds it.
TARGETS = """() => [...document.querySelectorAll('a, button, summary, textarea, input:not([type=hidden])')]
  .filter((one) => !one.matches('.skip, [aria-hidden]') && one.checkVisibility())
  .map((one) => ({what: one.outerHTML.slice(0, 90), box: (one.closest('.option') || one).getBoundingClientRect()}))
  .map(({what, box}) => [what, Math.min(box.width, box.height)])"""
TEXTS = """() => [...document.querySelectorAll('body *')]
  .filter((one) => !one.matches('.skip, .visually-hidden, script') && one.checkVisibility()
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => [one.outerHTML.slice(0, 90), parseFloat(getComputedStyle(one).fontSize)])"""


@pytest.fixture
def link(transactional_db):
    """The link of one of three deputies to the whole letter of a real case."""
    case = factories.make_case("in_progress", deputies=3, title=CASE_070["title"], text=CASE_070["text"])
    handler = factories.world().handler
    factories.contact_all(case, handler)
    factories.write(case, handler, body=CASE_070["letter_body"], handling=CASE_070["handling"])
    factories.let_stand(case, handler)
    factories.advance(case, "submit", "check", "sign")
    return make_link(case.current_round, handler, case.suggestion.proposers[0])


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(request, new_context):
    """The phone, with script and without; what its console says is kept in `phone.said`."""
    page = new_context(**PHONE, java_script_enabled=request.param).new_page()
    page.said, page.asked, page.has_script = [], [], request.param
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda sent: page.asked.append(sent.url))
    return page


def follow(page, link):
    page.goto(f"/d/{factories.token(link)}")
    expect(page).to_have_url(FORM)
    return page


def follow_again(page, link):
    page.goto(f"/d/{factories.token(link)}")
    expect(page).to_have_url(RECEIPT)


def choose(page, question, grade):
    group = page.get_by_role("group", name=re.compile(question))
    group.get_by_role("radio", name=grade, exact=True).check(force=True)


def fill(page, **said):
    for question, grade in {"办理结果": "满意", "办理方案": "理解", "办理态度": "满意", **said}.items():
        choose(page, question, grade)
    page.get_by_label(re.compile("意见和建议")).fill("希望写明完成时间。")
    page.get_by_label("我确认以上是本人意见").check(force=True)


def check(page):
    go_by(page.get_by_role("button", name="下一步：核对一遍"))
    expect(page).to_have_url(CHECK)


def submit(page):
    go_by(page.get_by_role("button", name="都对，提交"))
    expect(page).to_have_url(RECEIPT)


def every_page(page, link):
    """Each page a deputy can see, one after the other."""
    follow(page, link)
    yield "reply"
    go_by(page.get_by_role("button", name="下一步：核对一遍"))
    expect(page.get_by_role("alert")).to_be_visible()
    yield "errors"
    fill(page, 办理结果="不满意")
    check(page)
    yield "check"
    submit(page)
    yield "receipt"
    go_by(page.get_by_role("link", name="改一改"))
    expect(page).to_have_url(re.compile(r"\?change#questions$"))
    yield "change"
    follow_again(page, link)
    go_by(page.get_by_role("button", name="把新链接发到我留的邮箱"))
    expect(page.get_by_role("heading", name="已经记下")).to_be_visible()
    yield "renewed"
    page.context.clear_cookies(name="link_browser")
    page.goto(f"/d/{factories.token(link)}")
    expect(page.get_by_role("heading", name="请先确认是您本人")).to_be_visible()
    yield "who"
    go_by(page.get_by_role("link", name="我不是这位代表"))
    yield "stranger"
    page.goto("/d/unknown")
    yield "gone"


def open_folds(page):
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


def test_from_the_link_to_the_receipt(phone, link, live_server):
    follow(phone, link)
    assert factories.token(link) not in phone.url
    fill(phone, 办理方案="不满意")
    check(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("请您核对一遍，还没有提交")
    go_by(phone.get_by_role("link", name=re.compile("修改.*办理方案")))
    choose(phone, "办理方案", "基本满意")
    phone.get_by_label("我确认以上是本人意见").check(force=True)
    check(phone)
    submit(phone)
    row = Feedback.objects.get()
    assert (row.result, row.plan, row.attitude, row.comment) == ("满意", "基本满意", "满意", "希望写明完成时间。")
    expect(phone.locator(".receipt .number")).to_have_text(row.receipt)
    again = phone.context.new_page()
    follow_again(again, link)
    expect(again.locator(".receipt .number")).to_have_text(row.receipt)
    assert phone.said == []
    assert [url for url in phone.asked if not url.startswith(live_server.url)] == []


@pytest.mark.database
def test_two_quick_taps_store_one_answer(phone, link):
    fill(follow(phone, link))
    check(phone)
    phone.get_by_role("button", name="都对，提交").dblclick()
    expect(phone).to_have_url(RECEIPT)
    assert Feedback.objects.count() == 1


def test_what_is_missing_is_said_at_the_top_and_nothing_is_lost(phone, link):
    follow(phone, link)
    choose(phone, "办理结果", "不满意")
    go_by(phone.get_by_role("button", name="下一步：核对一遍"))
    summary = phone.get_by_role("alert")
    expect(summary).to_be_in_viewport()
    expect(summary.get_by_role("link")).to_have_count(4)
    summary.get_by_role("link", name=re.compile("意见和建议")).click()
    expect(phone.get_by_label(re.compile("意见和建议"))).to_be_in_viewport()
    expect(phone.get_by_role("radio", name="不满意", exact=True).first).to_be_checked()


def test_the_enter_key_goes_on_and_large_type_loses_nothing(phone, link):
    fill(follow(phone, link))
    phone.get_by_role("button", name="换成大字").click()
    expect(phone.locator("html.big")).to_be_attached()
    expect(phone.get_by_label(re.compile("意见和建议"))).to_have_value("希望写明完成时间。")
    phone.get_by_label("我确认以上是本人意见").check(force=True)
    with phone.expect_navigation():
        phone.get_by_label(re.compile("您的姓名")).press("Enter")
    expect(phone).to_have_url(CHECK)
    go_by(phone.get_by_role("link", name="恢复普通字"))
    expect(phone.locator("html:not(.big)")).to_be_attached()
    submit(phone)


def test_a_correction_is_a_new_row_and_an_ended_link_says_only_whom_to_call(phone, link):
    fill(follow(phone, link))
    check(phone)
    submit(phone)
    follow_again(phone, link)
    go_by(phone.get_by_role("link", name="改一改"))
    choose(phone, "办理结果", "基本满意")
    phone.get_by_label("我确认以上是本人意见").check(force=True)
    check(phone)
    submit(phone)
    expect(phone.locator(".receipt")).to_contain_text("第2次提交")
    rows = Feedback.objects.order_by("number").values_list("number", "result", "is_current")
    assert list(rows) == [(1, "满意", False), (2, "基本满意", True)]
    rows, now = Invitation.objects.filter(pk=link.invitation.pk), timezone.now()
    rows.update(expires_at=now)
    follow_again(phone, link)  # reads on, and changes nothing
    expect(phone.locator("main")).to_contain_text("这个链接过了期限，只能看，不能填。")
    expect(phone.get_by_role("link", name="改一改")).to_have_count(0)
    rows.update(expires_at=now + dt.timedelta(days=30), revoked_at=now)
    pages = []
    for token in (factories.token(link), "unknown"):
        phone.goto(f"/d/{token}")
        phone.get_by_text("各承办单位的电话").click()
        unit = link.invitation.reply.case.unit
        expect(phone.get_by_role("link", name=f"{unit.name}：{unit.phone}")).to_be_visible()
        pages.append(phone.locator("main").inner_text())
    assert pages == [pages[1]] * 2


@pytest.mark.parametrize("size", ["normal", "big"])
def test_everything_can_be_hit_and_read(new_context, link, size):
    page = new_context(**PHONE).new_page()
    smallest = SMALLEST_TEXT if size == "normal" else SMALLEST_LARGE_TEXT
    follow(page, link)
    page.goto(f"{page.url}?size={size}")
    for name in every_page(page, link):
        open_folds(page)
        small = [(what, width) for what, width in page.evaluate(TARGETS) if width < SMALLEST_TARGET]
        assert small == [], name
        tiny = [(what, px) for what, px in page.evaluate(TEXTS) if px < smallest]
        assert tiny == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], name
        assert violations(page, rules={"color-contrast-enhanced": {"enabled": True}}) == [], name


@pytest.mark.parametrize("first", ["/d/{token}", "/d/unknown"])
def test_a_page_is_light(new_context, link, first):
    page = new_context(**PHONE).new_page()
    weights = []
    page.on("response", lambda answer: weights.append(len(answer.body()) if answer.status == 200 else 0))
    page.goto(first.format(token=factories.token(link)), wait_until="networkidle")
    assert len(weights) >= 4
    assert sum(weights) < HEAVIEST_PAGE


def test_the_pad_keeps_its_room_on_a_small_screen(new_context, link):
    page = new_context(**PHONE).new_page()
    fill(follow(page, link))
    check(page)
    page.goto(page.url.replace("/check/", "/sign/"))
    for width, height in ((320, 568), (195, 422)):  # the latter is the phone at 200 %
        page.set_viewport_size({"width": width, "height": height})
        pad, go = (page.locator(one).bounding_box() for one in ("canvas.pad", ".signing .go"))
        assert min(pad["width"], pad["height"]) >= 80
        assert go["height"] >= SMALLEST_TARGET
        assert go["y"] + go["height"] <= height


def test_what_was_half_filled_comes_back_after_the_session_and_by_a_newer_link(new_context, link):
    page = new_context(**PHONE).new_page()
    follow(page, link)
    with page.expect_response("**/seen/"):  # its answer would bring the cookies back
        choose(page, "办理结果", "理解")
    page.get_by_label(re.compile("意见和建议")).fill("写了一半")
    page.context.clear_cookies()
    link = make_link(link.invitation.reply, factories.world().handler, link.invitation.deputy)
    held = []  # on a slow line one answers before the script is there
    page.route("**/js/deputy.js", lambda route: held.append(route))
    page.goto(f"/d/{factories.token(link)}", wait_until="commit")
    page.get_by_role("button", name="下一步：核对一遍").wait_for()  # the form is there to its end
    choose(page, "办理结果", "满意")
    held[0].continue_()
    page.wait_for_load_state()
    expect(page.get_by_role("radio", name="满意", exact=True).first).to_be_checked()
    page.unroute("**/js/deputy.js")
    follow(page, link)
    go_by(page.get_by_role("link", name="上次填的还在，接着填"))
    expect(page.get_by_text("已接着您上次没填完的内容。")).to_be_visible()
    expect(page.get_by_label(re.compile("意见和建议"))).to_have_value("写了一半")
    fill(page)
    check(page)
    submit(page)
    assert page.evaluate("localStorage.length") == 0


def test_what_was_pressed_while_nothing_could_be_stored_goes_out_by_itself(phone, link):
    follow(phone, link)
    fill(phone)
    with away():
        phone.get_by_role("button", name="下一步：核对一遍").click()
        expect(phone.get_by_role("heading", name="您填的暂时没有交上")).to_be_visible()
        expect(phone.get_by_text("希望写明完成时间。")).to_be_visible()
        if phone.has_script:
            assert violations(phone) == []
    if not phone.has_script:
        phone.get_by_role("button", name="再交一次").click()
    expect(phone).to_have_url(CHECK, timeout=30_000)
    submit(phone)
    assert Feedback.objects.get().comment == "希望写明完成时间。"
