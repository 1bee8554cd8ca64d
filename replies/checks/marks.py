"""Rules about punctuation and spaces (GB/T 15834-2011)."""

import re
from collections.abc import Iterator

from replies.checks.finding import ERROR, HAN, WARNING, Finding, Letter, Line

_PAIRS = {"》": "《", "〉": "〈", "”": "“", "’": "‘", "）": "（", "】": "【", "〕": "〔", "｝": "｛"}
_HALF = str.maketrans("()", "（）")
# 1） and 一） number a point: their bracket has no partner.
_POINT = re.compile(r"(?:^|[；。：，、\s])\s*[0-9一二三四五六七八九十①-⑳a-zA-Z]{1,3}$")


def pairs(letter: Letter) -> Iterator[Finding]:
    """《》“”（） come in pairs within a paragraph."""
    for line in letter.lines:
        waiting: list[int] = []
        text = line.text.translate(_HALF)
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
    return text[at] == "）" and "（" not in text[max(0, at - 4) : at] and bool(_POINT.search(text[:at]))


def _unpaired(line: Line, at: int) -> Finding:
    mark = line.text[at]
    half = mark.translate(_HALF)
    partner = _PAIRS.get(half) or next(close for close, opening in _PAIRS.items() if opening == half)
    return line.finding("pairs", ERROR, at, at + 1, f"“{mark}”没有配对的“{partner}”。")


_MARKS = "，。、；：？！…—“”‘’《》〈〉（）【】〔〕％"
_SPACE = re.compile(rf"(?<=[{HAN}{_MARKS}0-9A-Za-z%])[ \t\u3000\xa0]+(?=[{HAN}{_MARKS}0-9A-Za-z])")
_WESTERN = re.compile(r"[0-9A-Za-z%]")
_AFTER_NUMBER = re.compile(
    r"^\s*(?:[0-9]{1,2}[.．、]|[（(][0-9一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)$"
)


def spaces(letter: Letter) -> Iterator[Finding]:
    """No spaces inside Chinese text. Between two Western words, in a name of the salutation (王　芳) and after a
    heading's number they may stand."""
    for line in letter.lines:
        for match in line.find(_SPACE):
            before, after = line.text[match.start() - 1], line.text[match.end()]
            western = _WESTERN.match(before) and _WESTERN.match(after)
            if western or line is letter.salutation or _AFTER_NUMBER.match(line.text[: match.start()]):
                continue
            message = f"“{before}”和“{after}”之间多了空格。"
            yield line.finding("spaces", WARNING, *match.span(), message, "")


_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", ".": "。", "-": "—", "~": "～"}
_H = rf"{HAN}，。、；：“”《》（）"
_HALF_WIDTH = re.compile(
    rf"(?<=[{_H}])[,;:!?](?![0-9A-Za-z/])"  # 共三人,其中
    rf"|(?<=[{HAN}0-9%％）》”])[,;!?](?=[{HAN}“《（])"  # 共3人,其中
    rf"|(?<=[{HAN}])[-~](?=[{HAN}])"  # 工作者-骨干
    rf"|(?<=[{HAN}”》）])\.(?=[{HAN}]|$)"
    rf"|\((?=[{_H}])|(?<=[{_H}])\((?=[0-9A-Za-z])"
    rf"|(?<=[{_H}])\)|(?<=[0-9A-Za-z%])\)(?=[{_H}])"
)
_STRAIGHT = re.compile(r'"')


def half_width(letter: Letter) -> Iterator[Finding]:
    """Between Chinese characters punctuation has the full width."""
    for line in letter.lines:
        for match in line.find(_HALF_WIDTH):
            mark = match.group()
            yield line.finding(
                "half_width", WARNING, *match.span(), f"“{mark}”是半角，应为“{_FULL[mark]}”。", _FULL[mark]
            )
        straight = [match.start() for match in line.find(_STRAIGHT)]
        if straight and re.search(f"[{HAN}]", line.text):
            even = len(straight) % 2 == 0
            for place, at in enumerate(straight):
                right = "“”"[place % 2]
                message = f"直引号应为“{right}”。" if even else "直引号应为全角引号，并且不成对。"
                yield line.finding("half_width", WARNING, at, at + 1, message, right if even else None)


_DOUBLED = re.compile(r"，，+|。。+|、、+|；；+|：：+|[，、；]+。|。[，、；]+|，[、；]|[、；]，")


def doubled(letter: Letter) -> Iterator[Finding]:
    """Two marks where one belongs: ，， or ，。"""
    for line in letter.lines:
        for match in line.find(_DOUBLED):
            marks = match.group()
            right = "。" if "。" in marks else marks[0] if len(set(marks)) == 1 else None
            yield line.finding("doubled", ERROR, *match.span(), f"标点“{marks}”连用。", right)
