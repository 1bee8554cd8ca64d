"""Two people at the same moment: one absence, one new handler."""

import uuid

import pytest

from proposals.models import Absence, Case, Event, Notice, Status
from replies.handover.actions import hand_over_cases, record_absence
from tests import factories as f
from tests.proposals.cases.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", range(3))
def test_two_who_record_the_same_leave_record_it_once(turn):
    """With two forms: the second finds the first, and is told so."""
    w = f.world()

    def record(who, first):
        days = {"starts": f.day(first), "until": f.day(9), "reason": "休假", "stand_in": None}
        return lambda: record_absence(w.handler, w.bureau, who, key=uuid.uuid4(), **days)

    assert sorted(at_once(record(w.office, 0), record(w.handler, 3))) == ["Refused", "done"]
    assert Absence.objects.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_case_given_away_twice_goes_to_one(turn):
    case, w = f.make_case(Status.IN_PROGRESS), f.world()
    w.office.memberships.create(unit=w.bureau, role="handler", section="办公室")
    targets = [who.memberships.get(role="handler") for who in (w.second_handler, w.office)]
    done = []

    def give(to):
        def doing():
            rows = [(Case.objects.get(pk=case.pk), case.version, to)]
            done.extend(hand_over_cases(w.handler, w.office, rows, key=uuid.uuid4()))

        return doing

    at_once(*map(give, targets))
    assert sorted(one.done for one in done) == [False, True]
    [won] = [one.to for one in done if one.done]
    assert Case.objects.get(pk=case.pk).handler == won
    assert Event.objects.filter(case=case, action="reassign").count() == 1
    assert list(Notice.objects.filter(kind="hand").values_list("recipient", flat=True)) == [won.pk]
