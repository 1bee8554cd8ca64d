"""Rules about single words, dates, and phrases without substance."""

import calendar
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import rjieba

from replies.letter.checks.facts import numeral_value
from replies.letter.checks.findings import ERROR, HINT, WARNING, Finding, Letter
from replies.letter.checks.titles import blank_titles

_PLURAL_YOU = re.compile("您们")


def plural_you(letter: Letter) -> Iterator[Finding]:
    """您 has no plural in writing: several deputies are 你们, or 您 one by one."""
    right = "你们" if len(letter.facts.deputies) > 1 else "您"
    for line in letter.lines:
        for match in line.find(_PLURAL_YOU):
            if line.text[match.start() - 2 : match.start()] == "你们":
                yield line.finding("plural_you", ERROR, *match.span(), "“你们”后面多了“您们”。", "")
                continue
            yield line.finding("plural_you", ERROR, *match.span(), f"书面语没有“您们”，应为“{right}”。", right)


# Slips that are never right where they are marked.
WRONG = {
    r"截止(?=目前|今|到?(?:目前|今年|去年|[0-9]{4}年|[0-9]{1,2}月))": "截至",
    "(?<![发公颁宣])布署": "部署",
    "按排(?=了|专人|资金|人员|工作|时间)": "安排",
    "做为(?=重点|主要|重要|一项|一个|抓手|试点|工作)": "作为",
    "松驰": "松弛",
    "帐户": "账户",
    "帐目": "账目",
    "座落": "坐落",
    "通迅": "通讯",
    "装璜": "装潢",
    "迫不急待": "迫不及待",
    "一愁莫展": "一筹莫展",
    "再接再励": "再接再厉",
    "巩故": "巩固",
    "(?<![目打])的的(?![确士])": "的",
    "(?<![不目])了了(?![之解结断却得事然此])": "了",
    # 自己, 律己, 舍己为公, 己方, 己亥, 己烷 are words of their own
    "(?<![自知异律利舍克为一损正修推诸求责人体戊、])己(?=采取|完|建|经(?!济)|列入|纳入|落实|实现|启动|开[展工通放始]|办[结理]|收[悉到]"
    "|投[入用产]|会[同商]|基本|全[部面]|初步|正式|累计|先后|多次|陆续|组织|安排|明确|协调|联合|联系|委托|通过|立案|印发|出台|下[发达拨]"
    "|上[报线]|拆除|整改|成[立为功]|竣工|进[入行场]|具备|得到|责成|督促|移交|签[订署]|覆盖|超[过额]|达[到成])": "已",
    "(?<![一一份张块])补帖": "补贴",
    "津帖": "津贴",
    "与以(?=约谈|通报|批评|处罚|支持|补贴|补助|奖励|考虑|落实|答复|纠正|解决|保障|公示|配合"
    "|取缔|整改|查处|拆除|补偿|表扬|说明|回应)": "予以",
}
_WRONG = [(re.compile(pattern), right) for pattern, right in WRONG.items()]


def wrong_word(letter: Letter) -> Iterator[Finding]:
    """Common slips of the pen."""
    for line in letter.worded:
        for pattern, right in _WRONG:
            for match in line.find(pattern):
                message = f"“{match.group()}”应为“{right}”。"
                yield line.finding("wrong_word", WARNING, *match.span(), message, right)


_AGAIN = re.compile("([\u4e00-\u9fff]{2})\\1")
# 一个一个, 很多很多, 研究研究: said twice on purpose.
_ON_PURPOSE = re.compile(
    "[一逐很许好多最真越每几半万千百]|.[些点下遍]|研究|讨论|商量|考虑|了解|学习|看看|走走|问问|谢谢|哈哈|常常|天天|处处|家家|人人|年年|月月|日日|层层|步步|事事|件件|点点|种种|渐渐"
)


def word_again(letter: Letter) -> Iterator[Finding]:
    """项目项目: a word that was typed twice."""
    for line in letter.sentences:
        text = blank_titles(line.text, letter.facts.title)
        for match in _AGAIN.finditer(text):
            word = match.group(1)
            if word[0] == word[1] or "一" in word or _ON_PURPOSE.match(word) or not _are_words(text, match):
                continue
            message = f"“{word}”写了两次，请看是不是多了一个。"
            yield line.finding("word_again", WARNING, *match.span(), message, word)


def _are_words(text: str, match: re.Match[str]) -> bool:
    """Whether a word ends after each half: 项目|项目|清单, but 我区|社区|社会组织."""
    start = max(0, match.start() - 12)
    ends = set(accumulate(map(len, rjieba.cut(text[start : match.end() + 8])), initial=start))
    return {match.start(), match.start() + len(match[1]), match.end()} <= ends


_ADVERB = re.compile(
    "(?:清醒|深刻|充分|认真|积极|及时|有效|稳步|全面|大力|切实|严格|逐步|主动|广泛|深入|扎实|有序|针对性|更好|科学|合理|妥善|合理)(的)"
    "(?=(?:搞|做|抓|办|管|用|配合|解决|保护|发挥|落实|维护|完成|处理|推进|开展)(?:好(?!处|坏|事)|到位)|(?:认识|感受|体会|了解|意识|落实)到"
    "|(?:提高|提升|改善|解决|保障|促进|推进|推动|落实|缓解|发挥|开展|完成|维护|保护|遏制|减少)了)"
)


def adverb(letter: Letter) -> Iterator[Finding]:
    """清醒地认识到, 有针对性地做好: before a verb with its complement stands 地 (现代汉语词典)."""
    for line in letter.sentences:
        for match in line.find(_ADVERB):
            message = f"“{match.group()}”后面是动词，“的”应为“地”。"
            yield line.finding("adverb", WARNING, *match.span(1), message, "地")


# Words that sound or look alike: pairs in a file that an office extends, no code.
Pairs = Mapping[str, tuple[str, tuple[str, ...]]]  # wrong: what belongs there, and words that hold it rightly
_SHIPPED = Path(__file__).with_name("sound_alike.txt")


def read_pairs(text: str, before: Pairs | None = None) -> tuple[Pairs, list[int]]:
    """The pairs of a list, on top of those `before`, and the lines that are none. A line: the wrong word, the right
    one, and words that hold the wrong one and are right; “- 词语” takes a pair away; # begins a remark."""
    pairs, faults = dict(before or {}), []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if len(words) == 2 and words[0] in ("-", "－"):
            pairs.pop(words[1], None)
        elif len(words) >= 2 and _is_pair(words):
            pairs[words[0]] = (words[1], tuple(words[2:]))
        elif words:
            faults.append(number)
    return pairs, faults


def _is_pair(words: list[str]) -> bool:
    wrong, right, *holding = words
    return 2 <= len(wrong) <= 20 and wrong != right and wrong not in right and all(wrong in word for word in holding)


SOUND_ALIKE = read_pairs(_SHIPPED.read_text(encoding="utf-8"))[0]


@lru_cache(maxsize=4)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def sound_alike(letter: Letter) -> Iterator[Finding]:
    """分布实施 for 分步实施: words that are typed for others that sound or look like them (通用规范汉字表;
    现代汉语词典). The list is sound_alike.txt, and the office's own."""
    pairs = SOUND_ALIKE if letter.pairs is None else letter.pairs
    if not pairs:
        return
    wrong = _any_of(tuple(pairs))
    for line in letter.worded:
        text = blank_titles(line.text, letter.facts.title)
        for match in wrong.finditer(text):
            right, holding = pairs[match.group()]
            if not any(_covers(text, match, word) for word in holding):
                message = f"“{match.group()}”应为“{right}”。"
                yield line.finding("sound_alike", WARNING, *match.span(), message, right)


def _covers(text: str, match: re.Match[str], word: str) -> bool:
    """Whether the word stands round what was found."""
    at = word.find(match.group())
    while at >= 0:
        if text.startswith(word, match.start() - at) and match.start() >= at:
            return True
        at = word.find(match.group(), at + 1)
    return False


_HAN_COUNT = "[一二三四五六七八九十]{1,3}"
_MONTH_FOR_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(月)(?=[0-9]{1,2}月)")
_DATE = re.compile(
    rf"(?:([0-9]{{4}}|[〇零一二三四五六七八九]{{4}})年)?([0-9]{{1,2}}|{_HAN_COUNT})月"
    rf"(?:([0-9]{{1,2}}|{_HAN_COUNT})[日号](?!线|楼|院|门|地块|令))?"
)


def dates(letter: Letter) -> Iterator[Finding]:
    """Days that the calendar does not have: 2月30日, 13月."""
    for line in letter.worded:
        for match in line.find(_MONTH_FOR_YEAR):
            yield line.finding("dates", ERROR, *match.span(1), "年份后面写成了“月”，应为“年”。", "年")
        for match in line.find(_DATE):
            before = line.plain[match.start() - 1 : match.start()]
            if before and before in "0123456789个.．〇一二三四五六七八九十第":
                continue
            year, month, day = match.groups()
            if month.isascii() and not day and not year:
                continue  # 3月 of 0-3月龄 and the like says too little
            if not _exists(year, numeral_value(month), numeral_value(day) if day else 1):
                yield line.finding("dates", ERROR, *match.span(), f"没有“{line.typed(match)}”这一天，请核对日期。")


# 5月1号线 and 3月2号文 are no days.
_DAY_SAID = re.compile(
    r"(?<![0-9])(?:1[0-2]|[1-9])月(?:[12][0-9]|3[01]|[1-9])(号)"
    "(?=[，。；、）]|$|[之以]?前|[之以]?后|起|至|到|上午|下午|晚|凌晨|完成|召开|开始)"
)


def day_said(letter: Letter) -> Iterator[Finding]:
    """12月31号 for 12月31日: a day is 日 in a document, 号 where people talk (现代汉语词典; GB/T 9704 7.3.5.4)."""
    for line in letter.sentences:
        text = blank_titles(line.plain, letter.facts.title)
        for match in _DAY_SAID.finditer(text):
            yield line.finding("day_said", HINT, *match.span(1), "公文里的日期写“日”，“号”是口语。", "日")


def _exists(year: str | None, month: int, day: int) -> bool:
    if not 1 <= month <= 12:
        return False
    if year is None:
        number = 2000  # a leap year: 2月29日 may be right
    elif year.isascii():
        number = int(year)
    else:
        number = int("".join(str("〇一二三四五六七八九".index(digit.replace("零", "〇"))) for digit in year))
    return number > 0 and 1 <= day <= calendar.monthrange(number, month)[1]


_PADDED = re.compile(r"(?<=年)0(?=[1-9]月)|(?<=月)0(?=[1-9]日)")


def zero_padding(letter: Letter) -> Iterator[Finding]:
    """2024年3月5日: months and days without a leading zero (GB/T 9704-2012 7.3.5.4)."""
    for line in letter.worded:
        for match in line.find(_PADDED):
            yield line.finding("zero_padding", WARNING, *match.span(), "公文里的月、日不补零。", "")


_EMPTY = re.compile(
    "高度重视|进一步(?:加强|加大|强化|推进|推动|提升|提高|完善|健全|优化|深化|落实)|切实(?:加强|提升|提高|落实|做好|抓好)"
    "|不断(?:加强|强化|提升|提高|完善|优化|推进)|大力(?:推进|推动|加强|提升)|扎实(?:推进|做好)|积极(?:推进|推动)"
    "|狠抓落实|全力以赴|高质量推进|持续发力"
)


def no_substance(letter: Letter) -> Iterator[Finding]:
    """Words that promise nothing are counted, once for the whole letter; those of a title are not the letter's."""
    found = [
        (line, match)
        for line in letter.prose
        for match in _EMPTY.finditer(blank_titles(line.text, letter.facts.title))
    ]
    if not found:
        return
    line, first = found[0]
    shown = "、".join(dict.fromkeys(f"“{match.group()}”" for _, match in found[:3]))
    more = "等" if len(found) > 3 else ""
    message = f"空泛的话{len(found)}处（{shown}{more}）。代表想看的是做了什么、何时做成。"
    yield line.finding("no_substance", HINT, *first.span(), message)
