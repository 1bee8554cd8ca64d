"""Entering what was written: after the commit, in a transaction of its own, one writer at a time.

What a busy or a killed one leaves stays marked, and is entered by the next, or by housekeeping. No lock of a case is
held or asked for.
"""

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from proposals.journal.kinds import ACT, BY, FILE, FOREIGN, VALUES, Recorded, digest_of, kept_tables
from proposals.models import User
from proposals.models.journal.entry import JournalEntry, JournalHead, JournalMark
from proposals.models.journal.seal import make_seal, make_token, mark_secrets, why_not_sealed

TRIES = 3
CHUNK = 400  # rows asked for at once; SQLite takes so many values
ACTS_MOST = 200  # of what was done about one thing at once as many are named
Kind = JournalEntry.Kind
Row = dict[str, Any]


def enter_after_commit() -> None:
    """Enter what this transaction writes when it is committed. The outside's face leaves it to the desk's and to the
    worker: it reads none of the journal."""
    if settings.FACE != "outside":
        transaction.on_commit(enter_waiting, robust=True)


def enter_waiting() -> int:
    """Enter what is marked, if nobody else is at it. Returns how many entries were made; 0 where the database is
    busy: what is left stays marked. Nothing is entered before there is an account: what the installation lays down
    comes with the first people, as the opening of the journal."""
    for _ in range(TRIES):
        try:
            return enter_rows() if JournalMark.objects.exists() and User.objects.exists() else 0
        except DatabaseError:  # busy, or another was first with the head
            if connection.in_atomic_block:
                raise
    return 0


@contextmanager
def as_of_one_moment() -> Iterator[None]:
    """A transaction in which everything is read as of one moment: a row that changed between two questions would
    stand without the act it came with. SQLite lets nobody write meanwhile."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def enter_rows() -> int:
    """Enter all that is marked, together. Returns how many entries were made."""
    with as_of_one_moment():
        JournalHead.objects.bulk_create([JournalHead(pk=1)], ignore_conflicts=True)
        head = JournalHead.objects.select_for_update(skip_locked=connection.features.has_select_for_update).filter(
            pk=1
        )
        locked = head.first()
        if locked is None:
            return 0
        marks = list(JournalMark.objects.order_by("pk").values_list("pk", "table", "row", "token"))
        book = _Book(locked, find_foreign((table, row, token) for _, table, row, token in marks))
        left: set[tuple[str, str]] = set()
        waiting: dict[str, dict[str, None]] = defaultdict(dict)
        for _, table, key, _ in marks:
            waiting[table][key] = None
        for one in kept_tables():
            for keys in in_chunks(list(waiting.get(one.table, ()))):
                left |= {(one.table, key) for key in book.enter(one, keys)}
        book.close()
        for some in in_chunks([pk for pk, table, key, _ in marks if (table, key) not in left]):
            JournalMark.objects.filter(pk__in=some).delete()
    return book.made


def find_foreign(marks: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """Of table, row and token of each mark: the rows that somebody wrote past the program, a mark of which has no
    token of its keys."""
    secrets = mark_secrets()
    return {
        (table, row)
        for table, row, token in marks
        if token not in {make_token(secret, table, row) for secret in secrets}
    }


def in_chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The keys, so many as one question takes."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def read_rows(one: Recorded, keys: Sequence[Any] | None = None) -> Iterator[tuple[str, str, Row]]:
    """The rows with these keys, or all: the key as text, what it is about, and the columns on record."""
    kind, path = one.about_path
    names = {*one.columns, "pk", *filter(None, [path, *(one.act or ())[1:]])}
    rows = one.model._base_manager.order_by("pk")
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    for row in rows.values(*names).iterator(chunk_size=2_000):
        about = f"{kind}:{row[path]}" if path else kind
        yield str(row["pk"]), about_of_subject(one, row) or about, row


def about_of_subject(one: Recorded, row: Row) -> str:
    """What a 管理记录 is about: it names its subject itself."""
    if one.label != "proposals.AdministrationEvent":
        return ""
    names = {"person": "user", "role": "user", "rule": "rules"}
    name = names.get(row["subject"], row["subject"])
    return name if name == "rules" else f"{name}:{row['subject_id']}"


def is_plain_file(name: str) -> bool:
    """Whether it is a file and no link, pipe or device. What is stored elsewhere than on a disk is none of these."""
    try:
        path = default_storage.path(name)
    except NotImplementedError:
        return True
    return stat.S_ISREG(os.lstat(path).st_mode)


def stored_digest(name: str) -> str:
    """The SHA-256 of a stored file's bytes, in hex; "" where it cannot be read."""
    digest = hashlib.sha256()
    try:
        if not is_plain_file(name):
            return ""
        with default_storage.open(name) as stored:
            for block in stored.chunks():
                digest.update(block)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


class _Book:
    """The entries of one run, in their order."""

    def __init__(self, head: JournalHead, foreign: set[tuple[str, str]]) -> None:
        self.foreign = foreign
        self.head, self.made, self.at = head, 0, timezone.now()
        self.run = head.count + 1
        # Over an end that this program did not write no right seal is put: it would hide what was computed again.
        self.is_sealed = not head.count or not why_not_sealed(head.sealed_text(), head.seal)
        self.acts: dict[str, list[int]] = defaultdict(list)
        self.entries: list[JournalEntry] = []

    def enter(self, one: Recorded, keys: Sequence[str]) -> list[str]:
        """Enter the rows of a table. Returns the keys of those that could not be: a file of theirs is away."""
        rows = {key: (about, row) for key, about, row in read_rows(one, keys)}
        held: dict[str, dict[str, JournalEntry]] = defaultdict(dict)
        for entry in JournalEntry.objects.filter(table=one.table, row__in=keys).order_by("number"):
            held[entry.row][f"{entry.kind}:{entry.part}" if entry.kind == Kind.ROW else "now"] = entry
        left = []
        for key in keys:
            last = held[key].get("now")
            if key in rows:
                about, row = rows[key]
                if not self._enter_parts(one, key, about, row, held[key]):
                    left.append(key)
                self._enter_state(one, key, about, row, last)
            elif held[key] and not (last and last.kind == Kind.GONE):
                first = next(iter(held[key].values()))
                self._write(one, key, first.about, Kind.GONE, facts=self._with_acts(first.about))
        return left

    def _enter_parts(self, one: Recorded, key: str, about: str, row: Row, held: dict[str, JournalEntry]) -> bool:
        whole = True
        for part in one.filled_parts(row):
            if f"{Kind.ROW}:{part}" in held:
                continue
            facts: dict[str, Any] = {}
            if not part and one.act:
                facts = {ACT: one.act_of(row)}
            elif not part and one.made is not None:
                facts = self._with_acts(about)
            digest = digest_of({name: row[name] for name in one.parts[part]})
            number = self._write(one, key, about, Kind.ROW, part, digest, facts)
            if one.act and not part:
                self.acts[about].append(number)
        for name, beside in one.files.items():
            part = f"{FILE}{name}"
            if beside is not None or not row[name] or f"{Kind.ROW}:{part}" in held:
                continue
            if digest := stored_digest(row[name]):
                self._write(one, key, about, Kind.ROW, part, digest)
            else:
                whole = False
        return whole

    def _enter_state(self, one: Recorded, key: str, about: str, row: Row, last: JournalEntry | None) -> None:
        if not one.state:
            return
        values = one.state_of(row)
        digest = digest_of(values)
        if last is None or last.kind == Kind.GONE or last.digest != digest:
            self._write(one, key, about, Kind.STATE, "", digest, {VALUES: values, **self._with_acts(about)})

    def _with_acts(self, about: str) -> dict[str, Any]:
        return {BY: self.acts[about][-ACTS_MOST:]}

    def _write(
        self,
        one: Recorded,
        key: str,
        about: str,
        kind: Kind,
        part: str = "",
        digest: str = "",
        facts: dict[str, Any] | None = None,
    ) -> int:
        entry = JournalEntry(
            number=self.head.count + 1,
            at=self.at,
            run=self.run,
            kind=kind,
            table=one.table,
            row=key,
            part=part,
            about=about,
            digest=digest,
            facts={**(facts or {}), **({FOREIGN: True} if (one.table, key) in self.foreign else {})},
            previous_hash=self.head.hash,
        )
        entry.hash = entry.computed_hash()
        self.head.count, self.head.hash = entry.number, entry.hash
        self.made += 1
        self.entries.append(entry)
        return entry.number

    def close(self) -> None:
        """Write the entries and the new head."""
        JournalEntry.objects.bulk_create(self.entries, batch_size=CHUNK)
        if self.is_sealed:
            self.head.seal = make_seal(self.head.sealed_text())
        self.head.save(update_fields=["count", "hash", "seal"])
