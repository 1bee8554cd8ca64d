"""Official text as paper on the screen."""

from typing import Any

from django import template

from replies.feedback import signature
from replies.feedback.progress import deputy_progress
from replies.letter.pdf.letter_page import TITLE_WIDTH
from replies.letter.tables.mark import Table
from replies.letter.text import annex_rows, read_body, title_lines
from replies.models import Draft
from replies.prints.issue import address_of

register = template.Library()

LEVELS = {"level-1": "h1", "level-2": "h2", "salutation": "flush"}

register.filter("verify_address", address_of)
register.filter("drawing", signature.draw_signature)
register.filter("progress", deputy_progress)


@register.inclusion_tag("replies/drafts/beside/_paper.html")
def paper(draft: Draft) -> dict[str, Any]:
    """The letter with its heading levels, as it will print."""
    case = draft.reply.case
    whole = (*(deputy.name for deputy in case.suggestion.proposers), case.unit.name)
    rows = [
        ("table", "", row) if isinstance(row, Table) else (LEVELS.get(row.kind, ""), row.heading, row.text)
        for row in read_body(draft.body)
    ]
    return {
        "draft": draft,
        "reply": draft.reply,
        "case": case,
        "title": title_lines(draft.title, TITLE_WIDTH, whole) if draft.title else [],
        "paragraphs": rows,
        "annexes": annex_rows(draft.lines("annexes")),
        "copies_to": draft.lines("copies_to"),
    }
