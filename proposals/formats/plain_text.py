"""Plain text as people paste it."""

import re
import unicodedata
from collections.abc import Iterator

# Line ends of Windows, of Word (soft break, page break) and of the web.
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Controls, marks without a shape (zero width, text direction), halves of pairs. What this Python does not know yet
# (Cn) may be a character of a name in a newer Unicode, and stays.
UNSEEN = ("Cc", "Cf", "Cs")


def is_seen(character: str) -> bool:
    """Whether a character has a look of its own, or may have one: neither UNSEEN nor one of Unicode's 66 points that
    never stand for anything (U+FDD0 to U+FDEF, and the last two of each plane)."""
    point = ord(character)
    never = 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    return not never and unicodedata.category(character) not in UNSEEN


_NARROW = (0xA0, 0x2007, 0x202F)  # blanks at which no line ends
_BLANKS = re.compile(r"\s+")

# A row of letters, signs or marks without a blank or a Chinese character: no line can end in it, and the time to set
# it grows with its square.
WORD_MOST = 1_000  # in a cell of a table one of 4,000 is set in 20 s, of 1,000 in one
MARKS_MOST = 200  # signs that stand on the letter before them; the time to set these grows with their square too
_LONG_WORD = re.compile(
    r"[^\s\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]" + f"{{{WORD_MOST + 1}}}"
)
_PIECE = re.compile(r"(?:&#?\w{1,8};|.){1,20}")  # what stands for a character in HTML is not cut
_ON_ONE_LETTER = 4
MOST_LINES = 900  # the paper form takes no more paragraphs in one text


def make_plain(text: str, *, one_line: bool = False) -> str:
    """The text with one kind of line end and of narrow blank, and nothing in it that cannot be seen or printed: word
    processors, phones and pages paste that along, nobody typed it. On `one_line` a line end or a tab is a blank.
    Blanks at the ends stay, for the code that takes the text in."""
    text = LINE_END.sub("\n", text).translate(dict.fromkeys(_NARROW, " "))
    unseen = [ord(one) for one in set(text) if one not in "\n\t" and not is_seen(one)]
    text = text.translate(dict.fromkeys(unseen))
    return _BLANKS.sub(_on_one_line, text) if one_line else text


def find_long_word(text: str) -> int:
    """The line, from 1, that holds a word longer than any; 0 where there is none."""
    found = _LONG_WORD.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def has_many_marks(text: str) -> bool:
    """Whether more signs stand on other letters than any language here needs."""
    return not text.isascii() and sum(unicodedata.category(one) in ("Mn", "Me") for one in text) > MARKS_MOST


def break_long_words(text: str, mark: str) -> str:
    """The same text with `mark`, at which a line may end, within every word that is longer than any, and without the
    signs that stand on one letter by the dozen: what is set of it is bounded, whatever door it came by."""
    if has_many_marks(text):
        text = "".join(_few_marks(text))
    return (
        _LONG_WORD.sub(lambda found: mark.join(_PIECE.findall(found[0])), text) if _LONG_WORD.search(text) else text
    )


def _few_marks(text: str) -> Iterator[str]:
    run = 0
    for one in text:
        run = run + 1 if unicodedata.category(one) in ("Mn", "Me") else 0
        if run <= _ON_ONE_LETTER:
            yield one


def _on_one_line(blanks: re.Match[str]) -> str:
    return " " if "\n" in blanks[0] or "\t" in blanks[0] else blanks[0]
