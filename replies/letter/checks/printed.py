"""Rules on what the program prints itself and somebody typed again: it would stand twice on the paper."""

from collections.abc import Iterator
from itertools import groupby

from replies.letter.checks.findings import WARNING, Finding, Letter
from replies.letter.checks.typed import SIGNATURE, Surround
from replies.letter.fields import LABELS, SNAPSHOT_FIELDS

# What the form of a 会办意见 has fields for; see replies/drafts/forms.py.
_OF_AN_OPINION = ("letter.title", "letter.contact", "letter.phone")
_LISTED = {field.key for field in SNAPSHOT_FIELDS if field.listed}
_NAMED = LABELS | {"classification": "办理结果分类", "disclosure": "公开属性"}


def signature_in_body(letter: Letter) -> Iterator[Finding]:
    """The program prints 落款 and date itself (GB/T 9704-2012 7.3.5), and the leader signs the form."""
    for one in letter.surround:
        if one.kind == SIGNATURE:
            text = _typed(letter, one).strip()
            message = f"“{text}”会由程序印在落款处，正文里不必再写，否则会印两遍。"
            if one.labels == ("其他落款单位",):
                message = (
                    f"“{text}”像是落款。程序印的落款是“{letter.facts.unit}”，请核对是不是同一个单位，正文里不必再写。"
                )
            if one.labels == ("领导署名",):
                message = f"“{text}”不写在正文里：领导的姓名随签发印在办理情况表上。"
            yield _finding(letter, "signature_in_body", [one], message)


def typed_again(letter: Letter) -> Iterator[Finding]:
    """联系人, 抄送, 文号, 附件说明, 办理结果, 印发 and （此页无正文） have their fields or are set by the program
    (GB/T 9704-2012 7.2, 7.3.4, 7.4): what is typed into the body moves there."""
    rows = [one for one in letter.surround if one.kind not in (SIGNATURE, "other")]
    for (unplaced, _), members in groupby(enumerate(rows), key=_told_with):
        for near in _neighbours([one for _, one in members]):
            yield _finding(letter, "typed_again", near, _said(letter, near, unplaced=unplaced))


def _told_with(numbered: tuple[int, Surround]) -> tuple[bool, int]:
    """What can go at a press and has no field is told with its neighbours of the same kind; the rest by itself."""
    place, row = numbered
    return row.is_unplaced, -1 if row.is_unplaced and row.certain else place


def _neighbours(rows: list[Surround]) -> Iterator[list[Surround]]:
    near: list[Surround] = []
    for one in rows:
        if near and one.first > near[-1].last + 1:
            yield near
            near = []
        near.append(one)
    if near:
        yield near


def _said(letter: Letter, near: list[Surround], *, unplaced: bool) -> str:
    labels = "、".join(dict.fromkeys(label for one in near for label in one.labels))
    if "此页无正文" in labels:
        return "“（此页无正文）”不必写：落款在哪一页由程序排，不会落单。"
    if unplaced:
        told = "办理结果在“办理结果分类”里选。" if "类别" in labels or "办理结果" in labels else ""
        return f"“{labels}”不写在正文里，程序会按规定的位置印该印的，这里再写就成了正文的一段。{told}"
    names = "、".join(_NAMED[key] for one in near for key, _ in one.moves)
    values = [f"“{value}”" for one in near for key, value in one.moves if key not in _LISTED]
    if not all(one.certain for one in near) and values:
        return f"“{labels}”由程序印，正文里再写会印两遍。请核对“{names}”一栏，再把这里删去。"
    return f"“{labels}”由程序印，正文里再写会印两遍。应写在“{names}”一栏。"


def _typed(letter: Letter, one: Surround) -> str:
    return "\n".join(letter.typed_lines[one.first : one.last + 1])


def _finding(letter: Letter, rule: str, near: list[Surround], message: str) -> Finding:
    """It may reach over several lines: `end` then counts on, a line's end as one character."""
    first, last = near[0].first, near[-1].last
    lines = letter.typed_lines[first : last + 1]
    moves = tuple(move for one in near for move in one.moves)
    lost = letter.opinion and any(key not in _OF_AN_OPINION for key, _ in moves)
    certain = all(one.certain for one in near) and not lost
    whole = "\n".join(lines)
    start = len(whole) - len(whole.lstrip())
    suggestion = "" if certain else None
    return Finding(
        rule,
        WARNING,
        "letter.body",
        first,
        start,
        len(whole.rstrip()),
        message,
        suggestion,
        whole,
        moves if certain else (),
    )
