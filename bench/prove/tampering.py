"""Every kind of tampering with the record (tests/proposals/journal): the database refuses it, or verify_audit says
what is wrong. Missed: none."""

import io

from bench.prove.table import Table


def prove(size: int) -> Table:
    """A row a kind that this database knows."""
    import time_machine
    from django.core.management import call_command
    from django.db import DatabaseError, connection, transaction

    from bench.search import throw_away_database
    from tests.proposals.journal.kinds_tried import KINDS
    from tests.proposals.journal.record import lay_record, taken_back, verify
    from tests.proposals.journal.test_tampering import NOW, tamper

    table = Table("kind", "how it hides", "what comes of it")
    with throw_away_database(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        call_command("load_calendar", stdout=io.StringIO())
        record = lay_record()
        for kind in KINDS:
            if connection.vendor not in kind.databases:
                continue
            with taken_back():
                try:
                    with transaction.atomic():
                        tamper(kind, record)
                    said = verify()
                    outcome = f"found: {said[0]}" if said else "missed"
                except DatabaseError as refusal:
                    outcome = f"refused: {refusal}".splitlines()[0]
            wrong = [f"{kind.name}: missed"] if outcome == "missed" else []
            table.add(kind.name, kind.cover, outcome[:90], wrong=wrong)
        transaction.set_rollback(True)
    return table
