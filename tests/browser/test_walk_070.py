"""The demo's people walk case 070 from 待签收 to 办结 in the browser.

Three deputies answer by link on a phone, one of them is 不满意, a second round follows, and both rounds can be read
afterwards.
"""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from proposals.calendar.workdays import WorkCalendar
from proposals.journal.proof.chains import find_breaks
from proposals.models import Case, User
from replies.management.demo.cast import PASSWORD, case_070, make_people
from replies.management.demo.play import Player
from replies.models import Feedback, PrintedForm
from tests.browser.looking import go_by, open_tab


@pytest.fixture
def case(transactional_db, live_server, settings):
    """070 as it arrives, and everybody who will touch it."""
    settings.PUBLIC_URL = live_server.url
    make_people()
    script = {**case_070(), "state": "awaiting_receipt", "handed_out_ago": 2}
    with transaction.atomic():
        return Player(script, WorkCalendar.load()).play()


@pytest.fixture
def desk_of(new_context, live_server):
    """`desk_of("sunli")`: that person's browser, signed in through the door; kept for the whole test."""
    desks = {}

    def enter(username):
        if username not in desks:
            page = new_context().new_page()
            page.goto("/sign-in/")
            page.locator("[name=username]").fill(username)
            page.locator("[name=password]").fill(PASSWORD)
            go_by(page.get_by_role("button", name="登录"))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            desks[username] = page
        return desks[username]

    return enter


def open_case(page, case, tab=""):
    page.goto(f"/cases/{case.pk}/" + (f"tab/{tab}/" if tab else ""))
    expect(page.get_by_role("heading", level=1)).to_have_text(case.suggestion.title)


def button(page, name):
    return page.locator(".acts-now, .action-bar").get_by_role("button", name=name, exact=True)


def state(page, text):
    expect(page.locator(".case-act .next")).to_contain_text(text)


def sign_for_and_assign(page, case):
    open_case(page, case)
    go_by(button(page, "签收"))
    state(page, "分办")
    go_by(page.locator(".acts-now, .action-bar").get_by_role("link", name="分办"))
    page.get_by_label(re.compile("高扬")).check()
    page.get_by_label("给经办人的话").fill("请先走访三位代表，再拟写答复。")
    go_by(button(page, "分办"))
    state(page, "高扬")


def contact_everybody(page, case, summary):
    open_case(page, case, "contacts")
    page.goto(f"/cases/{case.pk}/contacts/add/")
    for deputy in case.suggestion.proposers:
        page.get_by_label(deputy.name).check()
    page.get_by_label("座谈").check()
    page.get_by_label(re.compile("沟通情况")).fill(summary)
    go_by(button(page, "登记"))
    expect(page.locator(".messages")).to_contain_text("已登记与赵洪蓉、周建伟、李倩宇代表的沟通")


def write(page, case, body):
    script = case_070()
    page.goto(f"/cases/{case.pk}/draft/")
    page.locator("[name=body]").fill(body)
    open_tab(page, "公文要素")
    page.locator("[name=document_number]").fill("宝民〔2026〕70号")
    open_tab(page, "办理情况表")
    page.locator("[name=handling]").fill(script["handling"])
    page.locator("[name=classification][value=已采纳]").check(force=True)
    page.locator("[name=disclosure]").first.check(force=True)
    go_by(button(page, "保存"))
    expect(page.locator(".messages")).to_contain_text("已保存")
    mend_all = page.get_by_role("button", name=re.compile("全部改正"))
    if mend_all.count():
        mend_all.click()
        expect(mend_all).to_have_count(0)
        go_by(button(page, "保存"))
        expect(page.locator(".messages")).to_contain_text("已保存")
    go_by(button(page, "保存并送审"))
    expect(page.locator(".messages")).to_contain_text("已送审")


def review(page, case, step, answer):
    page.goto(f"/cases/{case.pk}/review/")
    go_by(button(page, step))
    expect(page.locator(".messages")).to_contain_text(answer)


def link_for(page, case, deputy):
    open_case(page, case, "feedback")
    go_by(page.locator("section.answer", has_text=deputy.name).get_by_role("button", name=re.compile("发征询链接")))
    return page.get_by_label("只要链接").input_value()


def answer(phone, link, deputy, result, comment=""):
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_contain_text(f"{deputy.name}代表，")
    for name, grade in (("result", result), ("plan", "满意"), ("attitude", "满意")):
        phone.locator(f"[name={name}][value={grade}]").check(force=True)
    phone.get_by_label(re.compile("意见和建议")).fill(comment)
    phone.get_by_label("我确认以上是本人意见").check(force=True)
    go_by(phone.get_by_role("button", name="下一步：核对一遍"))
    go_by(phone.get_by_role("button", name="都对，提交"))
    expect(phone).to_have_url(re.compile("/receipt/$"))


def one_round(desk_of, new_context, case, body, marks):
    """From an open round to the deputies' answers."""
    contact_everybody(desk_of("gaoyang"), case, "当面听取意见，代表赞成继续推进。")
    write(desk_of("gaoyang"), case, body)
    review(desk_of("sunli"), case, "核稿通过", "070号核稿已通过")
    review(desk_of("zhengguohua"), case, "同意签发", "070号已签发")
    for deputy, (result, comment) in zip(case.suggestion.proposers, marks, strict=True):
        link = link_for(desk_of("gaoyang"), case, deputy)
        context = new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
        answer(context.new_page(), link, deputy, result, comment)
        context.close()


def test_070_from_receipt_to_the_end(case, desk_of, new_context):
    letter = case_070()["letter_body"]
    again = letter + "\n三、补充答复\n跨街镇流转的实施办法将于2027年6月底前印发。"
    why = "流转机制没有说什么时候办。"
    sign_for_and_assign(desk_of("sunli"), case)
    one_round(desk_of, new_context, case, letter, [("满意", ""), ("不满意", why), ("基本满意", "")])

    congress = desk_of("shiwenqing")
    open_case(congress, case, "feedback")
    state(congress, "研究")
    expect(congress.get_by_text(why).first).to_be_visible()
    go_by(congress.locator(".acts-now").get_by_role("link", name="再次办理"))
    congress.get_by_label("研究意见").fill("代表的意见成立，请补充完成时间后再次答复。")
    go_by(button(congress, "再次办理"))
    expect(congress.locator(".messages")).to_contain_text("已要求再次办理")

    one_round(desk_of, new_context, case, again, [("满意", ""), ("满意", "时间明确了。"), ("满意", "")])

    office = desk_of("sunli")
    office.goto(f"/cases/{case.pk}/close/")
    office.get_by_label("办理情况表四份已经印好").check()
    for ticked in ("承办单位已经盖章", "代表和区政府办公室的各份已经送出", "本单位的一份已经归档"):
        office.get_by_label(ticked).check()
    office.get_by_label("代表在网上本人反馈，没有纸表").check()
    go_by(button(office, "报送办结"))
    expect(office.locator(".messages")).to_contain_text("已办结")

    open_case(office, case, "feedback")
    rounds = office.locator(".work section.stack:has(> h2)")
    expect(rounds).to_have_count(2)
    told = {"第1轮": why, "第2轮": "时间明确了。"}
    for heading, said in told.items():
        expect(rounds.filter(has=office.get_by_role("heading", name=heading))).to_contain_text(said)
    open_case(office, case, "reply")
    expect(office.locator(".paper")).to_have_count(2)
    expect(office.locator(".paper", has_text="三、补充答复")).to_have_count(1)

    case = Case.objects.get(pk=case.pk)
    assert case.get_status_display() == "办结"
    assert list(find_breaks(case)) == []

    marks = (
        Feedback.objects.filter(reply__case=case)
        .order_by("reply__round", "deputy_id")
        .values_list("reply__round", "result", "channel")
    )
    assert list(marks) == [
        (1, "满意", "link"),
        (1, "不满意", "link"),
        (1, "基本满意", "link"),
        (2, "满意", "link"),
        (2, "满意", "link"),
        (2, "满意", "link"),
    ]
    printed = PrintedForm.objects.filter(reply__case=case).order_by("pk")
    assert [(one.reply.round, one.occasion, len(one.sha256)) for one in printed] == [
        (1, "signed", 64),
        (2, "signed", 64),
        (2, "closed", 64),
    ]
    assert User.objects.get(username="zhengguohua") == case.current_round.signer
