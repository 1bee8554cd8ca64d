"""static/js/desk.js in a real browser, on small pages that stand for ours. The pages keep our content policy."""

import pytest

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'"
SEARCH = '<input id="jump" name="q">'
LIST = """<table class="list"><tbody>
<tr><td><a class="t" href="#a">甲</a></td></tr><tr><td><a class="t" href="#b">乙</a></td></tr>
<tr><td><a class="t" href="#c">丙</a></td></tr></tbody></table>"""


@pytest.fixture
def desk(page):
    """`desk(body)` opens a page with this body; what is posted from it is listed in `desk.posts`."""
    posts, bodies = [], {}

    def answer(route):
        if route.request.method == "POST":
            posts.append(route.request.post_data)
        shell = (
            '<!doctype html><html lang="zh-Hans"><title>台</title><script src="/static/js/desk.js" defer></script>'
        )
        path = route.request.url.rsplit("/", 1)[-1]
        route.fulfill(
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
            body=f"{shell}<body>{bodies.get(path, '<p>已收到</p>')}",
        )

    page.route("**/sample/*", answer)

    def show(body, path="one"):
        bodies[path] = body
        page.goto(f"/sample/{path}")
        return page

    show.posts = posts
    return show


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent")


def test_single_keys_search_and_walk_the_rows(desk):
    page = desk(SEARCH + LIST)
    walked = []
    for key in "jjjjk":
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked == ["甲", "乙", "丙", "丙", "乙"]
    page.keyboard.press("/")
    assert focused(page) == "jump"
    page.keyboard.type("j/k")
    assert page.input_value("#jump") == "j/k"


def test_single_keys_can_be_turned_off(desk):
    body = SEARCH + LIST + "<button type=button data-single-keys hidden></button>"
    page = desk(body)
    page.click("[data-single-keys]")
    page.reload()
    page.keyboard.press("j")
    assert focused(page) != "甲"
    assert "打开" in page.inner_text("[data-single-keys]")


def test_control_s_saves_and_control_enter_presses_the_main_action(desk):
    body = """<form method="post" action="/sample/saved" data-save><textarea name="text">文</textarea>
    <button class="btn main" name="do" value="submit">送审</button></form>"""
    page = desk(body)
    page.focus("textarea")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/saved")
    page = desk(body)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/saved")
    assert ["do=submit" in post for post in desk.posts] == [False, True]


def test_two_presses_send_once_and_the_button_keeps_its_value(desk):
    page = desk('<form method="post" action="/sample/saved"><button name="do" value="sign">签发</button></form>')
    page.evaluate("const b = document.querySelector('button'); b.click(); b.click()")
    page.wait_for_url("**/saved")
    assert desk.posts == ["do=sign"]
    page.go_back()
    assert page.is_enabled("button")


def test_leaving_with_unsaved_text_is_asked_about(desk):
    page = desk('<form method="post" data-guard><textarea name="text"></textarea></form><a href="/sample/two">走</a>')
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("textarea").press_sequentially("写了一半")
    page.click("a")
    page.wait_for_url("**/two")
    assert asked == ["beforeunload"]
    page = desk('<form method="post" data-guard><textarea name="text"></textarea></form><a href="/sample/two">走</a>')
    page.locator("textarea").press_sequentially("写了")
    page.evaluate("document.querySelector('form').dispatchEvent(new Event('saved', {bubbles: true}))")
    page.click("a")
    page.wait_for_url("**/two")
    assert len(asked) == 1


def kept(version, text="原文", path="saved"):
    return f"""<form method="post" action="/sample/{path}" data-keep="070-text-1" data-kept-version="{version}">
    <textarea name="text">{text}</textarea><button>保存</button></form>"""


def wait_until_kept(page):
    """The script waits half a second after the last key. (wait_for_function needs eval, which the policy bars.)"""
    for _ in range(200):
        if page.evaluate("localStorage.length"):
            return
        page.wait_for_timeout(100)
    pytest.fail("the typed text was not kept")


def test_typed_text_is_offered_again_until_it_has_arrived(desk):
    page = desk(kept(3))
    page.fill("textarea", "新写的一段")
    wait_until_kept(page)
    page = desk(kept(3))
    assert page.input_value("textarea") == "原文"
    page.get_by_role("button", name="恢复这些文字").click()
    assert page.input_value("textarea") == "新写的一段"
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/saved")
    desk(kept(4, "又被别人改过"))
    assert page.get_by_role("status").count() == 0
    assert page.evaluate("localStorage.length") == 0


def test_text_that_was_refused_is_offered_again(desk):
    page = desk(kept(3, path="refused"))
    page.fill("textarea", "新写的一段")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/refused")
    desk("<main data-unsaved>没有保存</main>", "refused")
    desk(kept(4, "别人写的"))
    assert "没有保存的文字" in page.get_by_role("status").inner_text()


def test_signing_out_leaves_nothing_behind(desk):
    page = desk(kept(3) + '<form method="post" action="/sample/out" data-sign-out><button>退出登录</button></form>')
    page.fill("textarea", "新写的一段")
    wait_until_kept(page)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/out")
    assert page.evaluate("localStorage.length") == 0


def test_errors_are_read_first(desk):
    page = desk('<div class="errors-summary" role="alert" tabindex="-1" id="sum">…</div>')
    assert focused(page) == "sum"
