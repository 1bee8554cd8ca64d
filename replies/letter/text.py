"""Plain text → paragraphs with their GB/T 9704 level.

Staff type plain text, one paragraph a line; the level is read from the numbering itself:

    一、主要做法               level 1, 黑体
    （一）规范招聘工作         level 2, 楷体
    1. 开展培训                level 3, 仿宋
    （1）分层分类              level 4, 仿宋

A heading may run into its paragraph (`（一）持续把好选人入口关。根据…`): it ends at the first 。 then. 一是, 二是
are ordinary words in a sentence. A line that only looks like a heading is marked by one full-width blank before it
(`　一、二两项已经办结。`): 不是标题. Two of them are the indent that pasted text brings along, and mean nothing.
Lines that begin with a bar are a table (tables/mark.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

import rjieba

from proposals.formats.chinese import FIGURE
from replies.letter.sense import Word, ends_of_senders, kept_spans
from replies.letter.tables.mark import Table, find_tables


class ParagraphKind(StrEnum):
    SALUTATION = "salutation"
    BODY = "body"
    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"
    LEVEL_3 = "level-3"
    LEVEL_4 = "level-4"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a letter."""

    kind: ParagraphKind
    heading: str  # the part set as a heading; "" in salutation and body
    text: str  # what follows it

    @property
    def whole(self) -> str:
        return self.heading + self.text


_COUNT = "[一二三四五六七八九十百]+"
_THIS_AGE = f"(?:[1１][9９]|[2２][0０]){FIGURE}{{2}}"
_SPAN_OF_YEARS = f"{_THIS_AGE}(?:年?[-－–—~～至到](?:{_THIS_AGE}|{FIGURE}{{2}}))?年"
_NUMBERING = (
    (ParagraphKind.LEVEL_1, re.compile(rf"{_COUNT}、")),
    (ParagraphKind.LEVEL_2, re.compile(rf"[（(]{_COUNT}[）)]")),
    # 1. and 1.2025年新增… and 1.2022-2023年安排… but neither 2.0版 nor 2022年
    (ParagraphKind.LEVEL_3, re.compile(rf"{FIGURE}{{1,2}}(?:[.．](?!{FIGURE})|[.．](?={_SPAN_OF_YEARS})|、)")),
    (ParagraphKind.LEVEL_4, re.compile(rf"[（(]{FIGURE}{{1,2}}[）)]")),
)
# Where a line may end next to a quotation mark (templatetags/breaks.py); faster to set than an element of its own.
NO_WIDTH = "\u200b"
LEVELS = tuple(kind for kind, _ in _NUMBERING)
_NO_HEADING = re.compile(r"　(?!\s)")
# A first paragraph that says what is answered addresses nobody, though it ends in a colon too.
_SALUTATION = re.compile(r"(?!.*(?:收悉|如下[：:]|《)).{1,300}[：:]")
# A numbered paragraph whose first sentence is longer than this is text, not a heading.
LONGEST_HEADING = 60


def read_body(body: str) -> list[Paragraph | Table]:
    """The paragraphs and the tables of a letter or a form's box, in order; blank lines only separate. A table that is
    too large to be set as one is as many paragraphs as it has lines."""
    lines = body.split("\n")
    found: list[Paragraph | Table] = []
    at = 0
    for table in find_tables(lines):
        if not table.refusal:
            found += [*_paragraphs(lines[at : table.first]), table]
            at = table.last + 1
    found += _paragraphs(lines[at:])
    if found and isinstance(found[0], Paragraph):
        found[0] = _addressed(found[0])
    return found


def split_paragraphs(body: str) -> list[Paragraph]:
    """The same, a paragraph a line whatever the lines are: for what knows no tables, and for lines of text alone."""
    found = _paragraphs(body.split("\n"))
    return [*map(_addressed, found[:1]), *found[1:]]


def _paragraphs(lines: Sequence[str]) -> list[Paragraph]:
    return [_paragraph(line) for line in lines if line.strip()]


def _addressed(first: Paragraph) -> Paragraph:
    """The first paragraph, as the salutation if it is one."""
    if first.kind is ParagraphKind.BODY and _SALUTATION.fullmatch(first.text):
        return Paragraph(ParagraphKind.SALUTATION, "", first.text)
    return first


def heading_level(line: str) -> ParagraphKind | None:
    """The level whose numbering a line begins with, however long the line is."""
    return next((kind for kind, numbering in _NUMBERING if numbering.match(line)), None)


def _paragraph(typed: str) -> Paragraph:
    line = typed.strip()
    if _NO_HEADING.match(typed):
        return Paragraph(ParagraphKind.BODY, "", line)
    for kind, numbering in _NUMBERING:
        if numbering.match(line):
            sentence, stop, rest = line.partition("。")
            if len(sentence) <= LONGEST_HEADING:
                return Paragraph(kind, sentence + stop, rest)
    return Paragraph(ParagraphKind.BODY, "", line)


def annex_rows(names: Sequence[str]) -> list[tuple[str, str]]:
    """附件说明 (GB/T 9704-2012 7.3.4): a lone annex has no number, several have 1. 2. 3."""
    return [("" if len(names) == 1 else f"{number}.", name) for number, name in enumerate(names, start=1)]


# A title is broken by sense, here:
_SENSE = re.compile("(?<=[，；：。])|(?<=》)(?!的)|(?<=、)(?![^“]*”)|(?<=大会)|(?<=会议)|(?<![对在为与和及于])(?=《)")
# less well inside 《》 or “”, after a word that leads on and before one that leans back,
_QUOTED = re.compile("《[^》]+》|“[^”]+”")
_LEADS = {"关于", "对", "在", "和", "与", "及", "等", "第", "为", "将", "把", "向", "从", "以", "个", "的"}
_LEANS = {"会议"}
# and never here: no line begins with a comma or ends with an opening mark, no number is torn.
_NEVER = re.compile(
    "(?=[，、；：。》”）〉—])|(?<=[《“（〈])|(?<=[0-9A-Za-z])(?=[0-9A-Za-z号年月日%％])|(?<=—)(?=[0-9])|(?<=代表)(?=建议)"
    "|(?<=届)(?=人民)|(?<=次)(?=会议)|(?<=号)(?=代表建议)"
)

# Costs of a break, in squared characters of unevenness.
BETWEEN_WORDS, AWKWARD, TORN_WORD, NEVER = 10.0, 60.0, 500.0, 50_000.0
TORN_SPAN = 300.0  # on top of what a break costs there: a meeting, a number, a place, a unit, a name, 《》
NARROW = 0.6  # of a character: figures and small letters, with a margin
STUB = 400.0  # a line of three characters or fewer: 对, 的答复


def title_lines(title: str, width: int, names: Sequence[str] = ()) -> list[str]:
    """Break a title into lines of at most `width` Chinese characters: by sense, even, and few (GB/T 9704-2012 7.3.1:
    回行时词意完整, 排列对称, 长短适宜). One line more than needed is taken if only so no phrase is torn. `names` are
    people and units that stay whole."""
    fewest = -(-len(title) // width)
    if fewest <= 1:
        return [title]
    costs = _tears(title, width, names)
    return min((_broken(title, width, count, costs) for count in (fewest, fewest + 1)), key=lambda found: found[0])[1]


def two_lines(name: str) -> list[str]:
    """A long name broken once, by sense and into like lengths."""
    return _broken(name, len(name), 2, _tears(name, len(name)))[1]


def title_pieces(title: str, width: int, names: Sequence[str] = ()) -> list[str]:
    """What of a title belongs together, where its lines are filled rather than of like length."""
    costs = _tears(title, width, names)
    ends = [at for at in range(1, len(title) + 1) if costs[at] < TORN_SPAN]
    return [title[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _tears(title: str, width: int, names: Sequence[str] = ()) -> list[float]:
    """What a break before each character costs, in squared characters of unevenness; the end is free."""
    costs = [TORN_WORD] * len(title)
    words = _words(title)
    before = ""
    for word in words:
        awkward = before in _LEADS or word.text in _LEANS or len(word.text) == 1
        costs[word.start] = TORN_WORD if word.text == "的" else AWKWARD if awkward else BETWEEN_WORDS
        before = word.text
    for match in _QUOTED.finditer(title):
        for inside in range(match.start() + 1, match.end()):
            costs[inside] += AWKWARD
    for match in _SENSE.finditer(title):
        if match.start() < len(title):
            costs[match.start()] = 0.0
    for end in ends_of_senders(title):
        costs[end] = 0.0
    reach = _reach(title)
    for start, end in kept_spans(title, words, names):
        if reach[end] - reach[start] <= width:
            for inside in range(start + 1, end):
                costs[inside] += TORN_SPAN
    for match in _NEVER.finditer(title):
        if match.start() < len(title):
            costs[match.start()] = NEVER
    return [*costs, 0.0]


def _reach(title: str) -> list[float]:
    """The room a title takes up to each of its characters, in Chinese characters."""
    return [0.0, *accumulate(NARROW if one.isascii() and not one.isupper() else 1.0 for one in title)]


def _words(title: str) -> list[Word]:
    found: list[Word] = []
    for text, tag in rjieba.tag(title):
        found.append(Word(found[-1].end if found else 0, text, tag))
    return found


def _broken(title: str, width: int, count: int, costs: list[float]) -> tuple[float, list[str]]:
    """The cheapest way to break a title into `count` lines, and its cost."""
    even = len(title) / count
    reach = _reach(title)
    ways: dict[int, tuple[float, list[str]]] = {0: (width * count, [])}
    for _ in range(count):
        longer: dict[int, tuple[float, list[str]]] = {}
        for start, (cost, lines) in ways.items():
            for end in range(start + 1, len(title) + 1):
                if reach[end] - reach[start] > width:
                    break
                total = cost + (end - start - even) ** 2 + costs[end] + (STUB if end - start <= 3 else 0.0)
                if end not in longer or total < longer[end][0]:
                    longer[end] = (total, [*lines, title[start:end]])
        ways = longer
    return ways[len(title)]
