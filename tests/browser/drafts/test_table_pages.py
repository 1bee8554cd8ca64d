"""Pages with a table of a letter on them, in a real browser: open to everybody, rolling by themselves, light."""

import pytest
from playwright.sync_api import expect

from replies.feedback.links import make_link
from tests import factories as f
from tests.browser.looking import violations
from tests.browser.test_deputy_phone import FORM, HEAVIEST_PAGE, PHONE, SMALLEST_TEXT, TEXTS

HEAD = """表1　2026年各街镇社区食堂和助餐点建设进度
| 街镇 | 食堂 | < | 助餐点 | < | 补贴（万元） | 说明 |
| ^ | 计划 | 完成 | 计划 | 完成 | ^ | ^ |"""
ROWS = "\n".join(
    f"| 第{at}街道 | {at} | {at} | 1{at} | 1{at} | 1,23{at}.50 | 因管线迁改推迟到十月 |" for at in range(9)
)
SCREENS = [(1440, 900), (1024, 768), (390, 844)]
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth"
ROLLED = "() => document.querySelector('.paper .ruled-frame').scrollLeft > 0"

# The mark of the caret is drawn anew at each move: looked at in one go.
BESIDE = """(words) => {
  const here = document.querySelector("svg.a4 .here");
  const text = [...document.querySelectorAll("svg.a4 text")].find((one) => one.textContent.includes(words));
  return here && Math.abs(here.getBoundingClientRect().y - text.getBoundingClientRect().y) < 20;
}"""


@pytest.fixture
def case(transactional_db):
    case = f.make_case("in_progress")
    f.contact_all(case, f.world().handler)
    opening = f.addressed(case)["body"]
    f.write(case, f.world().handler, body=f"{opening}\n{HEAD}\n{ROWS}", handling=f"{HEAD}\n{ROWS}")
    changed = ROWS.replace("1,233.50", "1,300.00").replace("| 第5街道", "| 新街道 | 1 | 1 | 1 | 1 | 1 | |\n| 第5街道")
    f.write(case, f.world().handler, body=f"{opening}\n{HEAD}\n{changed}", handling=f"{HEAD}\n{ROWS}")
    return f.advance(case, "submit", "check", "sign")


@pytest.mark.parametrize("rest", ["draft/1/2/", "tab/reply/"])
def test_the_desk_reads_a_wide_table_on_every_screen(page, sign_in, case, rest):
    sign_in(page, f.world().handler)
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/cases/{case.pk}/{rest}")
        assert violations(page) == []
        assert not page.evaluate(SIDEWAYS)
    frame = page.locator(".paper .ruled-frame")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(ROLLED)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_deputy_reads_it_on_a_phone_and_the_page_stays_light(new_context, case, script):
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    page = new_context(**PHONE, java_script_enabled=script).new_page()
    weights = []
    page.on("response", lambda answer: weights.append(len(answer.body()) if answer.status == 200 else 0))
    page.goto(f"/d/{f.token(link)}", wait_until="networkidle")
    expect(page).to_have_url(FORM)
    assert sum(weights) < HEAVIEST_PAGE
    frame = page.get_by_role("group", name="表1　2026年各街镇社区食堂和助餐点建设进度，表格，可以左右滚动").first
    frame.scroll_into_view_if_needed()
    assert frame.bounding_box()["width"] < PHONE["viewport"]["width"] < frame.locator("table").bounding_box()["width"]
    if script:
        assert not page.evaluate(SIDEWAYS)
        assert violations(page, rules={"color-contrast-enhanced": {"enabled": True}}) == []
        assert [what for what, size in page.evaluate(TEXTS) if size < SMALLEST_TEXT] == []


LONG = """| 年份 | 资金 | 用途 |
| 2024 | 120,000 | 购置救护车，并更新车上的呼吸机和除颤仪 |
| 2025 | 122,000 | 培训急救人员 |"""


def test_a_long_column_is_broken_where_the_table_fits_a_phone_then(new_context, page, sign_in, transactional_db):
    case = f.make_case("in_progress")
    f.contact_all(case, f.world().handler)
    f.write(case, f.world().handler, body=f"{f.addressed(case)['body']}\n表1　补助资金\n{LONG}\n谢谢。")
    f.advance(case, "submit", "check", "sign")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    phone = new_context(**PHONE).new_page()
    phone.goto(f"/d/{f.token(link)}")
    sign_in(page, f.world().handler)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/cases/{case.pk}/tab/reply/")
    for shown, where in ((phone, ".letter"), (page, ".paper")):
        frame = shown.locator(f"{where} .ruled-frame").first
        assert frame.get_attribute("aria-label") == "表1　补助资金，表格"
        assert frame.evaluate("(one) => one.scrollWidth <= one.clientWidth")
        assert frame.evaluate("(one) => [...one.querySelectorAll('td')].map((cell) => cell.className)") == [
            "r",
            "r",
            "t s",
            "r",
            "r",
            "t s",
        ]


def test_a_press_on_a_cell_of_the_paper_leads_to_it_in_the_text_and_back(page, sign_in, transactional_db):
    case = f.make_case("in_progress")
    table = "| 项目 | 计划<br>（上年） | 完成 |\n|---|---|---|\n| 点位 | 12 | < |\n| ^ | 13 | 甲\\|乙 |"
    f.write(case, f.world().handler, body=f"您好：\n\n表1　进度\n\n{table}\n谢谢。")
    sign_in(page, f.world().handler)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/cases/{case.pk}/draft/")
    body = page.locator("#id_body")
    for words, line in [("13", "13 | 甲"), ("甲|乙", "甲\\|乙 |"), ("点位", "点位 |"), ("谢谢。", "谢谢。")]:
        page.locator("svg.a4 text", has_text=words).first.click()
        assert body.evaluate("(one) => one.value.slice(one.selectionStart)").startswith(line)
        expect(page.locator("svg.a4 .here")).to_have_count(1)
        page.wait_for_function(BESIDE, arg=words)
