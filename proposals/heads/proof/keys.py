"""Every key of the heads came into use by a change in the record: signed by the one before, or, where that was lost,
confirmed by two persons."""

from proposals.heads.keys import CHANGED, LOST, is_signed_by, key_events, old_in, public_in
from proposals.journal.proof.report import Proof
from proposals.models import AdministrationEvent, HeadKeyLoss

KEYS = "末笔签名钥匙"


def prove_head_keys(proof: Proof) -> None:
    """The changes of keys, as the record has them; each proof repeats which key was lost, and who decided."""
    before = ""
    for event in key_events():
        if wrong := why_not_replaced(event, before):
            proof.blame(f"{KEYS}{public_in(event)[:16]}", wrong)
        if event.label == LOST:
            proof.note(f"{event.at:%Y-%m-%d}起用新钥匙签末笔，旧钥匙丢失：{event.comment}")
        before = public_in(event)
        proof.proved[KEYS] += 1


def why_not_replaced(event: AdministrationEvent, before: str) -> str:
    """What is wrong with this change of keys, "" where nothing is."""
    public = public_in(event)
    if old_in(event) != before:
        return "换钥匙的记录与前一把接不上"
    if event.label == CHANGED and not is_signed_by(before, public, event.source):
        return "换钥匙的记录不是旧钥匙签的"
    confirmed = HeadKeyLoss.objects.filter(decision=HeadKeyLoss.Decision.CONFIRMED, lost=before, key=public)
    if event.label == LOST and not confirmed.exists():
        return "旧钥匙说是丢失的，没有两个人同意换的记录"
    return ""
