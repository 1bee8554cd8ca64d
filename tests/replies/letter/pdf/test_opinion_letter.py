"""The letter of a 会办意见: a letter alone, to GB/T 9704, frozen when it is signed."""

import io
import re
import subprocess

import pikepdf
import pytest

from replies.models import PrintedForm
from tests.factories import TEXTS, advance, make_case, world

pytestmark = pytest.mark.django_db
STEPS = ("sign_for", "assign", "prepare", "submit", "check", "sign_opinion")


def text_of(content: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=content, check=True, capture_output=True)  # noqa: S603
    return re.sub(r"\s", "", done.stdout.decode())


def helping(*steps):
    return advance(make_case(part="会办"), *steps)


def test_the_unsigned_letter_is_a_draft_in_two_copies(go):
    case = helping("sign_for", "assign", "prepare")
    answer = go(world().handler, "print", case.pk, query="?copies=1,2")
    text = text_of(answer.content)
    assert answer.status_code == 200
    assert [text.count(one) for one in ("第一份·存会办单位", "第二份·送主办单位")] == [1, 1]
    assert ("办理情况表" in text, "代表签名" in text) == (False, False)


def test_the_signed_letter_is_frozen_with_unit_date_and_code(go):
    case = helping(*STEPS)
    printed = PrintedForm.objects.get(reply__case=case)
    content = go(world().handler, "printed", printed.pk).content
    text = text_of(content)
    signed = case.current_round.signed_at
    day = f"{signed.astimezone().year}年"
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert (len(pdf.pages), str(pdf.Root.Outlines.First.Title)) == (1, "会办意见")
    for words in (*TEXTS["body"].split("\n"), "上海市宝山区民政局", day, "联系人：高扬", printed.verification):
        assert words in text
    assert "办理情况表" not in text
    assert go(world().handler, "printed", printed.pk).content == content


def test_what_is_not_written_is_not_printed(go):
    case = helping("sign_for", "assign")
    assert go(world().handler, "print", case.pk, query="?copies=1").status_code == 409


def test_printing_it_is_written_down(go):
    case = helping(*STEPS)
    answer = go(world().office, "print", case.pk, data={"copies": ["2"]})
    event = case.events.last()
    assert (answer.status_code, event.label, event.comment) == (200, "打印会办意见", "送主办单位")
