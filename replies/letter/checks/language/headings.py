"""Rules about numbering: 一、 （一） 1. （1） and 一是 二是."""

import re
from collections.abc import Iterator
from itertools import pairwise

from proposals.formats.chinese import half
from replies.letter.checks.facts import COUNT, numeral_value
from replies.letter.checks.findings import ERROR, HAN, HINT, WARNING, Finding, Letter, LetterLine
from replies.letter.text import Paragraph, ParagraphKind, heading_level

LEVELS = (ParagraphKind.LEVEL_1, ParagraphKind.LEVEL_2, ParagraphKind.LEVEL_3, ParagraphKind.LEVEL_4)
_MARK = re.compile(rf"\s*[（(]?\s?({COUNT})\s?[）)、.．，：。,:]")
# A heading with a slip in its mark still counts among its sisters: 二，and 1，and 二）and 三 、.
_MISWRITTEN = (
    (ParagraphKind.LEVEL_1, re.compile(r"[一二三四五六七八九十]{1,3}(?:[.．，：。,:]|\s{1,3}、)")),
    (
        ParagraphKind.LEVEL_2,
        re.compile(r"[一二三四五六七八九十]{1,3}\s?[）)]|[（(]\s?[一二三四五六七八九十]{1,3}\s?[）)]"),
    ),
    (ParagraphKind.LEVEL_3, re.compile(r"[0-9]{1,2}(?:[，,](?![0-9])|\s{1,3}[.．、](?![0-9]))")),
)
# 1.5G基站… and 1.3月底前…: a point with a figure after it, if it is what its sisters lack; else 1.5万人.
_PERHAPS = re.compile(r"([0-9]{1,2})[.．](?=[0-9])")
_HAN_COUNTS = "〇一二三四五六七八九"

Sisters = list[tuple[LetterLine, Paragraph]]


def sister_headings(letter: Letter) -> Iterator[Sisters]:
    """The headings of one level under one parent. Points 1. and （1） may start again after a plain paragraph."""
    open_rows: dict[ParagraphKind, Sisters] = {}
    perhaps: Sisters = []
    plain_since: set[ParagraphKind] = set()
    for line, paragraph in letter.paragraphs:
        kind = _level(half(paragraph.whole))
        if kind is None:
            if _PERHAPS.match(half(paragraph.whole)):
                perhaps.append((line, paragraph))
            plain_since.update(open_rows)
            continue
        level = LEVELS.index(kind)
        for below in LEVELS[level + 1 :]:
            if below in open_rows:
                yield open_rows.pop(below)
        row = open_rows.get(kind)
        if kind is ParagraphKind.LEVEL_3:
            before = _value(row[-1][1]) if row else 0
            lacking = _lacking(perhaps, before if before < _value(paragraph) else 0, _value(paragraph))
            perhaps = []
            if lacking:
                if before >= _value(paragraph):
                    yield open_rows.pop(kind)
                row = open_rows.setdefault(kind, [])
                row += lacking
                plain_since.discard(kind)
        elif level < LEVELS.index(ParagraphKind.LEVEL_3):
            perhaps = []
        fresh = level >= 2 and kind in plain_since and _value(paragraph) == 1
        if row is not None and fresh:
            yield row
            row = None
        if row is None:
            row = open_rows[kind] = []
        row.append((line, paragraph))
        plain_since.discard(kind)
    yield from open_rows.values()


def _lacking(perhaps: Sisters, before: int, value: int) -> Sisters:
    """The paragraphs between two headings that are numbers missing there, in their order."""
    numbers = [int(match.group(1)) for one in perhaps if (match := _PERHAPS.match(half(one[1].whole)))]
    rising = all(left < right for left, right in pairwise(numbers))
    return perhaps if rising and all(before < number < value for number in numbers) else []


def _level(text: str) -> ParagraphKind | None:
    """A paragraph too long to be set as a heading still counts, and so does 一. for 一、."""
    slip = next((kind for kind, numbering in _MISWRITTEN if numbering.match(text)), None)
    return slip or heading_level(text)


def _value(paragraph: Paragraph) -> int:
    match = _MARK.match(half(paragraph.whole))
    return numeral_value(match.group(1)) if match else 0


def numbering(letter: Letter) -> Iterator[Finding]:
    """Numbers of sisters count on from 1 without a gap or a repetition."""
    for row in sister_headings(letter):
        values = [_value(paragraph) for _, paragraph in row]
        before = 0
        for place, (line, _) in enumerate(row):
            offset = values[place] - (place + 1)
            if offset not in (before, 0):
                yield _out_of_order(line, values, place)
            before = offset


def _out_of_order(line: LetterLine, values: list[int], place: int) -> Finding:
    match = _MARK.search(line.plain)
    assert match  # noqa: S101 (a heading has its number)
    written = match.group(1)
    right = heading_numeral(place + 1) if not written.isascii() else str(place + 1)
    if values[place] in values[:place]:
        message = f"序号“{written}”重复，按次序应为“{right}”。"
    elif place == 0:
        message = f"序号应从“{right}”开始，这里是“{written}”。"
    else:
        message = f"序号跳号：按次序应为“{right}”，这里是“{written}”。"
    alone = place + 1 == len(values) or values[place + 1] == place + 2
    return line.finding("numbering", ERROR, *match.span(1), message, right if alone else None)


def heading_numeral(count: int) -> str:
    """九, 十二, 二十一: up to 99."""
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_HAN_COUNTS[tens]}十"
    return head + (_HAN_COUNTS[ones] if ones else "")


_WRONG_MARK = re.compile(
    r"([一二三四五六七八九十]{1,3})([，：。])|[0-9]{1,2}(?:(，)(?![0-9])|(、)(?:(?![0-9])|(?=(?:19|20)[0-9]{2}年)))"
)
_BRACKET_AND_MARK = re.compile(r"[（(][0-9一二三四五六七八九十]{1,3}[）)]([、.．，])")
_ORDINAL = re.compile(r"(?:^\s*|(?<=[。；：]))第[一二三四五六七八九十](、)(?![第一二三四五六七八九十])")
_HALF_BRACKET = re.compile("([一二三四五六七八九十]{1,3})[）)]")


def heading_mark(letter: Letter) -> Iterator[Finding]:
    """After the number stands 、 or a point (GB/T 9704-2012 7.3.3; GB/T 15834 on 序次语): 二、 not 二，; 1. not 1、;
    （二） not 二） next to （一）, and no mark after it; 第一， not 第一、."""
    bracketed = any(paragraph.kind is ParagraphKind.LEVEL_2 for _, paragraph in letter.paragraphs)
    for line, _ in letter.paragraphs:
        indent = len(line.text) - len(line.text.lstrip())
        if match := _WRONG_MARK.match(line.plain, indent):
            group = match.lastindex or 2
            right = "、" if group == 2 else "."
            why = "" if match.group(group) == "、" else "，否则排不成标题"
            message = f"序号后面用了“{match.group(group)}”，应为“{right}”{why}。"
            yield line.finding("heading_mark", WARNING, *match.span(group), message, right)
        elif match := _BRACKET_AND_MARK.match(line.plain, indent):
            message = f"带括号的序号后面不再用“{match.group(1)}”。"
            yield line.finding("heading_mark", WARNING, *match.span(1), message, "")
        elif bracketed and (match := _HALF_BRACKET.match(line.text, indent)):
            right = f"（{match.group(1)}）"
            message = f"序号“{match.group()}”缺了左括号，应为“{right}”。"
            yield line.finding("heading_mark", WARNING, *match.span(), message, right)
        for match in line.find(_ORDINAL):
            message = "“第一”“第二”后面用逗号。"
            yield line.finding("heading_mark", WARNING, *match.span(1), message, "，")


def heading_skipped(letter: Letter) -> Iterator[Finding]:
    """（1） straight below 一、: the levels are 一、（一）1.（1） (GB/T 9704-2012 7.3.3); where there are two, 1.
    may follow. Said once."""
    above = None
    for line, paragraph in letter.paragraphs:
        kind = heading_level(half(paragraph.whole))
        if kind is ParagraphKind.LEVEL_4 and above is ParagraphKind.LEVEL_1 and _value(paragraph) == 1:
            match = _MARK.search(line.plain)
            end = match.end() if match else len(line.text)
            message = "“一、”下面用“（一）”，只有两层时可以用“1.”；“（1）”是第四层。"
            yield line.finding("heading_skipped", HINT, len(line.text) - len(line.text.lstrip()), end, message)
            return
        if kind in LEVELS:
            above = kind


_DECIMAL = re.compile(
    r"\s*([0-9]{1,2})[.．]([0-9]{1,2})(?:[.．][0-9]{1,2})*(?=\s+[\u4e00-\u9fff]|(?![万亿千百元米倍公克吨度级版个平小年月人])[\u4e00-\u9fff])"
)


def decimal_heading(letter: Letter) -> Iterator[Finding]:
    """1.1, 1.2 number the chapters of books; a 公文 counts 一、（一）1.（1） (GB/T 9704-2012 7.3.3). Said once."""
    before: tuple[LetterLine, re.Match[str]] | None = None
    for line, _ in letter.paragraphs:
        match = _DECIMAL.match(line.plain)
        if not match:
            continue
        if before and before[1].group(2) == "1" and match.group(1) == before[1].group(1) and match.group(2) == "2":
            first, start = before
            message = f"“{start.group().strip()}”是书籍的编号，公文的层次用“一、”“（一）”“1.”“（1）”。"
            at = start.end() - len(start.group().strip())
            yield first.finding("decimal_heading", HINT, at, start.end(), message)
            return
        before = (line, match)


# A point of so many characters with a comma in it is a sentence; headings of two halves are shorter.
_SENTENCE = 30
_PARTED = re.compile("[，；]")
_ENDS_BARE = re.compile(rf"[{HAN}0-9%％》”）]$")


def full_stop(letter: Letter) -> Iterator[Finding]:
    """The title has no full stop; of headings that stand alone, one does not end with it when its sisters do not.
    Where sisters are sentences, nothing is said of their stops."""
    for line in letter.title:
        if line.text.endswith("。"):
            yield line.finding("full_stop", WARNING, len(line.text) - 1, len(line.text), "标题末尾不加句号。", "")
    for row in sister_headings(letter):
        alone = [(line, paragraph) for line, paragraph in row if paragraph.heading and not paragraph.text]
        if any(paragraph.heading.endswith(("；", ";", "，")) for _, paragraph in alone):
            continue  # points of one sentence: 1.…；2.…。
        stopped = [line for line, paragraph in alone if paragraph.heading.endswith("。")]
        if stopped and len(stopped) < len(alone) and not any(_is_sentence(paragraph) for _, paragraph in row):
            for line in stopped:
                end = len(line.text.rstrip())
                message = "这个标题末尾有句号，同级的其他标题没有。单独成行的标题不加句号。"
                yield line.finding("full_stop", WARNING, end - 1, end, message, "")


def _is_sentence(paragraph: Paragraph) -> bool:
    """A numbered paragraph of one long sentence with commas: a point of a list, set as a heading or not."""
    text = paragraph.whole.strip()
    return not paragraph.text and len(text) >= _SENTENCE and bool(_PARTED.search(text))


def point_end(letter: Letter) -> Iterator[Finding]:
    """Among points that are sentences and end with their stops, one ends with none (GB/T 15834 4.1: 句末点号).
    A heading may stand without: one with text below it, one without a comma."""
    following = dict(pairwise(line.paragraph for line, _ in letter.paragraphs))
    for row in sister_headings(letter):
        stopped = [one for one in row if one[1].whole.rstrip().endswith("。")]
        bare = [one for one in row if _ENDS_BARE.search(one[1].whole.rstrip())]
        if len(stopped) + len(bare) < len(row) or len(bare) != 1 or len(stopped) < 2:
            continue
        line, paragraph = bare[0]
        alone = [one for one in stopped if not one[1].text]
        if paragraph.text or len(alone) < len(stopped) or not _PARTED.search(paragraph.whole):
            continue
        if any(_is_sentence(one[1]) for one in stopped) and _has_no_text_below(line, row, following, paragraph):
            end = len(line.text.rstrip())
            message = "同级的其他各项都是句子，末尾有句号，这一项少了句号。"
            yield line.finding("point_end", WARNING, end - 1, end, message, f"{line.text[end - 1]}。")


def _has_no_text_below(line: LetterLine, row: Sisters, following: dict[int, int], paragraph: Paragraph) -> bool:
    """Its sister follows at once, or nothing; after the last of them, where text might stand, it is a sentence."""
    places = [one.paragraph for one, _ in row]
    after = following.get(line.paragraph)
    return after is None or after in places or (line.paragraph == places[-1] and _is_sentence(paragraph))


_INLINE = (
    ("是", re.compile(r"(?:(?<=[：；。，:;])|^)\s*([一二三四五六七八九十])是(?=[^，。])")),
    ("第", re.compile(r"(?:(?<=[：；。:;])|^)\s*第([一二三四五六七八九十])(?=[，、])")),
)


def inline_numbering(letter: Letter) -> Iterator[Finding]:
    """一是…二是…三是, and 第一，…第二，… count on within a part of the letter."""
    last = dict.fromkeys(("是", "第"), 0)
    for line, paragraph in letter.paragraphs:
        if paragraph.kind in LEVELS and not paragraph.text:
            last = dict.fromkeys(last, 0)
        for word, pattern in _INLINE:
            for match in line.find(pattern):
                value, before = numeral_value(match.group(1)), last[word]
                if value not in (1, before + 1) and before:
                    here, there, right = (
                        f"第{count}" if word == "第" else f"{count}是"
                        for count in (match.group(1), heading_numeral(before), heading_numeral(before + 1))
                    )
                    message = f"“{here}”前面是“{there}”，按次序应为“{right}”。"
                    yield line.finding("inline_numbering", WARNING, *match.span(1), message)
                last[word] = value
