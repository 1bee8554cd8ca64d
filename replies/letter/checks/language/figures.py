"""Rules on figures: spans and approximations (GB/T 15834-2011, GB/T 15835-2011)."""

import re
from collections.abc import Iterator

from replies.letter.checks.findings import HINT, WARNING, Finding, Letter, LetterLine
from replies.letter.checks.titles import blank_titles

_UNITS = (
    "年|月|日|岁|周|天|小时|分钟|秒|时|点|个|名|人|户|家|元|角|万|亿|千|百|倍|层|次|件|条|处|所|台|辆|张|亩|顷|吨|米|公里|千米"
    "|平方|立方|公顷|公斤|千克|克|升|度|℃|%|％|级|期|批|盏|座|套|组|课时|届|版|厘米|毫米|分贝|km|cm|mm|kg|dB|kV|kW|m"
)
_COUNTED = r"[0-9]{1,9}(?:\.[0-9]{1,4})?"
_UNIT_LEFT = "(?:年|月|日|时|点|万|亿|%|％|元|个月|米|岁|℃)?"
_DASH = "[-－~]"
# No dash before or after: 2026-3-5, 021-55550118 and GB/T 9704-2012 are no spans.
_SPAN = re.compile(
    rf"(?<![0-9A-Za-z.\-－—–/〕:：号第])(?<![A-Za-z]\s)({_COUNTED})({_UNIT_LEFT})({_DASH})({_COUNTED})(?=({_UNITS}))"
    rf"|(?<![0-9:\-－])([0-9]{{1,2}}[:：︰][0-9]{{2}})()({_DASH})([0-9]{{1,2}}[:：︰][0-9]{{2}})(?![0-9\-－])()"
)
_POINT = re.compile(r"^\s*[1-9][0-9]?[.．](?=[0-9])")  # 1.2022-2023年: the number of a heading
_OF_TIME = ("年", "月", "日", "时", "点")
_SHARED = ("万", "亿", "%", "％")


def number_span(letter: Letter) -> Iterator[Finding]:
    """Between figures stands — (times) or ～ (amounts), not - or ~ (GB/T 15834 4.13.3); both ends have their 万 or %
    (GB/T 15835 on 数值范围): 30万～50万元, 15%～30%."""
    for line in letter.sentences:
        text = _POINT.sub(lambda found: "〇" * len(found.group()), blank_titles(line.plain))
        for match in _SPAN.finditer(text):
            groups = [group for group in match.groups() if group is not None]
            left, unit, _, right, after = groups
            yield _span_finding(line, match, (left, unit, right, after))


def _span_finding(line: LetterLine, match: re.Match[str], parts: tuple[str, str, str, str]) -> Finding:
    left, unit, right, after = parts
    of_time = not after or (unit or after) in _OF_TIME
    if (unit or after) == "年" and len(left) < 4:
        of_time = False  # 3～5年 is an amount, 2023—2025年 a time
    dash = "—" if of_time else "～"
    start, end = match.span()
    shared = after if after in _SHARED and not unit else ""
    right_text = line.text[end - len(right) : end]
    left_text = line.text[start : start + len(left)] + (line.text[start + len(left) : start + len(left) + len(unit)])
    fix = f"{left_text}{shared}{dash}{right_text}".replace("︰", "：")
    words = line.text[start:end]
    why = f"，前后都要带“{shared}”" if shared else ""
    used = "~" if "~" in words else "-"
    message = f"数字之间的起止用“{dash}”，不用“{used}”{why}：“{words}{after}”宜写“{fix}{after}”。"
    return line.finding("number_span", WARNING, start, end, message, fix)


_FIGURES = "[0-9一二三四五六七八九十百千万亿两几][0-9.一二三四五六七八九十百千万亿两几]{0,12}"
# 节约, 预约 and 合约 approximate nothing; 近十余年 is “in the last ten-odd years”.
_TWICE_ABOUT = re.compile(
    rf"((?<![节签预合公契条特违制相履])约|大约|大概|将近|接近|(?<![附最就邻靠临相亲远])近|差不多)(?:有|为|占|需|计)?({_FIGURES})"
    rf"(?:(余|多)(?!年|个?月|天|日)|[^0-9，。；、（）\s]{{1,6}}?(左右|上下)|(左右|上下))"
)


def twice_approximate(letter: Letter) -> Iterator[Finding]:
    """近…余, 约…左右: one word of approximation is enough, and 近 (less) with 余 (more) contradicts itself (usage:
    吕叔湘、朱德熙《语法修辞讲话》; GB/T 15835 on 概数)."""
    for line in letter.sentences:
        text = blank_titles(line.plain, letter.facts.title)
        for match in _TWICE_ABOUT.finditer(text):
            first, last = match.group(1), match.group(3) or match.group(4) or match.group(5)
            message = f"“{first}”和“{last}”都表示概数，留一个就可以了。"
            yield line.finding("twice_approximate", WARNING, *match.span(), message)


_COUNTED_BY = (
    "(?:万|亿|千)?(?:人|名|户|家|元|个|米|公里|千米|平方|亩|公顷|顷|吨|公斤|千克|辆|台|套|件|次|盏|棵"
    "|株|张|床|份|栋|幢|间|座|条|岁|册|只|头|例)"
)
# 得分98，300人参加: what is counted before the comma is another thing.
_THOUSANDS = re.compile(
    rf"(?<![0-9.．，,\-－—–～~/:：第号分率数])(?<![分数率名]为)[1-9][0-9]{{0,2}}((?:，[0-9]{{3}})+)(?![0-9，,、])(?=(?:余|多)?{_COUNTED_BY})"
)


def thousands(letter: Letter) -> Iterator[Finding]:
    """1，204人: thousands are parted by a comma of half width (GB/T 15835-2011, 千分撇), or by nothing. 1，2，3 is a
    list."""
    for line in letter.worded:
        text = blank_titles(line.plain, letter.facts.title)
        for match in _THOUSANDS.finditer(text):
            written = line.text[match.start() : match.end()]
            right = match.group().replace("，", ",")
            message = f"“{written}”是一个数，中间用了全角逗号，应为“{right}”。"
            yield line.finding("thousands", WARNING, *match.span(), message, right)


# 8：30 is a time of day, 4：6 after 按 and before 比例 a ratio.
_TERM = r"[0-9]{1,4}(?:\.[0-9]{1,2})?"
_NAMED = (
    "(?:(?:比例?|配比)(?:约|仅|达|达到|不低于|不高于)?(?:为|是|达到?)"
    "|(?:师生|人车|男女|性别|医护|床护|车位|投入产出|供需)比|比例)"
)
_RATIO = re.compile(rf"{_NAMED}({_TERM}(：){_TERM})(?![0-9：])|按照?({_TERM}(：){_TERM})(?=的?比例)")


def ratio(letter: Letter) -> Iterator[Finding]:
    """师生比为1：21: between the terms of a ratio stands ∶, not the colon of a sentence (GB 3102.11)."""
    for line in letter.worded:
        text = blank_titles(line.plain, letter.facts.title)
        for match in _RATIO.finditer(text):
            sign = 2 if match[2] else 4
            message = f"比号是“∶”，不是冒号：“{match[sign - 1]}”宜写“{match[sign - 1].replace('：', '∶')}”。"
            yield line.finding("ratio", HINT, *match.span(sign), message, "∶")
