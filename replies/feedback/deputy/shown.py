"""What the deputy's pages show of a reply: the letters, the rounds before, the promises, the number to dial."""

import re
from typing import Any

from replies.letter.tables.mark import Table, find_tables
from replies.letter.text import Paragraph, read_body
from replies.models import Feedback, Invitation, Reply


def earlier_rounds(invitation: Invitation) -> list[dict[str, Any]]:
    """The signed rounds before this one, each with what this deputy said of it. Others' answers are their own."""
    reply = invitation.reply
    rounds = reply.case.replies.filter(round__lt=reply.round, signed_at__isnull=False)
    answers = {
        row.reply_id: row
        for row in Feedback.objects.filter(
            reply__case=reply.case_id, reply__round__lt=reply.round, deputy=invitation.deputy, is_current=True
        )
    }
    return [
        {"reply": before, "letter": letter_shown(before), "said": answers.get(before.pk)}
        for before in rounds.select_related("signed_draft")
    ]


def letter_shown(reply: Reply) -> list[Paragraph | Table]:
    """The paragraphs and tables of the signed letter; none before the signature."""
    return read_body(reply.signed_draft.body if reply.signed_draft else "")


def has_table(reply: Reply) -> bool:
    """Whether a table stands in what the page shows: the letters of the case so far, and the form's box."""
    rounds = reply.case.replies.filter(round__lte=reply.round, signed_draft__isnull=False)
    texts = rounds.values_list("signed_draft__body", "signed_draft__handling")
    return any(find_tables(text.split("\n")) for both in texts for text in both)


def tel(phone: str) -> str:
    """The number as a telephone dials it: an extension is left to the person."""
    return re.sub(r"[^0-9+]", "", re.split("转|,|、|；|;|/", phone)[0])
