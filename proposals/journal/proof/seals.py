"""The seals: what says that something was done was written by this program, and by nobody beside it."""

from typing import Any

from django.db.models import F

from proposals.journal.enter import about_of_subject
from proposals.journal.kinds import FOREIGN, Recorded, kept_tables
from proposals.journal.proof.erased import Erased
from proposals.journal.proof.report import Names, Proof, clock_of
from proposals.models.journal.entry import JournalEntry, JournalHead
from proposals.models.journal.seal import why_not_sealed


def prove_seals(proof: Proof, names: Names, erased: Erased) -> None:
    """Every act, and how far the journal goes."""
    for one in kept_tables():
        if one.act:
            _prove_acts(proof, names, erased, one)
    _prove_own(proof, names)
    head = JournalHead.objects.first()
    if head and head.count and (wrong := why_not_sealed(head.sealed_text(), head.seal)):
        proof.blame("总账登记的末笔", wrong)


def _prove_own(proof: Proof, names: Names) -> None:
    """Every row that was entered was written by this program: its mark had the token."""
    tables = {one.table: one for one in kept_tables()}
    said = set()
    for entry in JournalEntry.objects.filter(facts__has_key=FOREIGN).order_by("number"):
        one = tables.get(entry.table)
        if one and (entry.table, entry.row, entry.run) not in said:
            said.add((entry.table, entry.row, entry.run))
            proof.blame(names.call(one, entry.about), f"不是本系统写的（{clock_of(entry.at)}入总账）", entry.row)


def _prove_acts(proof: Proof, names: Names, erased: Erased, one: Recorded) -> None:
    kind, path = one.about_path
    rows = one.model._base_manager.order_by("pk")
    row: Any  # of one of several tables
    for row in (rows.annotate(about_key=F(path)) if path else rows).iterator(chunk_size=2_000):
        wrong = why_not_sealed(row.sealed_text(), row.seal)
        if wrong and not erased.seal_stands(one, row):
            about = about_of_subject(one, vars(row)) or (f"{kind}:{row.about_key}" if path else kind)
            proof.blame(names.call(one, about), wrong, str(row.pk))
        proof.proved["印记"] += 1
