"""Snapshot → what stands on which sheet: plain values for the template.

Decides what the boxes of the form can hold. Lines are counted with a margin, so that a box may stay a line
short but never overflows its frame.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from proposals.formats.case_numbers import full_number
from proposals.formats.plain_text import is_seen
from replies.letter.pdf.measure import (
    PT,
    chinese_date,
    is_whole,
    lines_needed,
    lines_of_names,
    lines_of_pieces,
    text_width,
)
from replies.letter.pdf.ruled import BOX, LETTER, Place, RuledTable, rule_table
from replies.letter.questions import QUESTIONS
from replies.letter.snapshot import DISCLOSURES, Silence, Snapshot, SnapshotFeedback
from replies.letter.tables.mark import Table
from replies.letter.text import Paragraph, read_body, title_lines, title_pieces

FRAME_HEIGHT = 228.0  # mm, page 1 without the notes
TEXT_SIZE, TEXT_LINE = 14.0, 23.0  # pt, in the boxes
CELL_WIDTH = 121.0  # mm, of 标题 and 提出人 without padding
CELL_ROOM, NAMES_ROOM = 7.0, 1.5  # mm, above and below the text of a cell, of 代表签名
BOX_WIDTH = 150.0  # mm, of the boxes without padding
WORDS_HEAD = 2.5 + TEXT_LINE * PT  # mm, a box's upper margin and heading
HANDLER_WIDTH, HANDLER_LINE = 114.0, 11.0  # mm, of the lines to sign in 办理情况
SEAL = "承办单位盖章："
# Of several units each has room for a seal of 42 mm that touches no other, at most three in a row (GB/T 9704-2012
# 7.3.5.1); of more than six units the rows stand closer.
SEALS_IN_ROW, SEAL_ROOM, SEALS_HEIGHT = 3, 44.0, 88.0  # mm
SIGNER_WIDTH, SIGNER_LINE = 108.0, 9.0  # mm, of 签名 in 承办单位领导审核意见
OPINION_HEIGHT = 36.0  # mm, the words and 签名 in that box
HEAD_WIDTH = 33  # characters of 9 pt beside the copy's name at the top
SIGN_MARGIN = 3.0  # mm, under the date
GRADES_ROW = 11.0  # mm, of one question
COMMENT_HEIGHT = 86.0 - len(QUESTIONS) * GRADES_ROW  # mm, words and signatures in 意见和建议, notes under the frame
NAMES_WIDTH, NOTE_WIDTH = 110.0, 158.0  # mm
NAMES_A_SHEET = 80  # characters
NOTE_LINE = (9.0, 12.0)  # pt
NAMED = 40  # characters of names that a note says; more deputies are counted
MISSING, MISSING_LENGTH = "〓", 80  # what stands for a character no face has, and room to name them

# (pt, line height in pt): the largest size at which the text keeps to its lines is taken
CELL_SIZES = ((14.0, 22.0, 3), (12.0, 18.0, 5), (10.5, 15.0, 9), (9.0, 12.5, 99))


Texts = list[Paragraph | RuledTable]


def leaves_gap(character: str) -> bool:
    """Whether a character that no face has is missed on paper, and MISSING stands for it: blanks and marks without a
    look of their own are not."""
    return is_seen(character) and not character.isspace()


@dataclass(frozen=True, slots=True)
class Cell:
    """Text that is set smaller when it is long."""

    text: str
    size: float
    line: float
    height: float  # mm
    pieces: tuple[str, ...] = ()  # of a title: its lines end between them
    names: tuple[tuple[str, bool], ...] = ()  # of a list of names: each with its 、, and whether it stays whole


@dataclass(frozen=True, slots=True)
class Opinion:
    """One page 2: the deputies on it gave the same marks and the same comment."""

    marks: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
    comment: Texts
    height: float  # mm, of the comment's words
    signatures: Cell
    signed_on: str
    note: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A text that does not fit into its box of the form and goes on a page of its own (详见附件)."""

    title: str
    paragraphs: Texts


def form_context(snapshot: Snapshot, missing: Sequence[str] = ()) -> dict[str, Any]:
    """What the form's templates print; `missing` are the characters that no face has."""
    title = _title(snapshot.title, CELL_WIDTH, CELL_ROOM, (*snapshot.deputies, snapshot.unit))
    deputies = _names(snapshot.deputies, CELL_WIDTH, CELL_ROOM)
    signs = (f"经办人签名：{snapshot.handler}", f"联系电话：{snapshot.phone}")
    seals = _seals(snapshot)
    lines = 1 + sum(lines_needed(sign, HANDLER_WIDTH, TEXT_SIZE) for sign in signs)
    lines += 1 if snapshot.units else lines_of_pieces(seals[0], HANDLER_WIDTH, TEXT_SIZE)
    rows = -(-len(seals) // SEALS_IN_ROW) if snapshot.units else 0
    seal_room = min(SEAL_ROOM, SEALS_HEIGHT / max(rows, 1))
    foot = lines * HANDLER_LINE + rows * seal_room + SIGN_MARGIN
    handling_height = FRAME_HEIGHT - title.height - deputies.height - foot
    case = f"{snapshot.session}{full_number(snapshot.number)}{snapshot.kind}"
    annexes: list[Annex] = []
    reply, review = snapshot.letter, snapshot.review
    signer = f"签名：{review.signer if review else ''}"
    opinion_height = OPINION_HEIGHT - lines_needed(signer, SIGNER_WIDTH, TEXT_SIZE) * SIGNER_LINE
    return {
        "snapshot": snapshot,
        "case": case,
        "running_head": case if text_width(case) <= HEAD_WIDTH else "\n".join(title_lines(case, HEAD_WIDTH)),
        "edition": _edition(snapshot, missing),
        "title": title,
        "deputies": deputies,
        "signs": signs,
        "seal": SEAL,
        "seals": seals,
        "seal_room": seal_room,
        "seal_width": _seal_width(snapshot),
        "handling_height": handling_height,
        "handling": _box("办理情况", snapshot.handling, handling_height, annexes),
        "dated": chinese_date(reply.signed_on if reply else None),
        "classification": _marks(("已采纳", "正在研究", "留作参考"), snapshot.classification),
        "operative": _marks(("已解决", "正在解决", "暂难解决"), snapshot.classification),
        "disclosure": _marks(DISCLOSURES, snapshot.disclosure),
        "opinion": _box("承办单位领导审核意见", review.opinion if review else "", opinion_height, annexes),
        "opinion_height": opinion_height,
        "signer": signer,
        "reviewed": chinese_date(review.date if review else None),
        "sheets": _opinions(snapshot, annexes),
        "annexes": annexes,
    }


def _title(text: str, width: float, room: float, names: Sequence[str]) -> Cell:
    """The title in the largest size that suits it, torn within no word where a line has room for it; `room` is left
    above and below."""
    pieces = _pieces(text, width, names)
    sized = _sized(lambda size: max(lines_needed(text, width, size), lines_of_pieces(pieces, width, size)), room)
    return Cell(text, *sized, pieces=pieces)


def _seals(snapshot: Snapshot) -> list[tuple[str, ...]]:
    """Whose seals the form waits for: one unit on the line of 承办单位盖章, or several, side by side below it."""
    if not snapshot.units:
        return [_pieces(snapshot.unit, HANDLER_WIDTH, (), SEAL)]
    return [_pieces(unit, _seal_width(snapshot), ()) for unit in (snapshot.unit, *snapshot.units)]


def _seal_width(snapshot: Snapshot) -> float:
    return BOX_WIDTH / min(SEALS_IN_ROW, 1 + len(snapshot.units))


def _pieces(text: str, width: float, names: Sequence[str], *before: str) -> tuple[str, ...]:
    """What of a text of 14 pt no line tears, behind what is said `before` it."""
    return (*before, *title_pieces(text, int(width / PT / CELL_SIZES[0][0]) - 1, names))


def _names(names: Sequence[str], width: float, room: float) -> Cell:
    """Names, none of them torn at the end of a line."""
    marks = ["、"] * (len(names) - 1) + [""]
    parts = tuple((name + mark, is_whole(name)) for name, mark in zip(names, marks, strict=False))
    return Cell("、".join(names), *_sized(lambda size: lines_of_names(names, width, size), room), names=parts)


def _sized(count: Callable[[float], int], room: float) -> tuple[float, float, float]:
    """The largest size whose lines are not too many, its line height, and the cell's height."""
    size, line, lines = next((size, line, lines) for size, line, most in CELL_SIZES if (lines := count(size)) <= most)
    return size, line, max(1, lines) * line * PT + room


def _box(name: str, text: str, height: float, annexes: list[Annex]) -> Texts:
    """The paragraphs and tables of a box of that height, or 详见附件 and an annex that holds them."""
    read = read_body(text)
    inside = _ruled(read, BOX)
    tables = sum(table.height * PT for table in inside if isinstance(table, RuledTable))
    lines = "\n".join(paragraph.whole for paragraph in read if isinstance(paragraph, Paragraph)) if tables else text
    if lines_needed(lines, BOX_WIDTH, TEXT_SIZE) * TEXT_LINE * PT + tables <= height - WORDS_HEAD:
        return inside
    annexes.append(Annex(f"{name}（附页）", _ruled(read, LETTER)))
    return _ruled(read_body("详见附件。"), BOX)


def _ruled(read: list[Paragraph | Table], place: Place) -> Texts:
    return [block if isinstance(block, Paragraph) else rule_table(block, place) for block in read]


def _marks(options: tuple[str, ...], chosen: str) -> tuple[tuple[str, bool], ...]:
    return tuple((option, option == chosen) for option in options)


def _opinions(snapshot: Snapshot, annexes: list[Annex]) -> list[Opinion]:
    """The first page 2 is the lead deputy's; deputies of another opinion get sheets of their own."""
    groups: dict[tuple[tuple[str, ...], str], list[list[SnapshotFeedback]]] = {}
    order = {name: index for index, name in reversed(list(enumerate(snapshot.deputies)))}
    for row in sorted(snapshot.feedback, key=lambda row: order[row.deputy]):
        group = groups.setdefault((row.marks, row.comment), [[]])
        if sum(len(other.deputy + other.signer) for other in (*group[-1], row)) > NAMES_A_SHEET:
            group.append([])
        group[-1].append(row)
    sheets = [rows for group in groups.values() for rows in group]
    if not sheets or sheets[0][0].deputy != snapshot.deputies[0]:
        sheets.insert(0, [])  # the lead deputy has not answered yet: room for the pen
    others = _others(snapshot, sheets)
    return [_opinion(snapshot, rows, annexes, "" if number else others) for number, rows in enumerate(sheets)]


def _others(snapshot: Snapshot, sheets: list[list[SnapshotFeedback]]) -> str:
    """Where the deputies' names stand that the first sheet does not have."""
    elsewhere = [row.deputy for rows in sheets[1:] for row in rows]
    left = list(snapshot.deputies)
    for name in (*(row.deputy for row in snapshot.feedback), *(row.deputy for row in snapshot.silent)):
        left.remove(name)
    notes = [f"{_named(elsewhere)}：意见见另附的意见表。"] if elsewhere else []
    notes += [_silent(row) for row in snapshot.silent]
    notes += [f"{_named(left)}：尚未反馈。"] if left and (snapshot.feedback or snapshot.silent) else []
    return "".join(notes)


def _silent(row: Silence) -> str:
    """Why a deputy's opinion is not there."""
    tried = [
        f"联系{row.attempts}次" if row.attempts else "",
        f"最近{chinese_date(row.last_on)}" if row.last_on else "",
    ]
    how = "，".join(filter(None, tried))
    return f"{row.deputy}：{row.conclusion}{f'（{how}）' if how else ''}。"


def _named(names: list[str]) -> str:
    said = "、".join(names)
    return said if len(said) <= NAMED else f"另{len(names)}位代表"


def _opinion(snapshot: Snapshot, rows: list[SnapshotFeedback], annexes: list[Annex], others: str) -> Opinion:
    first = rows[0] if rows else SnapshotFeedback("", "", ("",) * len(QUESTIONS), "", None, "", None)
    names = [row.deputy for row in rows]
    whose = f"{names[0]}等{len(names)}位代表" if len(names) > 3 else snapshot.address(names)
    signed = [f"{row.deputy}（{row.signer}）" if row.signer else row.deputy for row in rows]
    signatures = _names(signed, NAMES_WIDTH, NAMES_ROOM)
    note = _channels(rows) + others
    notes = max(1, lines_needed(note, NOTE_WIDTH, NOTE_LINE[0])) * NOTE_LINE[1] * PT
    height = COMMENT_HEIGHT - notes - signatures.height
    return Opinion(
        marks=tuple(
            (question.printed, _marks(question.grades, mark))
            for question, mark in zip(QUESTIONS, first.marks, strict=True)
        ),
        comment=_box(f"{whose}的意见和建议", first.comment, height, annexes),
        height=height,
        signatures=signatures,
        signed_on=chinese_date(max((row.signed_on for row in rows if row.signed_on), default=None)),
        note=note,
    )


def _channels(rows: list[SnapshotFeedback]) -> str:
    """How the names came onto the sheet: a printed name is not a signature (电子签名法 13, 14)."""
    online = "、".join(row.deputy for row in rows if row.channel == "link")
    paper = "、".join(row.deputy for row in rows if row.channel == "paper")
    dictated = "、".join(row.deputy for row in rows if row.channel == "dictated")
    notes = [f"{online}：网上反馈，非手写签名。"] if online else []
    notes += [f"{paper}：据本人签名的纸质表录入。"] if paper else []
    notes += [f"{dictated}：受本人委托由工作人员代填，没有签名。"] if dictated else []
    notes += [f"{row.deputy}：{_put_right(row)}" for row in rows if row.over]
    return "".join(notes)


def _put_right(row: SnapshotFeedback) -> str:
    """Over what an answer stands: both are kept, and the paper says so."""
    how = "本人签名的纸质表代替本人" if row.channel == "paper" else "经同意重新填写，代替本人"
    return f"{how}{chinese_date(row.over)}的意见。"


def _edition(snapshot: Snapshot, missing: Sequence[str]) -> str:
    codes = "、".join(f"U+{ord(one):04X}" for one in missing if leaves_gap(one))
    parts = [
        f"第{snapshot.round}次办理" if snapshot.round and snapshot.round > 1 else "",
        f"第{snapshot.version}版" if snapshot.version else "",
        f"核验码：{snapshot.verification}" if snapshot.verification else "",
        f"“{MISSING}”为字库未收的字：{codes[:MISSING_LENGTH]}" if codes else "",
    ]
    return " · ".join(part for part in parts if part)
