"""From a case to paper: the snapshot of plain values, the frozen form, the bytes issued once."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from proposals.cases.attachments import clean_name
from proposals.erasures.erased import open_stored
from proposals.models import Case, User
from replies.feedback.links import make_link
from replies.letter.pdf import slip
from replies.letter.pdf.copies import (
    FOUR,
    Copy,
    Marks,
    assemble_copies,
    copy_to_body,
    for_each_deputy,
    render_copies,
)
from replies.letter.pdf.slip import Slip
from replies.letter.snapshot import Snapshot
from replies.models import Draft, PrintedForm, Reply
from replies.prints.snapshots import is_letter, read_snapshot, snapshot_of

# Read aloud and typed from paper: no 0/O, 1/I/L.
CODE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def freeze_form(reply: Reply, occasion: str) -> PrintedForm:
    """Write the snapshot of what is issued; inside the step's own transaction. The bytes follow (issue)
    as soon as the step is committed. What could not be printed is not issued: Refused."""
    version = reply.printed.standing().count() + 1
    code = "".join(secrets.choice(CODE) for _ in range(12))
    code = "-".join(code[i : i + 4] for i in (0, 4, 8))
    snapshot = snapshot_of(reply, version=version, verification=code)
    read_snapshot(snapshot)
    printed = PrintedForm.objects.create(
        reply=reply, version=version, occasion=occasion, verification=code, snapshot=snapshot
    )
    # Should the rendering fail, the step stands and the bytes are made when they are first asked for.
    transaction.on_commit(lambda: issue_form(printed), robust=True)
    return printed


def leave_signs_blank(snapshot: Snapshot) -> Snapshot:
    """签名处留空: without the names at 经办人签名 and at the leader's 签名, which are written by hand."""
    review = replace(snapshot.review, signer="") if snapshot.review else None
    return replace(snapshot, handler="", review=review)


def read_record(printed: PrintedForm, *, blank: bool = False) -> bytes:
    """One copy of an issued form: the bytes that were issued, or (`blank`) set again from the same frozen values with
    room to sign by hand."""
    if not blank or is_letter(printed.reply):
        return issue_form(printed)
    return render_copies(leave_signs_blank(Snapshot.from_json(printed.snapshot)))


def draft_copies(
    reply: Reply, copies: Sequence[Copy], *, duplex: bool = False, typed: Draft | None = None, blank: bool = False
) -> bytes:
    """Copies of what is not signed yet, with 草稿 and the time across every page; of `typed`, which is not saved
    either, in place of the newest version."""
    draft = typed or reply.text
    origin = "还没有保存的文字 · " if typed else f"第{draft.number}稿 · " if draft else ""
    text = f"{origin}{timezone.localtime():%Y年%-m月%-d日 %H:%M}打印"
    snapshot = read_snapshot(snapshot_of(reply, draft=draft))
    snapshot = leave_signs_blank(snapshot) if blank else snapshot
    part = draft.paper if draft else reply.case.paper
    return render_copies(snapshot, copies, Marks(draft=text, duplex=duplex), letter_only=is_letter(reply), part=part)


def print_set(
    printed: PrintedForm, copies: Sequence[Copy] = FOUR, *, duplex: bool = False, blank: bool = False
) -> bytes:
    """Copies of an issued form for paper, put together from the stored bytes; `blank`: 签名处留空."""
    marks = Marks(address=address_of(printed.verification), duplex=duplex)
    return assemble_copies(read_record(printed, blank=blank), copies, marks)


def print_feedback_set(
    printed: PrintedForm, user: User, copies: Sequence[Copy] = FOUR, *, duplex: bool = False, blank: bool = False
) -> bytes:
    """Copies of an issued form, each deputy's own led by a page with a code to answer by: a link of its own, beside
    those there are."""
    content = print_set(printed, copies, duplex=duplex, blank=blank)
    slips = [_slip(printed.reply, user, copy) for copy in copies]
    return slip.insert_slips(content, read_snapshot(printed.snapshot), slips, duplex=duplex)


def _slip(reply: Reply, user: User, copy: Copy) -> Slip | None:
    """Nothing before a copy that is no deputy's own, or whose deputy has answered."""
    deputy = reply.case.suggestion.proposers[copy.deputy - 1] if copy.deputy else None
    if deputy is None or deputy not in reply.unanswered_deputies():
        return None
    link = make_link(reply, user, deputy, on_paper=True)
    return Slip(deputy.reached_as, deputy.is_group, link.url, timezone.localdate(link.invitation.expires_at))


def copies_of(printed: PrintedForm, numbers: Sequence[int], *, each_deputy: bool) -> list[Copy]:
    """The copies of those numbers (第几份) of an issued 办理情况表, the second once or once a deputy; and that of the
    body it is copied to."""
    every = for_each_deputy(read_snapshot(printed.snapshot)) if each_deputy else FOUR
    body = copy_to_body(printed.reply.case.suggestion.session.working_body)
    return [copy for copy in (*every, body) if copy.number in numbers]


def file_name(case: Case, what: str, suffix: str = "pdf") -> str:
    """070号-加强基层社区工作者队伍建设-办理情况-四份.pdf: the title to its first pause."""
    title = re.split(r"[，。；：、！？\s]", re.sub(r"[/\\]", "_", case.suggestion.title))[0]
    return f"{case.suggestion.short_number}-{clean_name(title)[:30]}-{what}.{suffix}"


def address_of(verification: str) -> str:
    """Where the code on the paper leads (outside:verify); "" where there is nothing to verify."""
    return f"{settings.PUBLIC_URL}/v/{quote(verification, safe='')}" if verification else ""


def issue_form(printed: PrintedForm) -> bytes:
    """The bytes of a frozen form: rendered at the first call, outside any transaction, the same ever after.

    Raises Erased where it went by law, ValueError when the stored file no longer has the hash that was written at
    sign-off.
    """
    if not printed.sha256:
        part = "会签意见" if printed.reply.case.hosts_along else "会办意见"
        content = render_copies(Snapshot.from_json(printed.snapshot), letter_only=is_letter(printed.reply), part=part)
        digest = hashlib.sha256(content).hexdigest()
        name = printed.pdf.storage.save(
            printed.pdf.field.generate_filename(printed, "form.pdf"), ContentFile(content)
        )
        unissued = PrintedForm.objects.filter(pk=printed.pk, sha256="")
        if not unissued.update(pdf=name, sha256=digest, size=len(content)):
            printed.pdf.storage.delete(name)  # somebody was first, and what they stored is what was issued
        printed.refresh_from_db()
    with open_stored(printed, "pdf") as stored:
        issued: bytes = stored.read()
    if hashlib.sha256(issued).hexdigest() != printed.sha256:
        raise ValueError(f"定稿打印件 {printed.verification} 的文件与签发时不一致")
    return issued
