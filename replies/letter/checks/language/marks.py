"""Rules about punctuation and spaces (GB/T 15834-2011)."""

import re
from collections.abc import Iterator

from proposals.formats.chinese import half
from replies.letter.checks.findings import ERROR, HAN, HINT, WARNING, Finding, Letter, LetterLine
from replies.letter.checks.presence import OTHER_BRACKETS
from replies.letter.checks.titles import quoted_titles

_PAIRS = {"》": "《", "〉": "〈", "”": "“", "’": "‘", "）": "（", "】": "【", "〕": "〔", "｝": "｛"}
_PAIRED = re.compile(f"[{''.join(_PAIRS)}{''.join(_PAIRS.values())}]")
_HALF = str.maketrans("()", "（）")
# 1） and 一） number a point: their bracket has no partner.
_POINT = re.compile(r"(?:^|[；。：，、\s])[0-9一二三四五六七八九十①-⑳a-zA-Z]{1,3}$")


def pairs(letter: Letter) -> Iterator[Finding]:
    """《》“”（） come in pairs within a paragraph."""
    for line in letter.worded:
        waiting: list[int] = []
        text = line.plain.translate(_HALF)
        for mark in _PAIRED.finditer(text):
            at, character = mark.start(), mark[0]
            if character not in _PAIRS:
                waiting.append(at)
            elif not _is_lonely(text, at):
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


def nested_quotes(letter: Letter) -> Iterator[Finding]:
    """Quotes within quotes are ‘’ (GB/T 15834 4.8.3.4): “关于解决‘停车难’的建议”. In 《》 a title keeps its own."""
    for line in letter.lines:
        opened: list[int] = []
        within: list[tuple[int, int]] = []
        for at, character in enumerate(line.text):
            if character in "“《":
                opened.append(at)
            elif character == "》" and opened and line.text[opened[-1]] == "《":
                opened.pop()
            elif character == "”":
                if not opened or line.text[opened[-1]] != "“":
                    break  # another rule's
                start = opened.pop()
                if opened and line.text[opened[-1]] == "“":
                    within.append((start, at + 1))
        else:
            for start, end in [] if opened else within:
                right = f"‘{line.text[start + 1 : end - 1]}’"
                message = f"引号里面再用引号时用单引号，应为{right}。"
                yield line.finding("nested_quotes", WARNING, start, end, message, right)


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
_AFTER_ARTICLE = re.compile("第[一二三四五六七八九十百零0-9]{1,6}[条章节款编]$")  # 第十二条　业主…
# 联 系 人： and 传　真：, spread to one width with the labels above and below.
_SPREAD_LABEL = re.compile(
    r"(?:^|(?<=[\s　（(，；]))[\u4e00-\u9fff](?:[ \t\u3000\xa0]{1,8}[\u4e00-\u9fff]){1,6}[ \t\u3000]{0,8}[：:]"
)
# 《中共中央办公厅　国务院办公厅关于…》: two that issue a document together.
_ISSUERS = re.compile(r"^[\u4e00-\u9fff]{2,24}[厅部委局院府会处室办]\s+[\u4e00-\u9fff]{2,24}[厅部委局院府会处室办]")
_AFTER_NUMBER = re.compile(
    r"^\s*(?:[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3}|[图表][0-9]{1,2}|[0-9]{1,2}[.．、]|[（(][0-9一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)$"
)


def spaces(letter: Letter) -> Iterator[Finding]:
    """No spaces inside Chinese text (GB/T 15834: marks, not blanks, part what is written). Next to a Western word,
    in a name (王　芳), before and within a label (联 系 人：), after the number of a heading or an article and
    between the columns of a table they may stand."""
    spaced = [name for name in letter.facts.deputies if _BLANK.search(name)]
    for line in letter.sentences:
        found = list(line.find(_SPACE))
        columns = sum(len(match.group()) > 1 for match in found) > 1 and not re.search("[，。；]", line.text)
        if "\t" in line.text or columns:
            continue
        kept = [span for span in quoted_titles(line.text) if _ISSUERS.search(line.text[slice(*span)])]
        kept += [match.span() for name in spaced for match in re.finditer(re.escape(name), line.text)]
        kept += [match.span() for match in _SPREAD_LABEL.finditer(line.text)]
        for match in found:
            if any(start < match.start() < end or start == match.end() for start, end in kept):
                continue
            before, after = line.plain[match.start() - 1], line.plain[match.end()]
            western = _WESTERN.match(before) and _WESTERN.match(after)
            if western or line is letter.salutation or _AFTER_NUMBER.match(line.plain[: match.start()]):
                continue
            if _AFTER_ARTICLE.search(line.plain, max(0, match.start() - 8), match.start()):
                continue
            if _LATIN.match(before) or _LATIN.match(after) or _LABEL.match(line.text, match.end()):
                continue
            message = f"“{before}”和“{after}”之间多了空格。"
            yield line.finding("spaces", WARNING, *match.span(), message, "")


_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "-": "—", "~": "～"}
_H = rf"{HAN}，。、；：“”《》（）"
_HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}])[,;:!?]|(?<=[{_H}])[,;:!?](?![0-9A-Za-z/])"  # 共三人,其中
    rf"|(?<=[{HAN}0-9%％）》”])[,;!?](?=[{HAN}“《（])"  # 共3人,其中
    rf"|(?<=[{HAN}])(?:-{{1,3}}|~)(?=[{HAN}])"  # 工作者-骨干, 规划--融合发展
    rf"|(?<=[{HAN}”》）])\.(?=[{HAN}]|$)"
)
_COUNTED = re.compile("[一二三四五六七八九十]{1,3}")
_POINTED = re.compile(r"\s*[0-9]{1,2}")
_STRAIGHT = re.compile(r'"')
_PRESENTED = re.compile("[︰﹕](?=[0-9])")
_ANGLED = re.compile(rf"<([{HAN}][^<>]{{0,60}})>")
# The short hyphen joins the parts of a noun: 吐鲁番-哈密盆地, 厂-网-河一体化 (GB/T 15834 4.13.3.1). It stands for
# another mark between times, between the steps of something, in a row that has — elsewhere, and before a clause.
_JOINED = re.compile(rf"[{HAN}（）()—-]+")
_STEPS = re.compile("(?<![体化同动合])[的”](?:成长|晋升|培养|职业|办理|办事)(?:台阶|阶梯|链条|流程|步骤|路径|通道)")
_TIME = "(?:周|星期|礼拜)[一二三四五六日天]|[一二三四五六七八九十]{1,3}[年月日时点]|[上下]午|[年月][初中底末]"
_TIME_BEFORE = re.compile(f"(?:{_TIME}|[年月日时点])$")
_TIME_AFTER = re.compile(f"{_TIME}|次年|翌年|[今明去当本]年|[本下次]月|次日|至今|目前|现在")
_CLAUSE_AFTER = re.compile("即|也就是|就是|这[是就一些样]|我们|让|它是|他们")


def _stands_for(text: str, at: int) -> str:
    """What belongs where a single hyphen stands between Chinese characters: —, —— or the hyphen itself."""
    if _CLAUSE_AFTER.match(text, at + 1):
        return "——"
    if _TIME_BEFORE.search(text, max(0, at - 6), at) and _TIME_AFTER.match(text, at + 1):
        return "—"
    row = next(match.group() for match in _JOINED.finditer(text) if match.start() <= at < match.end())
    within = "—" in row or _STEPS.search(row)
    return "—" if within else "-"


def half_width(letter: Letter) -> Iterator[Finding]:
    """Between Chinese characters punctuation has the full width (GB/T 15834 5.1), brackets as a pair: dB(A) keeps
    both of its Western ones, （试行) gets both."""
    for line in letter.lines:
        numbers = [match.span() for match in line.find(OTHER_BRACKETS)]  # document_number says it
        for match in line.find(_HALF_WIDTH):
            mark = match.group()
            right = "——" if mark.startswith("--") else _FULL[mark]
            if mark in ".,:" and _COUNTED.fullmatch(line.text[: match.start()]):
                right = "、"  # 一.主要做法
            elif mark == "," and _POINTED.fullmatch(line.plain[: match.start()]):
                right = "."  # 1,全面建档
            elif mark == "-":
                right = _stands_for(line.plain, match.start())
            if mark == right or any(start <= match.start() < end for start, end in numbers):
                continue
            yield line.finding("half_width", WARNING, *match.span(), f"“{mark}”是半角，应为“{right}”。", right)
        for match in line.find(_ANGLED):
            within = any(start <= match.start() < end for start, end in quoted_titles(line.text))
            right = f"〈{match.group(1)}〉" if within else f"“{match.group(1)}”"
            message = f"“{match.group()}”用了小于号和大于号，应为{right}；书名、文件名用《》。"
            yield line.finding("half_width", WARNING, *match.span(), message, right)
        for match in line.find(_PRESENTED):
            message = f"“{match.group()}”不是标点里的冒号，应为“：”。"
            yield line.finding("half_width", WARNING, *match.span(), message, "：")
        taken = [at for start, end in numbers for at in range(start, end)]
        for at, right in _odd_brackets(line.plain):
            if at not in taken:
                width = "半角" if line.text[at] in "()" else "全角"
                message = f"“{line.text[at]}”是{width}，应为“{right}”。"
                yield line.finding("half_width", WARNING, at, at + 1, message, right)
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


_BRACKETS = re.compile(r"[()（）]")
_HAN_OR_MARK = re.compile(f"[{_H}]")


def _odd_brackets(text: str) -> Iterator[tuple[int, str]]:
    """Brackets of the wrong width, and the right one."""
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        at = match.start()
        if match.group() in "(（":
            opened.append(at)
        elif opened:
            yield from _odd_pair(text, opened.pop(), at)
        elif match.group() == ")" and (_is_han(text, at - 1) or (at and _is_han(text, at + 1))):
            yield at, "）"
    for at in opened:
        if text[at] == "(" and (_is_han(text, at - 1) or _is_han(text, at + 1)):
            yield at, "（"


def _odd_pair(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    around = [text[start], text[end]]
    inside = text[start + 1 : end]
    if around == ["（", "）"]:
        return
    western = around == ["(", ")"] and not _HAN_OR_MARK.search(inside) and not _is_han(text, start - 1)
    # f(x) and dB(A) are Western; (1) before Chinese numbers a paragraph of it.
    if western and (text[:start].strip() or not _is_han(text, end + 1)):
        return
    if around != ["(", ")"] and inside.isascii() and text[start - 1 : start].isascii() and text[:start].strip():
        yield from ((at, right) for at, mark, right in ((start, "（", "("), (end, "）", ")")) if text[at] == mark)
        return
    yield from ((at, right) for at, mark, right in ((start, "(", "（"), (end, ")", "）")) if text[at] == mark)


def _is_han(text: str, at: int) -> bool:
    return 0 <= at < len(text) and bool(_HAN_OR_MARK.match(text[at]))


_FULL_FIGURES = re.compile("[０-９](?:[０-９．]*[０-９])?％?")
_FULL_POINT = re.compile(r"\s*[０-９]{1,2}．?(?![０-９])")
_WITH_FIGURES = str.maketrans("．％", ".%")


def full_width(letter: Letter) -> Iterator[Finding]:
    """Figures have half the width (GB/T 15835); a title that is quoted keeps its own."""
    for line in letter.worded:
        if line.plain == line.text:
            continue
        titles = list(quoted_titles(line.text))
        point = _FULL_POINT.match(line.text)
        for match in _FULL_FIGURES.finditer(line.text):
            start, end = match.span()
            if any(begin <= start < finish for begin, finish in titles):
                continue
            if point:
                end = max(end, point.end())  # １．, the number of a heading
            written = line.text[start:end]
            right = half(written).translate(_WITH_FIGURES)
            message = f"“{written}”是全角数字，应为“{right}”。"
            yield line.finding("full_width", HINT, start, end, message, right)


_PERCENT, _FULL_PERCENT = re.compile("[0-9]%"), re.compile("(?<=[0-9])％")


def percent(letter: Letter) -> Iterator[Finding]:
    """99.1％ beside 12.6%: one letter writes one sign, that of the figures' width (GB/T 15835)."""
    if not any(_PERCENT.search(line.plain) for line in letter.worded):
        return
    for line in letter.worded:
        titles = list(quoted_titles(line.text))
        for match in line.find(_FULL_PERCENT):
            apart = not any(start <= match.start() < end for start, end in titles)
            if apart and line.text[match.start() - 1].isascii():  # full_width says ９９％
                yield line.finding("percent", HINT, *match.span(), "别处写的是“%”，一封信里宜写法一致。", "%")


_NOT_BETWEEN = re.compile("(?<=[》”])、(?=[《“])")
_AND_BEFORE = re.compile("、(?=以及)")


def marks_in_row(letter: Letter) -> Iterator[Finding]:
    """Between 《》 and 《》, or “” and “”, stands no 、 (GB/T 15834 4.5.3.5), and none before 以及, which joins as it
    does. Said once for the whole letter."""
    found = [(line, match) for line in letter.sentences for match in line.find(_NOT_BETWEEN)]
    if found:
        line, match = found[0]
        where = f"，共{len(found)}处" if len(found) > 1 else ""
        message = f"书名号之间、引号之间通常不用顿号{where}。"
        yield line.finding("marks_in_row", HINT, *match.span(), message, "")
    for line in letter.sentences:
        for match in line.find(_AND_BEFORE):
            yield line.finding("marks_in_row", HINT, *match.span(), "“以及”前面不用顿号。", "")


_ENDS_BARE = re.compile(rf"[{HAN}0-9%％》]$|(?<![。！？…])[”）]$")
_CLOSING = re.compile("(?:特此|专此|谨此|现特此)?(?:函复|答复|回复|复函)|此复|特此说明")


def sentence_end(letter: Letter) -> Iterator[Finding]:
    """The last sentence of a paragraph ends with a mark (GB/T 15834 4.1); a heading or a point of a list need not."""
    for line, paragraph in letter.paragraphs:
        text = paragraph.text.strip()
        goes_on = "。" in text[:-1] and _ENDS_BARE.search(text) and not text.startswith(("（", "("))
        if line is letter.salutation or not (goes_on or _CLOSING.fullmatch(text)):
            continue
        end = len(line.text.rstrip())
        yield line.finding("sentence_end", WARNING, end - 1, end, "这一段的末尾少了句号。", f"{line.text[end - 1]}。")


_DOUBLED = re.compile(r"，，+|。。+|、、+|；；+|：：+|[，、；]+。|。[，、；]+|，[、；]|[、；]，")


def doubled(letter: Letter) -> Iterator[Finding]:
    """Two marks where one belongs: ，， or ，。"""
    for line in letter.lines:
        for match in line.find(_DOUBLED):
            marks = match.group()
            right = "。" if "。" in marks else marks[0] if len(set(marks)) == 1 else None
            yield line.finding("doubled", ERROR, *match.span(), f"标点“{marks}”连用。", right)


_ELLIPSIS = re.compile("(?<!…)…(?!…)")


def ellipsis(letter: Letter) -> Iterator[Finding]:
    """The ellipsis is six dots, …… (GB/T 15834 4.11.2)."""
    for line in letter.sentences:
        titles = list(quoted_titles(line.text))
        for match in line.find(_ELLIPSIS):
            if not any(start <= match.start() < end for start, end in titles):
                message = "省略号是六个点，应为“……”。"
                yield line.finding("ellipsis", WARNING, *match.span(), message, "……")
