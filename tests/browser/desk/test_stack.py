"""Three signed sheets entered by the keyboard alone."""

from django.utils import timezone

from replies.models import Feedback
from tests import factories as f
from tests.replies.prints.orders import signed
from tests.replies.stacks.scans import given, sheets_of, ticked


def test_three_sheets_are_entered_by_the_keyboard(page, sign_in):
    stack = given(*(ticked(sheets_of(form)[1], "满意", "基本满意", None) for form in signed("201", "202", "203")))
    sign_in(page, f.world().office)
    page.goto(f"/stacks/{stack.pk}/sheets/1/")
    for place in (1, 2, 3):
        page.wait_for_url(f"**/sheets/{place}/")
        for key in ("Space", "4", "5"):
            page.keyboard.press(key)
        if place == 1:
            page.get_by_label("签名日期").fill(f"{timezone.localdate():%m%d}")
        else:
            page.keyboard.press("6")
        page.keyboard.press("Enter")
    page.wait_for_url(f"**/stacks/{stack.pk}/")
    assert {row.told for row in Feedback.objects.all()} == {"结果满意，方案基本满意，态度不满意"}
    assert Feedback.objects.count() == 3
