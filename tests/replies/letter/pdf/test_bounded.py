"""What no form would take, by whatever door it came: every page goes through one place, where it is bounded."""

import re

import pytest
from weasyprint.formatting_structure import boxes

from replies.letter.pdf import press
from replies.letter.text import NO_WIDTH


@pytest.mark.parametrize(
    ("odd", "seen"),
    [("a" * 40_000, "a" * 40_000), ("a&lt;" * 7_000, "a<" * 7_000), ("e" + "\u0301" * 20_000, "e" + "\u0301" * 4)],
)
def test_a_word_without_end_and_a_letter_under_a_thousand_signs_are_set_like_others(at_once, odd, seen):
    ready = press._press()
    pages = [page._page_box for page in ready.set(f"<body><p>{odd}</p>", ready.report_css).pages]
    texts = (one for page in pages for one in page.descendants() if isinstance(one, boxes.TextBox))
    assert re.sub(r"— \d+ —", "", "".join(one.text for one in texts).replace(NO_WIDTH, "")) == seen
