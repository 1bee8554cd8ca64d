"""The end of a letter, line by line from the last: 附件, 落款, date, 联系人, 抄送, 印发."""

import re
from collections.abc import Sequence

from proposals.formats.chinese import FIGURE
from replies.letter.docx.labels import Mark, bare, read_marks
from replies.letter.docx.markup.lines import BODY_STYLE, Line
from replies.letter.docx.shapes import DATE, NO_TEXT, SEAL, is_unit, signed_date
from replies.letter.text import heading_level

# Our own styles (write.py), known by their names, for what has fields of its own outside the body.
STYLES = {
    "公文版头": "版头",
    "公文发文字号": "发文字号",
    "公文附件说明": "附件",
    "公文落款": "落款",
    "公文联系人": "联系人",
    "公文抄送": "抄送",
}
BODY_STYLES = ("公文主送", BODY_STYLE, "公文表题", "公文一级标题", "公文二级标题", "公文三级标题", "公文四级标题")
RULE = re.compile(r"[-—–_=＝*＊.·─━\s]{2,}")
_COPIES = re.compile(r"(?:主\s*)?抄\s*[送报](?:\s*(?:机关|单位))?\s*(?:[：:]|[\s　]+)\s*(?P<value>.*)", re.S)
_ANNEX = re.compile(
    rf"附(?:\s*件)?\s*(?:{FIGURE}|[一二三四五六七八九十]){{0,2}}(?:[（(].{{1,6}}[）)])?\s*[：:]\s*(?P<value>.*)"
)
_NUMBERED = re.compile(rf"{FIGURE}{{1,2}}\s*[.．、]\s*\S")
_COPIES_MADE = r"[（(]?共印.{1,8}[份张][）)]?"
_PRINTED = re.compile(rf".{{0,60}}{DATE}\s*(?:印\s*发|印制)(?:\s*{_COPIES_MADE})?|{_COPIES_MADE}")
_OPEN = re.compile(
    r"[（(]?(?:[此本][件文]|信息)?\s*(?:主动公开|依申请公开|不予公开|不公开|(?:可以|予以)?公开(?:发布)?)[）)]?"
)
# Blanks that are more than the indent of a first line.
INDENT = 4
# How far back a list of annexes or of units may begin; how many units sign together.
MOST_BACK, MOST_UNITS = 20, 8


def is_body(line: Line) -> bool:
    return line.style in BODY_STYLES


def take_end(lines: Sequence[Line], first: int) -> tuple[int, list[Mark]]:
    """How many lines are left when the end is taken off, `first` at least, and what the end says, in its order."""
    end, marks, dated = len(lines), list[Mark](), False
    while end > first:
        block = _last_block(lines, end, first, dated=dated)
        if block is None:
            break
        end, said = block
        dated = dated or any(mark.name == "成文日期" for mark in said)
        marks = said + marks
    return end, marks


def _last_block(lines: Sequence[Line], end: int, first: int, *, dated: bool) -> tuple[int, list[Mark]] | None:
    line = lines[end - 1]
    if is_body(line):
        return None
    said = read_end_line(line)
    if said is not None:
        start, units = end - 1, list[Mark]()
        while any(mark.name == "成文日期" for mark in said) and end - start <= MOST_UNITS and start > first:
            above = lines[start - 1]
            if not _signs(above) or is_body(above):
                break
            start, units = start - 1, [Mark("落款", SEAL.sub("", above.text).strip()), *units]
        return start, [mark for mark in units if mark.value] + said
    away = line.look.right or line.look.centred or line.indent >= INDENT
    if not dated and away and is_unit(line.text) and not heading_level(line.text):
        return end - 1, [Mark("落款", SEAL.sub("", line.text).strip())]
    return _list_block(lines, end, first)


def _signs(line: Line) -> bool:
    text = line.text.strip()
    return bool(SEAL.fullmatch(text)) or (is_unit(text) and not heading_level(text))


def read_end_line(line: Line) -> list[Mark] | None:
    """What a line of the end says by itself; None where it is part of the text, or of a list."""
    text = line.text.strip()
    if own := STYLES.get(line.style):
        return _own_line(own, text)
    if RULE.fullmatch(text) or SEAL.fullmatch(text):
        return []
    if NO_TEXT.fullmatch(text):
        return [Mark("此页无正文", "", "（此页无正文）")]
    if _PRINTED.fullmatch(text):
        return [Mark("印发", bare(text).replace("\t", " "))]
    if _OPEN.fullmatch(text):
        return [Mark("公开属性", bare(text))]
    if signed := signed_date(text):
        unit, date = signed
        return [*([Mark("落款", unit)] if unit else []), Mark("成文日期", date)]
    if found := _COPIES.fullmatch(text):
        return [Mark("抄送", found["value"])]
    if found := _ANNEX.fullmatch(text):
        return [Mark("附件", found["value"])] if "。" not in found["value"].rstrip("。") else None
    return read_marks(text) or None


def _own_line(name: str, text: str) -> list[Mark]:
    """A line of our own: 联系人 and 附件 have the shape that write.py gives them."""
    if name in ("联系人", "发文字号", "抄送"):
        found = _COPIES.fullmatch(text)
        return [Mark("抄送", found["value"])] if found else read_marks(text) or [Mark(name, text)]
    if name == "附件":
        found = _ANNEX.fullmatch(text)
        return [Mark("附件", found["value"] if found else text)]
    if name == "落款" and signed_date(text):
        return [Mark("成文日期", text)]
    return [Mark(name, text)]


def _list_block(lines: Sequence[Line], end: int, first: int) -> tuple[int, list[Mark]] | None:
    """附件 or 抄送 over several lines: back to the line with its label, where all between belong to it."""
    for start in range(end - 2, max(first, end - MOST_BACK) - 1, -1):
        line, between = lines[start], lines[start + 1 : end]
        if is_body(line):
            return None
        text = line.text.strip()
        values = [one.text.strip() for one in between]
        if found := _ANNEX.fullmatch(text):
            names = [found["value"], *values]
            fits = all(_goes_on(one) for one in between) and not any("。" in name.rstrip("。") for name in names)
            return (start, [Mark("附件", "\n".join(names).strip())]) if fits else None
        if found := _COPIES.fullmatch(text):
            rows = [found["value"], *values]
            fits = all(row.endswith(("，", "、", ",", "；")) for row in rows[:-1] if row)
            return (start, [Mark("抄送", "".join(rows))]) if fits else None
    return None


def _goes_on(line: Line) -> bool:
    """A line of a list of annexes: numbered, or pushed in under the name that it goes on with."""
    return bool(_NUMBERED.match(line.text)) or (line.indent >= INDENT and len(line.text) <= 60)


def is_dressing(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether a table only sets out a letter's first or last lines: 文号 beside 签发人, 抄送 over 印发."""
    lines = [line for row in rows for line in row]
    known = [line.look.red or read_end_line(line) is not None or is_unit(line.text) for line in lines]
    return all(known) and any(line.look.red or read_end_line(line) is not None for line in lines)
