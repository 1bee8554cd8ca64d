"""Standard wording goes in where one writes, and only while it holds, however long the page has been open."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from replies.models import Wording
from tests.factories import make_case, wording, world

pytestmark = pytest.mark.django_db(transaction=True)


def test_words_go_in_at_the_cursor_and_expired_ones_never(page, sign_in):
    case = make_case("in_progress")
    held = wording("社区助餐", "助餐点实现街镇全覆盖。")
    wording("补贴", "补贴直接抵扣。", days=-1)
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    body, insert = page.get_by_label("正文"), page.locator("[data-wordings]").get_by_role("button", name="插入")
    page.get_by_label("在标准用语里找").fill("助餐点")
    body.fill("一、做法\n")
    insert.click()
    expect(body).to_have_value("一、做法\n助餐点实现街镇全覆盖。")
    expect(page.get_by_text("不能插入。请问高扬是否仍然有效")).to_be_hidden()
    Wording.objects.filter(pk=held.pk).update(expires_on=dt.date(2026, 1, 1))
    insert.click()
    expect(page.get_by_role("status").filter(has_text="已经过期")).to_have_text(
        "这条用语2026年1月1日已经过期，不能插入。请向高扬确认是否仍然有效。"
    )
    expect(body).to_have_value("一、做法\n助餐点实现街镇全覆盖。")
    expect(insert).to_have_count(0)
