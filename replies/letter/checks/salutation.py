"""Rules on how the letter addresses who proposed it: the names, and 您 or 你们."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from proposals.formats.chinese import half
from proposals.formats.proposers import PERSON, address_names, proposer_kind
from replies.letter.checks.facts import COUNT, numeral_value
from replies.letter.checks.findings import ERROR, HINT, WARNING, Finding, Letter, LetterLine

# No blank is tried twice (*+), nor is a run of them begun anywhere but at its beginning.
_GREETING = re.compile(r"(?:[，,！!]|(?<!\s))\s*+(?:(?:您|你们|您们|大家)好)?[！!，,]?\s*+[：:]$")
_POLITE = re.compile("^(?:尊敬的|敬爱的|各位|致)")
_BODY_OF = re.compile(r"(^|[、，,])(?:全国|[省市区县镇州]|本[省市区县])?(?:人大代表|政协委员)(?=[^、，,])")
_AND_OTHERS = re.compile(
    rf"等(?:\s*({COUNT})\s*[名位个]?)?(?:全国|[省市区县镇州])?(?:人大|政协)?(?:代表|委员|同志|人|名)*$"
    "|(?:[、及和与并])+(?:各位|其他)?(?:附议|联名|附名|联署|其他|相关)的?(?:人大|政协)?(?:代表|委员|人员|人|者)$"
)
_OTHERS_IN_BRACKETS = re.compile(r"[（(]((?:[及和与并])(?:附议|联名|其他)[^（）()]{1,6})[）)]$")
_TITLE_OF = re.compile(
    rf"(?:{COUNT}|两)?[位名]?(?:全国|[省市区县镇州])?(?:人大|政协)?(?:代表|委员)$|(?:同志|先生|女士|老师)$"
    # one who holds an office of the body, or of a party, is addressed by it
    "|(?:常务)?副?(?:主席|主任|主委|会长|秘书长|委员长|书记|院长|校长|教授|理事长|董事长|总经理)$|常委$"
)


def is_group(name: str, groups: Sequence[str] = ()) -> bool:
    """A delegation, a party, a committee, said to be one (`groups`) or known by its name: it has no 代表 after it,
    and is addressed as 你们."""
    return name in groups or proposer_kind(name) != PERSON


def is_several(letter: Letter) -> bool:
    """Whether more than one person is addressed, as far as the list and the salutation know."""
    deputies = letter.facts.deputies
    called = letter.salutation.text if letter.salutation else ""
    return (
        len(deputies) > 1
        or any(is_group(name, letter.facts.groups) or "等" in name for name in deputies)
        or bool(_AND_OTHERS.search(called.rstrip("：:")))
    )


def salutation(letter: Letter) -> Iterator[Finding]:
    """The letter addresses every deputy who signed, 领衔代表 first (SH 20: the reply answers each deputy), with a
    full-width colon (GB/T 9704-2012 7.3.2). Other places write 周启等6名代表, or address a party, a delegation."""
    tables = [one.lines[0] for one in letter.tables if one.field == "letter.body"]
    first = min([*letter.prose[:1], *tables[:1]], key=lambda line: line.paragraph, default=None)
    if letter.opinion or first is None:
        return
    noun = "委员" if letter.facts.kind == "提案" else "代表"
    deputies, groups = letter.facts.deputies, letter.facts.groups
    right = address_names([(name, is_group(name, groups)) for name in deputies], noun)
    line = letter.salutation
    if line is None:
        yield _no_salutation(first, letter.facts.deputies, right)
        return
    if line is not first:
        message = "称呼应是正文的第一段，它上面的内容请移走。"
        yield first.finding("salutation", WARNING, 0, len(first.text), message)
    text = line.text.strip()
    start = line.text.index(text)
    greeting = _GREETING.search(text)
    called = text[: greeting.start()] if greeting else text[:-1]
    expected = [_bare(re.sub(r"\s", "", name)) for name in letter.facts.deputies]
    named, others = read_names(called, [name for name in expected if is_group(name, groups)])
    if named == expected:
        group = all(is_group(name, groups) for name in letter.facts.deputies)
        if group and called.endswith(("代表", "委员")) and not expected[-1].endswith(("代表", "委员")):
            message = f"{expected[-1]}是团体，称呼后面不加“{called[-2:]}”。"
            end = start + len(called)
            yield line.finding("salutation", WARNING, end - 2, end, message, "")
        return
    polite = _POLITE.match(called)
    tail = text[len(called) :].replace("您们", "你们")
    tail = tail.replace("您好", "你们好") if len(expected) > 1 else tail.replace("你们好", "您好")
    fix = (polite.group() if polite else "") + right + tail
    if others and named and all(name in expected for name in named) and named[0] == expected[0]:
        yield from _with_others(line, (start, start + len(text)), others, expected, fix)
        return
    severity, message = _difference(named, expected)
    if "等" in called and expected[0] in called:
        severity = WARNING
    yield line.finding("salutation", severity, start, start + len(text), message, fix)


def _no_salutation(first: LetterLine, deputies: Sequence[str], right: str) -> Finding:
    text = first.text.strip()
    if text.rstrip("，,。！! ") in (right, right.replace("、", "，")):
        end = len(first.text.rstrip())
        start = end - (len(text) - len(text.rstrip("，,。！! ")))
        return first.finding("salutation", WARNING, start, end, "称呼后面用全角冒号，才排成称呼。", "：")
    # 赵洪蓉代表，您好！您在…: where to part it, only a person knows.
    run_in = any(name in first.text for name in deputies)
    fix = None if run_in else f"{right}：\n"
    return first.finding("salutation", ERROR, 0, 0, f"没有称呼。第一段应为“{right}：”，单独成行。", fix)


def _with_others(
    line: LetterLine, span: tuple[int, int], others: str, expected: Sequence[str], fix: str
) -> Iterator[Finding]:
    """周启等6名代表 may stand where the number is right; 周启等代表 leaves open who is answered."""
    count = re.search(COUNT, half(others))
    if len(expected) == 1 or (count and numeral_value(count.group()) == len(expected)):
        return
    who = "、".join(expected)
    used = "等" if others.startswith("等") else others
    message = f"称呼用“{used}”没有写全，答复要写给每一位：提出人是{who}。"
    if count:
        message = f"称呼里写“{others}”，提出人名单是{len(expected)}位：{who}。"
    yield line.finding("salutation", WARNING, *span, message, fix)


def _difference(named: Sequence[str], expected: Sequence[str]) -> tuple[str, str]:
    missing, extra = Counter(expected) - Counter(named), Counter(named) - Counter(expected)
    if not missing and not extra:
        said = f"称呼的次序与提出人名单不同，领衔代表{expected[0]}应排在最前，其余按名单。"
        return WARNING, said
    pieces = [
        f"称呼里没有{'、'.join(missing)}" if missing else "",
        f"提出人名单里没有“{'、'.join(extra)}”" if extra else "",
    ]
    # How a group is called in full and in short, only a person knows.
    severity = WARNING if any(is_group(name) for name in missing) and len(missing) == len(extra) else ERROR
    return severity, f"{'；'.join(filter(None, pieces))}。提出人是{'、'.join(expected)}。"


def _bare(name: str) -> str:
    """周启等6名代表, where a list says so, is 周启."""
    return _AND_OTHERS.sub("", name) if "等" in name[1:] else name


def read_names(called: str, groups: Sequence[str]) -> tuple[list[str], str]:
    """The names in “尊敬的赵洪蓉、周建伟代表”, and “等6名代表” where not all are named."""
    called = _OTHERS_IN_BRACKETS.sub(r"\1", _POLITE.sub("", called.strip()))
    called = re.sub(r"[（(][^（）()]*[）)]", "", called)
    compact = _BODY_OF.sub(r"\1", re.sub(r"\s", "", called))
    kept: dict[str, str] = {}
    for name in sorted(groups, key=len, reverse=True):
        if form := next((form for form in _group_forms(name, compact) if form in compact), None):
            mark = f"\0{len(kept)}\0"
            kept[mark] = name
            compact = compact.replace(form, f"、{mark}、", 1)
    found = _AND_OTHERS.search(compact)
    others = found.group() if found and found.start() else ""
    compact = compact.removesuffix(others)
    parts = re.split(r"[、，,和与及]|代表(?=[^团小、，,])|委员(?=[^会、，,])", compact) if not kept else None
    parts = parts if parts is not None else re.split("[、，,]", compact)
    names = [kept.get(part) or _TITLE_OF.sub("", part) for part in parts]
    if len(names) == 1 and is_group(parts[0]):
        names = [parts[0]]
    return [name for name in names if name], others


# How the parties are called in short and in full, and 工商联 (宪法 序言, 各民主党派章程).
_PARTIES = {
    "民革": "中国国民党革命委员会",
    "民盟": "中国民主同盟",
    "民建": "中国民主建国会",
    "民进": "中国民主促进会",
    "农工党": "中国农工民主党",
    "致公党": "中国致公党",
    "九三学社": "九三学社",
    "台盟": "台湾民主自治同盟",
}


def _group_forms(name: str, called: str) -> Iterator[str]:
    """民盟区委 is also 民盟区委员会; as a party also 中国民主同盟宝山区委员会, looked for in `called`."""
    for short, full in _PARTIES.items():
        if (at := re.fullmatch(f"(?:{short}|{full})(.*?)(?:委员会|委会|委)", name)) is not None:
            place = re.escape(at[1])
            written = f"(?:{full}|{short})[\u4e00-\u9fff]{{0,12}}?{place}(?:委员会|委会|委)"
            yield from (found.group() for found in re.finditer(written, called))
    stem = re.sub("(?:委员会|委会|委)$", "", name)
    if stem != name:
        yield from (f"{stem}委员会", f"{stem}委会", f"{stem}委")
    yield name
    if name.endswith("代表团"):
        yield name.removesuffix("代表团") + "团"


_HELLO = re.compile(r"^\s*(?:您|你|你们)好([：:])(?=.)")


def greeting(letter: Letter) -> Iterator[Finding]:
    """“您好！” in a line of its own, or before its sentence: an exclamation, not a colon (GB/T 15834 4.3)."""
    for line in letter.prose[1:3]:
        if match := _HELLO.search(line.text):
            yield line.finding("greeting", WARNING, *match.span(1), "“您好”后面用叹号。", "！")


# ---- 您 and 你们 ------------------------------------------------------------------------------------------

_POLITE_YOU = re.compile("您(?:[（(]们[）)])?(?!们)")
_NOT_YOU = "(?<![迷给跟随])"  # 迷你
_OF_UNITS = "(?:(?=所[说提述反关指言])|(?![单局委办厅司处科部院校馆所站队市区县省镇乡村街公社集行我死来]))"
_PLAIN_YOU = re.compile(f"{_NOT_YOU}你(?:们(?!单位))?{_OF_UNITS}")
_ONE_YOU = re.compile(f"{_NOT_YOU}(?<![陪伴懂帮])你(?![们追争中方一强情]){_OF_UNITS}")
_QUOTED = re.compile("“[^“”]*”|‘[^‘’]*’|《[^《》]*》")


def polite_you(letter: Letter) -> Iterator[Finding]:
    """Several are 你们, one is 您 (usage of letters). What somebody says in “” is theirs."""
    if letter.opinion:
        yield from _you_of_a_unit(letter)
        return
    several = is_several(letter)
    groups_only = bool(letter.facts.deputies) and all(
        is_group(name, letter.facts.groups) for name in letter.facts.deputies
    )
    for line in (*letter.handling, *letter.prose):
        if line is letter.salutation:
            continue
        text = _QUOTED.sub(lambda match: "〇" * len(match.group()), line.text)
        found = [*_POLITE_YOU.finditer(text), *_ONE_YOU.finditer(text)] if several else _PLAIN_YOU.finditer(text)
        for match in found:
            if several and len(letter.facts.deputies) == 1 and not groups_only:
                continue  # 周启等6名代表: who knows whom 您 addresses
            who = ("是团体" if groups_only else "不止一位") if several else "是一位"
            right = "你们" if several else "您"
            message = f"提出人{who}，“{match.group()}”宜写“{right}”。"
            yield line.finding("polite_you", HINT, *match.span(), message, right)


_YOUR_UNIT = re.compile("[你贵]单位")


def unit_addressed(letter: Letter) -> Iterator[Finding]:
    """A reply goes to deputies: 你单位 comes from a paper that was written to a unit (承办材料, 会办意见). A party or
    a delegation may be called so."""
    if letter.opinion or any(is_group(name, letter.facts.groups) for name in letter.facts.deputies):
        return
    noun = "委员" if letter.facts.kind == "提案" else "代表"
    for line in (*letter.handling, *letter.prose):
        text = _QUOTED.sub(lambda match: "〇" * len(match.group()), line.text)
        for match in _YOUR_UNIT.finditer(text):
            message = f"“{match.group()}”是写给单位的话，答复是写给{noun}的，请改写这一句。"
            yield line.finding("unit_addressed", ERROR, *match.span(), message)


_UNIT = re.compile("[局委办厅部院府会社处室](?=[：:]?$)")


def _you_of_a_unit(letter: Letter) -> Iterator[Finding]:
    """A 会办意见 goes to the unit that answers, as one office writes to another: 贵局 or 你局, not 您, which is for a
    person (现代汉语词典)."""
    called = letter.salutation.text.strip() if letter.salutation else ""
    unit = _UNIT.search(called)
    if unit is None or any(name in called for name in letter.facts.deputies):
        return
    said = re.search(f"[贵你](?:{unit[0]}|单位)", "".join(line.text for line in letter.prose))
    right = said[0] if said else f"贵{unit[0]}" if unit[0] in "局委办厅部" else "贵单位"
    for line in letter.prose:
        if line is letter.salutation:
            continue
        for match in _POLITE_YOU.finditer(_QUOTED.sub(lambda found: "〇" * len(found.group()), line.text)):
            message = f"会办意见写给主办单位，“{match.group()}”宜写“{right}”。"
            yield line.finding("polite_you", HINT, *match.span(), message, None if "、" in called else right)
