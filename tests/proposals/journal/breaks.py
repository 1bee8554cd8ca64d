"""A row of each table of the journal, and what breaks its constraints (tests/rules/broken.py)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from proposals.models import (
    ArchivedYear,
    BackupRun,
    HeadAddress,
    HeadKeyLoss,
    HeadSending,
    HeadStamp,
    JournalEntry,
    JournalHead,
    JournalMark,
    ProofRun,
    SignedHead,
    WitnessedHead,
    WitnessedInstallation,
)
from tests import factories as f


def entry() -> JournalEntry:
    facts = {"table": "proposals_case", "row": "1", "digest": "0" * 64}
    return JournalEntry.objects.create(number=1, run=1, at=timezone.now(), kind="row", **facts)


def head() -> JournalHead:
    return JournalHead.objects.get_or_create(pk=1)[0]


def mark() -> JournalMark:
    return JournalMark.objects.create(table="proposals_case", row="1")


def signed() -> SignedHead:
    facts = {"number": 1, "at": timezone.now(), "key": "0" * 64, "text": "{}", "signature": "x"}
    return SignedHead.objects.create(**facts)


def stamp() -> HeadStamp:
    return HeadStamp.objects.create(head=signed(), at=timezone.now(), tsa="https://tsa.example", response="x")


def address() -> HeadAddress:
    return HeadAddress.objects.create(address="heads@example.com", added_by=f.world().admin)


def loss() -> HeadKeyLoss:
    return HeadKeyLoss.objects.create(lost="0" * 64, reason="丢了", asked_by=f.world().admin)


def witnessed() -> WitnessedInstallation:
    facts = {"key": "0" * 64, "added_by": f.world().admin}
    return WitnessedInstallation.objects.create(name="https://other.example", **facts)


def witnessed_head() -> WitnessedHead:
    facts = {"number": 1, "hash": "0" * 64, "text": "{}", "signature": "x", "receipt": "{}", "at": timezone.now()}
    return WitnessedHead.objects.create(witnessed=witnessed(), **facts)


def sending() -> HeadSending:
    return HeadSending.objects.create(head=signed(), address="heads@example.com", at=timezone.now())


def backup() -> BackupRun:
    facts = {"kind": "backup", "begun_at": timezone.now(), "at": timezone.now(), "size": 9, "sha256": "0" * 64}
    return BackupRun.objects.create(place="/backup/a.tar.gz", **facts)


def proof_run() -> ProofRun:
    return ProofRun.objects.create(begun_at=timezone.now(), at=timezone.now(), is_fast=True)


def archived_year() -> ArchivedYear:
    return ArchivedYear.objects.create(year=2024, reason="全部办结", by=f.world().district)


NEXT: dict[str, Any] = {"number": 2, "row": "2"}
JOURNAL_BREAKS: dict[str, Any] = {
    "journal_part_once": (entry, True, {"number": 2}),
    "journal_counts_from_one": (entry, True, {**NEXT, "number": 0}, {**NEXT, "run": 0}),
    "journal_kind_known": (entry, True, {**NEXT, "kind": "odd"}),
    "journal_says_what": (entry, True, {**NEXT, "digest": ""}),
    "journal_head_is_one": (head, False, {"id": 2}),
    "signed_head_is_whole": (signed, True, {"key": ""}, {"text": ""}, {"signature": ""}),
    "head_arrives_once": (sending, True, {"at": lambda row: timezone.now()}),
    "head_sending_names_address": (sending, True, {"address": ""}),
    "head_receipt_is_of_arrival": (sending, True, {"failure": "x", "receipt": "{}"}),
    "head_stamp_is_whole": (
        stamp,
        True,
        *({"head_id": lambda row: signed().pk, name: ""} for name in ("tsa", "response")),
    ),
    "head_address_once": (address, True, {"added_at": lambda row: timezone.now()}),
    "head_address_ends_whole": (
        address,
        False,
        {"ended_at": lambda row: timezone.now()},
        {"ended_by": lambda row: row.added_by},
    ),
    "head_address_is_named": (address, False, {"address": ""}),
    "head_key_loss_open_once": (loss, True, {"reason": "又丢了"}),
    "head_key_loss_decided_whole": (
        loss,
        False,
        {"decision": "refused"},
        {"decided_by": lambda row: row.asked_by},
        {"decided_at": lambda row: timezone.now()},
    ),
    "head_key_loss_takes_two": (
        loss,
        False,
        {
            "decision": "confirmed",
            "decided_by": lambda row: row.asked_by,
            "decided_at": lambda row: timezone.now(),
        },
    ),
    "head_key_loss_made_when_confirmed": (loss, False, {"key": "1" * 64}),
    "witnessed_once": (witnessed, True, {"key": "1" * 64}),
    "witnessed_is_named": (witnessed, False, {"name": ""}, {"key": ""}),
    "witnessed_ends_whole": (
        witnessed,
        False,
        {"ended_at": lambda row: timezone.now()},
        {"ended_by": lambda row: row.added_by},
    ),
    "witnessed_head_once": (witnessed_head, True, {"number": 2}),
    "witnessed_head_is_whole": (
        witnessed_head,
        True,
        *(
            {"signature": "y", name: value}
            for name, value in (("hash", ""), ("text", ""), ("receipt", ""), ("number", 0))
        ),
        {"signature": ""},
    ),
    "backup_run_kind_known": (backup, True, {"kind": "odd"}),
    "backup_run_names_place": (backup, True, {"place": ""}),
    "backup_run_ends_after_begin": (backup, True, {"at": lambda row: row.begun_at - dt.timedelta(seconds=1)}),
    "backup_run_good_is_whole": (backup, True, {"sha256": ""}, {"size": 0}),
    "archived_year_once": (archived_year, True, {"reason": "再归档一次"}),
    "archived_year_says_why": (archived_year, True, {"year": 2023, "reason": ""}),
    "archived_year_reopened_whole": (
        archived_year,
        False,
        {"reopened_for": "x"},
        {"reopened_at": lambda row: row.at},
    ),
    "proof_run_ends_after_begin": (proof_run, True, {"at": lambda row: row.begun_at - dt.timedelta(seconds=1)}),
    "proof_run_says_what": (proof_run, True, {"faults": 1}),
    "journal_mark_names_a_row": (mark, False, {"table": ""}, {"row": ""}),
}
