"""Plain text as people paste it."""

import re
import unicodedata

# Line ends of Windows, of Word (soft break, page break) and of the web.
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Controls, marks without a shape (zero width, text direction), halves of pairs, points that stand for nothing.
_UNSEEN = ("Cc", "Cf", "Cs", "Cn")

MOST_LINES = 900  # the paper form takes no more paragraphs in one text


def make_plain(text: str, *, one_line: bool = False) -> str:
    """The text with one kind of line end and of narrow blank, and nothing in it that cannot be seen or printed: word
    processors, phones and pages paste that along, nobody typed it. On `one_line` a line end or a tab is a blank.
    Blanks at the ends stay, for whoever takes the text in."""
    text = LINE_END.sub("\n", text).replace("\xa0", " ")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    return re.sub(r"\s*[\n\t]\s*", " ", text) if one_line else text
