"""Plain text as people paste it, and how much of it is stored: `take_text` is the one door of every text that may be
set on paper, compared or checked later, whichever way it comes in."""

import re
import unicodedata
from collections.abc import Iterator

from proposals.bounded.limits import Unbounded

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
# Of any text that is stored, whatever becomes of it.
TEXT_MOST, LINES_MOST = 100_000, 2_000
BARS_MOST = (
    4_500  # what parts the cells of tables: more than those of the largest that is set (letter/tables/mark.py)
)
_BARS = re.compile("[|｜]")


def make_plain(text: str, *, one_line: bool = False) -> str:
    """The text with one kind of line end and of narrow blank, and nothing in it that cannot be seen or printed: word
    processors, phones and pages paste that along, nobody typed it. On `one_line` a line end or a tab is a blank.
    Blanks at the ends stay, for the code that takes the text in."""
    text = LINE_END.sub("\n", text).translate(dict.fromkeys(_NARROW, " "))
    unseen = [ord(one) for one in set(text) if one not in "\n\t" and not is_seen(one)]
    text = text.translate(dict.fromkeys(unseen))
    return _BLANKS.sub(_on_one_line, text) if one_line else text


def take_text(text: str, *, one_line: bool = False) -> str:
    """A text as it is stored: plain (make_plain) and bounded. Raises Unbounded, with a sentence to show."""
    plain = make_plain(text, one_line=one_line)
    if fault := find_fault(plain):
        raise Unbounded(fault)
    return plain


def find_fault(text: str) -> str:
    """Why a text is not stored: the sentence to show, "" where it is bounded. What it costs to set, to compare or to
    check one that is, `python -m bench.bounds` shows."""
    if len(text) > TEXT_MOST:
        return f"有{len(text)}个字，最多{TEXT_MOST}个字。请分成几份，或者作为附件。"
    if (lines := text.count("\n") + 1) > LINES_MOST:
        return f"分了{lines}行，最多{LINES_MOST}行。请去掉空行，或者把几行并成一段。"
    if line := find_long_word(text):
        return f"第{line}行里有一串字母或符号太长（超过{WORD_MOST}个），中间没有空格，排不成版。请断开或者删去。"
    if has_many_marks(text):
        return "里面叠在字上的符号太多，排不成版。请删去这些符号。"
    if len(_BARS.findall(text)) > BARS_MOST:
        return "里面的表太多太大，排不成版。请分成几份，或者作为附件。"
    return ""


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
