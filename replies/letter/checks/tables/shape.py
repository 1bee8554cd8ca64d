"""Whether a table fits on paper, and whether captions and what the text says of them agree."""

import re
from collections.abc import Iterator

from proposals.formats.chinese import half
from replies.letter.checks.facts import numeral_value
from replies.letter.checks.findings import ERROR, HINT, WARNING, Finding, Letter, LetterLine, LetterTable
from replies.letter.checks.tables.pasted import pasted_table
from replies.letter.pdf.ruled import BOX, LETTER, rule_table
from replies.letter.tables.mark import CAPTION, is_caption, read_unit


def table_size(letter: Letter) -> Iterator[Finding]:
    """A table stands in 156 mm at 小四 or larger (GB/T 9704-2012 5.2.1: the text block): what is torn there, what is
    higher than a page, and what is too large to be set as a table at all."""
    for one in letter.every_table:
        if one.table.refusal:
            place = one.table.places[0]
            line = one.typed[place]
            yield Finding("table_size", ERROR, one.field, place, 0, len(line), one.table.refusal, line=line)
            continue
        ruled = rule_table(one.table, BOX if one.field == "handling" else LETTER)
        if ruled.torn:
            message = (
                f"这张表有{one.table.columns}列，版心里排不下：{len(ruled.torn)}列里的数字或者词会断成两行。"
                "请减少列数、缩短表头，或者拆成两张表。"
            )
            yield _of_row(one, 0, WARNING, message)
        for row in (*ruled.head, *ruled.body):
            if row.tall:
                message = "这一行里有一格的字太多，一页排不下，会断到下一页。长的话请写在正文里。"
                yield _of_row(one, row.cells[0].cell.row, WARNING, message)


def _of_row(one: LetterTable, row: int, severity: str, message: str) -> Finding:
    line = one.line(row)
    return line.finding("table_size", severity, 0, len(line.text), message)


_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_NAMED = re.compile(
    rf"[见如照][“（(]?表\s?({_NUMBER})(?![-0-9－—年月日])|(?<![附图代列年报])表\s?([0-9]{{1,2}})(?=所示|所列|显示|中的|[）)])"
)


def table_number(letter: Letter) -> Iterator[Finding]:
    """表1, 表2 … in the order in which they stand, each once; and 见表3 has such a table (GB/T 1.1-2020 9.8: tables
    are numbered in their order, and the text names them). A caption without its table has its number all the same:
    what is wrong there is said by `table_caption`."""
    alone = {_number_of(line.text.strip()) for line in _lone_captions(letter)}
    seen: set[int] = set()
    for one in letter.tables:
        number = _number_of(one.table.caption)
        if one.field != "letter.body" or not number:
            continue
        line = one.lines[0]
        if number in seen and not _GOES_ON.search(one.table.caption):
            message = f"有两张表都写成“表{number}”，请核对表的编号。"
            yield line.finding("table_number", HINT, 0, len(line.text), message)
        elif number > 1 and number - 1 not in seen | alone:
            message = f"“表{number}”的前面没有“表{number - 1}”，请核对表的编号。"
            yield line.finding("table_number", HINT, 0, len(line.text), message)
        seen.add(number)
    for line in letter.prose if letter.tables else ():
        for match in line.find(_NAMED):
            wanted = numeral_value(match.group(1) or match.group(2))
            if wanted not in seen | alone:
                message = f"文中说“{line.typed(match)}”，信里没有编号是“表{wanted}”的表。"
                yield line.finding("table_number", HINT, *match.span(), message)


_GOES_ON = re.compile("[（(]续[）)]|续表")  # a table parted by hand: 表1（续）
# Behind 表1 in a sentence that a line ends with by chance, and in no caption.
_SAYS = re.compile(
    "[、，和与及至到－—-]|所|中|的|里|内|上|是|为|可|给|列|显示|反映|表明|说明|汇总了|统计了|来看|见|另附|附后|略"
)
# What a caption is the name of, where no blank parts it from its number.
_OF_TABLES = re.compile(
    "(?:情况|统计|汇总|进度|清单|一览|名单|明细|安排|计划|分布|对比|比较|指标|数据|表)(?:（[^（）]{1,20}）)?$"
)
_ENCLOSED = re.compile("附后|另附|见附件|附件|后附|随附|所附|附下|附如下")


def table_caption(letter: Letter) -> Iterator[Finding]:
    """The caption stands directly above its table (GB/T 1.1-2020 9.8: each has its number and its name): one
    without a table is printed as a paragraph, and what was to stand below it is missing."""
    rows = {(one.field, one.table.last): one for one in letter.tables}
    for line in _lone_captions(letter):
        name = _lone_name(line.text)
        above = rows.get((line.field, _filled_above(letter, line)))
        if above is not None and not above.table.caption:
            message = f"表题写在表的上面：“{name}”在表的下面，印出来是一段正文。"
        else:
            message = f"“{name}”下面没有表。表题紧接着写在表的上面，中间只能有空行和“单位：…”一行。"
        yield line.finding("table_caption", WARNING, 0, len(line.text), message)


def _lone_captions(letter: Letter) -> Iterator[LetterLine]:
    """Lines that can only be the caption of a table, and have none."""
    own = {(one.field, one.table.caption_place) for one in letter.every_table}
    # Lines set with tabs or blanks are a table too, and said so.
    pasted = {(one.field, one.paragraph) for one in pasted_table(letter)}
    for lines in (letter.handling, letter.prose):
        enclosed = False  # whether tables are only named here
        for at, line in enumerate(lines):
            caption = bool(_lone_name(line.text))
            if caption and not enclosed and (line.field, line.paragraph) not in own:
                below = [(one.field, one.paragraph) for one in lines[at + 1 : at + 3]]
                if not pasted.intersection(below[: 1 + bool(below and read_unit(lines[at + 1].text))]):
                    yield line
            enclosed = bool(_ENCLOSED.search(line.text)) or (enclosed and caption)


def _lone_name(text: str) -> str:
    """表1 of a line that can only be a caption; "" of any other."""
    match = CAPTION.match(text.strip())
    if not match or not match["number"] or not is_caption(text) or text.strip().startswith("附"):
        return ""
    rest = text.strip()[match.end() :]
    name = rest.lstrip(" \t\u3000：:")
    if _SAYS.match(name) or re.search("[，。；？！]", name) or _ENCLOSED.search(name):
        return ""
    return match[0] if rest != name or not name or _OF_TABLES.search(name) else ""


def _filled_above(letter: Letter, line: LetterLine) -> int:
    """The place of the line above that is not blank; -1 where there is none."""
    typed = letter.typed_lines if line.field == "letter.body" else letter.facts.handling.split("\n")
    return next((at for at in range(line.paragraph - 1, -1, -1) if typed[at].strip()), -1)


def _number_of(caption: str) -> int:
    """The plain number of a caption; 0 for 表2-1 and for none."""
    match = CAPTION.match(caption)
    written = half(match["number"] or "") if match else ""
    return numeral_value(written) if re.fullmatch(_NUMBER, written) else 0
