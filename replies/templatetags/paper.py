"""Official text as paper on the screen."""

from typing import Any

from django import template

from replies import letter, signature
from replies.asking import standings
from replies.models import Draft
from replies.printing import address_of

register = template.Library()

LEVELS = {"level-1": "h1", "level-2": "h2", "salutation": "flush"}
# As many characters of the title's size as stand on a line of the letter.
TITLE_WIDTH = 20


register.filter("verify_address", address_of)
register.filter("drawing", signature.drawing)
register.filter("standings", standings)


@register.inclusion_tag("replies/_paper.html")
def paper(draft: Draft) -> dict[str, Any]:
    """The letter with its heading levels, as it will print."""
    rows = [(LEVELS.get(row.kind, ""), row.heading, row.text) for row in letter.paragraphs(draft.body)]
    return {
        "draft": draft,
        "reply": draft.reply,
        "case": draft.reply.case,
        "title": letter.title_lines(draft.title, TITLE_WIDTH) if draft.title else [],
        "paragraphs": rows,
        "annexes": letter.annex_rows(draft.lines("annexes")),
        "copies_to": draft.lines("copies_to"),
    }
