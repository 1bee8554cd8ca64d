"""Sums in tables: a row of 合计 that the rows above do not make, a column of 合计 that the columns beside it do not.

Said only where nothing else can be meant: every cell is a figure with one unit, no rate, no average, no rank; what is
rounded may differ by its rounding; 其中 may be counted or not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from replies.letter.checks.findings import WARNING, Finding, Letter, LetterTable
from replies.letter.tables.figures import Figure, is_blank, read_figure
from replies.letter.tables.mark import MAX_ROWS, Table, cell_spans

_ALL = re.compile(r"[\u4e00-\u9fff]{0,4}(?:合计|总计|共计)(?:数|[（(].{1,8}[）)])?")
_GROUP = re.compile(r"[\u4e00-\u9fff]{0,6}小计(?:[（(].{1,8}[）)])?")
_OF_WHICH = re.compile(r"[（(]?其中|^[#＃]")
# What no sum is made of; what none is made of where the rows are months or years; rows that only compare.
_NO_SUM = re.compile(
    r"率|比[例重]|占[比全总]|[人户平年月日亩]均|均价|排[名序位]|名次|序号|编号|单价|标准|增[长幅减]|同比|环比|[%％‰]|温度|得分|评分"
    r"|分数|指数|系数|年[份度龄]|日期|时间|层数|[上下]限|最[高低大小]|涉及|所在|覆盖|电话|号码|邮编"
)
_STOCK = re.compile("累计|余额|存量|期末|年末|月末|在[册建办岗营]|现有|总数|保有")
_TIMES = re.compile(r"[0-9一二三四五六七八九十]+(?:年|月|季度)|[上下]半年|第[一二三四]季度")
_COMPARED = re.compile("同期|上年|去年|前年|增[长减幅]|同比|环比|占比|比[例重]|[平人户年月日]均|均值|率$|^注|^备注")
ENOUGH_COLUMNS = 3
MOST_OF_WHICH, MOST_DETAILS = 4, 12
_PARTLY = re.compile("部分|主要|重点|典型|前[0-9一二三四五六七八九十]+|举例|节选|摘[录要]|示例")
_COUNT_OF_LEVELS = (
    re.compile(r"[一二三四五六七八九十]+、?"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]|[0-9]+[.．、]?"),
)


def table_sum(letter: Letter) -> Iterator[Finding]:
    """合计, 总计 and 小计 are the sum of their rows and of their columns (the balance of a statistical table)."""
    for one in letter.tables:
        if not _PARTLY.search(one.table.caption):
            sums = _Sums(one)
            across = list(sums.row_sums())
            yield from across
            yield from sums.column_sums(without=sums.summed if across else None)


@dataclass(frozen=True, slots=True)
class _Part:
    """A figure that a sum may be made of."""

    figure: Figure | None  # None: nothing to count
    of_which: bool


class _Sums:
    def __init__(self, one: LetterTable) -> None:
        self.one, self.table = one, one.table
        self.grid = one.table.grid
        self.labels = [_label(self.table, row) for row in range(len(self.grid))]
        self.heads = [self._head(column) for column in range(self.table.columns)]

    @property
    def summed(self) -> int | None:
        """The one column that is named 合计."""
        columns = [
            at for at, head in enumerate(self.heads) if at and (_ALL.fullmatch(head) or _GROUP.fullmatch(head))
        ]
        return columns[0] if len(columns) == 1 else None

    def _head(self, column: int) -> str:
        texts = [self.grid[row][column].text for row in range(self.table.head)]
        return "".join(dict.fromkeys(re.sub(r"\s", "", text) for text in texts))

    # ---- down the columns --------------------------------------------------------------------------------

    def column_sums(self, without: int | None) -> Iterator[Finding]:
        """Rows named 合计; of the column `without` something was said already."""
        rows = range(self.table.head, len(self.grid))
        totals = [row for row in rows if _ALL.fullmatch(self.labels[row])]
        groups = [row for row in rows if _GROUP.fullmatch(self.labels[row])]
        if len(totals) > 1:  # of 合计 and one 总计 the former are groups
            grand = [row for row in totals if "总计" in self.labels[row]]
            groups, totals = sorted({*groups, *totals} - {*grand}), grand
        if len(totals) > 1 or not (totals or groups) or self._has_levels() or self._has_units():
            return
        items = [row for row in rows if row not in (*totals, *groups) and not _COMPARED.search(self.labels[row])]
        timed = bool(items) and all(_TIMES.search(self.labels[row]) for row in items)
        for row, members in _members(items, totals, groups, self.table.head):
            columns = [at for at in range(1, self.table.columns) if at != without and self._counts(at, timed=timed)]
            told = [found for column in columns for found in self._told_down(row, column, members)]
            # Where no column adds up, rows were left out on purpose.
            if len(told) < ENOUGH_COLUMNS or len(told) < len(columns):
                yield from told

    def _has_levels(self) -> bool:
        """Rows that are numbered 一、 and 1. are the sums of one another."""
        firsts = [re.sub(r"\s", "", self.grid[row][0].text) for row in range(self.table.head, len(self.grid))]
        return all(any(level.match(first) for first in firsts) for level in _COUNT_OF_LEVELS)

    def _has_units(self) -> bool:
        """Rows that count different things: a column says in what."""
        units = (at for at, head in enumerate(self.heads) if head in ("单位", "计量单位"))
        said = {self.grid[row][at].text for at in units for row in range(self.table.head, len(self.grid))}
        return len({unit for unit in said if not is_blank(unit)}) > 1

    def _parts(self, column: int) -> dict[int, _Part] | None:
        """The figures of a column by row; None where one is none, or they are not of one kind."""
        found: dict[int, _Part] = {}
        units = set()
        for row in range(self.table.head, len(self.grid)):
            cell = self.grid[row][column]
            figure = read_figure(cell.text)
            if cell.across > 1 or (figure is None and not is_blank(cell.text)):
                return None
            goes_on = cell.row != row
            if figure is not None:
                units.add(figure.unit)
            found[row] = _Part(None if goes_on else figure, bool(_OF_WHICH.search(self.labels[row])))
        mixed = "" in units and any(unit[0] in "万亿千百" for unit in units - {""})
        if units & {"%", "‰"} or len(units - {""}) > 1 or mixed:
            return None
        return found

    # ---- across the rows ---------------------------------------------------------------------------------

    def row_sums(self) -> Iterator[Finding]:
        """Columns named 合计; said of the rows that do not add up where most do."""
        columns = [
            at for at, head in enumerate(self.heads) if at and (_ALL.fullmatch(head) or _GROUP.fullmatch(head))
        ]
        if len(columns) != 1:
            return
        (total,) = columns
        for side in (range(1, total), range(total + 1, self.table.columns)):
            members = [at for at in side if self._counts(at)]
            if len(members) < 2 or len(members) < len([at for at in side if self._has_figures(at)]):
                continue
            rows = [row for row in range(self.table.head, len(self.grid)) if read_figure(self.grid[row][total].text)]
            wrong = [row for row in rows if not self._adds_up(row, total, members)]
            if len(rows) - len(wrong) > len(wrong) and len(rows) - len(wrong) > 1:
                for row in wrong:
                    yield from self._told(row, total, self._across(row, members), "各列")
                return

    def _has_figures(self, column: int) -> bool:
        return any(read_figure(self.grid[row][column].text) for row in range(self.table.head, len(self.grid)))

    def _counts(self, column: int, *, timed: bool = False) -> bool:
        """Whether a column's figures can be added up."""
        head = self.heads[column]
        if _NO_SUM.search(head) or (timed and _STOCK.search(head)) or not self._has_figures(column):
            return False
        return self._parts(column) is not None

    def _across(self, row: int, members: Sequence[int]) -> list[_Part]:
        return [
            _Part(read_figure(self.grid[row][column].text), bool(_OF_WHICH.search(self.heads[column])))
            for column in members
        ]

    def _adds_up(self, row: int, total: int, members: Sequence[int]) -> bool:
        said = read_figure(self.grid[row][total].text)
        return said is None or _fits(said, self._across(row, members))

    def _told_down(self, row: int, column: int, members: Sequence[int]) -> Iterator[Finding]:
        parts = self._parts(column) or {}
        yield from self._told(row, column, [parts[member] for member in members], "各行")

    # ---- what is said ------------------------------------------------------------------------------------

    def _told(self, row: int, column: int, parts: Sequence[_Part], what: str) -> Iterator[Finding]:
        cell = self.grid[row][column]
        said = read_figure(cell.text)
        if said is None or cell.row != row or len([part for part in parts if part.figure]) < 2 or _fits(said, parts):
            return
        line = self.one.line(row)
        start, end = cell_spans(line.text)[column]
        total = sum((part.figure.value for part in parts if part.figure and not part.of_which), Decimal())
        label = self.labels[row] if what == "各行" else self.heads[column]
        message = f"“{label}”写的是{cell.text}，{what}相加是{total.normalize():,f}，请核对。"
        yield line.finding("table_sum", WARNING, start, end, message)


def _label(table: Table, row: int) -> str:
    """What the first columns say of a row, blanks left out: 合 计, 友谊路街道小计."""
    words: list[str] = []
    for column, cell in enumerate(table.grid[row]):
        if column and (read_figure(cell.text) or (is_blank(cell.text) and words)):
            break
        if cell.row == row:
            words.append(re.sub(r"\s", "", cell.text))
    found = [word for word in dict.fromkeys(words) if word]
    last = next((word for word in found if _ALL.fullmatch(word) or _GROUP.fullmatch(word)), "")
    return last or next((word for word in found if _OF_WHICH.search(word)), found[0] if found else "")


def _members(
    items: Sequence[int], totals: Sequence[int], groups: Sequence[int], start: int
) -> Iterator[tuple[int, list[int]]]:
    """Each row of a sum with the rows that make it: a 小计 those since the last one, or up to the next where it
    leads; 合计 those above it, or all below where it leads. `start` is the first row below the head."""
    sums = sorted({*totals, *groups})
    first_group = next((row for row in (start, start + 1) if row not in totals), start)
    leads = first_group in groups
    for group in groups:
        before = max((row for row in sums if row < group), default=-1)
        after = min((row for row in sums if row > group), default=MAX_ROWS)
        yield group, [row for row in items if (group < row < after if leads else before < row < group)]
    for total in totals:
        yield total, [row for row in items if (row > total if total == start else row < total)]


def _fits(said: Figure, parts: Sequence[_Part]) -> bool:
    """Whether any way to count 其中, or rows that only tell the one above them apart, makes the sum."""
    return any(_is_sum(said, members) for members in _ways(parts))


def _ways(parts: Sequence[_Part]) -> Iterator[list[Figure]]:
    """All of them; those of 其中 left out; and with each the rows that may belong to it, up to the next."""
    figures = [part.figure for part in parts if part.figure]
    yield figures
    yield _without_details(figures)
    starts = [at for at, part in enumerate(parts) if part.of_which]
    if not starts:
        return
    longest = max(end - start for start, end in zip(starts, [*starts[1:], len(parts)], strict=True))
    for length in range(1, longest + 1):
        away = {at for start in starts for at in range(start, start + length)}
        yield [part.figure for at, part in enumerate(parts) if at not in away and part.figure]
    if len(starts) <= MOST_OF_WHICH:
        yield from _each_its_own(parts, starts)


def _without_details(figures: Sequence[Figure]) -> list[Figure]:
    """The same without those that a figure above them is the sum of: 社会救助 100, 低保 60, 特困 40."""
    kept = []
    at = 0
    while at < len(figures):
        kept.append(figures[at])
        total = Decimal()
        details = 0
        for end in range(at + 1, min(len(figures), at + MOST_DETAILS + 1)):
            total += figures[end].value
            if end > at + 1 and total == figures[at].value:
                details = end - at
        at += details + 1
    return kept


def _each_its_own(parts: Sequence[_Part], starts: Sequence[int]) -> Iterator[list[Figure]]:
    """Each 其中 with a number of rows of its own."""
    ends = [*starts[1:], len(parts)]
    ways: list[set[int]] = [set()]
    for start, end in zip(starts, ends, strict=True):
        ways = [way | set(range(start, stop)) for way in ways for stop in range(start + 1, min(end, start + 8) + 1)]
    for away in ways:
        yield [part.figure for at, part in enumerate(parts) if at not in away and part.figure]


def _is_sum(said: Figure, members: Sequence[Figure]) -> bool:
    total = sum((one.value for one in members), Decimal())
    places = max((one.places for one in members), default=0)
    slack = Decimal()
    if places:
        slack += Decimal(len(members)) / 2 / 10**places
    if said.places < places:
        slack += Decimal(1) / 2 / 10**said.places
    return abs(total - said.value) <= slack
