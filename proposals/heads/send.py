"""Each night the head of the journal is signed and brought to every address, oldest first; what did not arrive stays
due until it has."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.administration.access import must_administer_unit
from proposals.administration.record import record_change
from proposals.cases.access import Refused
from proposals.heads.addresses import Address, list_addresses, missing_heads
from proposals.heads.carry import bring_beside, bring_heads
from proposals.heads.keys import HeadKeyError
from proposals.heads.sign import sign_head
from proposals.heads.stamps import stamp_heads
from proposals.models import AdministrationEvent, Role, User
from proposals.models.journal.head import HeadSending, SignedHead

MOST_AT_ONCE, MOST_NOW = 60, 5  # heads to one address in one run, and while somebody waits for the page
SENT_ONCE = "末笔送一次"


def send_heads() -> tuple[int, int]:
    """Sign once a day, and bring to every address what has not arrived there. Returns how many arrived and how many
    did not."""
    addresses = list_addresses()
    if not addresses:
        return 0, 0
    if not SignedHead.objects.filter(at__date=timezone.localdate()).exists():
        sign_head()
    stamp_heads()
    outcomes = [send_to(one) for one in addresses]
    return sum(sent for sent, _ in outcomes), sum(failed for _, failed in outcomes)


def send_to(address: Address, most: int = 0) -> tuple[int, int]:
    """Bring to this address what has not arrived there, so many in one run; it ends with the first that fails.
    Returns how many arrived and how many did not."""
    missing = missing_heads(address.text)
    heads = list(SignedHead.objects.filter(pk__in=missing[: most or MOST_AT_ONCE]).order_by("pk"))
    sent = 0
    if not heads:
        bring_beside(address)
    for some, receipts, why in bring_heads(address, heads):
        if why:
            _note_failure(some[0], address.text, why)
            return sent, len(missing) - sent
        for head, receipt in zip(some, receipts, strict=True):
            _note_arrival(head, address.text, receipt)
        sent += len(some)
    return sent, 0


def send_now(user: User, address: Address) -> str:
    """送一次: sign where there is nothing signed yet, and bring to this address what it lacks, else the newest once
    more. Returns why it failed, "" where it arrived. Raises Refused without a key or anything in the journal."""
    must_administer_unit(user, None, Role.ADMIN, "末笔送到哪里")
    try:
        newest = SignedHead.objects.order_by("-pk").first() or sign_head()
    except HeadKeyError as error:
        raise Refused(str(error)) from None
    if newest is None:
        raise Refused("还没有签过末笔：请先在服务器上运行 manage.py make_head_key。")
    record_change(user, AdministrationEvent.Subject.RECORD, None, SENT_ONCE, name=address.text)
    if missing_heads(address.text):
        _, failed = send_to(address, most=MOST_NOW)
        tries = HeadSending.objects.filter(address=address.text[:200]).exclude(failure="").order_by("-pk")
        return next((one.failure for one in tries[:1]), "") if failed else ""
    return next(why for _, _, why in bring_heads(address, [newest]))


def _note_arrival(head: SignedHead, address: str, receipt: str) -> None:
    try:
        with transaction.atomic():
            HeadSending.objects.create(head=head, address=address[:200], at=timezone.now(), receipt=receipt)
    except IntegrityError:  # another process brought it
        return


def _note_failure(head: SignedHead, address: str, why: str) -> None:
    """Once a day, while it fails in the same way."""
    tries = HeadSending.objects.filter(head=head, address=address[:200], failure=why[:200])
    if not tries.filter(at__date=timezone.localdate()).exists():
        HeadSending.objects.create(head=head, address=address[:200], at=timezone.now(), failure=why[:200])
