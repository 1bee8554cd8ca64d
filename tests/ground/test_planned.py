import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models import User
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def kept_plans():
    """How many questions PostgreSQL keeps planned for this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements" if connection.vendor == "postgresql" else "SELECT 1"
        )
        return cursor.fetchone()[0]


def test_what_is_asked_again_is_answered_by_its_numbers_and_told_as_it_was_asked():
    w = f.world()
    asked = [(w.handler, w.leader), (w.office, w.admin), (w.office, w.office), (w.leader, w.handler)]
    for one, other in asked:
        with CaptureQueriesContext(connection) as told:
            found = User.objects.filter(pk__in=[one.pk, other.pk], name=one.name).order_by("pk")
            assert list(found) == [one]
        assert f"IN ({', '.join(map(str, dict.fromkeys([one.pk, other.pk])))})" in told[0]["sql"]
    assert kept_plans() > 0
    assert [User.objects.filter(pk=2**70).exists(), User.objects.filter(pk=-(2**40)).exists()] == [False, False]
