"""What of a title belongs together: no line ends within it where it fits on one (GB/T 9704-2012 7.3.1, 词意完整).

Meetings, numbers and titles in 《》 are known by how they are written. Places and units are read from the words and
their parts of speech (rjieba); an unknown name of a road or town is known by the character it ends with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from proposals.formats.chinese import FIGURE


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a title, its place in it, and its part of speech: ns a place, nt a unit, nr a name, p 关于, 对."""

    start: int
    text: str
    tag: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_COUNT = "[一二三四五六七八九十百零〇]+"
_ASKED = "(?:建议(?:、批评和意见)?|提案|议案)"
_NUMBER = rf"第(?:{FIGURE}|[A-Za-z一二三四五六七八九十台、，和至～—-])+号"
_WRITTEN = (
    # 市十六届人大三次会议, 九届二次会议; 第九届人民代表大会 and 第九届委员会 are long enough for a line of their own
    rf"(?:全国|[省市区县州旗镇乡])?第?{_COUNT}届(?:全国)?(?:人大(?:常委会)?|政协)?(?:第?{_COUNT}次(?:全体)?会议)?",
    rf"(?:政协)?第?{_COUNT}届[一-鿿]{{0,8}}?委员会",
    rf"第?{_COUNT}次(?:全体)?会议",
    rf"(?:全国|[省市区县])?(?:人大|政协)(?:第?{_COUNT}次(?:全体)?会议)",
    # 闭会第3号代表建议, 代表建议第0123号
    rf"(?:闭会(?:期间)?)?{_NUMBER}(?:(?:人大)?代表|(?:政协)?委员)?{_ASKED}?",
    rf"(?:人大代表|政协委员|代表|委员|政协){_ASKED}(?:{_NUMBER})?",
    rf"[一-鿿]{{0,6}}〔{FIGURE}{{4}}〕第?{FIGURE}+号",
    "的?(?:再次)?(?:(?:会办|协办|主办|答复|办理)意见|办理情况|答复函|复函|答复)",
)
_FORMS = tuple(re.compile(form) for form in _WRITTEN)
# Whose letter it is, before what it is about.
_SENDER = re.compile(
    "(?:^|(?<=、))[^《“，、：；]{2,}?(?:政府|[委局厅部院司室处会站所队]|中心|街道|公司|集团|学校|大学)(?=(?:关于|对(?!外)|就)|、)"
)
_ORGAN = re.compile(
    "(?:政府|委员会|[局厅院司室处部委会]|中心|法院|公司|集团|大队|支队|总队|学校|[大中小]学|所|街道)$"
)
_LONE_PLACE = "省市区县州旗镇乡村路街弄桥港湾"
_PLACE = re.compile(".(?:[省市区县州旗镇乡村路街桥]|街道)$")
_SESSION = re.compile(f"第?{_COUNT}届")
_GROUNDS = re.compile("公园|广场|小区|新村|大桥|车站|站|城|港|园区|开发区|居民区|街道|办事处")
_NO_NAME = {"p", "x", "c", "uj", "v", "m", "d", "r", "f"}
_FRAGMENT = re.compile("[一-鿿][路街镇乡村桥港]")  # what the words make of 淞滨路: 淞, 滨路
_PLAIN = re.compile("[道公马铁线电]路|[乡街城]镇|[农乡新]村")
_NAMING = {"n", "nr", "ns", "nt", "nz", "vn", "an", "a", "b", "j", "c", "l", "zg"}  # may stand within a unit's name
_DOING = {"保障", "执法", "服务", "退役", "监督"}  # verbs that may too
_LONGEST_UNIT = 40


def kept_spans(title: str, words: Sequence[Word], names: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """From where to where a title should stay whole; spans overlap, and which fit on a line is for the caller."""
    for form in _FORMS:
        yield from (match.span() for match in form.finditer(title))
    yield from _quoted(title)
    yield from _places(words)
    yield from _units(words)
    for name in filter(None, names):
        yield from (match.span() for match in re.finditer(rf"{re.escape(name)}(?:代表|委员)?", title))


def ends_of_senders(title: str) -> Iterator[int]:
    """Where the name of the unit that answers ends, and what it says begins."""
    yield from (match.end() for match in _SENDER.finditer(title))


def _quoted(title: str) -> Iterator[tuple[int, int]]:
    """Titles in 《》 and 〈〉, also one within another."""
    opened: list[int] = []
    for at, character in enumerate(title):
        if character in "《〈":
            opened.append(at)
        elif character in "》〉" and opened:
            yield opened.pop(), at + 1


def _places(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """浙江省杭州市西湖区, 罗店|镇, 上海市|第十六届, 江杨|南路, 顾村|公园: from the first word to the last."""
    start = 0
    for index, word in enumerate(words):
        if index and _goes_on(words[index - 1], word):
            yield start, word.end
        else:
            start = word.start


def _goes_on(before: Word, word: Word) -> bool:
    """Whether a word belongs to the name of a place before it."""
    place = before.tag in ("ns", "nr") or before.text == "政协" or _PLACE.search(before.text)
    if place and (_is_place(word) or word.tag == "nt" or word.text in _LONE_PLACE or _SESSION.match(word.text)):
        return True
    fragment = _FRAGMENT.fullmatch(word.text) and not _PLAIN.fullmatch(word.text)
    return bool(fragment or _GROUNDS.fullmatch(word.text)) and before.tag not in _NO_NAME


def _is_place(word: Word) -> bool:
    return (word.tag == "ns" and word.text != "城市") or (word.tag == "nr" and bool(_PLACE.search(word.text)))


def _units(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """From a place to the last word that ends as a unit does: 上海市宝山区|绿化和市容管理局."""
    done = 0
    for index, first in enumerate(words):
        place = first.tag in ("ns", "nt")
        if first.start < done or not (place or first.text[-1] in "省市区县镇"):
            continue
        start = first.end - 1 if first.text[0] == "对" and not place else first.start
        end = 0
        for word in words[index + 1 :]:
            if word.end - start > _LONGEST_UNIT or (word.tag not in _NAMING and word.text not in _DOING):
                break
            if _ORGAN.search(word.text):
                end = word.end
        if end:
            yield start, end
            done = end
