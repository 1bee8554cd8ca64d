"""A row of each table of the journal, and what breaks its constraints (tests/rules/broken.py)."""

from typing import Any

from django.utils import timezone

from proposals.models import HeadSending, JournalEntry, JournalHead, JournalMark, SignedHead


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


def sending() -> HeadSending:
    return HeadSending.objects.create(head=signed(), address="heads@example.com", at=timezone.now())


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
    "journal_mark_names_a_row": (mark, False, {"table": ""}, {"row": ""}),
}
