"""What the demo's deputies say of the replies, and how those are tried who say nothing."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals import attachments
from proposals.models import Attachment, Deputy, User
from replies import answers, asking, attempts, feedback, printing
from replies.models import Reply, Wish
from replies.pdf import copies

CAME_BY = {"link": "", "paper": "当面", "dictated": "电话"}


def say(reply: Reply, handler: User, row: dict[str, Any]) -> None:
    """One deputy's marks, by the channel that the script names."""
    deputy = Deputy.objects.get(code=row["deputy"])
    marks = {name: row[name] for name in ("result", "plan", "attitude", "comment")}
    said = feedback.Judgement(
        **marks, signature_name=deputy.name, signed_on=timezone.localdate(), came_by=CAME_BY[row["channel"]]
    )
    if row["channel"] == "paper":
        feedback.record_paper(reply, handler, deputy, said, scan=_scan(reply, handler, deputy))
        return
    link = answers.invite(reply, handler, deputy)
    if row["channel"] == "link":
        feedback.answer_by_link(link.invitation, said, base=0)
    else:
        feedback.record_dictated(asking.wish(link.invitation, Wish.Kind.BY_STAFF), handler, said)


def _scan(reply: Reply, handler: User, deputy: Deputy) -> Attachment:
    """The demo has no real signed sheet: the printed form stands for it."""
    content = copies.render(printing.readable(printing.snapshot_of(reply)), (copies.PROPOSER,))
    return attachments.store(
        [SimpleUploadedFile(f"{deputy.name}代表签名表.pdf", content)],
        suggestion=reply.case.suggestion,
        case=reply.case,
        kind=Attachment.Kind.SIGNED_FORM,
        user=handler,
    )


def try_to_hear(reply: Reply, handler: User, row: dict[str, Any]) -> None:
    """One attempt to hear a deputy who has not answered."""
    attempts.record_attempt(
        reply,
        handler,
        Deputy.objects.get(code=row["deputy"]),
        key=uuid.uuid4(),
        on=timezone.localdate(),
        way=row["way"],
        outcome=row["outcome"],
        note=row["note"],
        conclusion=row.get("conclusion", ""),
    )
