"""None of the three administrators sees what is in a case: not on a page, not in a file, not in a notice."""

import io
import re
import zipfile

import pytest
from django.urls import reverse

from proposals.models import AdministrationEvent, Event, Export, Notice, SavedView
from proposals.notices.delivery import post_notices
from proposals.notices.events import tell_units
from proposals.notices.reminders import make_weekly_digest, remind_staff
from replies.desk.navigation import administration_home
from tests import factories as f
from tests.proposals.administration.offices import browser_of
from tests.test_permissions import RULES

pytestmark = pytest.mark.django_db
# The cases of the tests speak of nothing else: their titles, texts, answers and promises.
OF_A_CASE = re.compile("食堂|助餐|就餐|老年人|赵洪蓉")
# Who the deputies are is base data: their register and its record name them, and say nothing of what they asked for.
REGISTER = ("/office/deputies/", "/office/records/")
IN_THE_REGISTER = re.compile("食堂|助餐|就餐|老年人")
WITHOUT_ACCOUNT = ("outside:", "replies:face")
THREE = ("admin", "grants", "auditor")


def text_of(response):
    """A page's text, or that of all parts of a workbook."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "ignore")


def of_a_case(address):
    """What must not stand at this address."""
    return IN_THE_REGISTER if address.startswith(REGISTER) else OF_A_CASE


@pytest.mark.once
def test_whatever_they_open_or_send_holds_nothing_of_a_case():
    w, shown = f.world(), []
    for name, rules in RULES.items():
        if name.startswith(WITHOUT_ACCOUNT):
            continue
        for rule in rules:
            case = f.make_case(rule.status)
            address = reverse(name, args=rule.args(case))
            for who in THREE:
                for method in ("get", "post"):
                    response = getattr(browser_of(getattr(w, who)), method)(address)
                    if found := of_a_case(address).search(text_of(response)):
                        shown.append((who, method, address, response.status_code, found[0]))
    assert shown == []
    assert OF_A_CASE.search(text_of(browser_of(w.handler).get("/")))  # who has cases does see them


@pytest.mark.once
@pytest.mark.parametrize("who", THREE)
def test_every_link_of_their_pages_leads_to_an_own_page(who):
    """From the own first page, as far as links go."""
    w = f.world()
    f.promised(("新增助餐点", 5))
    Export.objects.create(user=w.handler, name="关于食堂.xlsx", conditions="食堂", rows=3)
    SavedView.objects.create(user=w.handler, name="食堂", query="q=食堂")
    browser, seen, waiting = browser_of(getattr(w, who)), {}, ["/"]
    while waiting:
        address = waiting.pop()
        response = browser.get(address, follow=True)
        page = text_of(response)
        seen[address] = (response.status_code, bool(of_a_case(address).search(page)))
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', page)}
        left_out = ("/static/", "/calendar", "/help/")
        waiting += sorted(link for link in links - {*seen, *waiting} if not link.startswith(left_out))
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
