"""A template filled in: {称呼} is a blank, [ ] a part that is left out where one of its blanks is empty."""

import re
from collections.abc import Mapping

from proposals.formats.plain_text import make_plain
from replies.messages.words.kinds import KindRow
from replies.models.messages.template import LONGEST

_BLANK = re.compile(r"\{([^{}\[\]]*)\}")
_PART = re.compile(r"\[([^\[\]]*)\]")
# Faces and pictures: many gateways turn them into question marks, or refuse the message.
_PICTURE = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
TEXT_VALUE = 160  # characters of a value that a text takes; the whole stands in 我的建议
PER_TEXT, PER_LATER = 70, 67  # characters of a text, and of each where it takes several


def fill_in(words: str, facts: Mapping[str, str], *, longest: int = 0) -> str:
    """The words with their blanks filled in, in one pass: what a value holds is text and nothing else. `longest`
    characters of a value are taken, all where it is 0."""

    def part(found: re.Match[str]) -> str:
        inside = found[1]
        return inside if all(facts.get(name, "") for name in _BLANK.findall(inside)) else ""

    def value(found: re.Match[str]) -> str:
        said = make_plain(str(facts.get(found[1], "")), one_line=True).strip()
        return f"{said[: longest - 1]}…" if longest and len(said) > longest else said

    filled = _BLANK.sub(value, _PART.sub(part, words)).strip()
    return re.sub("。。+", "。", filled)


def why_wrong_words(words: str, row: KindRow) -> str:
    """What is wrong with a template of that kind, in a sentence; "" where it can be used."""
    if not words.strip():
        return "请写要告诉代表的话。要用原来的话，请按“改回原来的”。"
    if len(words) > LONGEST:
        return f"写了{len(words)}个字，最多{LONGEST}个。短信越短，代表越看得清。"
    if picture := _PICTURE.search(words):
        return f"短信里不能用表情和图形“{picture[0]}”，很多手机收到的是问号。请去掉。"
    bare = _BLANK.sub("", words)
    if any(one in bare for one in "{}"):
        return "花括号没有成对。要填的内容写成“{称呼}”这样，两边各一个。"
    if any(one in _PART.sub("", bare) for one in "[]"):
        return "方括号没有成对，或者套了一层。可以不出现的话，写成“[，{经办人}]”这样。"
    allowed = row.all_blanks
    for name in _BLANK.findall(words):
        if name not in allowed:
            return f"没有“{{{name}}}”可填。这一条可以用：{'、'.join(f'{{{one}}}' for one in allowed)}。"
    for name in row.needed:
        if f"{{{name}}}" not in _PART.sub("", words):
            return f"少了“{{{name}}}”：没有它，代表看不明白。请加上，不要放在方括号里。"
    return ""


def count_texts(words: str) -> int:
    """How many text messages the words take."""
    length = len(words.encode("utf-16-le")) // 2  # what a gateway counts: characters beyond the first plane are two
    return 1 if length <= PER_TEXT else -(-length // PER_LATER)
