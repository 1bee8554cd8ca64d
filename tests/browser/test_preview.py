"""The typeset letter on the drafting page: it keeps up with the keys, and breaks where the PDF breaks."""

import re

import pytest
from playwright.sync_api import expect

from proposals.models import BrowserSession
from replies.prints.snapshots import snapshot_of
from tests import factories as f
from tests.replies.letter.pages import case as example
from tests.replies.letter.pages import opened, render, squeezed
from tests.replies.letter.pdf.test_letter_page import letter_pages, text_lines

LINES = """() => [...document.querySelectorAll('svg.a4')].map((page) => {
  const rows = {};
  page.querySelectorAll('text').forEach((one) => {
    const {left, bottom} = one.getBoundingClientRect();
    if (Number(one.getAttribute('y')) < 745) (rows[one.getAttribute('y')] ??= []).push([left, one.textContent]);
  });
  const inOrder = Object.entries(rows).sort(([a], [b]) => a - b);
  return inOrder.map(([, row]) => row.sort(([a], [b]) => a - b).map(([, text]) => text).join(''));
})"""
# The last character's right edge, as the browser paints it, against the text block's (184 mm of 210).
OVER = """() => [...document.querySelectorAll('svg.a4 text')].filter((one) => {
  const page = one.ownerSVGElement.getBoundingClientRect();
  return one.getBoundingClientRect().right > page.left + page.width * 185.5 / 210;
}).map((one) => one.textContent)"""
IN_VIEW = """(words) => {
  const roll = document.querySelector('[data-preview-roll]').getBoundingClientRect();
  const line = [...document.querySelectorAll('svg.a4 text')].find((one) => one.textContent.includes(words));
  const {top, bottom} = line.getBoundingClientRect();
  return roll.top <= top && bottom <= roll.bottom;
}"""


@pytest.fixture
def desk(transactional_db, page, sign_in):
    """The desk with the letter of 070 as its newest version, on a wide screen."""
    letter = example()["letter"]
    texts = {name: letter[name] for name in ("title", "body", "contact", "phone")}
    texts["copies_to"] = "\n".join(letter["copies_to"])
    case = f.make_case("in_progress", deputies=3, number="070")
    f.write(case, f.world().handler, **texts)
    sign_in(page, f.world().handler)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/cases/{case.pk}/draft/")
    page.case = case
    return page


def body(page):
    return page.locator("#draft-form [name=body]")


def put_cursor(page, at):
    body(page).focus()
    body(page).evaluate(f"(field) => field.setSelectionRange({at}, {at})")


def lines_of_the_pdf(case):
    with opened(render(snapshot_of(case.current_round))) as pdf:
        return [
            [text for line in text_lines(page) if (text := squeezed("".join(c["text"] for c in line)))]
            for page in letter_pages(pdf)
        ]


def test_the_screen_breaks_lines_and_pages_where_the_pdf_does(desk):
    desk.evaluate("document.fonts.ready")
    shown = [[text for line in page if (text := squeezed(line))] for page in desk.evaluate(LINES)]
    assert shown == lines_of_the_pdf(desk.case)
    assert desk.evaluate(OVER) == []


def test_names_are_whole_on_the_screen_as_in_the_pdf_and_in_the_same_face(transactional_db, page, sign_in):
    case = f.make_case("in_progress", deputies=12)
    words = (
        "、".join(f.NAMES)
        + "代表：\n一、王赟代表的意见\n今年三月，我们邀请各位代表现场查看，由孙㛃代表和李倩宇代表介绍情况。"
    )
    f.write(case, f.world().handler, body=words)
    sign_in(page, f.world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    page.evaluate("document.fonts.ready")
    shown = [[text for line in page if (text := squeezed(line))] for page in page.evaluate(LINES)]
    assert shown == lines_of_the_pdf(case)
    assert [line for line in shown[0] if "俞" in line or "赵" in line] == [
        "赵洪蓉、周建伟、李倩宇、范明、莫兰、何勇、钱慧芳、",
        "俞成林、王赟、陈犇、刘珺、孙㛃代表：",
    ]
    own = page.locator("svg.a4 text.names")
    assert own.all_text_contents() == ["王赟", "陈犇", "刘珺", "孙㛃", "王赟", "孙㛃"]
    assert page.evaluate("document.fonts.check('16px banli-names', '王赟')")
    assert own.first.evaluate("(one) => getComputedStyle(one).fontFamily.split(',')[0]") == "banli-names"
    assert page.evaluate(OVER) == []


def test_the_letter_keeps_up_with_the_keys_and_rolls_to_them(desk):
    total = desk.locator("svg.a4").count()
    put_cursor(desk, len(body(desk).input_value()))
    desk.keyboard.type("刚刚写下的一句话。")
    shown = desk.locator("svg.a4 text", has_text=re.compile("刚刚写下的"))
    expect(shown).to_be_visible()  # how soon: bench/preview.py
    assert desk.evaluate(IN_VIEW, "刚刚写下的")
    expect(desk.locator("svg.a4 .here")).to_have_count(1)
    expect(desk.get_by_text(f"共{total}页")).to_be_visible()
    # A press on a line of the paper leads back to its place in the text.
    heading = desk.locator("svg.a4 text", has_text="二、下一步计划")
    heading.click()
    assert body(desk).evaluate("(one) => one.value.slice(one.selectionStart).startsWith('二、下一步计划')")


def test_standard_words_go_in_at_the_cursor_on_lines_of_their_own(desk):
    body(desk).fill("第一段。第二段。")
    put_cursor(desk, 4)
    desk.get_by_text("按这件建议的情况插入").click()
    desk.get_by_role("button", name="插入结尾").click()
    words = "感谢你们对民政工作的关心和支持，欢迎继续提出宝贵意见。"
    assert body(desk).input_value() == f"第一段。\n{words}\n第二段。"
    expect(desk.locator("svg.a4 text", has_text="欢迎继续提出")).to_be_visible()


def test_what_cannot_be_set_or_reached_is_said_and_the_last_pages_stay(desk):
    said = desk.locator("[data-preview-says]")
    pages = desk.locator("svg.a4").count()
    body(desk).fill("行\n" * 1_000)
    expect(said).to_contain_text("现在的文字排不成版。正文：")
    desk.context.set_offline(True)
    body(desk).fill("写")
    expect(said).to_have_text("版面暂时不能更新，文字照常可写")
    desk.context.set_offline(False)
    BrowserSession.objects.all().delete()
    body(desk).fill("写了")
    expect(said).to_contain_text("文字还在，请先复制下来。")
    expect(desk.locator("svg.a4")).to_have_count(pages)


def test_the_true_pdf_opens_in_another_window_and_the_text_stays_unsaved(desk):
    body(desk).fill("赵洪蓉代表：\n还没有保存。")
    with desk.context.expect_page() as opened_page:
        desk.get_by_role("button", name="看PDF").click()
    assert opened_page.value is not desk
    expect(desk.get_by_role("button", name="看PDF")).to_be_enabled()
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("已保存第2稿")).to_be_visible()


def test_the_paper_is_the_one_that_is_filled_in(desk):
    """办理情况表 in the left pane shows its two pages in the middle, kept up and rolled to what is chosen; the letter
    comes back with its own tab."""
    letter = desk.locator("svg.a4").count()
    desk.get_by_role("tab", name="办理情况表").click()
    expect(desk.get_by_text("办理情况表，共2页")).to_be_visible()
    expect(desk.locator("svg.a4")).to_have_count(2)
    desk.locator("[name=handling]").fill("已经收悉，详见附件。")
    expect(desk.locator("svg.a4 text", has_text="已经收悉，详见附件。")).to_be_visible()
    desk.locator("[name=classification]").first.focus()
    desk.keyboard.press("Space")
    expect(desk.locator("svg.a4").nth(1).locator("text", has_text=re.compile("^√$")).first).to_be_in_viewport()
    assert desk.evaluate(IN_VIEW, "建议性")
    desk.get_by_role("tab", name="公文要素").click()
    expect(desk.locator("svg.a4")).to_have_count(2)
    desk.get_by_role("tab", name="答复").click()
    expect(desk.locator("svg.a4")).to_have_count(letter)
    expect(desk.get_by_text(f"共{letter}页", exact=True)).to_be_visible()
