"""Which tests ask the second database: every statement is made there by several tests, or by all that make it."""

import pytest
from django.db import Error, connection

from proposals.models import Unit
from tests.measuring.statements import ENOUGH, Notes, choose, number_of

CHEAP = {f"cheap{n}": (0.1 * n, [1, 2]) for n in range(1, 6)}


def test_the_dearest_are_left_out_while_enough_others_ask_the_same():
    others = ["cheap1", "cheap2", "cheap3", "cheap4", "cheap5"]
    assert ENOUGH == 2
    assert choose(CHEAP, [], others) == {"cheap1", "cheap2"}


def test_who_asks_something_rare_is_asked_however_dear():
    asked = {**CHEAP, "dear": (9.0, [1, 3])}
    assert choose(asked, [], asked) == {"cheap1", "cheap2", "dear"}


def test_those_always_asked_count():
    assert choose(CHEAP, ["cheap1"], ["cheap3", "cheap4", "cheap5"]) == {"cheap3"}


def test_what_is_not_known_yet_is_asked_and_what_is_not_there_does_not_count():
    assert choose(CHEAP, [], ["new", "cheap1", "cheap2"]) == {"new", "cheap1", "cheap2"}
    assert choose({}, [], ["a", "b"]) == {"a", "b"}


def test_who_asks_nothing_is_left_out():
    assert choose({"quiet": (0.1, [])}, [], ["quiet"]) == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SELECT a FROM b WHERE c IN (%s, %s, %s)", "SELECT a FROM b WHERE c IN (%s)", True),
        ("INSERT INTO a (b, c) VALUES (%s, %s), (%s, %s)", "INSERT INTO a (b, c) VALUES (%s, %s)", True),
        ("SELECT a FROM b LIMIT 21", "SELECT a FROM b LIMIT 4", True),
        ("SELECT a FROM b WHERE c = %s", "SELECT a FROM b WHERE d = %s", False),
        ("SELECT a FROM b1", "SELECT a FROM b2", False),
    ],
)
def test_statements_that_differ_in_values_alone_are_one(one, other, same):
    assert (number_of(one) == number_of(other)) is same


@pytest.mark.django_db
def test_what_is_refused_is_another_statement(pytestconfig):
    notes = Notes(pytestconfig)
    with notes._noted():
        Unit.objects.filter(name="没有").exists()
        taken = set(notes.now)
        with connection.cursor() as cursor, pytest.raises(Error):
            cursor.execute("SELECT nowhere")
    sql = "SELECT nowhere"
    assert len(taken) == 1
    assert notes.now - taken <= {number_of(f"{kind} {sql}") for kind in ("OperationalError", "ProgrammingError")}
    assert notes.now > taken
    assert connection.execute_wrappers.count(notes.note) == 0
