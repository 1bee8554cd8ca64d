"""Rules about what offices are called."""

import re
from collections.abc import Iterator
from datetime import date

from proposals.formats.chinese import half
from replies.letter.checks.findings import WARNING, Finding, Letter
from replies.letter.offices import OFFICES

# Offices that no longer exist under that name, and what they became.
FORMER = {
    "卫计委": "卫生健康委员会",
    "卫生和计划生育委员会": "卫生健康委员会",
    "环保局": "生态环境局",
    "环境保护局": "生态环境局",
    "工商局": "市场监督管理局",
    "质监局": "市场监督管理局",
    "食药监局": "市场监督管理局",
    "规土局": "规划和自然资源局",
    "国土局": "规划和自然资源局",
    "安监局": "应急管理局",
    "人事局": "人力资源和社会保障局",
    "劳动局": "人力资源和社会保障局",
    "地税局": "税务局",
    "国税局": "税务局",
}
_PLACE = "[市区县省]"
_TITLES = re.compile("《[^》]*》")


def _outside_titles(text: str) -> str:
    """The text with the titles of documents blanked out: what stands there is theirs, not the letter's."""
    return _TITLES.sub(lambda match: "〇" * len(match.group()), text)


def short_name(letter: Letter) -> Iterator[Finding]:
    """Who was named in full keeps that name, unless the letter says 以下简称."""
    texts = [(line, _outside_titles(line.text)) for line in letter.sentences]
    whole = "\n".join(text for _, text in texts)
    for full, short, others in OFFICES:
        places = "".join(set(re.findall(f"({_PLACE}){full}", whole)))
        if not places:
            continue
        forms = "|".join((short, *others))
        if re.search(f"简称[：:为]?[“‘]?{_PLACE}?(?:{forms})", whole):
            continue
        # 区卫生健康委 is the beginning of 区卫生健康委员会.
        called = re.compile(f"([{places}])(?:{forms})(?!员会)")
        for line, text in texts:
            for match in called.finditer(text):
                right = match.group(1) + full
                message = f"前后称呼不一：别处写的是全称“{right}”，这里写“{match.group()}”。"
                yield line.finding("short_name", WARNING, *match.span(), message, right)


_FORMER = re.compile(f"({_PLACE})({'|'.join(sorted(FORMER, key=len, reverse=True))})")
_FORMERLY = re.compile("(?:原|时任|当时的|前身[是为]?)[\u4e00-\u9fff、]{0,8}$")
_BEFORE_REFORM = re.compile(r"(?:19[0-9]{2}|200[0-9]|201[0-8])年")
_IN_BRACKETS = re.compile(r"〔((?:19|20)[0-9]{2})〕")
# The reform of 2018 had reached the last district by the spring of the next year.
_LAST_DAY = date(2019, 3, 31)


def former_name(letter: Letter) -> Iterator[Finding]:
    """An office is called what it is called now (国务院机构改革方案, 2018); after 原, of the years before, and in a
    letter of that time its old name may stand."""
    if _is_of_that_time(letter):
        return
    for line in letter.sentences:
        speaks_of_then = bool(_BEFORE_REFORM.search(line.plain))
        for match in _FORMER.finditer(_outside_titles(line.text)):
            if _FORMERLY.search(line.text, max(0, match.start() - 12), match.start()):
                continue
            right = match.group(1) + FORMER[match.group(2)]
            message = f"“{match.group()}”是旧称，现为“{right}”。"
            finding = line.finding("former_name", WARNING, *match.span(), message, right)
            if not (speaks_of_then and _BEFORE_REFORM.search(half(finding.sentence))):
                yield finding


def _is_of_that_time(letter: Letter) -> bool:
    """Dated before the reform had reached every place, or numbered so; or of an office that still has the name."""
    reply, own = letter.facts.letter, letter.facts.unit
    if any(own.endswith(name) for name in FORMER):
        return True
    if reply and reply.signed_on:
        return reply.signed_on <= _LAST_DAY
    year = _IN_BRACKETS.search(letter.facts.document_number)
    return year is not None and int(year.group(1)) <= _LAST_DAY.year - 1
