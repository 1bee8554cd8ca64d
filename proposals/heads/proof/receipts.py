"""The receipts that other installations signed for heads of ours."""

import json
from typing import Any

from proposals.heads.keys import is_signed_by
from proposals.journal.proof.report import Proof
from proposals.models import HeadSending

RECEIPTS = "见证的回执"


def prove_receipts(proof: Proof) -> None:
    """Every receipt: signed, and for the head that was brought. Whose key it is was looked at when it came."""
    rows = HeadSending.objects.exclude(receipt="").select_related("head").order_by("pk")
    for row in rows.iterator(chunk_size=2_000):
        if wrong := why_not_received(row.receipt, row.head.text, ""):
            proof.blame(f"{row.address}{RECEIPTS}", wrong, str(row.pk))
        proof.proved[RECEIPTS] += 1


def why_not_received(receipt: str, head: str, key: str) -> str:
    """What is wrong with a receipt for the head with this text, "" where nothing is; by this key, where one is
    known."""
    try:
        kept: dict[str, Any] = json.loads(receipt)
        text, signature = str(kept["text"]), str(kept["signature"])
        facts: dict[str, Any] = json.loads(text)
        signed, of = str(facts["key"]), str(facts["head"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "读不出来"
    if key and signed != key:
        return "是另一把钥匙签的"
    if not is_signed_by(signed, text, signature):
        return "签名不对"
    return "" if of == head else "说的不是这一份末笔"


def key_of_receipt(receipt: str) -> str:
    """The public key that signed it; "" of what is none."""
    try:
        return str(json.loads(json.loads(receipt)["text"])["key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
