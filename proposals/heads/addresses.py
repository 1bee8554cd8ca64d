"""Where heads go: folders, mail addresses and other installations, by the settings and by an administrator."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from proposals.administration.access import must_administer_unit
from proposals.administration.record import record_change
from proposals.cases.access import Refused
from proposals.formats.chinese import cn_date
from proposals.models import AdministrationEvent, Role, User
from proposals.models.journal.head import HeadAddress, HeadSending, SignedHead
from proposals.models.journal.witness import WitnessedInstallation

FIRST_DAYS = dt.timedelta(days=30)  # of the heads before an address that is new, those that it gets too
ADDED, TAKEN_AWAY = "末笔加送一处", "末笔不再送一处"
MOST = 20
WHERE = "/heads/"


@dataclass(frozen=True)
class Address:
    """One address; `row` where an administrator named it, None where the settings do."""

    text: str
    row: HeadAddress | None = None

    @property
    def kind(self) -> str:
        """文件夹, 邮件, 另一个系统."""
        if "://" in self.text:
            return "另一个系统"
        return "邮件" if "@" in self.text and not self.text.startswith("/") else "文件夹"


@dataclass(frozen=True)
class AddressState:
    """What one address has: when the last head arrived, how many did not, the oldest of them, and why."""

    address: Address
    arrived_at: dt.datetime | None
    missing: int
    behind_since: dt.datetime | None
    why: str

    @property
    def said(self) -> str:
        """从2026年3月5日起60份没有送到（原因）; "" where all arrived."""
        if self.behind_since is None:
            return ""
        since = cn_date(timezone.localtime(self.behind_since))
        return f"从{since}起{self.missing}份没有送到{f'（{self.why}）' if self.why else ''}"


def list_addresses() -> list[Address]:
    """Those of the settings, then those that an administrator named."""
    there = [Address(one) for one in [*settings.HEAD_FOLDERS, *settings.HEAD_MAIL, *settings.HEAD_POSTS]]
    known = {one.text for one in there}
    rows = HeadAddress.objects.filter(ended_at=None)
    return [*there, *(Address(row.address, row) for row in rows if row.address not in known)]


def due_from(address: str) -> dt.datetime:
    """From when on heads belong to this address: none is ever let go of once it was tried."""
    first = HeadSending.objects.filter(address=address[:200]).aggregate(first=Min("head__at"))["first"]
    found: dt.datetime = first or timezone.now() - FIRST_DAYS
    return found


def missing_heads(address: str) -> list[int]:
    """The keys of the heads that have not arrived at this address, the oldest first."""
    arrived = HeadSending.objects.filter(address=address[:200], failure="").values("head")
    rows = SignedHead.objects.filter(at__gte=due_from(address)).exclude(pk__in=arrived)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def states_of_addresses() -> list[AddressState]:
    """What each address has, however many there are by the same questions."""
    addresses = list_addresses()
    tries = _read_tries([one.text[:200] for one in addresses])
    heads, asked = SignedHead.objects.order_by(), dict[str, Any]()
    for at, one in enumerate(addresses):
        key = one.text[:200]
        since = tries[key]["first"] if key in tries else timezone.now() - FIRST_DAYS
        arrived = HeadSending.objects.filter(head=OuterRef("pk"), address=key, failure="")
        heads = heads.alias(**{f"has{at}": Exists(arrived)})
        lacks = Q(**{"at__gte": since, f"has{at}": False})
        asked |= {f"missing{at}": Count("pk", filter=lacks), f"oldest{at}": Min("at", filter=lacks)}
    found: dict[str, Any] = heads.aggregate(**asked) if asked else {}
    failed = HeadSending.objects.in_bulk([one["failed"] for one in tries.values() if one["failed"]])
    states = []
    for at, one in enumerate(addresses):
        tried = tries.get(one.text[:200], {"at": None, "arrived": None, "failed": None})
        newer = tried["failed"] and tried["failed"] > (tried["arrived"] or 0)
        why = failed[tried["failed"]].failure if newer else ""
        states.append(AddressState(one, tried["at"], found[f"missing{at}"], found[f"oldest{at}"], why))
    return states


def _read_tries(addresses: list[str]) -> dict[str, dict[str, Any]]:
    """Of each address that was tried: the first head that was its own, the last arrival, the last failure."""
    arrived = Q(failure="")
    rows = HeadSending.objects.order_by().filter(address__in=addresses).values("address")
    told = rows.annotate(
        first=Min("head__at"),
        last=Max("at", filter=arrived),
        arrived=Max("pk", filter=arrived),
        failed=Max("pk", filter=~arrived),
    )
    return {one["address"]: {**one, "at": one["last"]} for one in told}


def why_not_allowed(address: str) -> str:
    """Why heads do not go to this address that somebody typed; "" where they may."""
    if "://" in address:
        parts = urlsplit(address)
        if is_own_address(address):
            return "这是本系统自己的地址，末笔要送到另一个系统。"
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.path != WHERE or parts.query:
            return f"另一个系统的地址要以 https:// 开头、以 {WHERE} 结尾。"
        return ""
    if address.startswith("/"):
        return why_not_written(Path(address))
    try:
        validate_email(address)
    except ValidationError:
        return "请写文件夹（以 / 开头）、邮箱，或者另一个系统的地址（以 https:// 开头）。"
    return ""


def is_own_address(url: str) -> bool:
    """Whether an address leads back to this installation: to its own names, or to the machine it runs on."""
    parts, own = urlsplit(url), [urlsplit(one) for one in (settings.PUBLIC_URL, settings.DESK_URL)]
    host = (parts.hostname or "").rstrip(".")
    try:
        where = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or any(host == one.hostname and _port(parts) == _port(one) for one in own)
    return where.is_loopback or where.is_unspecified or host in {one.hostname for one in own}


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:  # none that can be asked
        return 0


def _same(address: str) -> str:
    """As two ways to write one address are alike: mail and hosts know no capitals, a folder does."""
    return address.rstrip("/") if address.startswith("/") else address.casefold()


def why_not_written(folder: Path) -> str:
    """Why the program may not write into this folder; "" where it is below one of the roots of the settings."""
    if not settings.HEAD_ROOTS:
        return "配置文件里没有写明可以放在哪些文件夹下面（HEAD_ROOTS），不能在页面上加文件夹。"
    real = folder.resolve()
    if not any(real.is_relative_to(Path(root).resolve()) for root in settings.HEAD_ROOTS):
        return f"只能放在{'、'.join(settings.HEAD_ROOTS)}下面。"
    return "" if real.is_dir() else "没有这个文件夹，请先建好。"


def add_address(user: User, address: str) -> HeadAddress:
    """Let heads go there too. Raises Refused where it is there already, or may not be."""
    must_administer_unit(user, None, Role.ADMIN, "末笔送到哪里")
    with transaction.atomic():
        if why := why_not_allowed(address):
            raise Refused(why)
        there = list_addresses()
        if same := next((one.text for one in there if _same(one.text) == _same(address)), ""):
            raise Refused(f"已经送到{same}了。")
        if len(there) >= MOST:
            raise Refused(f"最多送{MOST}处，请先移走一处。")
        try:
            with transaction.atomic():
                row = HeadAddress.objects.create(address=address, added_by=user)
        except IntegrityError:
            raise Refused(f"刚才有人加上了{address}。") from None
        record_change(user, AdministrationEvent.Subject.RECORD, row, ADDED)
    return row


def take_address_away(row: HeadAddress, user: User) -> bool:
    """Let no more heads go there. Returns whether anything was done."""
    must_administer_unit(user, None, Role.ADMIN, "末笔送到哪里")
    return end_named(row, user, TAKEN_AWAY)


def end_named(row: HeadAddress | WitnessedInstallation, user: User, label: str) -> bool:
    """Let what an administrator named be over; it stays on record. Returns whether anything was done."""
    with transaction.atomic():
        kept = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if kept.ended_at:
            return False
        kept.ended_by, kept.ended_at = user, timezone.now()
        kept.save(update_fields=["ended_by", "ended_at"])
        record_change(user, AdministrationEvent.Subject.RECORD, kept, label)
    return True
