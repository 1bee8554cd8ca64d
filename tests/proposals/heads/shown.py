"""Everything that the page 外存末笔 can show."""

from django.utils import timezone

from proposals.administration.record import record_change
from proposals.heads.addresses import add_address
from proposals.heads.keys import FIRST
from proposals.heads.losses import ask_key_loss
from proposals.heads.witness import add_witnessed, end_witnessed
from proposals.models import AdministrationEvent, HeadSending, SignedHead
from tests import factories as f


def lay_out_heads() -> None:
    """An address that has all, one that is behind, a key that is lost, two installations whose heads are kept."""
    w, at = f.world(), timezone.now()
    changes = [{"field": "公钥", "old": "", "new": "0f" * 32}]
    record_change(None, AdministrationEvent.Subject.RECORD, None, FIRST, name="0f" * 8, changes=changes)
    head = SignedHead.objects.create(number=1, at=at, key="0f" * 32, text="{}", signature="x")
    for address, failure in (("archive@example.gov.cn", ""), ("https://other.example.gov.cn/heads/", "连不上（x）")):
        add_address(w.admin, address)
        HeadSending.objects.create(head=head, address=address, at=at, failure=failure)
    ask_key_loss(w.auditor, reason="硬盘坏了")
    for name in ("https://other.example.gov.cn", "https://was.example.gov.cn"):
        row = add_witnessed(w.admin, name, "ab" * 32)
    end_witnessed(row, w.admin)
