"""Where a line of print may end."""

import re
from collections.abc import Sequence
from itertools import accumulate

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from replies.letter.pdf.measure import set_figures
from replies.letter.pdf.people import JOINED, NOBODY, Names, People
from replies.letter.text import NO_WIDTH, Paragraph, ParagraphKind

register = template.Library()

# “ and ” are the same characters as in English, so that Unicode's line breaking (UAX 14, LB19) ties them to both
# neighbours. In Chinese a line may end before “ and after ” as before 《 and after 》.
_BEFORE = re.compile("(?<=[\u3001-\u9fff\uff00-\uffef])(?<![《〈（【〔「“‘])(?=[“‘])")
# Nothing that reads is so long without a Chinese character or a space; to look for the ends of its lines takes the
# square of its length.
_ENDLESS = re.compile("[^\\s\u3400-\u9fff\U00020000-\U0003ffff]{400,}")
_PIECE = 8  # characters
_AFTER = re.compile("(?<=[”’])(?=[\\u3400-\\u9fff《〈（【〔])|(?<=”)(?=“)")


@register.filter
def breakable(text: str, names: Names = NOBODY.body) -> SafeString:
    """Lets lines end at Chinese quotation marks and not within names; what is copied from the page is unchanged."""
    escaped = conditional_escape(set_figures(_ENDLESS.sub(_part, text.replace(NO_WIDTH, ""))))
    return mark_safe(names.mark(_AFTER.sub(NO_WIDTH, _BEFORE.sub(NO_WIDTH, escaped))))  # noqa: S308 - escaped above


def _part(endless: re.Match[str]) -> str:
    run = endless[0]
    return NO_WIDTH.join(run[at : at + _PIECE] for at in range(0, len(run), _PIECE))


register.filter("set_figures", set_figures)


@register.filter
def heading_amid(paragraph: Paragraph, people: People) -> SafeString:
    """A heading in the face of its level, lines ending as in a text."""
    return breakable(paragraph.heading, people.amid(paragraph.kind))


_WHO = re.compile("(?<=.)(?:代表|委员)(?=[、：:，,]|$)")


@register.filter
def text_amid(paragraph: Paragraph, people: People) -> SafeString:
    """What follows a heading, or a whole paragraph; a salutation keeps 代表 and the name before it together."""
    text = breakable(paragraph.text, people.body)
    if paragraph.kind is not ParagraphKind.SALUTATION:
        return text
    return mark_safe(_WHO.sub(lambda match: JOINED + JOINED.join(match[0]), text))  # noqa: S308 - escaped above


@register.filter
def unbroken(text: str, names: Names) -> SafeString:
    """Lets no line end within names."""
    return mark_safe(names.mark(conditional_escape(text)))  # noqa: S308 - escaped just here


@register.filter
def in_pieces(pieces: Sequence[str]) -> SafeString:
    """Lets lines end between pieces of a text only."""
    text = "".join(pieces).replace(NO_WIDTH, "")
    ends = set(accumulate(len(piece.replace(NO_WIDTH, "")) for piece in pieces))
    marks = {match.start() for pattern in (_BEFORE, _AFTER) for match in pattern.finditer(text)}
    found = []
    for at, character in enumerate(text):
        found.append(NO_WIDTH if at in marks else "" if at in ends or not at else JOINED)
        found.append(conditional_escape(character))
    return mark_safe("".join(found))  # noqa: S308 - escaped just above
