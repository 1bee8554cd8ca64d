"""Automatic numbers, as Word counts them: numbering.xml and the styles say how, every paragraph in turn counts on.

ECMA-376 part 1, 17.9. Bullets and pictures are no numbers: they give "•", which the reader leaves out.
"""

import re
from collections import defaultdict
from collections.abc import Callable

from lxml import etree

from replies.letter.docx.markup.package import W

BULLET = "•"
_DIGITS = "零一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
# A chain of styles, or of numberings that name each other, longer than this is a loop.
LONGEST_CHAIN = 20
MOST = 9_999


def chinese_numeral(number: int) -> str:
    """3 → 三, 12 → 十二, 105 → 一百零五, 1010 → 一千零一十."""
    return re.sub("^一十", "十", _spelled(number, _DIGITS, ("", "十", "百", "千")))


def legal_numeral(number: int) -> str:
    """12 → 壹拾贰."""
    return _spelled(number, "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))


def _spelled(number: int, digits: str, places: tuple[str, ...]) -> str:
    if not 0 < number <= MOST:
        return digits[0] if number == 0 else str(number)
    text = ""
    for place in range(3, -1, -1):
        figure = number // 10**place % 10
        if figure:
            text += digits[figure] + places[place]
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    return text.rstrip(digits[0])


def letter_numeral(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA, 53 → AAA, as Word has it."""
    return chr(65 + (number - 1) % 26) * min((number - 1) // 26 + 1, 20) if number > 0 else str(number)


def roman_numeral(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (number // value)
        number %= value
    return text


def _from(first: str, last: int) -> Callable[[int], str]:
    """Characters that follow each other in Unicode: ① to ⑳."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= last else str(number)


def _of(cycle: str) -> Callable[[int], str]:
    return lambda number: cycle[number - 1] if 0 < number <= len(cycle) else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        chinese_numeral,
    ),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), legal_numeral),
    **dict.fromkeys(
        ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"),
        lambda number: "".join("〇一二三四五六七八九"[int(figure)] for figure in str(max(number, 0))),
    ),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "upperLetter": letter_numeral,
    "lowerLetter": lambda number: letter_numeral(number).lower(),
    "upperRoman": roman_numeral,
    "lowerRoman": lambda number: roman_numeral(number).lower(),
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _from("①", 20)),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "none": lambda number: "",
    "bullet": lambda number: BULLET,
}


def child_value(element: etree._Element | None, path: str) -> str | None:
    """The w:val of a child, None without it."""
    found = element.find(path) if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def whole_number(text: str | None, otherwise: int) -> int:
    """A number of the file, or another where it is none or absurd."""
    found = re.fullmatch(r"-?\d{1,6}", text or "", re.ASCII)
    return int(text or "") if found else otherwise


class Level:
    """One level of a list: how it counts, what stands around the count."""

    def __init__(self, element: etree._Element) -> None:
        self.start = whole_number(child_value(element, f"{W}start"), 0)
        # A format of Word's own stands in mc:AlternateContent with a common one to fall back on.
        formats = [one.get(f"{W}val") for one in element.iter(f"{W}numFmt")]
        self.format = next((one for one in formats if one in FORMATS), formats[-1] if formats else "decimal")
        self.text = child_value(element, f"{W}lvlText") or ""
        self.style = child_value(element, f"{W}pStyle")
        self.restart = whole_number(child_value(element, f"{W}lvlRestart"), -1)
        self.legal = element.find(f"{W}isLgl") is not None
        self.picture = element.find(f"{W}lvlPicBulletId") is not None

    def spell(self, number: int) -> str:
        """The number in this level's format, as Word prints it."""
        return FORMATS.get(self.format or "", str)(number)


class Numbering:
    """`number_of(paragraph, style)` for each paragraph from first to last, each asked for once."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self.styles = {row.get(f"{W}styleId"): row for row in styles.iter(f"{W}style")} if styles is not None else {}
        rows = list(numbering) if numbering is not None else []
        self.abstracts = {row.get(f"{W}abstractNumId"): row for row in rows if row.tag == f"{W}abstractNum"}
        self.nums = {row.get(f"{W}numId"): row for row in rows if row.tag == f"{W}num"}
        self.levels: dict[str, dict[int, Level]] = {}
        self.counts: dict[str | None, dict[int, int]] = defaultdict(dict)
        self.used: set[tuple[str, int]] = set()

    def number_of(self, paragraph: etree._Element, style: str | None) -> str:
        """What stands before the paragraph: 一、 or （二） or 3.1, "" where it has no number."""
        num, at = self._place(paragraph, style)
        levels = self._levels(num) if num else {}
        if not num or at not in levels:
            return ""
        counts = self.counts[self._abstract(num)]
        self._count(num, at, levels, counts)
        if levels[at].format == "bullet" or levels[at].picture:
            return BULLET
        return re.sub("%([1-9])", lambda found: self._figure(int(found[1]) - 1, at, levels, counts), levels[at].text)

    def _count(self, num: str, at: int, levels: dict[int, Level], counts: dict[int, int]) -> None:
        override = self.nums[num].find(f"{W}lvlOverride[@{W}ilvl='{at}']/{W}startOverride")
        if override is not None and (num, at) not in self.used:
            counts[at] = whole_number(override.get(f"{W}val"), levels[at].start)
        else:
            counts[at] = counts[at] + 1 if at in counts else levels[at].start
        self.used.add((num, at))
        for below in [level for level in counts if level > at]:
            restart = levels[below].restart if below in levels else -1
            if restart < 0 or (restart and at < restart):
                del counts[below]

    @staticmethod
    def _figure(level: int, at: int, levels: dict[int, Level], counts: dict[int, int]) -> str:
        if level not in levels:
            return ""
        count = counts.get(level, levels[level].start)
        return str(count) if levels[at].legal else levels[level].spell(count)

    def _place(self, paragraph: etree._Element, style: str | None) -> tuple[str | None, int]:
        """The list and the level a paragraph counts in: its own words first, then its styles'."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        num, at = child_value(own, f"{W}numId"), child_value(own, f"{W}ilvl")
        if num is None:
            for name in self.chain(style):
                inherited = self.styles[name].find(f"{W}pPr/{W}numPr")
                num = child_value(inherited, f"{W}numId")
                if num is not None:
                    linked = (level for level, one in self._levels(num).items() if one.style == name)
                    at = at or child_value(inherited, f"{W}ilvl") or str(next(linked, 0))
                    break
        return (num if num in self.nums else None), whole_number(at, 0)

    def chain(self, style: str | None) -> list[str]:
        """A style and those it is based on; without a name, the default one."""
        if style is None:
            style = next((name for name, row in self.styles.items() if _is_default(row)), None)
        names: list[str] = []
        while style in self.styles and style not in names and len(names) < LONGEST_CHAIN:
            names.append(str(style))
            style = child_value(self.styles[style], f"{W}basedOn")
        return names

    def _abstract(self, num: str) -> str | None:
        """The definition that a list counts by; a link by a numbering style is followed."""
        for _ in range(LONGEST_CHAIN):
            found = child_value(self.nums.get(num), f"{W}abstractNumId")
            link = child_value(self.abstracts.get(found), f"{W}numStyleLink")
            linked = child_value(self.styles.get(link), f"{W}pPr/{W}numPr/{W}numId") if link else None
            if linked is None or linked == num:
                return found
            num = linked
        return None

    def _levels(self, num: str) -> dict[int, Level]:
        if num not in self.nums:
            return {}
        if num not in self.levels:
            abstract = self.abstracts.get(self._abstract(num))
            rows = list(abstract.iterchildren(f"{W}lvl")) if abstract is not None else []
            rows += [row for one in self.nums[num].iter(f"{W}lvlOverride") for row in one.iterchildren(f"{W}lvl")]
            self.levels[num] = {whole_number(row.get(f"{W}ilvl"), 0): Level(row) for row in rows}
        return self.levels[num]


def _is_default(style: etree._Element) -> bool:
    return style.get(f"{W}default") in ("1", "true", "on") and style.get(f"{W}type") == "paragraph"
