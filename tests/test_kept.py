"""What is put in place of the long way is what the long way makes, and only where nothing is different."""

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from proposals.models import Limit, Part, Status
from tests import factories as f
from tests import kept

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# Dealt out once, whatever the number of cases.
ONCE = {"proposals_session", "proposals_deputy", "proposals_browsersession", "sqlite_sequence"}


def number_of_rows():
    return Counter({table: len(rows) for table, (_, rows) in kept.read_tables().items() if table not in ONCE})


@pytest.mark.parametrize("status", f.STEPS)
def test_what_is_put_in_place_is_what_is_made(status):
    f.world()
    nothing = number_of_rows()
    first = f.make_case(status)
    assert kept._upon == status
    one = number_of_rows()
    second = f.make_case(status)
    assert kept._upon is None
    assert number_of_rows() - one == one - nothing
    steps = [[(one.label, one.actor_name, one.to_status) for one in case.events.all()] for case in (first, second)]
    assert steps[0] == steps[1]
    assert [(case.status, case.suggestion.number) for case in (first, second)] == [(status, "001"), (status, "002")]
    call_command("verify_audit", verbosity=0)


def test_where_something_was_written_before_it_is_made():
    Limit.objects.update(count=3)
    f.make_case(Status.IN_PROGRESS)
    assert kept._upon is None


def test_after_the_world_too():
    w = f.world()
    assert kept._upon == "world"
    w.bureau.save()
    f.make_case(Status.IN_PROGRESS)
    assert kept._upon is None


def test_with_other_settings_it_is_made(settings):
    settings.SEND_AFTER_MINUTES = 3
    f.make_case(Status.IN_PROGRESS)
    assert kept._upon is None


@pytest.mark.parametrize("hours", [-1, 2, 24])
def test_at_another_time_it_is_made(hours):
    with time_machine.travel(timezone.now() + dt.timedelta(hours=hours)):
        f.make_case(Status.IN_PROGRESS)
    assert kept._upon is None


@pytest.mark.parametrize("facts", [{"deputies": 1}, {"part": Part.HELP}, {"body": "政协"}, {"number": "070"}])
def test_what_is_not_usual_is_made(facts):
    case = f.make_case(Status.AWAITING_RECEIPT, **facts)
    assert kept._upon is None
    assert case.part == facts.get("part", Part.SOLE)
