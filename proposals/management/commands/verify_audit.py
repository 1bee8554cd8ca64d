"""Prove the record of every case: no event changed, none missing, the last one included."""

import hashlib
from collections.abc import Iterator

from django.core.management.base import CommandError

from proposals.management.base import DatabaseCommand
from proposals.models import Case


def find_breaks(case: Case) -> Iterator[str]:
    """What is wrong with a case's chain of events, as sentences."""
    previous, expected = "", 1
    for event in case.events.order_by("sequence"):
        while expected < event.sequence:
            yield f"缺第{expected}条"
            expected += 1
        if event.previous_hash != previous:
            yield f"第{event.sequence}条与前一条接不上"
        if event.hash != event.computed_hash():
            yield f"第{event.sequence}条内容被改过"
        previous, expected = event.hash, event.sequence + 1
    if expected - 1 != case.event_count:
        yield f"应有{case.event_count}条，实有{expected - 1}条"
    elif previous != case.event_head:
        yield "最后一条与办理件上登记的不符"


class Command(DatabaseCommand):
    help = "核对全部办理记录的哈希链；打印当日摘要，可抄存别处"

    def handle(self, *args: object, **options: object) -> None:
        broken, digest, count = 0, hashlib.sha256(), 0
        for case in Case.objects.select_related("suggestion", "unit").order_by("pk").iterator():
            count += case.event_count
            digest.update(f"{case.pk} {case.event_count} {case.event_head}\n".encode())
            for sentence in find_breaks(case):
                broken += 1
                self.stderr.write(f"{case}：{sentence}")
        self.stdout.write(f"核对{count}条办理记录，摘要 {digest.hexdigest()}")
        if broken:
            raise CommandError(f"发现{broken}处问题。", returncode=2)
