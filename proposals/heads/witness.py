"""Heads of another installation, handed in by it: kept to the letter, answered with a signed receipt. A head that
goes back, or says another thing of the same entry, is refused, and the administrators here are told."""

import datetime as dt
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.administration.access import must_administer_unit, people_of_all
from proposals.administration.record import record_change, tell_person
from proposals.cases.access import NotYours, Refused, administers_all
from proposals.heads.addresses import end_named
from proposals.heads.keys import HeadKeyError, is_signed_by, load_head_key, public_of, sign_text
from proposals.heads.manifest import follow_keys, manifest_content
from proposals.heads.proof.folder import KeptHead, read_head
from proposals.models import AdministrationEvent, Role, User
from proposals.models.journal.witness import WitnessedHead, WitnessedInstallation
from proposals.models.people import ADMINISTRATORS

RECORD = AdministrationEvent.Subject.RECORD
ADDED, ENDED = "替别的系统保存末笔", "不再替别的系统保存末笔"
FOLLOWED, CONTRADICTED = "别的系统换了末笔签名钥匙", "别的系统送来的末笔对不上"
MOST_A_DAY, MOST_INSTALLATIONS = 200, 20
LONGEST = 300_000  # bytes of what is handed in: a head, and the manifest of the keys
HEX = frozenset("0123456789abcdef")


class NotTaken(Refused):
    """A head that is not taken, in a sentence for the other side."""

    def __init__(self, said: str, status: int) -> None:
        super().__init__(said)
        self.http_status = status


def add_witnessed(user: User, name: str, key: str) -> WitnessedInstallation:
    """Keep the heads of this installation from now on, signed with this key. Raises Refused where it is there."""
    must_administer_unit(user, None, Role.ADMIN, "替别的系统保存末笔")
    with transaction.atomic():
        if name == settings.PUBLIC_URL:
            raise Refused("这是本系统自己的地址。")
        rows = WitnessedInstallation.objects.filter(ended_at=None)
        if rows.filter(name=name).exists():
            raise Refused(f"已经在替{name}保存了。对方换了钥匙、旧钥匙又丢了的，先停止，再按新公钥加一次。")
        if rows.count() >= MOST_INSTALLATIONS:
            raise Refused(f"最多替{MOST_INSTALLATIONS}个系统保存。")
        try:
            with transaction.atomic():
                row = WitnessedInstallation.objects.create(name=name, key=key, added_by=user)
        except IntegrityError:
            raise Refused(f"刚才有人加上了{name}。") from None
        record_change(user, RECORD, row, ADDED, changes=[{"field": "公钥", "old": "", "new": key}])
    return row


def end_witnessed(row: WitnessedInstallation, user: User) -> bool:
    """Take no more heads from it; what is here stays. Returns whether anything was done."""
    must_administer_unit(user, None, Role.ADMIN, "替别的系统保存末笔")
    return end_named(row, user, ENDED)


def take_head(content: bytes) -> tuple[str, bool]:
    """Keep a head that another installation hands in; returns the receipt and whether it is new here. Raises NotTaken
    for what is none, for who is not known, and for what does not fit what was here before."""
    head, manifest = _read(content)
    try:
        key = load_head_key()
    except HeadKeyError:
        key = None
    receipt, is_new, contradiction = "", False, ""
    with transaction.atomic():
        rows = WitnessedInstallation.objects.select_for_update().filter(name=head.installation, ended_at=None)
        row = rows.first()
        if row is None:
            raise NotTaken("本系统没有答应替这个系统保存末笔。", 403)
        _must_be_signed(row, head, manifest)
        if key is None:
            raise NotTaken("本系统还没有末笔签名钥匙，签不了回执。", 503)
        kept = row.heads.filter(signature=head.signature).first()
        if kept is None:
            contradiction = _why_contradicted(head)
        if kept is None and not contradiction:
            kept, is_new = _keep(row, head, sign_receipt(row, head, key)), True
        receipt = kept.receipt if kept else ""
        if contradiction:
            _tell_of(row, contradiction)
    if contradiction:
        raise NotTaken(contradiction, 409)
    return json.dumps({**json.loads(receipt), "manifest": manifest_content()}, ensure_ascii=False), is_new


def _read(content: bytes) -> tuple[KeptHead, str]:
    if len(content) > LONGEST:
        raise NotTaken("送来的内容太长。", 413)
    try:
        text = content.decode()
        head, manifest = read_head(text), str(json.loads(text).get("manifest", ""))
        dt.datetime.fromisoformat(head.at)
        if len(head.hash) != 64 or not HEX.issuperset(head.hash) or len(head.text) > 10_000:
            raise ValueError
        if "\0" in head.text + head.signature or len(head.signature) > 128:
            raise ValueError
    except (ValueError, RecursionError):
        raise NotTaken("送来的不是末笔。", 400) from None
    return head, manifest


def _must_be_signed(row: WitnessedInstallation, head: KeptHead, manifest: str) -> None:
    """By the key that is known here, or by one that it leads to, each signed by the one before: that one is known
    here from then on."""
    if head.key != row.key and follow_keys(manifest, row.key) != head.key:
        raise NotTaken("签名的钥匙不是本系统认得的那一把，旧钥匙也没有签过它。", 403)
    if not is_signed_by(head.key, head.text, head.signature):
        raise NotTaken("签名不对。", 403)
    if head.key != row.key:
        changes = [{"field": "公钥", "old": row.key, "new": head.key}]
        record_change(None, RECORD, row, FOLLOWED, changes=changes, by=row.name)
        row.key = head.key
        row.save(update_fields=["key"])


def _why_contradicted(head: KeptHead) -> str:
    """Why this head does not fit the last one from there, "" where it does; also the one of before it was ended and
    added again."""
    last = WitnessedHead.objects.filter(witnessed__name=head.installation).order_by("number", "pk").last()
    if last is None:
        return ""
    same = WitnessedHead.objects.filter(witnessed__name=head.installation, number=head.number).first()
    if same and same.hash != head.hash:
        return f"第{head.number}笔与{timezone.localtime(same.at):%Y-%m-%d}收到的不同，记录被重写过"
    if head.number < last.number:
        day = timezone.localtime(last.at)
        return f"{day:%Y-%m-%d}已经收到第{last.number}笔，现在送来的是第{head.number}笔，倒退了"
    return ""


def sign_receipt(row: WitnessedInstallation, head: KeptHead, key: Ed25519PrivateKey) -> str:
    """What this installation signs for a head: which, to the letter, and when it came."""
    said = {
        "witness": settings.PUBLIC_URL,
        "at": timezone.now().isoformat(timespec="seconds"),
        "installation": row.name,
        "number": head.number,
        "hash": head.hash,
        "head": head.text,
        "key": public_of(key),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return json.dumps({"text": text, "signature": sign_text(key, text)}, ensure_ascii=False)


def _keep(row: WitnessedInstallation, head: KeptHead, receipt: str) -> WitnessedHead:
    today = row.heads.filter(at__gte=timezone.now() - dt.timedelta(days=1)).count()
    if today >= MOST_A_DAY:
        raise NotTaken(f"一天最多收{MOST_A_DAY}份。", 429)
    facts = {"number": head.number, "hash": head.hash, "text": head.text, "signature": head.signature}
    return WitnessedHead.objects.create(witnessed=row, at=timezone.now(), receipt=receipt, **facts)


def _tell_of(row: WitnessedInstallation, said: str) -> None:
    """The administrators of the whole installation, once a day for the same."""
    known = AdministrationEvent.objects.filter(label=CONTRADICTED, subject_id=row.pk, comment=said)
    if known.filter(at__date=timezone.localdate()).exists():
        return
    event = record_change(None, RECORD, row, CONTRADICTED, comment=said, by=row.name)
    for person in people_of_all(*ADMINISTRATORS):
        tell_person(person, event, f"{row.name}送来的总账末笔对不上：{said}。没有收。请打电话问对方的管理员。")


def must_see_heads(user: User) -> None:
    """Refuse who is no administrator of the whole installation."""
    if not administers_all(user, *ADMINISTRATORS):
        raise NotYours("外存末笔由区一级的系统管理员、授权管理员、审计员看，您不能看。")
