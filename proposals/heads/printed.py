"""The head on paper: a line on what is printed and handed out, so that who keeps the paper is a witness too."""

import re

from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.journal.proof.report import Proof
from proposals.models.journal.entry import JournalEntry, JournalHead

SHOWN, LEAST = 20, 16  # hexadecimal digits on paper, and of those that somebody types
ON_PAPER = "纸上的末笔"
DIGITS = re.compile(r"[0-9a-f]{16,64}\Z")


def head_line() -> str:
    """总账末笔 第1892笔 3f9c 71ab 04e2 88d1 5e90（2026年11月27日）; "" before anything is in the journal."""
    head = JournalHead.objects.first()
    if head is None or not head.count:
        return ""
    groups = " ".join(head.hash[at : at + 4] for at in range(0, SHOWN, 4))
    return f"总账末笔 第{head.count}笔 {groups}（{cn_date(timezone.localdate())}）"


def is_printed_head(digits: str) -> bool:
    """Whether this can be what stands on a paper."""
    return bool(DIGITS.match(digits))


def prove_printed(proof: Proof, number: int, digits: str) -> None:
    """That the journal up to this entry is what it was when the line was printed."""
    entry = JournalEntry.objects.filter(number=number).first()
    if entry is None:
        newest = JournalEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
        proof.blame(ON_PAPER, f"纸上是第{number}笔，现在总账只有到第{newest}笔")
    elif not entry.hash.startswith(digits):
        proof.blame(ON_PAPER, f"第{number}笔与纸上的不同，在此以前的记录被重写过")
    else:
        proof.proved[ON_PAPER] += 1
