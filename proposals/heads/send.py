"""Each night the head of the journal is signed and brought to the addresses named: folders of a file share, mail."""

import datetime as dt
import json
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.heads.keys import load_head_key, public_of, sign_text
from proposals.journal.enter import enter_waiting
from proposals.models import Case
from proposals.models.journal.entry import JournalEntry, JournalHead
from proposals.models.journal.head import HeadSending, SignedHead

ALGORITHM = "Ed25519"
TRIED_FOR = dt.timedelta(days=30)


def sign_head() -> SignedHead | None:
    """Sign what the journal is now. None without a key, and before anything is in the journal."""
    key = load_head_key()
    enter_waiting()
    head = JournalHead.objects.first()
    last = JournalEntry.objects.filter(number=head.count).first() if head else None
    if key is None or head is None or last is None:
        return None
    said = {
        "installation": settings.PUBLIC_URL,
        "at": timezone.now().isoformat(timespec="seconds"),
        "number": last.number,
        "hash": last.hash,
        "cases": Case.objects.count(),
        "algorithm": ALGORITHM,
        "key": public_of(key),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    facts = {"number": last.number, "at": timezone.now(), "key": said["key"], "text": text}
    return SignedHead.objects.create(**facts, signature=sign_text(key, text))


def send_heads() -> tuple[int, int]:
    """Sign once a day, and bring to every address what has not arrived there. Returns how many arrived and how many
    did not."""
    if not addresses():
        return 0, 0
    if not SignedHead.objects.filter(at__date=timezone.localdate()).exists():
        sign_head()
    sent = failed = 0
    heads = SignedHead.objects.filter(at__gte=timezone.now() - TRIED_FOR).prefetch_related("sendings")
    for head in heads:
        arrived = {one.address for one in head.sendings.all() if not one.failure}
        for address in addresses():
            if address not in arrived:
                done = _bring(head, address)
                sent, failed = sent + done, failed + (not done)
    return sent, failed


def addresses() -> list[str]:
    """Where heads go: folders, mail addresses."""
    return [*settings.HEAD_FOLDERS, *settings.HEAD_MAIL]


def _bring(head: SignedHead, address: str) -> bool:
    why = ""
    try:
        _send_mail(head, address) if "@" in address else _write_file(head, Path(address))
    except (OSError, ValueError) as error:
        why = f"{type(error).__name__} {error}"[:200]
    try:
        with transaction.atomic():
            HeadSending.objects.create(head=head, address=address[:200], at=timezone.now(), failure=why)
    except IntegrityError:  # another process brought it
        return True
    return not why


def _write_file(head: SignedHead, folder: Path) -> None:
    """A file of its own, that nothing is written over; it has its name only when it is whole."""
    path = folder / name_of(head)
    content = content_of(head)
    if path.exists():
        if path.read_text(encoding="utf-8") == content:
            return
        raise FileExistsError(f"{path.name}已经有了，内容不同")
    begun = path.with_suffix(".part")
    with begun.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    begun.rename(path)


def _send_mail(head: SignedHead, address: str) -> None:
    day = timezone.localtime(head.at)
    words = (
        f"这是{settings.PUBLIC_URL}办理记录总账到{day:%Y年%m月%d日%H:%M}为止的末笔（第{head.number}笔），已签名。\n"
        "请把附件存在一个固定的文件夹里，不用回复。以后核对总账时（verify_audit --against），"
        "用它证明在此以前的记录没有被改过。"
    )
    mail = EmailMessage(f"总账末笔：第{head.number}笔", words, settings.DEFAULT_FROM_EMAIL, [address])
    mail.attach(name_of(head), content_of(head), "application/json")
    mail.send()


def name_of(head: SignedHead) -> str:
    """末笔-20261127-1892.json."""
    return f"末笔-{timezone.localtime(head.at):%Y%m%d}-{head.number}.json"


def content_of(head: SignedHead) -> str:
    """The file as it goes out: what was signed, to the letter, and the signature."""
    return json.dumps({"text": head.text, "signature": head.signature}, ensure_ascii=False, indent=1) + "\n"


def not_arrived(heads: Iterable[SignedHead]) -> list[tuple[SignedHead, str, str]]:
    """Of these heads each address that one has not reached, and what was said last."""
    found = []
    for head in heads:
        tries = {one.address: one.failure for one in head.sendings.all()}
        found += [(head, address, tries.get(address, "")) for address in addresses() if tries.get(address) != ""]
    return found
