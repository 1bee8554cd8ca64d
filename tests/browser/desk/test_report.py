"""A report written in two windows at once: kept by itself, both told, nothing lost."""

import re

from playwright.sync_api import expect

from replies.models import ReportText
from tests import factories as f
from tests.rules.reporting import work_report


def test_what_is_written_is_kept_by_itself_and_the_slower_one_is_told(page, sign_in, context):
    report = work_report()
    sign_in(page, f.world().office)
    page.goto(f"/work-reports/{report.pk}/")
    other = context.new_page()
    other.goto(page.url)
    page.get_by_role("textbox", name="典型案例").fill("一件。")
    state = page.locator("#report-state")
    expect(state).to_have_text("都已自动保存")
    other.get_by_role("textbox", name="典型案例").fill("另一件。")
    expect(other.locator("#cases [data-aside]")).to_contain_text("没有丢")
    expect(other.locator("[data-others]")).to_contain_text("典型案例")
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.get_by_role("textbox", name="典型案例").fill("一件，办好了。")
    expect(state).to_have_text("都已自动保存")
    assert [(row.number, row.text) for row in report.texts.order_by("pk")] == [
        (1, "一件，办好了。"),
        (None, "另一件。"),
    ]
    other.get_by_role("link", name="比一比，选一份").click()
    other.get_by_role("button", name="用这一份").click()
    other.wait_for_url(re.compile(rf"/work-reports/{report.pk}/$"))
    assert ReportText.objects.get(number=2).text == "另一件。"
    # What is asked for is made of what stands on the page, also of what was typed just now.
    other.get_by_role("textbox", name="下一步打算").fill("抓紧办。")
    other.get_by_role("button", name="生成 PDF 和 Word").click()
    other.wait_for_url("**/versions/1/")
    texts = report.versions.get().content["texts"]
    assert (texts["next"], texts["cases"]) == ("抓紧办。", "另一件。")
