"""Nothing typed is lost: the drafting page in a real browser, with the server away, the session gone, two at once."""

import re

import pytest
from playwright.sync_api import expect

from proposals.models import BrowserSession
from replies.models import Autosave, Draft
from tests import factories as f
from tests.browser.looking import go_by, open_tab

SAVED = re.compile(r"已自动保存 \d\d:\d\d")


@pytest.fixture
def case(transactional_db):
    made = f.make_case("in_progress")
    f.write(made, f.world().handler, body="称呼：\n甲段。\n乙段。\n谢谢。")
    return made


@pytest.fixture
def desk(sign_in, case):
    """`desk(page)` opens the draft there; what is typed is sent at once."""

    def open_draft(page):
        page.goto(f"/cases/{case.pk}/draft/")
        page.evaluate("document.getElementById('draft-form').dataset.autosaveWait = 50")
        return page

    def enter(page):
        sign_in(page, f.world().handler)
        return open_draft(page)

    enter.again = open_draft
    return enter


def body(page):
    return page.locator("[name=body]")


def state(page):
    return page.locator("#autosave-state")


def write(page, text, after="谢谢。"):
    """Type behind the given words, as a person does."""
    body(page).evaluate(
        "(area, after) => { area.focus(); const at = area.value.indexOf(after) + after.length;"
        " area.setSelectionRange(at, at); }",
        after,
    )
    page.keyboard.insert_text(text)


def wait_until_here(page, words):
    """Half a second after the last key or tick this computer has it."""
    for _ in range(400):
        if words in page.evaluate("JSON.stringify(localStorage)"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{words} was not kept on this computer")


def kept():
    return [row.texts["body"] for row in Autosave.objects.order_by("pk")]


def test_what_is_typed_is_there_after_a_reload_without_saving(page, desk):
    desk(page)
    write(page, "新的一句。")
    expect(state(page)).to_have_text(SAVED)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    expect(body(page)).to_have_value("称呼：\n甲段。\n乙段。\n谢谢。新的一句。")
    expect(page.get_by_text("自动保存的文字，还没有存成一稿")).to_be_visible()
    expect(page.locator("#autosave-around p")).to_have_count(0)
    assert asked == []
    go_by(page.get_by_role("button", name="收起来，回到第1稿"))
    expect(body(page)).to_have_value("称呼：\n甲段。\n乙段。\n谢谢。")
    expect(page.get_by_text("没有存成一稿的文字（1）")).to_be_visible()
    assert Draft.objects.count() == 1


def test_what_a_refused_form_said_is_kept_without_another_key(page, desk):
    desk(page)
    page.evaluate("document.getElementById('draft-form').dataset.autosaveWait = 60000")
    page.fill("[name=body]", "甲段。\n【选到这里】")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.get_by_text("还有1处两边都改了的地方没有选").first).to_be_visible()
    expect(state(page)).to_have_text(SAVED)
    assert (kept(), Draft.objects.count()) == (["甲段。\n【选到这里】"], 1)


def test_saving_waits_for_what_is_on_its_way(page, desk):
    desk(page)
    page.route("**/autosave/*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    with page.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith("/autosave/")):
        write(page, "新的一句。")
    write(page, "再一句。", after="新的一句。")
    page.keyboard.press("Control+s")
    expect(page.get_by_text(re.compile("已保存第2稿"))).to_be_visible()
    assert (Draft.objects.get(number=2).body, kept()) == ("称呼：\n甲段。\n乙段。\n谢谢。新的一句。再一句。", [])


def test_while_the_server_is_away_the_text_stays_here_and_goes_by_itself(page, desk):
    desk(page)
    page.context.set_offline(True)
    write(page, "断网时写的。")
    expect(state(page)).to_have_text("连不上服务器，文字已留在这台电脑上，恢复后自动保存")
    page.keyboard.press("Control+s")
    write(page, "还在写。", after="断网时写的。")
    expect(body(page)).to_have_value(re.compile("断网时写的。还在写。$"))
    assert kept() == []
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    assert kept() == ["称呼：\n甲段。\n乙段。\n谢谢。断网时写的。还在写。"]
    assert Draft.objects.count() == 1
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('banli:text'))") == []


def test_text_of_a_window_closed_while_the_server_was_away_is_offered_again(page, desk):
    desk(page)
    other = page.context.new_page()
    other.goto("/notices/")
    page.context.set_offline(True)
    write(page, "断网时写的。")
    open_tab(page, "办理情况表")
    page.check("[name=classification][value=正在研究]", force=True)
    expect(state(page)).to_have_text("连不上服务器，文字已留在这台电脑上，恢复后自动保存")
    wait_until_here(other, "正在研究")  # another window reads a moment later what this one has kept
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    desk.again(other)
    write(other, "回来先写的。")
    expect(state(other)).to_have_text(SAVED)
    other.get_by_role("button", name="恢复这些文字").click()
    expect(state(other)).to_have_text(SAVED)
    expect(body(other)).to_have_value("称呼：\n甲段。\n乙段。\n谢谢。断网时写的。")
    expect(other.locator("[name=classification][value=正在研究]")).to_be_checked()
    expect(other.locator("#autosave-around p")).to_have_count(0)
    assert kept() == [f"称呼：\n甲段。\n乙段。\n谢谢。{typed}" for typed in ("回来先写的。", "断网时写的。")]


def test_the_end_of_a_session_loses_nothing_and_signing_in_elsewhere_is_enough(page, desk):
    desk(page)
    write(page, "登录时写的。")
    expect(state(page)).to_have_text(SAVED)
    BrowserSession.objects.all().delete()
    write(page, "过期以后写的。", after="登录时写的。")
    expect(state(page)).to_have_text("登录已过期，文字已留在这台电脑上。请在新窗口登录，回来后会自动保存")
    with page.context.expect_page() as opened:
        state(page).get_by_role("link", name="在新窗口登录").click()
    door = opened.value
    door.fill("[name=username]", "handler")
    door.fill("[name=password]", f.PASSWORD)
    door.get_by_role("button", name="登录").click()
    door.wait_for_url(re.compile(r"/$"))
    door.close()
    expect(state(page)).to_have_text(SAVED)
    assert kept() == ["称呼：\n甲段。\n乙段。\n谢谢。登录时写的。过期以后写的。"]
    page.keyboard.press("Control+s")
    expect(page.get_by_text(re.compile("已保存第2稿"))).to_be_visible()
    assert (Draft.objects.get(number=2).body, kept()) == (
        "称呼：\n甲段。\n乙段。\n谢谢。登录时写的。过期以后写的。",
        [],
    )


@pytest.mark.database
def test_two_browsers_in_one_draft_both_sentences_come_into_the_new_version(page, new_context, desk):
    first, second = desk(page), desk(new_context().new_page())
    write(first, "先写的一句。", after="甲段。")
    expect(state(first)).to_have_text(SAVED)
    write(second, "后写的一句。", after="乙段。")
    around = second.locator("#autosave-around")
    expect(around).to_contain_text("您在另一个窗口或者另一台电脑上也开着这份稿子")
    first.keyboard.press("Control+s")
    expect(first.get_by_text(re.compile("已保存第2稿"))).to_be_visible()
    write(second, "又写一句。", after="后写的一句。")
    expect(around).to_contain_text("存了第2稿")
    go_by(around.get_by_role("button", name="对照合并"))
    expect(second.get_by_role("heading", level=1)).to_have_text("对照合并：您写的和第2稿")
    expect(body(second)).to_have_value("称呼：\n甲段。先写的一句。\n乙段。后写的一句。又写一句。\n谢谢。")
    go_by(second.get_by_role("button", name="存为第3稿"))
    expect(second.get_by_text(re.compile("已保存第3稿"))).to_be_visible()
    assert Draft.objects.get(number=3).body == "称呼：\n甲段。先写的一句。\n乙段。后写的一句。又写一句。\n谢谢。"
    assert kept() == []


def test_where_both_changed_a_paragraph_a_press_chooses(page, desk, case):
    desk(page)
    f.write(case, f.world().handler, body="称呼：\n甲段，他改的。\n乙段，他改的。\n谢谢。")
    page.fill("[name=body]", "称呼：\n甲段，我改的。\n新的一段。\n乙段，我改的。\n谢谢。")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.get_by_role("button", name="两种都留").click()
    expect(body(page)).to_have_value(re.compile("^称呼：\n甲段，他改的。"))
    go_by(page.get_by_role("button", name="存为第3稿"))
    expect(page.get_by_text(re.compile("已保存第3稿"))).to_be_visible()
    assert set(Draft.objects.get(number=3).body.split("\n")) == {
        "称呼：", "甲段，他改的。", "乙段，他改的。", "甲段，我改的。", "新的一段。", "乙段，我改的。", "谢谢。",
    }  # fmt: skip
