"""Whether a table fits on paper, and whether captions and what the text says of them agree."""

import re
from collections.abc import Iterator

from proposals.formats.chinese import half
from replies.letter.checks.facts import numeral_value
from replies.letter.checks.findings import ERROR, HINT, WARNING, Finding, Letter, LetterTable
from replies.letter.pdf.ruled import BOX, LETTER, rule_table
from replies.letter.tables.mark import CAPTION


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
    are numbered in their order, and the text names them)."""
    seen: set[int] = set()
    for one in letter.tables:
        number = _number_of(one.table.caption)
        if one.field != "letter.body" or not number:
            continue
        line = one.lines[0]
        if number in seen:
            message = f"有两张表都写成“表{number}”，请核对表的编号。"
            yield line.finding("table_number", HINT, 0, len(line.text), message)
        elif number > 1 and number - 1 not in seen:
            message = f"“表{number}”的前面没有“表{number - 1}”，请核对表的编号。"
            yield line.finding("table_number", HINT, 0, len(line.text), message)
        seen.add(number)
    for line in letter.prose if letter.tables else ():
        for match in line.find(_NAMED):
            wanted = numeral_value(match.group(1) or match.group(2))
            if wanted not in seen:
                message = f"文中说“{line.typed(match)}”，信里没有编号是“表{wanted}”的表。"
                yield line.finding("table_number", HINT, *match.span(), message)


def _number_of(caption: str) -> int:
    """The plain number of a caption; 0 for 表2-1 and for none."""
    match = CAPTION.match(caption)
    written = half(match["number"] or "") if match else ""
    return numeral_value(written) if re.fullmatch(_NUMBER, written) else 0
