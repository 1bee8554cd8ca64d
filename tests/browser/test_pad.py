"""The signature pad on a phone of 390 × 844: drawn with a finger, turned, cleared, submitted."""

import pytest
from playwright.sync_api import expect

from replies.models import Feedback
from tests import factories
from tests.browser.looking import violations
from tests.browser.test_deputy_phone import CHECK, RECEIPT, fill, follow
from tests.replies.feedback.test_deputy import invite

INK = """() => { const pad = document.querySelector('canvas.pad');
  const data = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data;
  let count = 0; for (let at = 3; at < data.length; at += 4) if (data[at]) count += 1; return count; }"""


@pytest.fixture
def pad(phone, transactional_db):
    """The pad's page of a deputy who has answered the questions."""
    follow(phone, invite(factories.make_case("seeking_feedback")))
    fill(phone)
    phone.get_by_role("button", name="下一步：核对一遍").tap()
    expect(phone).to_have_url(CHECK)
    phone.get_by_role("link", name="在屏幕上手写签名").tap()
    ready(phone)
    return phone


def ready(page):
    """A finger leaves ink: the pad's script has come."""
    expect(page.locator("canvas.pad:not([aria-busy])")).to_be_visible()


def write(page, *strokes):
    """A finger over the pad, in parts of its width and height."""
    box = page.locator("canvas.pad").bounding_box()
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=5)
        page.mouse.up()


def test_a_name_is_written_checked_and_submitted(pad):
    write(pad, [(0.2, 0.3), (0.8, 0.3)], [(0.5, 0.2), (0.5, 0.8)])
    pad.get_by_role("button", name="签好了").tap()
    expect(pad).to_have_url(CHECK)
    expect(pad.get_by_role("img", name="手写签名")).to_be_visible()
    pad.get_by_role("button", name="都对，提交").tap()
    expect(pad).to_have_url(RECEIPT)
    expect(pad.get_by_role("img", name="手写签名")).to_be_visible()
    strokes = Feedback.objects.get().signature_strokes
    assert len(strokes) == 2
    (across, *_, _), (down, *_, end) = strokes
    assert (across[0], down[0], end[0]) == pytest.approx((200, 500, 500), abs=8)


def test_turning_the_phone_keeps_what_is_written_and_clearing_takes_it_away(pad):
    write(pad, [(0.2, 0.3), (0.8, 0.3)], [(0.5, 0.2), (0.5, 0.8)])
    assert pad.evaluate(INK) > 500
    pad.set_viewport_size({"width": 844, "height": 390})
    pad.wait_for_function("() => document.querySelector('canvas.pad').width > 600")
    assert pad.evaluate(INK) > 500
    assert pad.evaluate("() => [scrollY, document.documentElement.scrollHeight <= innerHeight]") == [0, True]
    for part in (pad.locator("canvas.pad"), pad.get_by_role("button", name="签好了"), pad.get_by_text("退一笔")):
        box = part.bounding_box()
        assert (box["y"] >= 0, box["y"] + box["height"] <= 390) == (True, True)
    held = []
    pad.route("**/js/pad*.js", lambda route: held.append(route))
    pad.reload(wait_until="commit")
    expect(pad.get_by_text("请稍等，签名框马上就好。")).to_be_visible()
    held.pop().continue_()
    ready(pad)
    expect(pad.get_by_text("请稍等，签名框马上就好。")).to_be_hidden()
    pad.wait_for_function(f"() => ({INK})() > 500")
    pad.get_by_role("button", name="退一笔").tap()
    one = pad.evaluate(INK)
    pad.get_by_role("button", name="重写").tap()
    assert one > 200
    assert pad.evaluate(INK) == 0
    pad.get_by_role("button", name="签好了").tap()
    expect(pad.get_by_text("还没有签名，请用手指在框里写上您的姓名。")).to_be_visible()


def test_the_page_does_not_scroll_under_the_finger_and_axe_finds_nothing(pad):
    before = pad.evaluate("() => document.querySelector('canvas.pad').getBoundingClientRect().top")
    write(pad, [(0.5, 0.9), (0.5, 0.1)])
    after = pad.evaluate("() => [scrollY, document.querySelector('canvas.pad').getBoundingClientRect().top]")
    assert after == [0, before]
    assert pad.evaluate("() => getComputedStyle(document.querySelector('canvas.pad')).touchAction") == "none"
    assert violations(pad) == []
    small = [one for one in pad.locator("a, button").all() if one.is_visible() and one.bounding_box()["height"] < 60]
    assert [one.inner_text() for one in small if one.inner_text() != "跳到正文"] == []
