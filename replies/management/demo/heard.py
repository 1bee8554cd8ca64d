"""What the demo's deputies say of the replies, and how those are tried who say nothing."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals.cases import attachments
from proposals.models import Attachment, Deputy, User
from replies.feedback import attempts
from replies.feedback.actions import Judgement, record_dictated_feedback, record_link_feedback, record_paper_feedback
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.letter.pdf import copies
from replies.letter.questions import QUESTIONS, Grade
from replies.models import Feedback, Reply, Wish
from replies.prints.snapshots import read_snapshot, snapshot_of

CAME_BY = {"link": "", "paper": "当面", "dictated": "电话"}


def give_feedback(reply: Reply, handler: User, row: dict[str, Any]) -> None:
    """One deputy's marks, by the channel that the script names; what it passes over is 满意."""
    deputy = Deputy.objects.get(code=row["deputy"])
    said = Judgement(
        {question: row.get(question.key, Grade.SATISFIED) for question in QUESTIONS},
        row["comment"],
        signature_name=deputy.signs_as or deputy.name,
        signed_on=timezone.localdate(),
        came_by=CAME_BY[row["channel"]],
    )
    if row["channel"] == Feedback.Channel.PAPER:
        record_paper_feedback(reply, handler, deputy, said, scan=_scan(reply, handler, deputy))
        return
    link = make_link(reply, handler, deputy)
    if row["channel"] == Feedback.Channel.LINK:
        record_link_feedback(link.invitation, said, base=0)
    else:
        record_dictated_feedback(make_wish(link.invitation, Wish.Kind.BY_STAFF), handler, said)


def _scan(reply: Reply, handler: User, deputy: Deputy) -> Attachment:
    """The demo has no real signed sheet: the printed form stands for it."""
    content = copies.render_copies(read_snapshot(snapshot_of(reply)), (copies.PROPOSER,))
    return attachments.store_attachment(
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
