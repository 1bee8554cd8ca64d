"""What must stand in a letter."""

import pytest

from replies.letter.checks import ERROR, WARNING
from tests.replies.letter.checks.whole.said import HEAD, marked, said


def test_what_is_missing_is_said_once_each():
    found = said("missing_phone", "", letter={"phone": None})
    assert [(one.field, one.severity, one.start, one.end) for one in found] == [("letter.phone", ERROR, 0, 0)]
    assert [one.severity for one in said("missing_signed_on", "", letter={"signed_on": None})] == [WARNING]


@pytest.mark.parametrize("text", ["名单见附件。", "详见附件2。"])
def test_an_annex_spoken_of_must_be_named(text):
    assert len(said("annexes", text)) == 1
    assert said("annexes", text, letter={"annexes": ["名单"]}) == []


def test_a_number_of_a_document_has_its_own_brackets():
    assert marked("document_number", "根据沪民规(2023)5号文件") == [("(2023)", "〔2023〕")]
    assert marked("document_number", "根据沪民规〔2023〕5号文件") == []


@pytest.mark.parametrize("closing", ["", "感谢您对民政工作的关心和支持，欢迎继续提出宝贵意见。"])
def test_a_letter_that_says_nothing_is_no_answer(closing):
    assert len(said("nothing_said", closing)) == 1
    for answer in ("已新增12处。", "感谢您的关心，路灯已经修好。", "感谢您的支持。该处路灯能够正常使用。"):
        assert said("nothing_said", f"{answer}\n{closing}") == []
    short = HEAD.replace("收悉，现答复如下：", "收悉。该处已经修好。")
    assert said("nothing_said", closing, head=short) == []
