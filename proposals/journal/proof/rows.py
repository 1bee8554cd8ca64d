"""Every row on record against its entry: what never changes is as it was entered, what may change is as it was last
entered, nothing is gone, nothing was put beside."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.models import Count, Max

from proposals.journal.enter import Row, read_rows
from proposals.journal.kinds import VALUES, Recorded, digest_of, kept_tables, plain_value
from proposals.journal.proof.erased import Erased
from proposals.journal.proof.report import Names, Proof, clock_of
from proposals.models import Deputy
from proposals.models.journal.entry import JournalEntry, JournalMark

Kind = JournalEntry.Kind
ENTERED = ("number", "at", "kind", "row", "part", "about", "digest")


@dataclass
class Held:
    """What the journal has of one row."""

    parts: dict[str, JournalEntry] = field(default_factory=dict)
    state: JournalEntry | None = None
    gone: bool = False
    about: str = ""
    last: JournalEntry | None = None


def entered_tables() -> set[str]:
    """Those of which the journal has anything: of the others it need not be asked."""
    return set(JournalEntry.objects.order_by().values_list("table", flat=True).distinct())


def entries_of(one: Recorded) -> dict[str, Held]:
    """By the key of each row of the table."""
    held: dict[str, Held] = defaultdict(Held)
    entries = JournalEntry.objects.filter(table=one.table).only(*ENTERED).order_by("number")
    for entry in entries.iterator(chunk_size=2_000):
        row = held[entry.row]
        row.about, row.last, row.gone = entry.about, entry, entry.kind == Kind.GONE
        if entry.kind == Kind.ROW:
            row.parts[entry.part] = entry
        elif entry.kind == Kind.STATE:
            row.state = entry
    return held


def waiting_rows() -> set[tuple[str, str]]:
    """What is marked and not entered yet."""
    return set(JournalMark.objects.values_list("table", "row"))


def merged_deputies() -> dict[int, list[int]]:
    """Of each deputy the records that were merged into it: their rows point at it since."""
    into: dict[int, list[int]] = defaultdict(list)
    for pk, to in Deputy._base_manager.values_list("pk", "merged_into"):
        if to is not None:
            into[to].append(pk)
    for found in into.values():
        for pk in found:  # grows while it is read: what was merged into the merged one
            found += [more for more in into.get(pk, ()) if more not in found]
    return dict(into)


def prove_rows(proof: Proof, names: Names, waiting: set[tuple[str, str]], erased: Erased) -> None:
    """Every row of every table."""
    checker = _Checker(proof, names, waiting, merged_deputies(), erased)
    for one in kept_tables():
        try:
            with transaction.atomic():
                checker.check(one)
        except (DatabaseError, ValueError, TypeError) as trouble:
            proof.blame(f"{one.title}（{one.table}）", f"读不出来：{trouble}")
    proof.waiting = len(waiting)


class _Checker:
    def __init__(
        self,
        proof: Proof,
        names: Names,
        waiting: set[tuple[str, str]],
        merged: Mapping[int, list[int]],
        erased: Erased,
    ) -> None:
        self.proof, self.names, self.waiting, self.merged = proof, names, waiting, merged
        self.erased = erased
        self.entered = entered_tables()

    def check(self, one: Recorded) -> None:
        held, seen = entries_of(one) if one.table in self.entered else {}, set()
        for key, about, row in read_rows(one):
            seen.add(key)
            marked = (one.table, key) in self.waiting
            for wrong in self._wrong_parts(one, row, held.get(key, Held()), marked):
                self.proof.blame(self.names.call(one, about), wrong, key)
        for key, had in held.items():
            if key not in seen and not had.gone and (one.table, key) not in self.waiting and had.last:
                wrong = f"整行不见了，{clock_of(had.last.at)}入总账时还在"
                self.proof.blame(self.names.call(one, had.about), wrong, key)

    def _wrong_parts(self, one: Recorded, row: Row, held: Held, marked: bool) -> Iterator[str]:
        if held.last is None and not marked:
            yield "没有入总账，也没有留下待入账的记号，不是这个程序写的"
            return
        if held.gone and not marked and held.last:
            yield f"{clock_of(held.last.at)}已经撤下，又出现了"
            return
        stands = set(one.filled_parts(row))
        for part, columns in one.parts.items():
            said, entry = f"“{part}”部分" if part else "内容", held.parts.get(part)
            if entry is None:
                if part in stands and not marked:
                    yield f"{said}没有入总账，也没有留下待入账的记号，不是这个程序写的"
            elif part not in stands:
                yield f"{said}被抹掉了，{clock_of(entry.at)}入总账时还有"
            elif not self._is_as_entered(one, row, part, columns, entry):
                yield f"{said}被改过，{clock_of(entry.at)}入总账时不是这样"
            else:
                self.proof.proved[one.title] += not part
        if one.state and held.state and not marked and not held.gone:
            values = one.state_of(row)
            if digest_of(values) == held.state.digest:
                self.proof.proved["现状"] += 1
            else:
                yield from self._changed_state(one, values, held.state)

    def _is_as_entered(
        self, one: Recorded, row: Row, part: str, columns: tuple[str, ...], entry: JournalEntry
    ) -> bool:
        """Whether the part is what was entered, or what erasing left of it."""
        digests = self._digests(one, row, columns)
        return any(self.erased.is_right(one.table, entry.row, part, entry.digest, now) for now in digests)

    def _digests(self, one: Recorded, row: Row, columns: tuple[str, ...]) -> Iterator[str]:
        """Of the row as it is, and as it was before the deputy's record was merged into another."""
        values = {name: row[name] for name in columns}
        yield digest_of(values)
        for before in self.merged.get(values.get("deputy", 0) or 0, ()):
            yield digest_of({**values, "deputy": before})

    def _changed_state(self, one: Recorded, values: dict[str, Any], entry: JournalEntry) -> Iterator[str]:
        facts = JournalEntry.objects.values_list("facts", flat=True).get(pk=entry.pk)
        before = facts.get(VALUES, {})
        for name, now in values.items():  # in the order of the table
            if before.get(name) != now:
                said = say_change(one, name, before.get(name), now)
                yield f"{said}，没有留下记号（{clock_of(entry.at)}入总账时不是这样）"


def say_column(one: Recorded, name: str) -> str:
    """法定答复期限."""
    return str(getattr(one.model._meta.get_field(name), "verbose_name", name))


def say_change(one: Recorded, name: str, old: Any, new: Any) -> str:
    """法定答复期限由“2027-03-01”改为“2039-01-01”; 密码被换过."""
    if name in one.hidden.split():
        return f"{say_column(one, name)}被换过"
    return f"{say_column(one, name)}由“{say_value(one, name, old)}”改为“{say_value(one, name, new)}”"


def say_value(one: Recorded, name: str, value: Any) -> str:
    """A value as people read it; of a row of another table its number."""
    model_field: Any = one.model._meta.get_field(name)
    if model_field.is_relation:
        target = model_field.related_model._base_manager.filter(pk=value).first() if value is not None else None
        return str(target or ("" if value is None else f"第{value}行"))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(model_field, models.DateTimeField) and value:
        return clock_of(dt.datetime.fromisoformat(value))
    choices = dict(model_field.flatchoices) if getattr(model_field, "choices", None) else {}
    text = " ".join(str(choices.get(value, "" if value is None else plain_value(value))).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def count_rows(proof: Proof, waiting: set[tuple[str, str]]) -> None:
    """Of each table only how many rows there are, against how many were entered (--fast)."""
    marked = Counter(table for table, _ in waiting)
    newest = JournalEntry.objects.order_by().values("table", "row").annotate(last=Max("number")).values("last")
    there = JournalEntry.objects.order_by().filter(number__in=newest).exclude(kind=Kind.GONE)
    entered = dict(there.values_list("table").annotate(count=Count("pk")))
    for one in kept_tables():
        rows, known = one.model._base_manager.count(), entered.get(one.table, 0)
        if abs(rows - known) > marked[one.table]:
            proof.blame(f"{one.title}（{one.table}）", f"有{rows}行，总账里是{known}行")
        proof.proved[one.title] += rows
    proof.waiting = len(waiting)
