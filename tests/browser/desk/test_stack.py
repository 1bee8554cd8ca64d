"""Signed sheets entered by the keyboard alone: three of them; `SHEETS=60 pytest -s` measures a whole stack."""

import os
import sys
import time

from django.utils import timezone

from replies.models import Feedback
from tests import factories as f
from tests.replies.prints.orders import signed
from tests.replies.stacks.scans import given, sheets_of, ticked

SHEETS = int(os.environ.get("SHEETS", "3"))
LOOKS = 4.0  # seconds that a person looks at a sheet before the first key, in the sum that is told


def test_sheets_are_entered_by_the_keyboard_in_five_presses(page, sign_in):
    numbers = [str(201 + at) for at in range(SHEETS)]
    stack = given(*(ticked(sheets_of(form)[1], "满意", "基本满意", None) for form in signed(*numbers)))
    sign_in(page, f.world().office)
    page.goto(f"/stacks/{stack.pk}/sheets/1/")
    pressed, began = 0, time.monotonic()
    for place in range(1, SHEETS + 1):
        page.wait_for_url(f"**/sheets/{place}/")
        for key in ("Space", "4", "5"):
            page.keyboard.press(key)
        if place == 1:
            page.get_by_label("签名日期").fill(f"{timezone.localdate():%m%d}")
        else:
            page.keyboard.press("6")
        page.keyboard.press("Enter")
        pressed += 5 if place > 1 else 8
    page.wait_for_url(f"**/stacks/{stack.pk}/")
    took = time.monotonic() - began
    assert {row.told for row in Feedback.objects.all()} == {"结果满意，方案基本满意，态度不满意"}
    assert Feedback.objects.count() == SHEETS
    assert pressed == 5 * SHEETS + 3  # the first day is typed, the others are the same
    whole = took + LOOKS * SHEETS
    told = f"{SHEETS} sheets, {pressed} presses, {took:.0f} s for the program, {whole:.0f} s with a look at each"
    sys.stdout.write(f"{told}\n")
