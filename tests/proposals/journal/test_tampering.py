"""Every kind of tampering that was thought of is refused or found, and each check is needed for some of them."""

import sqlite3
from contextlib import nullcontext

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from proposals.management.commands import verify_audit
from proposals.models import append_only
from tests.proposals.journal.kinds_tried import KINDS
from tests.proposals.journal.record import Record, lay_record, taken_back, unguarded, verify
from tests.proposals.journal.tampering import FOUND, PLAIN, REFUSED, UNGUARDED, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = "2026-03-04 10:00 +0800"
HERE = [kind for kind in KINDS if connection.vendor in kind.databases]


@pytest.fixture(scope="module")
def laid(django_db_setup, django_db_blocker):
    """One record for all of them: each is taken back by itself, and this one at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        yield lay_record()
        transaction.set_rollback(True)


@pytest.fixture
def record(laid: Record, db):
    with taken_back(), time_machine.travel(NOW, tick=False):
        yield laid


def tamper(kind: Kind, record: Record) -> None:
    with nullcontext() if kind.cover == PLAIN else unguarded(marked=kind.cover == UNGUARDED):
        kind.do(record)


@pytest.mark.parametrize("kind", [kind for kind in HERE if kind.outcome == REFUSED], ids=lambda kind: kind.name)
def test_the_database_refuses(record, kind):
    with pytest.raises(DatabaseError, match=append_only.REFUSAL), transaction.atomic():
        kind.do(record)


@pytest.mark.parametrize("kind", [kind for kind in HERE if kind.outcome == FOUND], ids=lambda kind: kind.name)
def test_the_proof_finds(record, kind):
    tamper(kind, record)
    assert verify() == list(kind.says)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes the row, and the proof finds it")
def test_who_does_not_know_what_the_triggers_call_writes_nothing(record):
    other = sqlite3.connect(":memory:")
    other.deserialize(connection.connection.serialize())
    with pytest.raises(sqlite3.OperationalError, match="no such function: banli_token"):
        other.execute("UPDATE proposals_unit SET name = '别的局'")
    other.close()


def test_an_untouched_record_is_whole(record):
    assert verify() == []
    assert verify("--fast") == []


CHECKS = {
    "find_breaks": "状态改掉",
    "prove_journal": "总账末笔登记改掉",
    "prove_seals": "自己补一条办理记录，链也接上",
    "prove_erasures": "许可留着不收回",
    "prove_guards": "记入总账的触发器拿掉" if connection.vendor == "sqlite" else "不许改的触发器停用",
    "prove_rows": "签发稿的正文改掉",
    "prove_causes": "塞进一个局领导",
    "prove_files": "附件的字节换掉",
}


@pytest.mark.parametrize("check", CHECKS)
def test_without_one_check_its_kind_passes(record, monkeypatch, check):
    kind = next(kind for kind in HERE if kind.name == CHECKS[check])
    tamper(kind, record)
    whole = verify()
    monkeypatch.setattr(verify_audit, check, lambda *_: ())
    left = verify()
    assert whole == list(kind.says)
    assert len(left) < len(whole)
    assert left == [] or check in ("find_breaks", "prove_journal", "prove_erasures")
