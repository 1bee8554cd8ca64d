"""A case in which words stand that must not, everywhere where a case has words; and the two who erase them."""

import json
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from proposals.cases.oversight.supervision import answer_supervision
from proposals.journal.enter import enter_waiting
from proposals.models import BackupRun, Case, Erasure
from replies.colleagues.actions import write_note
from replies.drafts.autosave.actions import keep_autosave
from replies.models import PrintedForm
from replies.prints.issue import issue_form
from tests import factories as f
from tests.browsers import Browser

WORDS = "某部第七二一号哨所"
REASON = "经办人误录，保密办第3号通知"


def lay_secret() -> Case:
    """A case, answered and closed, with the words in the suggestion, two drafts, the letter and its print, a
    deputy's answer, a supervision, a note, what was not saved, and an attachment; all entered."""
    w = f.world()
    case = f.hand_over(
        f.suggestion(text=f"社区食堂在{WORDS}旁边，老人进不去。", title="关于社区食堂的建议"), w.bureau
    )
    f.advance(case, "sign_for", "assign")
    answer_supervision(f.supervise(case), w.office, text=f"{WORDS}已经协调。")
    f.contact_all(case, w.handler)
    said = {**f.TEXTS, **f.addressed(case)}["body"]
    f.write(case, w.handler, body=f"{said}\n{WORDS}门口已经让出通道。")
    f.write(case, w.handler, body=f"{said}\n{WORDS}门口已经让出通道，还修了坡道。")
    write_note(case, w.handler, text=f"{WORDS}要不要写？", key=uuid.uuid4())
    texts = {**f.TEXTS, "body": f"没有存的{WORDS}"}
    keep_autosave(case.current_round, w.handler, tab="a" * 32, turn=1, base=2, texts=texts)
    case.reload()
    f.advance(case, "submit", "check", "sign", "deliver")
    f.answer(case, w.handler, case.suggestion.proposers[0], result="不满意", comment=f"{WORDS}还是进不去。")
    f.advance(case, "decline")
    f.scan(case, w.handler, content=f"会议纪要：{WORDS}".encode())
    for printed in PrintedForm.objects.filter(sha256=""):
        issue_form(printed)
    enter_waiting()
    return case


def search(client: Browser, case: Case, **more: Any) -> Any:
    """The page with the places."""
    f_of = {"step": "find", "words": WORDS, **more}
    client.force_login(f.world().district)
    return client.post(reverse("erase", args=[case.pk]), f_of)


def ask(client: Browser, case: Case, **more: Any) -> Erasure:
    """Search, and ask for all that is chosen to begin with."""
    found = search(client, case)
    said = {
        "law": "secret",
        "reason": REASON,
        "how_much": "words",
        "key": found.context["ask"]["key"].value(),
        **more,
    }
    client.post(
        reverse("erase", args=[case.pk]),
        {"step": "ask", "words": WORDS, "place": sorted(found.context["chosen"]), **said},
    )
    return Erasure.objects.get()


def dump_everything(*, files: bool = True) -> bytes:
    """The whole database as bytes: of SQLite its file with the pages that are free, of PostgreSQL every row; then
    every file, which goes when the transaction is committed. What JSON writes as \\u counts as written."""
    if connection.vendor == "sqlite":
        raw: bytes = connection.connection.serialize()
    else:
        with connection.cursor() as cursor:
            said = []
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - the program's own tables
                said += [row for (row,) in cursor.fetchall()]
        raw = "\n".join(said).encode()
    folder = Path(default_storage.path(""))
    if not files:
        return raw
    return raw + b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def unpack(content: bytes) -> bytes:
    """What a workbook holds, one part after the other; anything else as it is."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as book:
        return b"".join(map(book.read, book.namelist()))


def count_words(raw: bytes) -> int:
    escaped = json.dumps(WORDS)[1:-1].encode()
    return raw.count(WORDS.encode()) + raw.count(escaped)


def place_backup(folder: Path) -> BackupRun:
    """A backup that is where it was made."""
    path = folder / "a.tar.gz"
    path.write_bytes(b"backup")
    now = timezone.now()
    facts = {"kind": "backup", "begun_at": now, "at": now, "size": 6, "sha256": "0" * 64}
    return BackupRun.objects.create(place=str(path), **facts)
