"""Rules that hold the letter against the facts of its case."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from proposals.formats.chinese import half, typed_number
from replies.letter.checks.findings import ERROR, WARNING, Finding, Letter, LetterLine

# From its first figure on: looked for from every figure, a line of them would take its length squared.
COUNT = "(?<![一二三四五六七八九十百零〇0-9])[一二三四五六七八九十百零〇0-9]+"
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}


def numeral_value(text: str) -> int:
    """The value of 九, 十二, 二十一, 12 or １２."""
    if (figures := typed_number(text)) is not None:
        return figures
    total = 0
    for part, unit in re.findall("([零〇一二三四五六七八九]?)([百十]?)", text):
        if part or unit:
            total += (_DIGITS[part] if part else 1) * {"百": 100, "十": 10, "": 1}[unit]
    return total


# ---- the words of the other body -------------------------------------------------------------------------

# A letter may well speak of 居民提案, 政协提案, 居民代表 or 常委会委员: only what names or addresses this case is
# marked.
_PROPOSAL = re.compile(
    r"(?:(?<=号)|(?<=您的)|(?<=你们的)|(?<=您们的)|(?<=该)|(?<=本)|(?<=此)|(?<=该件)|(?<=本件))提案|提案(?=收悉|的?答复)"
)
_MEMBER = re.compile(
    r"(?:(?<=感谢)|(?<=各位)|(?<=两位)|(?<=三位)|(?<=征求)|(?<=走访)|(?<=向)|(?<=与)|^)委员(?![会长])|委员(?=您好|你们好)"
    r"|(?:(?<=^)|(?<=[，。；对就据照]))委员(?=们?提出的)"
)
_DEPUTY = re.compile(
    r"(?:(?<=感谢)|(?<=各位)|(?<=两位)|(?<=三位)|(?<=征求)|(?<=走访)|(?<=向))代表(?![性团着了作处人])"
    r"|代表(?=您好|你们好)|(?:(?<=^)|(?<=[，。；对就据照]))代表(?=们?提出的)"
)
_SUGGESTION = re.compile(r"人大代表建议|代表建议|(?<=号)建议")
_OF_THIS_CASE = re.compile("提案")
# Sentences that speak of both bodies, or of somebody else's.
_BOTH = re.compile("政协|常委|专家|评审|业委|家长")
_OTHERS = re.compile("人大|党代表|居民代表|业主代表|职工代表|村民代表|群众代表|企业代表|家长代表")


def kind_words(letter: Letter) -> Iterator[Finding]:
    """提案 and 委员 belong to the CPPCC, 代表 and 建议 to the congress: a reply does not mix them."""
    proposal = letter.facts.kind == "提案"
    here, there = ("政协提案", "人大代表建议") if proposal else ("人大代表建议", "政协提案")
    wrong, right = ("代表", "委员") if proposal else ("委员", "代表")
    names = "|".join(map(re.escape, letter.facts.deputies))
    after_names = re.compile(rf"(?:{names})({wrong})(?!会)")
    for line in letter.lines:
        found = [(match.span(1), right) for match in line.find(after_names)]
        found += [(match.span(), fix) for match, fix in _foreign(line, letter, proposal=proposal)]
        titles = list(quoted_titles(line.text))
        for (start, end), fix in sorted(set(found)):
            if any(begin <= start < finish for begin, finish in titles):
                continue
            words = line.text[start:end]
            message = f"这是{here}的答复，“{words}”是{there}的说法。"
            yield line.finding("kind_words", ERROR, start, end, message, fix)


def _foreign(line: LetterLine, letter: Letter, *, proposal: bool) -> Iterator[tuple[re.Match[str], str]]:
    """The words of the other body, where the sentence speaks of this case."""
    names_case = line.field == "letter.title" or line is letter.reference
    patterns = [(_DEPUTY, "委员")] if proposal else [(_PROPOSAL, "建议"), (_MEMBER, "代表")]
    if names_case:
        patterns += [(_SUGGESTION, "提案")] if proposal else [(_OF_THIS_CASE, "建议")]
    for pattern, fix in patterns:
        for match in line.find(pattern):
            sentence = line.finding("", "", *match.span(), "").sentence
            # 政协提案 itself, in the title or where the letter says what it answers, is the error.
            other = _OTHERS if proposal else _BOTH
            if (names_case and pattern in (_SUGGESTION, _OF_THIS_CASE)) or not other.search(sentence):
                yield match, fix


# ---- session, title, number ------------------------------------------------------------------------------

_SESSION = re.compile(
    rf"第?({COUNT})([届次])(?:人民代表大会|人大|政协|委员会|中国人民政治协商会议)?(?:常委会|常务委员会)?"
    rf"第?({COUNT})([次届])(?=会议|全会)"
)
_TIMES = re.compile(rf"第({COUNT})次(?=人民代表大会)")


def session(letter: Letter) -> Iterator[Finding]:
    """第九届人民代表大会第三次会议: a congress has 届, its meetings 次; the numbers are those of the case."""
    fact = _SESSION.search(half(letter.facts.session))
    for line in letter.lines:
        told: set[int] = set()
        for match in line.find(_SESSION):
            term, first, meeting, second = match.groups()
            if first == "次":
                told.add(match.start(1))
                yield _swap(
                    line, match.start(2), "届", f"“第{term}次人民代表大会”应为“第{term}届”：大会论届，会议论次。"
                )
            if second == "届":
                yield _swap(
                    line, match.start(4), "次", f"“第{meeting}届会议”应为“第{meeting}次”：大会论届，会议论次。"
                )
            if fact and _is_own(line, letter, match):
                yield from _other_numbers(line, match, fact)
        for match in line.find(_TIMES):
            if match.start(1) not in told:
                message = f"“第{match.group(1)}次人民代表大会”应为“第{match.group(1)}届”：大会论届，会议论次。"
                yield _swap(line, match.end() - 1, "届", message)


def _swap(line: LetterLine, at: int, right: str, message: str) -> Finding:
    return line.finding("session", ERROR, at, at + 1, message, right)


def _is_own(line: LetterLine, letter: Letter, match: re.Match[str]) -> bool:
    """This very case's session: in the title, or where the letter says what it answers."""
    if line.field == "letter.title":
        return True
    return (line is letter.reference or line.field == "handling") and "提出" in line.text[
        match.end() : match.end() + 12
    ]


def _other_numbers(line: LetterLine, match: re.Match[str], fact: re.Match[str]) -> Iterator[Finding]:
    for group, unit in ((1, "届"), (3, "次")):
        if numeral_value(match.group(group)) != numeral_value(fact.group(group)):
            message = (
                f"这件是{fact.group(1)}届{fact.group(3)}次会议上提出的，这里写成了“{match.group(group)}”{unit}。"
            )
            right = fact.group(group)
            yield line.finding("session", ERROR, *match.span(group), message, right)


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


def _told(line: LetterLine) -> Iterator[tuple[int, int]]:
    """What stands in 《》, and in “” where that is a title: “关于…的建议”."""
    yield from quoted_titles(line.text)
    for match in line.find(_IN_QUOTES):
        yield match.span(1)


_IN_QUOTES = re.compile("“(关于[^“”]*(?:“[^“”]*”[^“”]*)*(?:建议|提案))”")
_DOCUMENT = re.compile(
    "(?:意见|办法|通知|规定|条例|方案|计划|指引|细则|规划|标准|指南|规范|要点|措施|清单)(?:（[^（）]*）)?$"
)


def _alike(text: str, title: str) -> bool:
    if min(len(text), len(title)) < 0.6 * max(len(text), len(title)):
        return False
    return SequenceMatcher(None, text, title, autojunk=False).ratio() > 0.8


def title_quoted(letter: Letter) -> Iterator[Finding]:
    """The suggestion's title is quoted to the letter; an inner title may stand in 〈〉 (GB/T 15834 4.15)."""
    title = letter.facts.title
    same = title.replace("〈", "《").replace("〉", "》")
    for line in letter.lines:
        told = [
            (start, end, line.text[start:end].replace("〈", "《").replace("〉", "》")) for start, end in _told(line)
        ]
        if any(text == same for _, _, text in told):
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


_NUMBER = re.compile(
    r"(?<![〕\]0-9])(?:第\s*)?([0-9]{1,4})\s*号\s*(?:人大|政协)?(?:代表|委员)?(?:建议|提案)|(?:建议|提案)第?\s*([0-9]{1,4})\s*号"
    r"|(?<![〕\]])第([0-9]{1,4})号(?=[）)《]|收悉)"
)


def number(letter: Letter) -> Iterator[Finding]:
    """The number of the suggestion, as the congress gave it: 第070号."""
    right = half(letter.facts.number).removeprefix("第").removesuffix("号")
    if (value := typed_number(right)) is None:
        return
    for line in (*letter.handling, *letter.title, *([letter.reference] if letter.reference else [])):
        found = [(match, match.lastindex or 1) for match in line.find(_NUMBER)]
        # Where the own number stands, another one is another suggestion, answered together or spoken of.
        if any(match.group(group) == right for match, group in found):
            continue
        for match, group in found:
            written = match.group(group)
            other = typed_number(written) != value
            message = f"这件是第{right}号，这里写成了“{line.text[slice(*match.span(group))]}号”。"
            yield line.finding("number", ERROR if other else WARNING, *match.span(group), message, right)
