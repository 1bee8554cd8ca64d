"""Official text as paper on the screen."""

from typing import Any

from django import template

from replies.feedback import signature
from replies.feedback.progress import deputy_progress
from replies.letter.pdf.letter_page import frame_letter
from replies.letter.snapshot import SnapshotLetter
from replies.letter.tables.mark import Table
from replies.letter.text import read_body
from replies.models import Draft
from replies.prints.issue import address_of

register = template.Library()

LEVELS = {"level-1": "h1", "level-2": "h2", "salutation": "flush"}

register.filter("verify_address", address_of)
register.filter("drawing", signature.draw_signature)
register.filter("progress", deputy_progress)


@register.inclusion_tag("replies/drafts/beside/_paper.html")
def paper(draft: Draft) -> dict[str, Any]:
    """The letter as it prints (replies.letter.pdf.letter_page), in one column."""
    reply = draft.reply
    case = reply.case
    deputies = tuple(case.suggestion.deputies.values_list("name", flat=True))  # one query
    letter = SnapshotLetter(
        title=draft.title,
        body=draft.body,
        signed_on=reply.given_on if reply.signed_draft_id == draft.pk else None,
        contact=draft.contact,
        phone=draft.phone,
        copies_to=tuple(draft.lines("copies_to")),
        annexes=tuple(draft.lines("annexes")),
        format=case.unit.letter_format,
    )
    rows = [
        ("table", "", row) if isinstance(row, Table) else (LEVELS.get(row.kind, ""), row.heading, row.text)
        for row in read_body(draft.body)
    ]
    around = frame_letter(letter, case.unit.name, deputies, [one.name for one in reply.signing_units[1:]])
    return {**around, "draft": draft, "reply": reply, "paragraphs": rows}
