"""Every figure of a year, and the report that is written of it, held against what was read and found right. That the
figures are true is counted a second time in test_figures.py."""

from pathlib import Path

import pytest
import time_machine
from django.test import RequestFactory

from replies.figures.pages import read_filter
from replies.figures.report import build_report
from replies.figures.tables import FIRST_TAB, TABS
from tests import factories as f
from tests.approved import assert_approved
from tests.replies.figures.year import TODAY, make_year
from tests.replies.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = Path(__file__).with_name("approved")
ASKED = ("/figures/?year=", "/figures/", "/figures/?year=2026&kind=提案", "/lookback/")
TABBED = tuple(f"/figures/?year=&tab={tab}" for tab in TABS if tab != FIRST_TAB)


def test_every_figure_of_a_year(client):
    with time_machine.travel(f"{TODAY} 10:00+08:00", tick=False):
        make_year()
        assert_approved(HERE / "pages.jsonl", pages(client))
        assert_approved(HERE / "report.jsonl", reports())


def pages(client):
    for who in ("district", "office"):
        client.force_login(getattr(f.world(), who))
        for url in ASKED + TABBED:
            yield from ([who, url, line] for line in seen(client.get(url).content))


def reports():
    for who in ("district", "office"):
        for url in ASKED[:3]:
            request = RequestFactory().get(url)
            request.user = getattr(f.world(), who)
            form, book = read_filter(request, request.GET)
            told = build_report(book, request.user, form.words)
            yield who, url, told.title, told.under, told.author, str(told.day)
            yield from ([who, url, part.heading, *part.paragraphs] for part in told.parts)
