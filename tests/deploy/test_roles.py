"""The two accounts of PostgreSQL: the one that the program runs under carries the work, and changes no record."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from proposals.journal.enter import enter_waiting
from proposals.models import Status, append_only
from tests import factories as f
from tests.proposals.erasures.walk import ask, count_words, dump_everything, lay_secret
from tests.proposals.journal.record import verify

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no accounts"),
]


# The accounts of the file under names that the cluster of the tests does not use itself.
ROLES = re.sub(r"\bbanli(_owner)?\b", r"trial\1", Path("deploy/roles.sql").read_text(encoding="utf-8"))


@contextmanager
def as_the_program():
    """The file as it is delivered, and from then on what the account of the program may; all is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute(ROLES)
        cursor.execute("SET LOCAL ROLE trial")
        yield cursor
        cursor.execute("RESET ROLE")
        transaction.set_rollback(True)


def refused(cursor, statement: str) -> str:
    with pytest.raises(DatabaseError) as said, transaction.atomic():
        cursor.execute(statement)
    return getattr(said.value.__cause__, "pgcode", "")


NOT_ALLOWED = "42501"  # insufficient_privilege


def test_the_work_goes_on_from_signing_for_to_the_deputies_answers(client):
    f.world()
    case = f.make_case()
    with as_the_program():
        f.advance(case, "sign_for", "assign", "prepare")
        f.contact_all(case, f.world().handler)
        f.write(case, f.world().handler)
        case.reload()
        f.advance(case, "submit", "check", "sign", "deliver")
        f.answer(case, f.world().handler, case.suggestion.proposers[0])
        client.force_login(f.world().office)
        page = client.post(f"/cases/{case.pk}/notes/", {"text": "请抓紧。"})
        enter_waiting()
        assert (case.reload() or case.status, page.status_code < 500) == (Status.SEEKING_FEEDBACK, True)
        assert verify() == []


def test_what_two_persons_erase_goes_by_the_owner_s_function(client, settings, tmp_path):
    """The account may change no record; what a permit says, the function does."""
    settings.MEDIA_ROOT = tmp_path  # its files stay in nobody's way
    case = lay_secret()
    with as_the_program():
        erasure = ask(client, case)
        client.force_login(f.world().auditor)
        client.post(reverse("erasure", args=[erasure.pk]), {"step": "agree"})
        erasure.refresh_from_db()
        left = count_words(dump_everything(files=False))
        assert (erasure.decision, left) == ("confirmed", 0)


def test_no_record_is_changed_and_no_table():
    f.advance(f.make_case(), "sign_for")
    enter_waiting()
    with as_the_program() as cursor:
        for table in append_only.marked_tables():
            key = "number" if table == "proposals_journalentry" else "id"
            for statement in (
                f"UPDATE {table} SET {key} = {key}",  # noqa: S608 - our own tables
                f"DELETE FROM {table}",  # noqa: S608 - as above
                f"TRUNCATE {table} CASCADE",
            ):
                assert (statement, refused(cursor, statement)) == (statement, NOT_ALLOWED)
        for statement in (
            "ALTER TABLE proposals_event DISABLE TRIGGER ALL",
            "DROP TABLE proposals_event",
            "DROP TRIGGER proposals_event_append_only ON proposals_event",
            "CREATE TABLE own (id int)",
            f"CREATE OR REPLACE FUNCTION {append_only.FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RETURN NULL; END $$",
            "INSERT INTO django_migrations (app, name, applied) VALUES ('proposals', '0099', now())",
            "SET session_replication_role = replica",
            "ALTER ROLE trial SUPERUSER",
        ):
            assert (statement, refused(cursor, statement)) == (statement, NOT_ALLOWED)


def test_run_again_after_an_upgrade_it_says_the_same():
    with as_the_program() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(ROLES)
        cursor.execute("SET LOCAL ROLE trial")
        assert refused(cursor, "UPDATE proposals_event SET comment = 'x'") == NOT_ALLOWED
