"""Rules on how the letter names what it answers: the suggestion's title, and that it was received."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from replies.letter.checks.findings import ERROR, HINT, WARNING, Finding, Letter, LetterLine


def quoted_titles(text: str) -> Iterator[tuple[int, int]]:
    """The insides of the outermost 《》, nested ones included."""
    depth = start = 0
    for at, character in enumerate(text):
        if character == "《":
            depth += 1
            if depth == 1:
                start = at + 1
        elif character == "》" and depth:
            depth -= 1
            if depth == 0:
                yield start, at


_INNER = str.maketrans("〈〉‘’", "《》“”")


def _told(line: LetterLine, letter: Letter) -> Iterator[tuple[int, int]]:
    """What stands in 《》, and in “” where that is a title: “关于…的建议”."""
    yield from quoted_titles(line.text)
    found = {match.span(1) for match in line.find(_IN_QUOTES)}
    if line is letter.reference:
        found |= {match.span(1) for match in line.find(_ANY_IN_QUOTES)}
    yield from sorted(found)


_IN_QUOTES = re.compile("“(关于[^“”]*(?:“[^“”]*”[^“”]*)*(?:建议|提案))”")
# Where the letter says what it answers, whatever its last word: “关于…的建设”.
# What a suggestion is called behind its title: 的建议, 的代表建议, 的第118号人大代表建议.
_CALLED = "(?:第?[0-9]{1,8}号)?(?:人大|政协)?(?:代表|委员)?(?:第?[0-9]{1,8}号)?"
_ANY_IN_QUOTES = re.compile(f"(?<=提出的)“(关于[^“”]*(?:“[^“”]*”[^“”]*)*)”(?!的?{_CALLED}(?:建议|提案|议案))")
_NOUN_AFTER = re.compile(f"[》”](的?){_CALLED}(建议|提案|议案)")
_DOCUMENT = re.compile(
    "(?:意见|办法|通知|规定|条例|方案|计划|指引|细则|规划|标准|指南|规范|要点|措施|清单)(?:（[^（）]*）)?$"
)


def _alike(text: str, title: str) -> bool:
    if min(len(text), len(title)) < 0.6 * max(len(text), len(title)):
        return False
    return SequenceMatcher(None, text, title, autojunk=False).ratio() > 0.8


def _same(title: str) -> str:
    """Marks within marks take their inner form (GB/T 15834 4.8.3.4, 4.15.3.5); a blank is another rule's."""
    return re.sub(r"\s", "", title).translate(_INNER)


def title_quoted(letter: Letter) -> Iterator[Finding]:
    """The suggestion's title is quoted to the letter; an inner title may stand in 〈〉 (GB/T 15834 4.15)."""
    title = letter.facts.title
    same = _same(title)
    for line in letter.lines:
        told = [(start, end, _same(line.text[start:end])) for start, end in _told(line, letter)]
        if any(text == same or _is_with_noun(line, end, text, same) for _, end, text in told):
            continue
        for start, end, text in told:
            before = line.text[: start - 1]
            named = line is letter.reference and re.search("(?:建议|提案|提出的)$", before)
            if _DOCUMENT.search(text) and not _DOCUMENT.search(same):
                continue
            if named or _alike(text, same):
                yield line.finding(
                    "title_quoted", ERROR, start, end, f"建议标题引得不准确，原题是《{title}》。", title
                )


_ITS_NOUN = re.compile("的?(?:建议|提案|议案)(?:案)?$")


def _is_with_noun(line: LetterLine, end: int, text: str, same: str) -> bool:
    """《关于加强管理》的建议, and 《关于加强管理的建议》 of what the list calls 关于加强管理."""
    after = _NOUN_AFTER.match(line.text, end)
    return (after is not None and text + after[1] + after[2] == same) or (
        not _ITS_NOUN.search(same) and _ITS_NOUN.sub("", text) == same
    )


def blank_titles(text: str, title: str = "") -> str:
    """The text with what stands in 《》, and the title itself, blanked out: those words are not the letter's own."""
    for start, end in quoted_titles(text):
        text = text[:start] + "〇" * (end - start) + text[end:]
    text = text.replace(title, "〇" * len(title))
    return _IN_QUOTES.sub(lambda match: "〇" * len(match.group()), text)


def title_marks(letter: Letter) -> Iterator[Finding]:
    """A suggestion is a document: its title stands in 《》 where the letter says what it answers (GB/T 15834 4.15.1);
    in the letter's own title it need not. “关于…的建议” is what many offices write and may stand; marks that take in
    a part of the title only are a hint."""
    title = letter.facts.title
    yield from _torn_title(letter, title)
    if not title.startswith("关于") or not title.endswith(("建议", "提案", "议案")):
        return
    asked = [line for line in letter.prose[:4] if line is letter.reference or f"提出的{title}" in line.text]
    line = next((line for line in asked if title in line.text), None)
    at = line.text.find(title) if line else -1
    if line is None or line.text[at - 1 : at] in ("《", "“", "〈", "‘"):
        return
    if any(start <= at < end for start, end in quoted_titles(line.text)):
        return
    message = f"{letter.facts.kind}的标题没有加书名号，应写作《…》。"
    yield line.finding("title_marks", WARNING, at, at + len(title), message, f"《{title}》")


_MARKS = "《》“”"
_NOT_MARKS = re.compile(f"[^{_MARKS}]")


def _torn_title(letter: Letter, title: str) -> Iterator[Finding]:
    """“关于增加社区食堂”的建议, 关于“增加社区食堂”的建议: marks within the title that are none of its own."""
    line = letter.reference
    if line is None or len(title) < SHORTEST_TITLE or _NOT_MARKS.sub("", title):
        return
    places = [match.start() for match in _NOT_MARKS.finditer(line.text)]
    at = "".join(line.text[place] for place in places).find(title)
    if at < 0:
        return
    start, end = places[at], places[at + len(title) - 1] + 1
    if line.text[start:end] == title:
        return  # whole: in its marks, or in none
    while start and line.text[start - 1] in "《“":
        start -= 1
    while line.text[end : end + 1] in ("》", "”"):
        end += 1
    message = f"{letter.facts.kind}的标题断开了，书名号里写全：《{title}》。"
    yield line.finding("title_marks", HINT, start, end, message, f"《{title}》")


SHORTEST_TITLE = 6
_UNNAMED = re.compile(
    "(?:(?:提出|提交)的|^(?:您|你们)的)(?:人大|政协)?(?:代表|委员)?(建议|提案)(?=(?:已经|均|都|我[局委办])?已?(?:收悉|收到|敬悉|收阅|阅悉))"
)


_MATTER = re.compile("关于(?!.*第[^第届次]{1,14}号)(?!.*届.{0,12}次会议).{4,}(?:建议|提案|议案)")


def title_named(letter: Letter) -> Iterator[Finding]:
    """您提出的建议收悉: which one is said by its number or its title (usage of 复函: the letter it answers is named
    where it begins, 党政机关公文处理工作条例 on 引文)."""
    line, title = letter.reference, letter.facts.title
    if line is None or not title:
        return
    near = [*letter.title, *letter.prose[:4]]
    # 关于优化社区食堂建议的答复 names it too; whether rightly, is another question.
    if any(_MATTER.search(one.text) for one in letter.title):
        return
    matter = _ITS_NOUN.sub("", _same(title)).removeprefix("关于")
    if any(matter in _same(one.text) or re.search("[《“]关于", one.text) for one in near):
        return
    for match in list(line.find(_UNNAMED))[:1]:
        fix = f"《{title}》" if title.endswith(match[1]) else None
        message = f"没有写是哪一件{letter.facts.kind}，宜写出标题：《{title}》。"
        yield line.finding("title_named", HINT, *match.span(1), message, fix)


_NOUN = "(?:建议|提案|议案)"
_ABOUT_TITLE = re.compile(rf"关于(?=[“《]关于)([“《])([^“”《》]+)[”》](的?{_NOUN})?")
_NOUN_AGAIN = re.compile(
    rf"(?:(?<=建议[”》])|(?<=提案[”》]))(?:的(?:人大)?(?:代表)?(?:第?[0-9]{{1,8}}号)?(?:人大)?(?:代表)?)?{_NOUN}"
    "(?=[，。；、（(]|收悉|的?答复|$)"
)
_ABOUT_ABOUT = re.compile(
    "(?<=提出)的?(关于)(?=[《“]关于)|(关于)(?=[《“]关于[^“”《》]+[》”](?:提出|的?(?:建议|提案)?已?收悉|，))"
)
_TWICE = re.compile(r"关于关于|建议的建议|提案的提案|建议建议(?!收)")


def title_doubled(letter: Letter) -> Iterator[Finding]:
    """关于“关于…的建议”的建议, and 建议 after a title that ends in 建议: once is enough (usage)."""
    for line in letter.lines:
        reach = 0
        for match in line.find(_ABOUT_TITLE):
            inner = match.group(2)
            # 关于《关于…》的答复 names a document: only the second 建议, or a title not named as one, is too much.
            if not match.group(3) or not re.search(f"{_NOUN}$", inner):
                continue
            reach = match.end()
            message = f"“关于”和“{inner[-2:]}”都写了两次，直接写《{inner}》就可以了。"
            yield line.finding("title_doubled", WARNING, *match.span(), message, f"《{inner}》")
        for match in line.find(_NOUN_AGAIN):
            if match.start() >= reach:
                noun = line.text[match.start() - 3 : match.start() - 1]
                message = f"标题已经以“{noun}”结尾，后面的“{match.group()}”重复。"
                numbered = re.search("第?[0-9]+号", match.group())
                fix = f"（{numbered.group()}）" if numbered else ""
                yield line.finding("title_doubled", WARNING, *match.span(), message, fix)
        for match in line.find(_ABOUT_ABOUT):
            if match.start() >= reach:
                span = match.span(match.lastindex or 0)
                message = "“关于”写了两次，标题前面的可以去掉。"
                yield line.finding("title_doubled", WARNING, *span, message, "")
        titles = list(quoted_titles(line.text))
        for match in line.find(_TWICE):
            if match.start() < reach or any(start < match.start() < end for start, end in titles):
                continue
            half_of = match.group()[: len(match.group()) // 2].removesuffix("的")
            yield line.finding("title_doubled", WARNING, *match.span(), f"“{half_of}”写了两次。", half_of)


_RECEIVED = re.compile(
    "收悉|收到|收阅|敬悉|阅悉|获悉|知悉|已悉|收讫|转来|交办|转交|交由|批转|已经?答复|上次|跟踪|再次|办理"
)
_TORN = re.compile(
    "(?<=[》”）议案])[己以也]?悉(?=[，。；,;]|$)|(?<=[》”）议案])已?收(?=[，。,]|$)|收[息西番](?=[，。])"
)
_UNRECEIVED = re.compile(
    "^(?:您|你们|贵|[^，。；：]{1,60}(?:代表|委员))[^，。；：]{0,60}提出的[^。；：]{0,300}?[》”）议案](?=[，,](?:经[^。；：]{0,40}[，,])?现[^。]{0,20}答复如下)"
)


_OFFERED = re.compile("提出(?=[《“]?关于|《)")
_AS_FOLLOWS = re.compile("(?:答复|回复|函复|反馈|办理情况|意见|函告|报告)如下([。，；,;.])?$")


def received(letter: Letter) -> Iterator[Finding]:
    """收悉 is whole, and is there: “您提出的…建议收悉，现答复如下：” (usage of 复函; GB/T 15834
    4.7.3 on the colon)."""
    line = letter.reference
    if line is None:
        return
    text = line.plain
    if (match := _OFFERED.search(text)) and re.search("[》”议案]已?(?:收悉|悉|收到)", text[match.end() :]):
        message = "“提出”后面少了“的”：“您提出的…建议收悉”。"
        yield line.finding("received", WARNING, *match.span(), message, "提出的")
    if (match := _AS_FOLLOWS.search(text.rstrip())) and match.group(1):
        message = f"“如下”后面提起下文，用冒号，不用“{match.group(1)}”。"
        yield line.finding("received", WARNING, *match.span(1), message, "：")
    if match := _TORN.search(text):
        after = letter.prose[letter.prose.index(line) + 1 :][:1]
        if match.end() == len(text.rstrip()) and after and after[0].text.lstrip().startswith("悉"):
            yield line.finding("received", WARNING, *match.span(), "“收悉”被拆到了两行，请接起来。")
            return
        yield line.finding("received", WARNING, *match.span(), f"“{match.group()}”应为“收悉”。", "收悉")
        return
    start = len(text) - len(text.lstrip())
    match = _UNRECEIVED.search(text[start:])
    if match and not _RECEIVED.search(blank_titles(text)[: start + match.end()]):
        at = start + match.end()
        message = "没有说收到：“…提出的建议”后面少了“收悉”。"
        yield line.finding("received", WARNING, at - 1, at, message, f"{line.text[at - 1]}收悉")
