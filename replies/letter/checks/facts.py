"""Rules that hold the letter against the facts of its case."""

import re
from collections.abc import Iterator

from proposals.formats.case_numbers import number_key, number_runs
from proposals.formats.chinese import half, typed_number
from replies.letter.checks.findings import ERROR, HINT, WARNING, Finding, Letter, LetterLine

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


# ---- session, title, number ------------------------------------------------------------------------------

_SESSION = re.compile(
    rf"第?({COUNT})([届次])(?:人民代表大会|人大|政协|委员会|中国人民政治协商会议)?(?:常委会|常务委员会)?"
    rf"第?({COUNT})([次届])(?=会议|全会)"
)
_MEETING_TORN = re.compile("(?<=[一二三四五六七八九十])次会(?=第?[0-9]{1,8}号)")
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
        for match in line.find(_MEETING_TORN):
            yield line.finding("session", WARNING, *match.span(), "“次会”应为“次会议”。", "次会议")
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


# As a place writes it: 070, 52, 155144, 台52, HG-201901287, B-012, 105-1.
_WRITTEN = r"(?:[A-Za-z]{1,4}-?|(?![批期届次轮组类])[\u4e00-\u9fff])?[0-9]{1,12}(?:-[0-9]{1,6})?"
_PLAIN = r"(?:[A-Za-z]{1,4}-?)?[0-9]{1,12}(?:-[0-9]{1,6})?"
_OF_A = r"\s*号\s*(?:人大|政协)?(?:代表|委员)?(?:建议|提案|议案)"
_NUMBER = re.compile(
    rf"(?<![〕\]])第\s?({_WRITTEN}){_OF_A}|(?<![0-9A-Za-z〔〕\]\-、，,和与及至第])({_PLAIN}){_OF_A}"
    rf"|(?:建议|提案)第?\s?({_PLAIN})\s?号|(?<![〕\]])第({_WRITTEN})号(?=[）)《]|收悉|[、和与及]第)"
)


def number(letter: Letter) -> Iterator[Finding]:
    """The number of the suggestion, as the congress gave it, written one way throughout: 第070号, or 第70号 where the
    place writes no zeros."""
    right = half(letter.facts.number).removeprefix("第").removesuffix("号")
    if not re.search("[0-9]", right):
        return
    same: list[tuple[LetterLine, tuple[int, int]]] = []
    for line in (*letter.handling, *letter.title, *([letter.reference] if letter.reference else [])):
        spans = [match.span(match.lastindex or 1) for match in line.find(_NUMBER)]
        here = [span for span in spans if _is_own_number(line.plain[slice(*span)], right, letter)]
        same += [(line, span) for span in here]
        # Where the own number stands, another one is another suggestion, answered together or spoken of.
        for span in [] if here else spans:
            message = f"这件是第{right}号，这里写成了“{line.text[slice(*span)]}号”。"
            yield line.finding("number", ERROR, *span, message, right)
    yield from _written_otherwise(same, right)
    yield from _joined_otherwise(letter, right)


_JOINS = r"\s?[—–－―‐‑~～_]{1,2}\s?"


def _joined_otherwise(letter: Letter, right: str) -> Iterator[Finding]:
    """B—012号 where the congress gave B-012: the number is a name, written as it was given."""
    if not re.fullmatch("[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+", right):
        return
    joined = re.compile(
        rf"(?<![0-9A-Za-z〔〕—－-])({_JOINS.join(map(re.escape, right.split('-')))})(?=\s?号(?!楼|院|线))", re.I
    )
    for line in (*letter.handling, *letter.title, *([letter.reference] if letter.reference else [])):
        for match in line.find(joined):
            message = f"编号应照原来的写法，是“{right}号”，这里写成了“{line.typed(match)}号”。"
            yield line.finding("number", HINT, *match.span(1), message, right)


def _is_own_number(written: str, own: str, letter: Letter) -> bool:
    """The same number, perhaps without its letters or its sub-number, or with the session in front: 092028 is 028 of
    九届二次."""
    if number_key(written) == number_key(own):
        return True
    said, right = number_runs(written), number_runs(own)
    if not said[0].isdigit() and not right[0].isdigit() and said[0] != right[0]:
        return False
    said, right = ([*runs[not runs[0].isdigit() :]] for runs in (said, right))
    if not said or not right or (len(said) > 1 and len(right) > 1 and said[1:] != right[1:]):
        return False
    short, long = sorted((int(said[0]), int(right[0])))
    if short == long:
        return True
    session = _SESSION.search(half(letter.facts.session))
    fronts = {str(year) for year in range(1990, 2100)}
    if session:
        term, meeting = numeral_value(session.group(1)), numeral_value(session.group(3))
        fronts |= {f"{term}{meeting}", f"{term}{meeting:02}"}
    return any(str(long) == f"{front}{short:0{width}}" for front in fronts for width in (3, 4))


def _written_otherwise(same: list[tuple[LetterLine, tuple[int, int]]], right: str) -> Iterator[Finding]:
    """070 here and 70 there: one letter writes its number one way."""
    texts = [line.plain[slice(*span)] for line, span in same]
    if len(set(texts)) < 2:
        return
    kept = right if right in texts else texts[0]
    for (line, span), text in zip(same, texts, strict=True):
        if text != kept and number_key(text) == number_key(kept):
            message = f"别处写的是“{kept}号”，这里写成了“{line.text[slice(*span)]}号”，一封信里宜写法一致。"
            yield line.finding("number", WARNING, *span, message, kept)
