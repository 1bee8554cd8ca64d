"""From a case to paper: the snapshot of plain values, the frozen form, the bytes issued once."""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from proposals.attachments import clean_name
from proposals.models import Handling, Unit, User
from proposals.workflow import Refused
from replies import answers
from replies.models import Draft, PrintedForm, Reply, Review
from replies.pdf import preview, slip
from replies.pdf.copies import FOUR, Copy, Marks, assemble, for_each_deputy
from replies.pdf.copies import render as render_copies
from replies.pdf.faces import FacesNotBuiltError
from replies.pdf.slip import Slip
from replies.pdf.snapshot import Snapshot, SnapshotError

# Read aloud and typed from paper: no 0/O, 1/I/L.
CODE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# What the snapshot's keys are called on the page.
WHERE = {
    "title": "建议标题",
    "deputies": "提出人",
    "document_number": "发文字号",
    "handling": "办理情况",
    "letter.title": "答复标题",
    "letter.body": "答复正文",
    "letter.contact": "联系人",
    "letter.phone": "联系电话",
    "letter.annexes": "附件说明",
    "letter.copies_to": "抄送",
    "feedback": "代表的意见",
}


def snapshot_of(
    reply: Reply, *, draft: Draft | None = None, version: int | None = None, verification: str | None = None
) -> dict[str, Any]:
    """Everything the form and the letter say, as docs/case-format.md describes it."""
    case = reply.case
    suggestion = case.suggestion
    draft = draft or reply.text
    review = reply.reviews.filter(step=Review.Step.SIGN).exclude(outcome=Review.Outcome.RETURNED).last()
    signed_on = review.on if review else None
    return {
        "kind": suggestion.kind,
        "number": suggestion.number,
        "session": suggestion.session.full_name,
        "title": suggestion.title,
        "deputies": [deputy.name for deputy in suggestion.proposers],
        "unit": case.unit.name,
        "document_number": draft.document_number or None if draft else None,
        "handler": case.handler.name if case.handler else None,
        "phone": (draft.phone if draft else "") or case.unit.phone or None,
        "handling": draft.handling or None if draft else None,
        "letter": _letter(draft, signed_on, case.unit) if draft and draft.body else None,
        "classification": draft.classification or None if draft else None,
        "disclosure": draft.disclosure or None if draft else None,
        "review": {"opinion": review.opinion, "signer": review.signature, "date": _iso(review.on)}
        if review
        else None,
        "feedback": [
            {
                "deputy": row.deputy.name,
                "result": row.result or None,
                "plan": row.plan or None,
                "attitude": row.attitude or None,
                "comment": row.comment or None,
                "signed_on": _iso(row.signed_on),
                "channel": row.channel,
            }
            for row in reply.answers
        ]
        or None,
        "silent": _silent(reply) or None,
        "round": reply.round,
        "version": version if version is not None else (draft.number if draft else None),
        "verification": verification,
    }


def _letter(draft: Draft, signed_on: dt.date | None, unit: Unit) -> dict[str, Any]:
    return {
        "title": draft.title,
        "body": draft.body,
        "signed_on": _iso(signed_on),
        "contact": draft.contact or None,
        "phone": draft.phone or None,
        "annexes": draft.lines("annexes"),
        "copies_to": draft.lines("copies_to"),
        "format": unit.letter_format,
    }


def _silent(reply: Reply) -> list[dict[str, Any]]:
    """The deputies who will not answer, with how often one has tried."""
    asked = {deputy.pk: deputy.name for deputy in reply.unanswered()}
    tried = [row for row in reply.attempts.all() if row.deputy_id in asked]
    return [
        {
            "deputy": asked[row.deputy_id],
            "conclusion": row.conclusion,
            "attempts": sum(other.deputy_id == row.deputy_id for other in tried),
            "last_on": _iso(row.on),
        }
        for row in tried
        if row.is_current and row.conclusion
    ]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def readable(snapshot: dict[str, Any]) -> Snapshot:
    """The snapshot as the printer reads it, or the refusal that says why it cannot be printed."""
    try:
        return Snapshot.from_json(snapshot)
    except SnapshotError as error:
        where, _, why = str(error).partition("：")
        name = WHERE.get(where.split("[")[0], "")
        raise Refused(f"现在的文字排不成版：{name}{why}请改好再办。") from None


def freeze(reply: Reply, occasion: str) -> PrintedForm:
    """Write the snapshot of what is issued; inside the step's own transaction. The bytes follow (issue)
    as soon as the step is committed. What could not be printed is not issued: Refused."""
    version = reply.printed.count() + 1
    code = "".join(secrets.choice(CODE) for _ in range(12))
    code = "-".join(code[i : i + 4] for i in (0, 4, 8))
    snapshot = snapshot_of(reply, version=version, verification=code)
    readable(snapshot)
    printed = PrintedForm.objects.create(
        reply=reply, version=version, occasion=occasion, verification=code, snapshot=snapshot
    )
    # Should the rendering fail, the step stands and the bytes are made when they are first asked for.
    transaction.on_commit(lambda: issue(printed), robust=True)
    return printed


def pages(reply: Reply, draft: Draft) -> list[preview.Page]:
    """The letter's pages as they would print now; none without a body. Refused when it cannot be set."""
    snapshot = readable(snapshot_of(reply, draft=draft))
    try:
        return preview.pages(snapshot)
    except FacesNotBuiltError as error:
        raise Refused(str(error)) from None


def draft_copies(reply: Reply, copies: Sequence[Copy], *, duplex: bool = False, typed: Draft | None = None) -> bytes:
    """Copies of what is not signed yet, with 草稿 and the time across every page; of `typed`, which is not saved
    either, in place of the newest version."""
    draft = typed or reply.text
    origin = "还没有保存的文字 · " if typed else f"第{draft.number}稿 · " if draft else ""
    text = f"{origin}{timezone.localtime():%Y年%-m月%-d日 %H:%M}打印"
    snapshot = readable(snapshot_of(reply, draft=draft))
    return render_copies(snapshot, copies, Marks(draft=text, duplex=duplex), letter_only=is_letter(reply))


def is_letter(reply: Reply) -> bool:
    """A 会办意见 goes to the 主办 unit as a letter; there is no 办理情况表 around it."""
    return reply.genre == Reply.Genre.OPINION


def print_set(printed: PrintedForm, copies: Sequence[Copy] = FOUR, *, duplex: bool = False) -> bytes:
    """Copies of an issued form for paper, put together from the stored bytes."""
    return assemble(issue(printed), copies, Marks(address=address_of(printed.verification), duplex=duplex))


def asking_set(printed: PrintedForm, user: User, copies: Sequence[Copy] = FOUR, *, duplex: bool = False) -> bytes:
    """Copies of an issued form, each deputy's own led by a page with a code to answer by. The code is a new link: the
    one before it ends."""
    content = print_set(printed, copies, duplex=duplex)
    slips = [_slip(printed.reply, user, copy) for copy in copies]
    return slip.insert(content, readable(printed.snapshot), slips, duplex=duplex)


def _slip(reply: Reply, user: User, copy: Copy) -> Slip | None:
    """Nothing before a copy that is nobody's own, or whose deputy has answered."""
    deputy = reply.case.suggestion.proposers[copy.deputy - 1] if copy.deputy else None
    if deputy is None or deputy not in reply.unanswered():
        return None
    link = answers.invite(reply, user, deputy, on_paper=True)
    return Slip(deputy.name, link.url, timezone.localdate(link.invitation.expires_at))


def copies_of(printed: PrintedForm, numbers: Sequence[int], *, each_deputy: bool) -> list[Copy]:
    """The copies of those numbers (第几份) of an issued 办理情况表, the second once or once a deputy."""
    every = for_each_deputy(readable(printed.snapshot)) if each_deputy else FOUR
    return [copy for copy in every if copy.number in numbers]


def file_name(case: Handling, what: str, suffix: str = "pdf") -> str:
    """070号-加强基层社区工作者队伍建设-办理情况-四份.pdf: the title to its first pause."""
    title = re.split(r"[，。；：、！？\s]", re.sub(r"[/\\]", "_", case.suggestion.title))[0]
    return f"{case.suggestion.number}号-{clean_name(title)[:30]}-{what}.{suffix}"


def address_of(verification: str) -> str:
    """Where the code on the paper leads (outside:verify); "" where there is nothing to verify."""
    return f"{settings.PUBLIC_URL}/v/{quote(verification, safe='')}" if verification else ""


def issue(printed: PrintedForm) -> bytes:
    """The bytes of a frozen form: rendered at the first call, outside any transaction, the same ever after.

    Raises ValueError when the stored file no longer has the hash that was written at sign-off.
    """
    if not printed.sha256:
        content = render_copies(Snapshot.from_json(printed.snapshot), letter_only=is_letter(printed.reply))
        digest = hashlib.sha256(content).hexdigest()
        name = printed.pdf.storage.save(
            printed.pdf.field.generate_filename(printed, "form.pdf"), ContentFile(content)
        )
        unissued = PrintedForm.objects.filter(pk=printed.pk, sha256="")
        if not unissued.update(pdf=name, sha256=digest, size=len(content)):
            printed.pdf.storage.delete(name)  # somebody was first, and what they stored is what was issued
        printed.refresh_from_db()
    with printed.pdf.open("rb") as stored:
        content = stored.read()
    if hashlib.sha256(content).hexdigest() != printed.sha256:
        raise ValueError(f"定稿打印件 {printed.verification} 的文件与签发时不一致")
    return content
