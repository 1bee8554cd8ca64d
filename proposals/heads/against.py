"""Whether the journal is still what the heads kept outside say it was."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proposals.heads.keys import CHANGED, FIRST, LOST, is_signed_by, public_in
from proposals.journal.proof.report import Proof
from proposals.models import AdministrationEvent
from proposals.models.journal.entry import JournalEntry

LARGEST, MOST = 100_000, 100_000  # bytes of a file, files
NUMBERS = range(1, 2**63)  # what an entry of the journal can be numbered
OUTSIDE = "外存末笔"


@dataclass(frozen=True)
class KeptHead:
    """One file: its name, what was signed."""

    name: str
    number: int
    hash: str
    at: str
    key: str


def prove_against(proof: Proof, folder: Path) -> None:
    """Every head in the folder: its signature, its key, and the entry that it names."""
    files = sorted(folder.glob("*.json"))[:MOST]
    if not files:
        proof.blame(OUTSIDE, "文件夹里没有末笔文件，没有可以核对的")
    read = [one for path in files if (one := _read(proof, path))]
    heads = sorted(read, key=lambda one: (one.number, one.at))
    _prove_keys(proof, heads)
    entries = JournalEntry.objects.in_bulk([one.number for one in heads])
    last = JournalEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    good = "开头"
    for head in heads:
        entry, said = entries.get(head.number), f"{OUTSIDE}{head.name}"
        if entry is None:
            proof.blame(said, f"{_day(head)}总账到了第{head.number}笔，现在只有到第{last}笔；到{good}为止是一样的")
        elif entry.hash != head.hash:
            proof.blame(
                said, f"第{head.number}笔与{_day(head)}送出的末笔不同，在此以前的记录被重写过；到{good}为止是一样的"
            )
        else:
            good = f"第{head.number}笔（{_day(head)}）"
            proof.proved[OUTSIDE] += 1


def _read(proof: Proof, path: Path) -> KeptHead | None:
    """The file, if it is one and its signature is right."""
    said = f"{OUTSIDE}{path.name}"
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        text, signature = str(kept["text"]), str(kept["signature"])
        facts: dict[str, Any] = json.loads(text)
        if type(facts["number"]) is not int or facts["number"] not in NUMBERS:
            raise ValueError
        found = KeptHead(path.name, facts["number"], str(facts["hash"]), str(facts["at"]), str(facts["key"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        proof.blame(said, "读不出来，不是末笔文件，或者被改过")
        return None
    if not is_signed_by(found.key, text, signature):
        proof.blame(said, "签名不对，文件被改过")
        return None
    return found


def _prove_keys(proof: Proof, heads: list[KeptHead]) -> None:
    """The key of the oldest head is trusted, as the folder is; each later one came by a change in the record, signed
    by the one before unless that was lost."""
    events = AdministrationEvent.objects.filter(label__in=(FIRST, CHANGED, LOST)).order_by("pk")
    known = {public_in(event): event for event in events}
    before = heads[0].key if heads else ""
    for head in heads:
        if head.key == before:
            continue
        event, said = known.get(head.key), f"{OUTSIDE}{head.name}"
        old = next((str(one["old"]) for one in event.changes), "") if event else ""
        if event is None:
            proof.blame(said, "用的钥匙没有记录过是什么时候换的")
        elif event.label == CHANGED and not (old == before and is_signed_by(before, head.key, event.source)):
            proof.blame(said, "换钥匙的记录不是旧钥匙签的")
        elif event.label == LOST:
            proof.note(f"{event.at:%Y-%m-%d}起用新钥匙签末笔，旧钥匙丢失：{event.comment}")
        before = head.key


def _day(head: KeptHead) -> str:
    return head.at[:10]
