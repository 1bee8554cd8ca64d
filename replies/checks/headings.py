"""Rules about numbering: 一、 （一） 1. （1） and 一是 二是."""

import re
from collections.abc import Iterator

from replies.checks.facts import COUNT, counted
from replies.checks.finding import ERROR, WARNING, Finding, Letter, Line
from replies.letter import Kind, Paragraph, numbered

LEVELS = (Kind.LEVEL_1, Kind.LEVEL_2, Kind.LEVEL_3, Kind.LEVEL_4)
_MARK = re.compile(rf"[（(]?({COUNT})[）)、.．]")
_MISWRITTEN = re.compile("[一二三四五六七八九十]{1,3}[.．]")
_HAN_COUNTS = "〇一二三四五六七八九"

Sisters = list[tuple[Line, Paragraph]]


def sisters(letter: Letter) -> Iterator[Sisters]:
    """The headings of one level under one parent. Points 1. and （1） may start anew after a plain paragraph."""
    open_rows: dict[Kind, Sisters] = {}
    plain_since: set[Kind] = set()
    for line, paragraph in letter.paragraphs:
        kind = _level(paragraph.whole)
        if kind is None:
            plain_since.update(open_rows)
            continue
        level = LEVELS.index(kind)
        for below in LEVELS[level + 1 :]:
            if below in open_rows:
                yield open_rows.pop(below)
        row = open_rows.get(kind)
        fresh = level >= 2 and kind in plain_since and _value(paragraph) == 1
        if row is not None and fresh:
            yield row
            row = None
        if row is None:
            row = open_rows[kind] = []
        row.append((line, paragraph))
        plain_since.discard(kind)
    yield from open_rows.values()


def _level(text: str) -> Kind | None:
    """A paragraph too long to be set as a heading still counts, and so does 一. for 一、."""
    return Kind.LEVEL_1 if _MISWRITTEN.match(text) else numbered(text)


def _value(paragraph: Paragraph) -> int:
    match = _MARK.match(paragraph.whole)
    return counted(match.group(1)) if match else 0


def numbering(letter: Letter) -> Iterator[Finding]:
    """Numbers of sisters count on from 1 without a gap or a repetition."""
    for row in sisters(letter):
        values = [_value(paragraph) for _, paragraph in row]
        before = 0
        for place, (line, _) in enumerate(row):
            offset = values[place] - (place + 1)
            if offset not in (before, 0):
                yield _out_of_order(line, values, place)
            before = offset


def _out_of_order(line: Line, values: list[int], place: int) -> Finding:
    match = _MARK.search(line.text)
    assert match  # noqa: S101 (a heading has its number)
    written = match.group(1)
    right = chinese(place + 1) if not written.isascii() else str(place + 1)
    if values[place] in values[:place]:
        message = f"序号“{written}”重复，按次序应为“{right}”。"
    elif place == 0:
        message = f"序号应从“{right}”开始，这里是“{written}”。"
    else:
        message = f"序号跳号：按次序应为“{right}”，这里是“{written}”。"
    alone = place + 1 == len(values) or values[place + 1] == place + 2
    return line.finding("numbering", ERROR, *match.span(1), message, right if alone else None)


def chinese(count: int) -> str:
    """九, 十二, 二十一: up to 99."""
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_HAN_COUNTS[tens]}十"
    return head + (_HAN_COUNTS[ones] if ones else "")


def full_stop(letter: Letter) -> Iterator[Finding]:
    """Of headings that stand alone, one does not end with a full stop when its sisters do not."""
    for row in sisters(letter):
        alone = [(line, paragraph) for line, paragraph in row if paragraph.heading and not paragraph.text]
        if any(paragraph.heading.endswith(("；", ";", "，")) for _, paragraph in alone):
            continue  # points of one sentence: 1.…；2.…。
        stopped = [line for line, paragraph in alone if paragraph.heading.endswith("。")]
        if stopped and len(stopped) < len(alone):
            for line in stopped:
                end = len(line.text.rstrip())
                message = "这个标题末尾有句号，同级的其他标题没有。单独成行的标题不加句号。"
                yield line.finding("full_stop", WARNING, end - 1, end, message, "")


_INLINE = re.compile(r"(?:(?<=[：；。，:;])|^)\s*([一二三四五六七八九十])是(?=[^，。])")


def inline_numbering(letter: Letter) -> Iterator[Finding]:
    """一是…二是…三是 count on within a part of the letter."""
    last = 0
    for line, paragraph in letter.paragraphs:
        if paragraph.kind in LEVELS and not paragraph.text:
            last = 0
        for match in line.find(_INLINE):
            value = counted(match.group(1))
            if value not in (1, last + 1) and last:
                right = chinese(last + 1)
                message = f"“{match.group(1)}是”前面是“{chinese(last)}是”，按次序应为“{right}是”。"
                yield line.finding("inline_numbering", WARNING, *match.span(1), message)
            last = value
