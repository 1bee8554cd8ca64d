"""Who writes words that go to the deputies as they are written reads so beside the field."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from replies.contacts.meetings import arrange_meeting
from replies.models import Feedback
from replies.promises.actions import keep_promise
from tests import factories as f
from tests.rules.oversight.hearing import object_to
from tests.rules.oversight.meeting import call_for, two_units

pytestmark = pytest.mark.django_db
READ = "代表会看到这段话"


def studied():
    case = f.make_case("under_study")
    long_ago = timezone.now() - dt.timedelta(days=30)  # the deputy can change the answer no more
    Feedback.objects.filter(reply__case=case).update(submitted_at=long_ago)
    return case, {}


def worked_on():
    case = two_units()
    at, to = timezone.now() + dt.timedelta(days=2), case.suggestion.proposers
    facts = {"place": "会议室", "staff": "高扬", "phone": "021-55550111", "key": f.uuid.uuid4()}
    met = arrange_meeting(case.current_round, f.world().handler, deputies=to, at=at, **facts)
    return case, {"meeting": met.pk, "held": call_for(case).pk, "objection": object_to(case).pk}


def promised():
    case = f.promised(("新增助餐点12处", 10), ("新增老年食堂2处", 20))
    open_one, kept = case.current_round.promises.order_by("position")
    keep_promise(kept, f.world().handler, on=timezone.localdate(), said="做成了。", seen=0)
    return case, {"promise": open_one.pk, "kept": kept.pk}


# What is written where: who opens which page, and the fields whose words a deputy reads.
PAGES = {
    studied: [
        ("congress", "/cases/{case}/do/decline/", ["comment"]),
        ("congress", "/cases/{case}/reopen/", ["comment"]),
        ("office", "/cases/{case}/links/{deputy}/again/", ["reason"]),
    ],
    worked_on: [
        ("district", "/intake/", ["wide_reason"]),
        ("district", "/cases/{case}/term/", ["reason"]),
        ("office", "/cases/{case}/extension/", ["reason"]),
        ("congress", "/cases/{case}/objection/", ["reason"]),
        ("congress", "/objections/{objection}/", ["why"]),
        ("handler", "/cases/{case}/meetings/add/", ["staff"]),
        ("handler", "/meetings/{meeting}/off/", ["why"]),
        ("handler", "/cases/{case}/contacts/add/", ["staff"]),
        ("congress", "/cases/{case}/coordination/", ["matter"]),
        ("congress", "/coordination/{held}/off/", ["why"]),
    ],
    promised: [
        ("handler", "/promises/{promise}/change/", ["said"]),
        ("handler", "/promises/{promise}/report/", ["why", "plan"]),
        ("handler", "/promises/{kept}/letter/", ["text"]),
    ],
}


@pytest.mark.parametrize("made", PAGES, ids=lambda made: made.__name__)
def test_a_form_says_which_words_the_deputies_read(made):
    case, rows = made()
    names = {"case": case.pk, "deputy": case.suggestion.proposers[0].pk, **rows}
    found = {}
    for who, path, _ in PAGES[made]:
        browser = Client()
        browser.force_login(getattr(f.world(), who))
        page = html.fromstring(browser.get(path.format(**names)).content)
        helps = page.xpath("//*[contains(@id, '_helptext')]")
        found[path] = [one.get("id")[3:-9] for one in helps if READ in one.text_content()]
    assert found == {path: fields for _, path, fields in PAGES[made]}
