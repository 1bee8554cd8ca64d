"""Rules about punctuation and spaces (GB/T 15834-2011)."""

import re
from collections.abc import Iterator

from proposals.formats.chinese import half
from replies.letter.checks.findings import ERROR, HAN, HINT, WARNING, Finding, Letter, LetterLine
from replies.letter.checks.presence import OTHER_BRACKETS
from replies.letter.checks.titles import quoted_titles

_PAIRS = {"》": "《", "〉": "〈", "”": "“", "’": "‘", "）": "（", "】": "【", "〕": "〔", "｝": "｛"}
_HALF = str.maketrans("()", "（）")
# 1） and 一） number a point: their bracket has no partner.
_POINT = re.compile(r"(?:^|[；。：，、\s])[0-9一二三四五六七八九十①-⑳a-zA-Z]{1,3}$")


def pairs(letter: Letter) -> Iterator[Finding]:
    """《》“”（） come in pairs within a paragraph."""
    for line in letter.lines:
        waiting: list[int] = []
        text = line.plain.translate(_HALF)
        for at, character in enumerate(text):
            if character in _PAIRS.values():
                waiting.append(at)
            elif character in _PAIRS and not _is_lonely(text, at):
                opening = _PAIRS[character]
                if waiting and text[waiting[-1]] == opening:
                    waiting.pop()
                elif any(text[other] == opening for other in waiting):
                    while text[waiting[-1]] != opening:
                        yield _unpaired(line, waiting.pop())
                    waiting.pop()
                else:
                    yield _unpaired(line, at)
        for at in waiting:
            yield _unpaired(line, at)


def _is_lonely(text: str, at: int) -> bool:
    """An apostrophe, or the bracket of 1）."""
    if text[at] == "’":
        return at > 0 and text[at - 1].isascii() and "‘" not in text[:at]
    start = max(0, at - 4)
    return text[at] == "）" and "（" not in text[start:at] and bool(_POINT.search(text, start, at))


def _unpaired(line: LetterLine, at: int) -> Finding:
    mark = line.text[at]
    half = mark.translate(_HALF)
    partner = _PAIRS.get(half) or next(close for close, opening in _PAIRS.items() if opening == half)
    return line.finding("pairs", ERROR, at, at + 1, f"“{mark}”没有配对的“{partner}”。")


_MARKS = "，。、；：？！…—“”‘’《》〈〉（）【】〔〕％"
_BLANK = re.compile(r"\s")
_SPACE = re.compile(rf"(?<=[{HAN}{_MARKS}0-9A-Za-z%])[ \t\u3000\xa0]+(?=[{HAN}{_MARKS}0-9A-Za-z])")
_WESTERN, _LATIN = re.compile(r"[0-9A-Za-z%]"), re.compile("[A-Za-z]")
_LABEL = re.compile("[\u4e00-\u9fff]{2,6}[：:]")  # 联系人：高扬　联系电话：…
_AFTER_NUMBER = re.compile(
    r"^\s*(?:[0-9]{1,2}[.．、]|[（(][0-9一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)$"
)


def spaces(letter: Letter) -> Iterator[Finding]:
    """No spaces inside Chinese text. Next to a Western word, in a name (王　芳), before a label, after a heading's
    number and between the columns of a table they may stand."""
    spaced = [name for name in letter.facts.deputies if _BLANK.search(name)]
    for line in letter.lines:
        found = list(line.find(_SPACE))
        if "\t" in line.text or sum(len(match.group()) > 1 for match in found) > 1:
            continue
        names = [match.span() for name in spaced for match in re.finditer(re.escape(name), line.text)]
        for match in found:
            if any(start < match.start() < end for start, end in names):
                continue
            before, after = line.plain[match.start() - 1], line.plain[match.end()]
            western = _WESTERN.match(before) and _WESTERN.match(after)
            if western or line is letter.salutation or _AFTER_NUMBER.match(line.plain[: match.start()]):
                continue
            if _LATIN.match(before) or _LATIN.match(after) or _LABEL.match(line.text, match.end()):
                continue
            message = f"“{before}”和“{after}”之间多了空格。"
            yield line.finding("spaces", WARNING, *match.span(), message, "")


_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", ".": "。", "-": "—", "~": "～"}
_H = rf"{HAN}，。、；：“”《》（）"
_HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}])[,;:!?]|(?<=[{_H}])[,;:!?](?![0-9A-Za-z/])"  # 共三人,其中
    rf"|(?<=[{HAN}0-9%％）》”])[,;!?](?=[{HAN}“《（])"  # 共3人,其中
    rf"|(?<=[{HAN}])[-~](?=[{HAN}])"  # 工作者-骨干
    rf"|(?<=[{HAN}”》）])\.(?=[{HAN}]|$)"
    rf"|\((?=[{_H}])|(?<=[{_H}])\((?=[0-9A-Za-z])"
    rf"|(?<=[{_H}])\)|(?<=[0-9A-Za-z%])\)(?=[{_H}])"
)
_COUNTED = re.compile("[一二三四五六七八九十]{1,3}")
_POINTED = re.compile(r"\s*[0-9]{1,2}")
_STRAIGHT = re.compile(r'"')


def half_width(letter: Letter) -> Iterator[Finding]:
    """Between Chinese characters punctuation has the full width."""
    for line in letter.lines:
        numbers = [match.span() for match in line.find(OTHER_BRACKETS)]  # document_number says it
        for match in line.find(_HALF_WIDTH):
            mark = match.group()
            right = _FULL[mark]
            if mark in ".,:" and _COUNTED.fullmatch(line.text[: match.start()]):
                right = "、"  # 一.主要做法
            elif mark == "," and _POINTED.fullmatch(line.plain[: match.start()]):
                right = "."  # 1,全面建档
            if any(start <= match.start() < end for start, end in numbers):
                continue
            yield line.finding("half_width", WARNING, *match.span(), f"“{mark}”是半角，应为“{right}”。", right)
        straight = [match.start() for match in line.find(_STRAIGHT)]
        if not re.search(f"[{HAN}]", line.text):
            continue
        if len(straight) % 2:
            message = "直引号应为全角的“”，并且不成对。"
            yield line.finding("half_width", WARNING, straight[-1], straight[-1] + 1, message)
            continue
        for start, end in zip(straight[::2], straight[1::2], strict=True):
            inside = line.text[start + 1 : end]
            message = f"“{inside}”用了直引号，应为全角的“”。"
            yield line.finding("half_width", WARNING, start, end + 1, message, f"“{inside}”")


_FULL_FIGURES = re.compile("[０-９](?:[０-９．]*[０-９])?％?")
_FULL_POINT = re.compile(r"\s*[０-９]{1,2}．?(?![０-９])")
_WITH_FIGURES = str.maketrans("．％", ".%")


def full_width(letter: Letter) -> Iterator[Finding]:
    """Figures have half the width (GB/T 15835); a title that is quoted keeps its own."""
    for line in letter.lines:
        if line.plain == line.text:
            continue
        titles = list(quoted_titles(line.text))
        point = _FULL_POINT.match(line.text)
        for match in _FULL_FIGURES.finditer(line.text):
            start, end = match.span()
            if any(begin <= start < finish for begin, finish in titles):
                continue
            if point and start < point.end():
                end = max(end, point.end())  # １．, the number of a heading
            written = line.text[start:end]
            right = half(written).translate(_WITH_FIGURES)
            message = f"“{written}”是全角数字，应为“{right}”。"
            yield line.finding("full_width", HINT, start, end, message, right)


_DOUBLED = re.compile(r"，，+|。。+|、、+|；；+|：：+|[，、；]+。|。[，、；]+|，[、；]|[、；]，")


def doubled(letter: Letter) -> Iterator[Finding]:
    """Two marks where one belongs: ，， or ，。"""
    for line in letter.lines:
        for match in line.find(_DOUBLED):
            marks = match.group()
            right = "。" if "。" in marks else marks[0] if len(set(marks)) == 1 else None
            yield line.finding("doubled", ERROR, *match.span(), f"标点“{marks}”连用。", right)
