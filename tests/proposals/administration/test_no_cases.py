"""None of the three administrators sees what is in a case: not on a page, not in a file, not in a notice."""

import re
from collections import Counter

import pytest

from proposals.models import AdministrationEvent, Event, Export, Notice, SavedView
from proposals.notices.delivery import post_notices
from proposals.notices.events import tell_units
from proposals.notices.reminders import make_weekly_digest, remind_staff
from replies.desk.navigation import administration_home
from tests import factories as f
from tests.proposals.administration.offices import OF_A_CASE, browser_of, of_a_case, text_of

pytestmark = pytest.mark.django_db
THREE = ("admin", "grants", "auditor")


@pytest.mark.once
def test_who_has_cases_sees_what_they_never_see():
    """tests/test_permissions.py looks for these words in whatever the three open or send."""
    f.make_case("in_progress")
    assert OF_A_CASE.search(text_of(browser_of(f.world().handler).get("/")))


@pytest.mark.once
@pytest.mark.parametrize("who", THREE)
def test_every_link_of_their_pages_leads_to_an_own_page(who):
    """From the own first page, as far as links go; of addresses that differ in nothing but numbers and what the list
    is narrowed to, three."""
    w = f.world()
    f.promised(("新增助餐点", 5))
    f.make_case("in_progress")
    Export.objects.create(user=w.handler, name="关于食堂.xlsx", conditions="食堂", rows=3)
    SavedView.objects.create(user=w.handler, name="食堂", query="q=食堂")
    browser, seen, waiting, alike = browser_of(getattr(w, who)), {}, ["/"], Counter()
    while waiting:
        address = waiting.pop()
        response = browser.get(address, follow=True)
        page = text_of(response)
        seen[address] = (response.status_code, bool(of_a_case(address).search(page)))
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', page)}
        left_out = ("/static/", "/calendar", "/help/")
        for link in sorted(link for link in links - {*seen, *waiting} if not link.startswith(left_out)):
            like = re.sub("=[^&]*|[0-9]+", "", link)
            alike[like] += 1
            if alike[like] <= 3:
                waiting.append(link)
    assert len(seen) > 5
    assert {address: said for address, said in seen.items() if said != (200, False)} == {}
    home = administration_home(getattr(w, who))
    assert home in seen
    assert browser.get("/").headers["Location"] == home


def test_no_notice_to_them_is_of_a_case():
    w = f.world()
    for status in ("awaiting_receipt", "in_progress", "return_requested", "under_study"):
        f.make_case(status)
    tell_units()
    remind_staff()
    make_weekly_digest()
    post_notices()
    assert Event.objects.exists()
    assert Notice.objects.exists()
    assert not Notice.objects.filter(recipient__in=[getattr(w, who) for who in THREE]).exists()
    assert not AdministrationEvent.objects.exists()
