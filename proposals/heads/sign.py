"""The head of the journal, signed: what the journal is at this moment, and the chains of all cases with it."""

import json

from django.conf import settings
from django.utils import timezone

from proposals.heads.keys import load_head_key, public_of, sign_text
from proposals.heads.proof.chains import ChainsNow
from proposals.journal.enter import as_of_one_moment, enter_waiting
from proposals.models import Case
from proposals.models.journal.entry import JournalEntry, JournalHead
from proposals.models.journal.head import SignedHead

ALGORITHM = "Ed25519"


def sign_head() -> SignedHead | None:
    """Sign what the journal is now. None without a key, and before anything is in the journal."""
    key = load_head_key()
    enter_waiting()
    with as_of_one_moment():
        head = JournalHead.objects.first()
        last = JournalEntry.objects.filter(number=head.count).first() if head else None
        if key is None or last is None:
            return None
        chains = ChainsNow.read(last.number)
        said = {
            "installation": settings.PUBLIC_URL,
            "at": timezone.now().isoformat(timespec="seconds"),
            "number": last.number,
            "hash": last.hash,
            "cases": Case.objects.count(),
            "events": chains.events,
            "files": chains.files,
            "chains": chains.digest,
            "algorithm": ALGORITHM,
            "key": public_of(key),
        }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        facts = {"number": last.number, "at": timezone.now(), "key": said["key"], "text": text}
        return SignedHead.objects.create(**facts, signature=sign_text(key, text))


def name_of(head: SignedHead) -> str:
    """末笔-20261127-1892.json."""
    return f"末笔-{timezone.localtime(head.at):%Y%m%d}-{head.number}.json"


def content_of(head: SignedHead) -> str:
    """The file as it goes out: what was signed, to the letter, and the signature."""
    return json.dumps({"text": head.text, "signature": head.signature}, ensure_ascii=False, indent=1) + "\n"
