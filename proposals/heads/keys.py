"""The key that signs heads: an Ed25519 private key in a file of its own, outside the database; its public half is in
the record, and so is every change of it."""

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from proposals.administration.record import record_change
from proposals.models import AdministrationEvent, HeadKeyLoss

FIRST, CHANGED, LOST = "启用末笔签名钥匙", "更换末笔签名钥匙", "更换末笔签名钥匙（旧钥匙丢失）"
PUBLIC = "公钥"
TWO_PERSONS = "旧钥匙丢失的，要两个人同意才能换：请一位管理员在页面“外存末笔”上写明原因，另一位同意，再运行这个命令。"


class HeadKeyError(Exception):
    """A sentence for people: what is wrong with the key."""


def load_head_key() -> Ed25519PrivateKey | None:
    """The key, None where none was made. Raises HeadKeyError for a file that is none."""
    path = Path(settings.HEAD_KEY)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise HeadKeyError(f"末笔签名钥匙{path.name}读不出来。") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise HeadKeyError(f"{path.name}不是末笔签名钥匙（Ed25519）。")
    return key


def public_of(key: Ed25519PrivateKey) -> str:
    """The public half, in hex."""
    return key.public_key().public_bytes_raw().hex()


def sign_text(key: Ed25519PrivateKey, text: str) -> str:
    """The signature of a text, base64."""
    return base64.b64encode(key.sign(text.encode())).decode()


def is_signed_by(public: str, text: str, signature: str) -> bool:
    """Whether the text was signed with the private half of this public key."""
    try:
        found = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        found.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def make_head_key(reason: str) -> str:
    """Make a key, or another in the place of the one there is; returns the public half. It is in the record: the old
    key signs the new one; where the old one is lost two persons have said so. The old file is kept beside the new
    one. Raises HeadKeyError where it is lost and nobody confirmed that."""
    path, used = Path(settings.HEAD_KEY), last_public()
    try:
        old = load_head_key()
    except HeadKeyError:  # it is lost all the same
        old = None
    new = Ed25519PrivateKey.generate()
    public = public_of(new)
    with transaction.atomic():
        known = bool(old and used in ("", public_of(old)))
        label = FIRST if not used else CHANGED if known else LOST
        loss = _confirmed_loss(used, public) if label == LOST else None
        said = f"{loss.reason}（{loss.asked_by}提出，{loss.decided_by}同意）" if loss else reason
        signature = sign_text(old, public) if old and used and known else ""
        changes = [{"field": PUBLIC, "old": used, "new": public}]
        kind = AdministrationEvent.Subject.RECORD
        record_change(None, kind, loss, label, name=public[:16], comment=said, changes=changes, source=signature)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            os.replace(path, path.with_name(f"{path.stem}-{timezone.localtime():%Y%m%d%H%M%S}{path.suffix}"))
        _write(path, new)
    return public


def _confirmed_loss(lost: str, public: str) -> HeadKeyLoss:
    """What two persons said of the lost key; it is used up by the new one."""
    waiting = HeadKeyLoss.objects.select_for_update().filter(
        lost=lost, decision=HeadKeyLoss.Decision.CONFIRMED, key=""
    )
    loss = waiting.first()
    if loss is None:
        raise HeadKeyError(TWO_PERSONS)
    loss.key = public
    loss.save(update_fields=["key"])
    return loss


def _write(path: Path, key: Ed25519PrivateKey) -> None:
    """Nobody but the program reads it, from its first byte on."""
    pem = serialization.PrivateFormat.PKCS8
    content = key.private_bytes(serialization.Encoding.PEM, pem, serialization.NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def last_public() -> str:
    """The public half of the key that is in use by the record; "" before the first."""
    return next((public_in(row) for row in reversed(key_events())), "")


def own_public_keys() -> set[str]:
    """The public halves of every key that was ever in use here."""
    return {public_in(row) for row in key_events()}


def public_in(event: AdministrationEvent) -> str:
    """The public key that this event brought into use."""
    return next((str(one["new"]) for one in event.changes if one.get("field") == PUBLIC), "")


def key_events() -> list[AdministrationEvent]:
    """Every event that brought a key into use, the oldest first."""
    return list(AdministrationEvent.objects.filter(label__in=(FIRST, CHANGED, LOST)).order_by("pk"))


def old_in(event: AdministrationEvent) -> str:
    """The public key that was in use before this event."""
    return next((str(one["old"]) for one in event.changes if one.get("field") == PUBLIC), "")
