"""What no form would take, by whatever door it came: every page goes through one place, where it is bounded."""

import re

import pytest
from django.urls import reverse
from weasyprint.formatting_structure import boxes

from proposals.bounded.limits import Unbounded
from replies.letter.pdf import press
from replies.letter.text import NO_WIDTH
from tests import factories as f


@pytest.mark.parametrize(
    ("odd", "seen"),
    [("a" * 40_000, "a" * 40_000), ("a&lt;" * 7_000, "a<" * 7_000), ("e" + "\u0301" * 20_000, "e" + "\u0301" * 4)],
)
def test_a_word_without_end_and_a_letter_under_a_thousand_signs_are_set_like_others(at_once, odd, seen):
    ready = press._press()
    pages = [page._page_box for page in ready.set(f"<body><p>{odd}</p>", ready.report_css).pages]
    texts = (one for page in pages for one in page.descendants() if isinstance(one, boxes.TextBox))
    assert re.sub(r"— \d+ —", "", "".join(one.text for one in texts).replace(NO_WIDTH, "")) == seen


def test_what_takes_too_long_is_ended_and_the_press_is_free_again():
    ready = press._press()
    with pytest.raises(Unbounded, match="排版超过了限度"):
        ready.set("<p>甲</p>", ready.report_css, seconds=0)
    assert len(ready.set("<p>甲</p>", ready.report_css).pages) == 1


@pytest.mark.django_db
def test_a_page_that_is_not_set_in_time_says_so_and_the_text_stays(client, monkeypatch):
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    monkeypatch.setattr(press, "SECONDS", 0)
    sent = {**f.TEXTS, "base": 0, "seen": case.version, "body": "一、正在压缩的时间。"}
    for name, kept in ("preview", False), ("typed_pdf", True):
        answer = client.post(reverse(f"replies:{name}", args=[case.pk]), sent)
        said = answer.content.decode()
        assert (answer.status_code, press.TOO_LONG in said, sent["body"] in said) == (400, True, kept), name
