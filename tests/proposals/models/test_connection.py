"""What the program says to every connection with the database."""

import pytest
from django.db import connection


@pytest.mark.database
@pytest.mark.django_db
def test_postgresql_compiles_no_query():
    """Whoever opens the connection, and again after it was closed."""
    if connection.vendor != "postgresql":
        return
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
