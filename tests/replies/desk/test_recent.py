"""最近看过: the last eight cases a person opened, and nothing of what may no longer be seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models import Case, Status
from tests import factories as f
from tests.factories import make_case, world

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def recent(client):
    return [case.suggestion.number for case in client.get("/notices/").context["desk_recent"]]


def test_the_last_eight_are_kept_the_newest_first(client):
    cases = [make_case(Status.AWAITING_RECEIPT, number=str(501 + n)) for n in range(9)]
    client.force_login(world().office)
    assert recent(client) == []
    for case in cases:
        client.get(f"/cases/{case.pk}/")
    assert recent(client) == ["509", "508", "507", "506", "505", "504", "503", "502"]
    client.get(f"/cases/{cases[4].pk}/tab/suggestion/")
    assert recent(client) == ["505", "509", "508", "507", "506", "504", "503", "502"]
    assert "最近看过" in client.get("/").content.decode()


def test_what_went_to_another_unit_is_not_named_any_more(client):
    w, case = world(), make_case(Status.AWAITING_RECEIPT, number="501")
    client.force_login(w.office)
    client.get(f"/cases/{case.pk}/")
    assert recent(client) == ["501"]
    Case.objects.filter(pk=case.pk).update(unit=w.other_bureau)
    assert recent(client) == []


def test_a_page_that_is_refused_is_not_kept(client):
    case = make_case(Status.AWAITING_RECEIPT)
    client.force_login(world().other_office)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert recent(client) == []


def test_eight_cost_what_one_costs(client):
    client.force_login(world().office)
    counts = []
    for _ in range(2):
        for _ in range(4):
            case = f.make_case(Status.AWAITING_RECEIPT)
            client.get(f"/cases/{case.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/notices/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
