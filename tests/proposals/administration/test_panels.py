"""A panel replaces the list on a narrow screen: its heading is the page's one first heading."""

import pytest
from lxml import html

from proposals.models import Session
from tests import factories as f
from tests.proposals.administration.offices import browser_of

pytestmark = pytest.mark.django_db


def test_every_panel_and_every_list_has_one_first_heading():
    w = f.world()
    deputy, other = f.deputy("何秀英"), f.deputy("李明")
    session = Session.objects.create(body="人大", level=4, place="宝山区", term=10, meeting=1)
    unit, of_deputy = f"/office/units/{w.bureau.pk}/", f"/office/deputies/{deputy.pk}/"
    panels = [unit, f"{unit}edit/", f"{unit}out/", "/office/units/new/", of_deputy, f"{of_deputy}left/"]
    panels += [f"{of_deputy}into/{other.pk}/", "/office/deputies/new/", "/office/sessions/new/"]
    panels += [f"/office/sessions/{session.pk}/", f"/office/people/{w.handler.pk}/", "/office/people/new/"]
    admin, found = browser_of(w.admin), {}
    for address in [*panels, "/office/units/", "/office/deputies/", "/office/sessions/", "/office/people/"]:
        tree = html.fromstring(admin.get(address).content.decode())
        where = "panel" if tree.xpath("//*[@id='panel']//h1") else "list"
        found[address] = (len(tree.xpath("//h1")), where)
    assert {one for one, said in found.items() if said == (1, "panel")} == set(panels)
    assert {said for one, said in found.items() if one not in panels} == {(1, "list")}
