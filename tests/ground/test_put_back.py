import pytest
from django.db import IntegrityError, connection, transaction

from proposals.models import CalendarDay, Case, Event, Status, append_only
from tests import factories as f
from tests import kept
from tests.ground import put_back

pytestmark = pytest.mark.django_db(transaction=True)


def every_row():
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return {table: sorted(map(repr, rows)) for table, (_, rows) in kept.read_rows(tables).items()}


def test_what_was_committed_and_what_was_taken_down_is_as_it_was():
    """Rows come, rows of the calendar go and change, a trigger is down: afterwards nothing of it is so."""
    before = every_row()
    case = f.make_case(Status.CHECKING)
    CalendarDay.objects.filter(pk=CalendarDay.objects.earliest("date").pk).delete()
    CalendarDay.objects.update(name="别的日子")
    append_only.remove_triggers(connection, append_only.marked_tables())
    Event.objects.filter(case=case)._raw_delete("default")
    assert every_row() != before
    put_back.put_back()
    assert every_row() == before
    case = f.make_case(Status.RECEIVED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(case=case)._raw_delete("default")
    assert Case.objects.get() == case
