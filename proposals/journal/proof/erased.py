"""清除 in the proof: what was erased stands for its digest, by the word of two persons and of nobody less."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from proposals.journal.kinds import Recorded, digest_of
from proposals.journal.proof.report import Proof
from proposals.models import AdministrationEvent, ErasePermit, Erasure, Tombstone
from proposals.models.journal.seal import why_not_sealed

CHAIN, STATE = "链", "现状"  # parts of a tombstone beside those of a row: the hash of an event or entry; a state
ASKED, CONFIRMED = "申请清除", "同意清除"
SUM = "清除记录的摘要"  # how the event of the second person names what was erased


def sum_tombstones(stones: Iterable[Tombstone]) -> str:
    """What the event of the second person says of them all."""
    lines = sorted(f"{one.table} {one.row} {one.part} {one.before} {one.after} {one.length}" for one in stones)
    return f"{len(lines)}项 {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()}"


class Erased:
    """Every tombstone that stands: sealed, asked for by one, agreed to by another, both in the record."""

    def __init__(self) -> None:
        self.chains: dict[tuple[str, str, str], list[Tombstone]] = defaultdict(list)
        self.wrong: list[tuple[str, str, str]] = []
        self.proved = 0
        said = self._words_of_two()
        by_erasure: dict[Erasure, list[Tombstone]] = defaultdict(list)
        for one in Tombstone.objects.select_related("erasure").order_by("pk"):
            by_erasure[one.erasure].append(one)
        for erasure, stones in by_erasure.items():
            self._take_in(erasure, stones, said)
        named = {erasure.pk for erasure in by_erasure}
        confirmed = Erasure.objects.filter(decision=Erasure.Decision.CONFIRMED).exclude(pk__in=named)
        self.wrong += [("清除", "同意了，清除记录一条也没有", str(one.pk)) for one in confirmed]
        left = ErasePermit.objects.values_list("pk", flat=True)
        self.wrong += [("清除的许可", "办完没有收回，不是这个程序写的", str(pk)) for pk in left]

    def _words_of_two(self) -> set[tuple[str, int, int | None, str]]:
        rows = AdministrationEvent.objects.filter(subject=AdministrationEvent.Subject.ERASURE)
        return {
            (one.label, one.subject_id or 0, one.actor_id, change["new"] if one.label == CONFIRMED else "")
            for one in rows.filter(label__in=[ASKED, CONFIRMED])
            if not why_not_sealed(one.sealed_text(), one.seal)
            for change in (one.changes if one.label == CONFIRMED else [{"new": ""}])
        }

    def _take_in(
        self, erasure: Erasure, stones: list[Tombstone], said: set[tuple[str, int, int | None, str]]
    ) -> None:
        unsealed = [(one, wrong) for one in stones if (wrong := why_not_sealed(one.sealed_text(), one.seal))]
        self.wrong += [("清除记录", wrong, str(one.pk)) for one, wrong in unsealed]
        unsealed_too = {one.pk for one, _ in unsealed}
        stones = [one for one in stones if one.pk not in unsealed_too]
        asked = (ASKED, erasure.pk, erasure.asked_by_id, "")
        agreed = (CONFIRMED, erasure.pk, erasure.decided_by_id, sum_tombstones(stones))
        two = erasure.decided_by_id not in (None, erasure.asked_by_id)
        if erasure.decision != Erasure.Decision.CONFIRMED or not two or asked not in said:
            self.wrong.append(("清除", "没有一个人申请、另一个人同意的记录", str(erasure.pk)))
        elif agreed not in said:
            self.wrong.append(("清除", "清除记录与同意时登记的不符", str(erasure.pk)))
        else:
            self.proved += len(stones)
            for one in stones:
                self.chains[one.table, one.row, one.part].append(one)

    def is_right(self, table: str, row: str, part: str, original: str, present: str) -> bool:
        """Whether what is there now is what had this digest, or, where it was erased, what was left of it: what was
        erased does not come back."""
        known = (table, row, part) in self.chains
        return self.stands_for(table, row, part, original, present) if known else original == present

    def stands_for(self, table: str, row: str, part: str, original: str, present: str) -> bool:
        """Whether what is there now is, by tombstones, what is left of what had this digest."""
        now, stones = original, self.chains.get((table, row, part), [])
        for one in stones:
            if one.before == now:
                now = one.after
        return bool(stones) and now == present

    def has_changed(self, table: str, row: str, digest: str, column: str) -> bool:
        """Whether erasing made this state what it is, in that column."""
        stones = self.chains.get((table, row, STATE), [])
        return any(one.after == digest and column in one.columns for one in stones)

    def has_entry(self, number: int | None) -> bool:
        """Whether something was erased of what this entry of the journal keeps."""
        return bool(number) and ("proposals_journalentry", str(number), CHAIN) in self.chains

    def seal_stands(self, one: Recorded, row: Any) -> bool:
        """Whether a sealed row says less than it was sealed with because it was erased."""
        stones = self.chains.get((one.table, str(row.pk), ""), [])
        names = one.parts[""]
        values = {name: getattr(row, one.model._meta.get_field(name).attname) for name in names}  # type: ignore[union-attr]  # a column
        return bool(stones) and stones[-1].after == digest_of(values)


def prove_erasures(proof: Proof, erased: Erased) -> None:
    """Every tombstone stands for something, by the word of two."""
    for what, wrong, key in erased.wrong:
        proof.blame(what, wrong, key)
    proof.proved["清除"] += erased.proved
