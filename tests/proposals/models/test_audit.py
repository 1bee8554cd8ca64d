"""The record of a case can only grow, and proves itself."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from proposals.journal.proof.chains import find_breaks
from proposals.models import Case, Event, Status, append_only
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def verify() -> list[str]:
    """What is wrong with the chains of all cases, without the hours."""
    found = (sentence for case in Case.objects.order_by("pk") for sentence in find_breaks(case))
    return [re.sub(r"\d{4}年\d+月\d+日\d\d:\d\d", "某时", sentence) for sentence in found]


@pytest.fixture
def unguarded():
    """The database without its triggers, as a person with its password could make it."""
    append_only.remove_triggers(connection, ["proposals_event"])
    yield
    append_only.install_triggers(connection, ["proposals_event"])


@pytest.mark.parametrize("statement", ["UPDATE proposals_event SET comment='x'", "DELETE FROM proposals_event"])
def test_the_database_refuses_to_change_or_remove_an_event(statement):
    case = f.make_case(Status.RECEIVED)
    before = list(Event.objects.values())
    with pytest.raises(DatabaseError, match="办理记录只能增加"), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(Event.objects.filter(case=case).values()) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_postgresql_refuses_to_empty_the_table():
    f.make_case(Status.RECEIVED)
    connection.check_constraints()  # those put off to the end of the transaction would refuse it first
    with pytest.raises(DatabaseError, match="办理记录只能增加"), transaction.atomic():
        connection.cursor().execute("TRUNCATE proposals_event")
    assert Event.objects.count() == 1


def test_an_untouched_record_verifies():
    f.make_case(Status.CLOSED)
    assert verify() == []


def test_a_changed_event_is_named(unguarded):
    case = f.make_case(Status.CHECKING)
    Event.objects.filter(case=case, sequence=2).update(comment="改过")
    assert verify() == ["第2条内容被改过，到第1条（某时）为止是好的"]


def test_an_event_made_consistent_with_itself_still_breaks_the_chain(unguarded):
    case = f.make_case(Status.CHECKING)
    event = case.events.get(sequence=2)
    event.comment = "改过"
    Event.objects.filter(pk=event.pk).update(comment="改过", hash=event.computed_hash())
    assert verify() == ["第3条与前一条接不上，到第2条（某时）为止是好的"]


def test_missing_events_are_named_the_last_one_too(unguarded):
    case = f.make_case(Status.CHECKING)
    total = case.event_count
    Event.objects.filter(case=case, sequence=2).delete()
    gap = [f"{wrong}，到第1条（某时）为止是好的" for wrong in ("缺第2条", "第3条与前一条接不上")]
    assert verify() == gap
    Event.objects.filter(case=case, sequence=total).delete()
    assert verify() == [*gap, f"应有{total}条，实有{total - 1}条"]


def test_a_forged_last_event_is_found(unguarded):
    case = f.make_case(Status.RECEIVED)
    event = case.events.last()
    event.actor_name = "别人"
    Event.objects.filter(pk=event.pk).update(actor_name="别人", hash=event.computed_hash())
    assert verify() == ["最后一条与办理件上登记的不符"]
    Case.objects.filter(pk=case.pk).update(event_head=event.computed_hash())
    assert verify() == []
