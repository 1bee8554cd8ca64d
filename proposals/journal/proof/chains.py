"""The chains: each case's own, and the one over everything."""

from collections.abc import Iterator

from proposals.journal.proof.erased import CHAIN, Erased
from proposals.journal.proof.report import Proof, clock_of
from proposals.models import Case, Event
from proposals.models.journal.entry import JournalEntry, JournalHead

EVENTS, ENTRIES = Event._meta.db_table, JournalEntry._meta.db_table


def find_breaks(case: Case, erased: Erased | None = None) -> Iterator[str]:
    """What is wrong with a case's chain of events, as sentences, and up to where it was right."""
    erased = erased or Erased()
    previous, expected, status, good = "", 1, "", ""
    for event in case.events.order_by("sequence"):
        while expected < event.sequence:
            yield f"缺第{expected}条{good}"
            expected += 1
        if event.previous_hash != previous:
            yield f"第{event.sequence}条与前一条接不上{good}"
        elif not erased.is_right(EVENTS, str(event.pk), CHAIN, event.hash, event.computed_hash()):
            yield f"第{event.sequence}条内容被改过{good}"
        else:
            good = f"，到第{event.sequence}条（{clock_of(event.at)}）为止是好的"
        previous, expected, status = event.hash, event.sequence + 1, event.to_status
    if expected - 1 != case.event_count:
        yield f"应有{case.event_count}条，实有{expected - 1}条"
    elif previous != case.event_head:
        yield "最后一条与办理件上登记的不符"
    elif status and status != case.status:
        said = Event(to_status=status).get_to_status_display()
        yield f"现在是“{case.get_status_display()}”，最后一条办理记录说的是“{said}”"


def prove_journal(proof: Proof, erased: Erased) -> None:
    """The journal: no entry changed, none missing, the last one included."""
    last, before = JournalEntry(number=0), "开头"
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2_000):
        said = f"总账第{entry.number}笔"
        if entry.number != last.number + 1:
            to = f"到第{entry.number - 1}笔" if entry.number > last.number + 2 else ""
            proof.blame("总账", f"缺第{last.number + 1}笔{to}，到{before}为止是连着的")
        elif entry.previous_hash != last.hash:
            proof.blame(said, f"与前一笔接不上，到{before}为止是连着的")
        if not erased.is_right(ENTRIES, str(entry.number), CHAIN, entry.hash, entry.computed_hash()):
            proof.blame(said, f"内容被改过，到{before}为止是好的")
        last, before = entry, f"第{entry.number}笔（{clock_of(entry.at)}）"
        proof.proved["总账"] += 1
    head = JournalHead.objects.first()
    count, digest = (head.count, head.hash) if head else (0, "")
    if count != last.number:
        proof.blame("总账", f"应有{count}笔，实有到第{last.number}笔")
    elif digest != last.hash:
        proof.blame("总账", "最后一笔与登记的不符")
