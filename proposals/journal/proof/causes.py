"""What changed legitimately came with an act that may change it: an event of the case, a 管理记录, a change of the
calendar, entered in the same run. What came with nothing was not done by this program, however it was entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proposals.journal.kinds import ACT, ANY, BY, VALUES, Acts, Recorded, kept_tables
from proposals.journal.proof.erased import Erased
from proposals.journal.proof.report import Names, Proof, clock_of
from proposals.journal.proof.rows import entered_tables, say_change
from proposals.models.journal.entry import JournalEntry
from proposals.models.journal.erasure import MARK

Kind = JournalEntry.Kind


@dataclass(frozen=True)
class Act:
    """One thing done: what it is called, and what it is about."""

    name: str
    about: str


def read_acts() -> dict[int, Act]:
    """Every act by the number of its entry."""
    tables = [one.table for one in kept_tables() if one.act]
    rows = JournalEntry.objects.filter(table__in=tables, kind=Kind.ROW, part="")
    found = rows.values_list("number", "facts", "about").iterator(chunk_size=2_000)
    return {number: Act(facts.get(ACT, ""), about) for number, facts, about in found}


def prove_causes(proof: Proof, names: Names, erased: Erased) -> None:
    """Each entry that needs an act has one that fits."""
    known, entered = read_acts(), entered_tables()
    for one in kept_tables():
        for entry, wrong in _unexplained(one, known, erased) if one.table in entered else ():
            said = f"{wrong}，没有办理记录或管理记录说明是谁办的（{clock_of(entry.at)}入总账）"
            proof.blame(names.call(one, entry.about), said, entry.row)


def _unexplained(one: Recorded, known: dict[int, Act], erased: Erased) -> Iterator[tuple[JournalEntry, str]]:
    last: dict[str, JournalEntry] = {}
    entries = JournalEntry.objects.filter(table=one.table, part="").order_by("number")
    if one.act:
        entries = entries.filter(kind=Kind.GONE)
    for entry in entries.iterator(chunk_size=2_000):
        before = last.get(entry.row)
        if entry.kind != Kind.ROW:
            last[entry.row] = entry
        if entry.run == 1:
            continue
        done = {
            known[number].name
            for number in entry.facts.get(BY, ())
            if number in known and entry.run <= number < entry.number and known[number].about == entry.about
        }
        for wrong in _wrong(one, entry, before, done, erased):
            yield entry, wrong


def _wrong(
    one: Recorded, entry: JournalEntry, before: JournalEntry | None, done: set[str], erased: Erased
) -> Iterator[str]:
    if entry.kind == Kind.GONE:
        if not _fits(one.gone, done):
            yield "整行被删除"
    elif entry.kind == Kind.ROW or before is None or before.kind == Kind.GONE:
        if one.made is not None and not _fits(one.made, done) and (entry.kind == Kind.ROW or not one.fixed):
            yield "新增的一行"
    else:
        old: dict[str, Any] = before.facts.get(VALUES, {})
        new: dict[str, Any] = entry.facts.get(VALUES, {})
        for name in one.state.split():
            was, now = old.get(name), new.get(name)
            added = name not in old  # by a later version of the program, with a first value
            if added or was == now or _fits(one.changed.get(name, ANY), done):
                continue
            gone = erased.has_changed(one.table, entry.row, entry.digest, name)
            kept = erased.has_entry(before.number) or erased.has_entry(entry.number)
            if not gone and not (kept and MARK in f"{was}{now}"):
                yield say_change(one, name, was, now)


def _fits(wanted: Acts | None, done: set[str]) -> bool:
    return wanted is not None and bool(done if wanted is ANY else wanted & done)
