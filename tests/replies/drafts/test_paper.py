"""The letter as it is read on a page of the desk: the words of the print, in its order."""

import re
from html import unescape

import pytest

from proposals.formats.offered import LetterFormat
from proposals.models import Unit
from tests.factories import addressed, advance, contact_all, make_case, world, write

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MORE = {
    "document_number": "宝民〔2026〕70号",
    "annexes": "食堂清单\n进度表",
    "copies_to": "区人大常委会代表工委\n区政府办公室",
}


def words(html):
    """What is read, without the blanks; a name that stands as a picture is read by its label."""
    named = re.sub(
        r'<svg viewBox="0 0 442[^>]*>.*?</svg>',
        lambda one: re.findall('aria-label="(.*?)"', one[0])[0],
        html,
        flags=re.S,
    )
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]+>", "", named)))


@pytest.mark.parametrize("letter_format", LetterFormat.values)
def test_the_letter_on_a_page_says_what_is_printed_in_its_order(go, letter_format):
    case = make_case("in_progress")
    Unit.objects.filter(pk=case.unit_id).update(letter_format=letter_format)
    contact_all(case, world().handler)
    write(case, world().handler, **addressed(case), **MORE)
    advance(case, "submit", "check")
    page = go(world().leader, "review", case.pk).content.decode()
    sheets = "".join(re.findall(r"<text .*?>(.*?)</text>", page, re.S))
    (shown,) = re.findall(r'<article class="paper".*?</article>', page, re.S)
    unit = case.unit.name  # the red name of 信函格式
    assert words(shown).startswith(unit) is (letter_format == LetterFormat.LETTERHEAD)
    printed = re.sub(r"—\d+—", "", words(sheets))
    assert words(shown).removeprefix(unit) == printed.removeprefix(unit).removesuffix(unit)
