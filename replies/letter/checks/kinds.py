"""The words of the other body: 提案 and 委员 where a deputy is answered, and the reverse."""

import re
from collections.abc import Iterator

from replies.letter.checks.findings import ERROR, Finding, Letter, LetterLine
from replies.letter.checks.titles import quoted_titles

# A letter may well speak of 居民提案, 政协提案, 居民代表 or 常委会委员: only what names or addresses this case is
# marked.
_THIS = (
    "(?:(?<=您的)|(?<=你们的)|(?<=您们的)|(?<=该)|(?<=本)|(?<=此)|(?<=该件)|(?<=本件)|(?<=上述)|(?<=贵)|(?<=您提出的)"
    "|(?<=你们提出的))"
)
_PROPOSAL = re.compile(rf"(?:{_THIS}|(?<=号))提案(?![者人])|(?<![民微])提案(?=收悉|的?答复|[中里]提)")
# A 议案 is tabled by ten deputies or a body, and voted on (代表法); what one deputy asks is a 建议.
_MOTION = re.compile(rf"{_THIS}议案(?!转|和|与|、|建议)|(?<!建)议案(?=收悉|的?答复)")
_PROPOSER = re.compile("(?<![民微主众工])提案(?:者|人(?!数|次)|单位)")
_SPOKEN_TO = "(?:(?<=感谢)|(?<=各位)|(?<=[两三四五]位)|(?<=征求)|(?<=走访)|(?<=邀请)|(?<=答复)|(?<=[请向与贵]))"
_OF_THEIRS = "(?=所提|的(?:关心|支持|理解|信任|意见|建议))"
_OPENS = "(?:(?<=^)|(?<=[，。；对就据照]))"
_MEMBER = re.compile(
    rf"(?:{_SPOKEN_TO}|^)委员(?![会长])|委员(?=您好|你们好)|{_OPENS}委员(?:(?=们?提出的)|{_OF_THEIRS})"
)
_DEPUTY = re.compile(
    rf"{_SPOKEN_TO}代表(?![性团着了作处人大])|代表(?=您好|你们好)|{_OPENS}代表(?:(?=们?提出的)|{_OF_THEIRS})"
)
_SUGGESTION = re.compile(r"人大代表建议|代表建议|(?<=号)建议")
_OF_THIS_CASE = re.compile("提案(?![者人])")
_MOTION_OF_THIS_CASE = re.compile("(?<=号)议案(?!转|和|与|、)")
# 各位人大代表 in the thanks of a reply to a member: who is thanked or asked here is who proposed. Other people's 人大代表
# are met and invited.
_ANSWERED = re.compile(
    "(?:(?:感谢|谢谢|欢迎|恳请|敬请|希望|期待|请|祝)(?:广大|各位|诸位|[两三四五六]位)|再次(?:感谢|谢谢))(?:全国|[省市区县镇州])?"
    "(人大代表|政协委员)(?![团会、和与及建提])"
)
_WHO = {"代表": "人大代表", "委员": "政协委员"}
# Sentences that speak of both bodies, or of somebody else's.
_BOTH = re.compile("政协|常委|专家|评审|业委|家长")
_BOTH_MOTIONS = re.compile("人大常委|审议|立法|议案组|大会主席团|政协|提出议案|议案审")
_OTHERS = re.compile("人大|党代表|居民代表|业主代表|职工代表|村民代表|群众代表|企业代表|家长代表")


def kind_words(letter: Letter) -> Iterator[Finding]:
    """提案 and 委员 belong to the CPPCC, 代表 and 建议 to the congress (代表法; 政协提案工作条例): neither
    a reply nor a 会办意见 mixes them, and a 议案 is another thing than both."""
    proposal = letter.facts.kind == "提案"
    here, there = ("政协提案", "人大代表建议") if proposal else ("人大代表建议", "政协提案")
    what = "会办意见" if letter.opinion else "答复"
    wrong, right = ("代表", "委员") if proposal else ("委员", "代表")
    names = "|".join(map(re.escape, letter.facts.deputies))
    after_names = re.compile(rf"(?:{names})({wrong})(?!会)")
    for line in letter.lines:
        found = [(match.span(1), right) for match in line.find(after_names)]
        found += [(match.span(), fix) for match, fix in _foreign(line, letter, proposal=proposal)]
        titles = list(quoted_titles(line.text)) if found else []
        found += [(match.span(1), _WHO[right]) for match in line.find(_ANSWERED) if _is_foreign(match, _WHO[right])]
        for (start, end), fix in sorted(set(found)):
            if any(begin <= start < finish for begin, finish in titles):
                continue
            words = line.text[start:end]
            message = f"这是{here}的{what}，“{words}”是{there}的说法。"
            if words == "议案":
                message = f"这是{here}的{what}，“议案”是另一种文书，应为“{fix}”。"
            yield line.finding("kind_words", ERROR, start, end, message, fix)


def _foreign(line: LetterLine, letter: Letter, *, proposal: bool) -> Iterator[tuple[re.Match[str], str]]:
    """The words of the other body, where the sentence speaks of this case."""
    names_case = line.field == "letter.title" or line is letter.reference
    patterns = [(_MOTION, "提案" if proposal else "建议")]
    patterns += [(_DEPUTY, "委员")] if proposal else [(_PROPOSAL, "建议"), (_MEMBER, "代表"), (_PROPOSER, "代表")]
    if names_case:
        patterns += [(_SUGGESTION, "提案")] if proposal else [(_OF_THIS_CASE, "建议")]
        patterns += [(_MOTION_OF_THIS_CASE, "提案" if proposal else "建议")]
    for pattern, fix in patterns:
        for match in line.find(pattern):
            if pattern in (_MEMBER, _DEPUTY) and _named_together(line.text, *match.span()):
                continue
            sentence = line.finding("", "", *match.span(), "").sentence
            # 政协提案 itself, in the title or where the letter says what it answers, is the error.
            other = _BOTH_MOTIONS if pattern is _MOTION else _OTHERS if proposal else _BOTH
            if pattern in (_SUGGESTION, _OF_THIS_CASE) or not other.search(sentence):
                yield match, fix


def _named_together(text: str, start: int, end: int) -> bool:
    """代表、委员: both are meant."""
    return text[start - 1 : start] in ("、", "和", "及") or text[end : end + 1] in ("、", "和", "及")


def _is_foreign(thanked: re.Match[str], right: str) -> bool:
    """Whether who is thanked is of the other body, and the sentence does not thank both."""
    begin = thanked.string.rfind("。", 0, thanked.start()) + 1
    end = thanked.string.find("。", thanked.end())
    return thanked[1] != right and right not in thanked.string[begin : end if end >= 0 else None]
