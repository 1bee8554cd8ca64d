"""What stands round a letter (版头, 版记, 联系人, 附件说明) and is typed into its text: the program prints it itself.

`read_surround` finds it before the salutation, after the last paragraph, and between them where nothing else can be
meant. What is found belongs to no rule about the letter's own sentences.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from proposals.formats.chinese import half
from replies.letter.checks.typed import (
    ANNEXES,
    CONTACT,
    COPIES,
    EDGE,
    NO_FIELD,
    OFFICE,
    OTHER,
    PHONE,
    SIGNATURE,
    TITLE,
    Surround,
    is_same_value,
    read_class,
    read_labelled,
    read_line,
    read_pieces,
    squeeze,
)
from replies.letter.snapshot import Snapshot, SnapshotLetter

Row = tuple[int, str]
Found = tuple[int, Surround] | None  # how many lines it takes, and what they are
_SIGNED_WIDE = re.compile(
    r"(?:[局委办]?(?:分管|主要)?(?:领导|负责人)|(?:副|常务副)?(?:局长|主任|区长|县长|市长|镇长|乡长|院长|台长|厅长|部长)|书记)"
    r"\s+[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){1,3}"
)
_LETTER_TITLE = re.compile(
    "(?:.{0,40}(?:关于|就|(?<=[局委府处厅部会])对)|对|《).{4,200}(?:答复|复函|回复|会办|协办|办理)(?:意见|情况|函|件|报告)?(?:的?(?:函|报告|答复))?"
    "(?:[（(].{1,12}[）)])?"
)
_TITLE_LINES = 4  # into so many lines a title may be broken by hand
_RED_HEAD = re.compile("[\u4e00-\u9fff（）()]{4,40}文件")
_RULE = re.compile("[—－_=*-]{3,}")
# The name of any office, and nothing else.
_UNIT = re.compile(
    "[\u4e00-\u9fff]{3,28}(?:局|委|委员会|政府|办公室|办事处|厅|处|部|中心|公司|集团|院|支队|大队|总队|站|联合会|法院)"
)
_ANNEX = re.compile(r"附\s*件\s*(?:[：:]|(?=[0-9]{1,2}[.．、]))\s*")
_ANNEX_ROW = re.compile(r"\s*([0-9]{1,2})\s*[.．、]\s*(?![0-9])")
_COPIES_GO_ON = 3  # lines under that of 抄送


def read_surround(body: Sequence[Row], facts: Snapshot) -> list[Surround]:
    """What stands round the letter: in front, behind, and what can stand nowhere else in between."""
    letter = facts.letter
    if letter is None:
        return []
    found: dict[int, Surround] = {}
    at = 0
    while at < len(body) and (read := _in_front(body, at, facts, letter)):
        found |= dict.fromkeys(range(at, at + read[0]), read[1])
        at += read[0]
    start = at
    for place in range(start, len(body)):
        if place not in found and (rows := _annex_rows(body, place)):
            names = tuple(_ANNEX_ROW.sub("", _ANNEX.sub("", text.strip())).strip(EDGE) for _, text in rows)
            moves = ((ANNEXES, "\n".join(name for name in names if name)),)
            one = Surround(rows[0][0], rows[-1][0], ANNEXES, ("附件",), moves)
            found |= dict.fromkeys(range(place, place + len(rows)), one)
        elif place not in found and (copies := _copies_rows(body, place, facts, letter)):
            found |= dict.fromkeys(range(place, place + copies[0]), copies[1])
    _read_end(body, start, found, facts)
    unique = {id(one): one for _, one in sorted(found.items())}
    return list(unique.values())


def _read_end(body: Sequence[Row], start: int, found: dict[int, Surround], facts: Snapshot) -> None:
    """What stands behind the letter, from its last line up; then what can only be such between its lines."""
    letter = facts.letter
    assert letter  # noqa: S101 (read_surround returns without one)
    end, dated = len(body), False
    while end > start:
        one = found.get(end - 1) or _behind(body[end - 1], facts, letter, dated=dated)
        if one is None:
            break
        end -= 1
        found[end] = one
        dated = dated or any(label in ("成文日期", "落款单位和日期") for label in one.labels)
    for place in range(start, end):
        if place not in found and (one := _between(body[place], facts, letter)):
            found[place] = one


def _annex_rows(body: Sequence[Row], place: int) -> Sequence[Row]:
    """附件：1.… and the rows 2.…, 3.… under it; a sentence about an annex is none."""
    text = body[place][1].strip()
    if not (head := _ANNEX.match(text)):
        return []
    first, end = text[head.end() :], place + 1
    row = _ANNEX_ROW.match(half(first))
    if first and not row:
        return body[place:end] if len(first) <= 60 and not re.search("[。；]", first) else []
    expected = int(row.group(1)) + 1 if row else 1
    while end < len(body) and (row := _ANNEX_ROW.match(half(body[end][1]))) and int(row.group(1)) == expected:
        end, expected = end + 1, expected + 1
    return body[place:end] if expected > 1 else []


def _copies_rows(body: Sequence[Row], place: int, facts: Snapshot, letter: SnapshotLetter) -> Found:
    """抄送：… that goes on in the next lines: 市政府办公室，市委督查室。"""
    first = read_labelled(body[place], facts, letter)
    if first is None or first.kind != COPIES or len(first.moves) != 1:
        return None
    rows = [body[place]]
    for row in body[place + 1 : place + 1 + _COPIES_GO_ON]:
        names = [name for name in re.split("[，、；,]", squeeze(row[1]).strip(EDGE)) if name]
        if not rows[-1][1].rstrip().endswith(("，", "、", "；", ",")) or not all(map(_UNIT.fullmatch, names)):
            break
        rows.append(row)
    if len(rows) == 1:
        return None
    joined = read_labelled((rows[0][0], "".join(text.strip() for _, text in rows)), facts, letter)
    return (len(rows), replace(joined, last=rows[-1][0])) if joined else None


def _in_front(body: Sequence[Row], at: int, facts: Snapshot, letter: SnapshotLetter) -> Found:
    """How many lines belong together above the salutation, and what they are."""
    number, text = body[at]
    compact = squeeze(text)
    one = read_line(body[at], facts, letter)
    own = one is not None and one.labels == ("落款单位",)  # the letterhead, or the first line of the title
    if one is None or own:
        one = read_labelled(body[at], facts, letter) or read_class(body[at]) or read_pieces(body[at], facts, letter)
    if one:
        return 1, one
    if _RULE.fullmatch(compact) or (_RED_HEAD.fullmatch(compact) and compact.removesuffix("文件")):
        return 1, Surround(number, number, NO_FIELD, ("版头",))
    if title := _title_rows(body, at, letter):
        return title
    return (1, Surround(number, number, NO_FIELD, ("版头",))) if own else None


def _title_rows(body: Sequence[Row], at: int, letter: SnapshotLetter) -> Found:
    """The letter's title, perhaps in several lines."""
    for end in range(min(at + _TITLE_LINES, len(body)), at, -1):
        rows = body[at:end]
        title = "".join(text.strip() for _, text in rows)
        compact = squeeze(title)
        named = _compare(letter.title) == _compare(compact)
        if any(re.search("[：:。]$|收悉|如下", text.strip()) for _, text in rows):
            continue
        if not named and not _LETTER_TITLE.fullmatch(compact):
            continue
        moves = () if letter.title else ((TITLE, re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", title)),)
        same = not letter.title or squeeze(letter.title).endswith(compact)
        return len(rows), Surround(rows[0][0], rows[-1][0], TITLE, ("标题",), moves, same)
    return None


def _compare(title: str) -> str:
    return re.sub("^(?:关于对|关于|对)", "", squeeze(title))


def _behind(row: Row, facts: Snapshot, letter: SnapshotLetter, *, dated: bool) -> Surround | None:
    number, text = row
    if _SIGNED_WIDE.fullmatch(text.strip()):
        return Surround(number, number, SIGNATURE, ("领导署名",))
    if _RULE.fullmatch(squeeze(text)):
        return Surround(number, number, NO_FIELD, ("横线",))
    if one := read_line(row, facts, letter) or read_labelled(row, facts, letter) or read_pieces(row, facts, letter):
        return one
    if dated and all(map(_UNIT.fullmatch, text.split())):
        return Surround(number, number, SIGNATURE, ("其他落款单位",), (), certain=False)
    return None


def _between(row: Row, facts: Snapshot, letter: SnapshotLetter) -> Surround | None:
    """In the midst of the text a telephone or a name may be anybody's: only the letter's own are taken."""
    if one := read_line(row, facts, letter):
        return one
    one = read_labelled(row, facts, letter)
    if one is None or one.kind in (OTHER, OFFICE) or any(label.endswith("日期") for label in one.labels):
        return None
    own = {CONTACT: letter.contact, PHONE: letter.phone}
    if any(key in own and not is_same_value(own[key], value) for key, value in one.moves):
        return None
    return one
