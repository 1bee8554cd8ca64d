"""The checker next to the text in a real browser: it follows the typing, 改正 corrects, Enter in a line does not."""

import pytest
from playwright.sync_api import expect

from tests.factories import TEXTS, make_case, world, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_findings_follow_the_typing_and_are_corrected_in_place(page, sign_in):
    case = make_case("in_progress")
    write(case, world().handler)
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    page.evaluate("document.getElementById('draft-form').dataset.autosaveWait = 60000")
    head = page.locator("#findings-head")
    expect(head).to_have_text("检查：没有发现问题")
    body = page.locator("#draft-form [name=body]")
    body.fill("\n" + TEXTS["body"].replace("你们提出", "𠮷您们提出,"))
    expect(head).to_have_text("检查：1处应改，1处请看")
    page.locator("#findings .place").first.click()
    assert body.evaluate("it => it.value.slice(it.selectionStart, it.selectionEnd)") == "您们"
    page.locator("#findings").get_by_role("button", name="全部改正（2处）").click()
    expect(head).to_have_text("检查：没有发现问题")
    assert body.input_value() == "\n" + TEXTS["body"].replace("你们提出", "𠮷你们提出，")


def test_what_is_typed_again_moves_into_its_field(page, sign_in):
    case = make_case("in_progress")
    write(case, world().handler, contact="", phone="", copies_to="区人大", classification="")
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    page.evaluate("document.getElementById('draft-form').dataset.autosaveWait = 60000")
    body, form = page.locator("#draft-form [name=body]"), page.locator("#draft-form")
    tail = "\n办理结果：已解决\n签发人：高远\n联系人：李四　联系电话：021-55550404\n抄送：区人大、区司法局"
    body.fill(TEXTS["body"] + tail)
    button = page.locator("#findings").get_by_role("button", name="全部改正")
    expect(button).to_be_visible()
    button.click()
    expect(body).to_have_value(TEXTS["body"] + "\n" * 4)
    expect(form.locator("[name=contact]")).to_have_value("李四")
    expect(form.locator("[name=phone]")).to_have_value("021-55550404")
    expect(form.locator("[name=copies_to]")).to_have_value("区人大\n区司法局")
    expect(form.locator("[name=classification]:checked")).to_have_value("已解决")
