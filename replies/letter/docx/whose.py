"""Whose letter a Word file holds: of which suggestion, by the number and the title that its head and opening name."""

import difflib
import re
from collections.abc import Sequence

from proposals.formats.case_numbers import full_number, number_key
from replies.letter.docx.labels import squeeze

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z〕\]])(?P<number>[A-Za-z台]{0,4}-?[0-9]{1,12}(?:-[0-9]{1,4})?)号(?:代表|委员|集体)?(?=建议|提案|议案|意见)"
)
_TITLE = re.compile("《([^《》]{4,200})》")
_ASKED = re.compile("关于.*(?:建议|提案|议案)")
_TAIL = re.compile("(?:的?(?:代表)?(?:建议|提案|议案|意见))+$")
# How far down a letter says what it answers; how alike two titles of one suggestion are.
OPENING, ALIKE = 4, 0.6


def names_number(text: str, number: str) -> bool:
    """Whether a text names this number, with or without noughts before it, alone or in a row (第070、071号)."""
    plain = number.lstrip("0")
    if not plain.isdigit():
        return bool(plain) and squeeze(plain).upper() in squeeze(text).upper()
    # 宝民〔2026〕15号 is no number of a case; in 第070、071号 both are.
    written = rf"(?<![0-9〕\]])0*{plain}(?![0-9])(?:[、，,和及与至—-]第?[0-9]{{1,12}})*号"
    return re.search(written, squeeze(text)) is not None


def tell_other_case(title: str, lines: Sequence[str], number: str, suggestion: str) -> list[str]:
    """What to look at where a letter's title, or how it opens, names another number or another title than those of
    the case; nothing where it names none."""
    said = [squeeze(line) for line in (title, *lines[:OPENING])]
    notes = []
    others = list(dict.fromkeys(match["number"] for line in said for match in _NUMBER.finditer(line)))
    if others and not any(names_number(line, number) or _has_key(line, number) for line in said):
        named = "、".join(full_number(other) for other in others)
        notes.append(f"文件写的是{named}，本件是{full_number(number)}，请核对是不是这一件的答复。")
    titles = list(dict.fromkeys(match[1] for line in said for match in _TITLE.finditer(line) if _is_asked(match[1])))
    if titles and not any(_is_alike(one, suggestion) for one in titles):
        notes.append(f"文件答复的是《{'》《'.join(titles)}》，本件是《{suggestion}》，请核对是不是这一件的答复。")
    return notes


def _has_key(line: str, number: str) -> bool:
    return any(number_key(match["number"]) == number_key(number) for match in _NUMBER.finditer(line))


def _is_asked(title: str) -> bool:
    """A suggestion's title, and no law's."""
    return _ASKED.fullmatch(title) is not None


def _is_alike(one: str, other: str) -> bool:
    first, second = (_TAIL.sub("", re.sub(r"[^\w]", "", squeeze(title))) for title in (one, other))
    return first in second or second in first or difflib.SequenceMatcher(None, first, second).ratio() >= ALIKE
