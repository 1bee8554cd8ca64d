"""Tables that were pasted or set with blanks, as lines of text: printed so, their columns are ragged."""

import re
from collections.abc import Callable, Iterator, Sequence

from replies.letter.checks.findings import WARNING, Finding, Letter, LetterLine
from replies.letter.tables.figures import is_figure, read_figure
from replies.letter.tables.mark import MAX_COLUMNS, write_rows

_TABS = re.compile(r"\S[ \u3000]*\t\s*\S")
_GAP = re.compile(r"(?:[ \u3000\xa0]{2,}|\t)+")
_SENTENCE = re.compile("[。；！？]|[：:]$")
LONGEST_CELL = 30


def pasted_table(letter: Letter) -> Iterator[Finding]:
    """Lines parted by tabs, or by runs of blanks with figures below each other, are a table that was pasted or set by
    hand: as text it prints ragged, over the margin (GB/T 9704-2012 7.3.3 knows paragraphs). Said once a table; 改正
    makes them lines of a table (replies.letter.tables.mark)."""
    lines = [*letter.handling, *letter.prose]
    for near in _runs(lines, lambda line: bool(_TABS.search(line.text))):
        if len(near) >= 2:
            yield _finding(near, _split_at_tabs([line.text for line in near]), "贴进来的表格")
    for near in _runs(lines, lambda line: "\t" not in line.text and len(_split(line)) > 1):
        for rows in _alike(near):
            yield _finding(rows, [_split(line) for line in rows], "用空格排出来的表格")


def _runs(lines: Sequence[LetterLine], fits: Callable[[LetterLine], bool]) -> Iterator[list[LetterLine]]:
    """Lines that fit and follow each other directly."""
    near: list[LetterLine] = []
    for line in lines:
        if not fits(line):
            continue
        if near and (line.field, line.paragraph) != (near[-1].field, near[-1].paragraph + 1):
            yield near
            near = []
        near.append(line)
    if near:
        yield near


def _split_at_tabs(texts: Sequence[str]) -> list[list[str]]:
    """The cells; where tabs were typed until the columns looked right, a run of them parts as one."""
    rows = [[cell.strip() for cell in text.strip(" \u3000").split("\t")] for text in texts]
    if len({len(row) for row in rows}) > 1:
        closed = [re.split(r"\s*\t\s*", text.strip()) for text in texts]
        if len({len(row) for row in closed}) == 1:
            return closed
    while all(not row[-1] for row in rows) and len(rows[0]) > 1:
        rows = [row[:-1] for row in rows]
    return rows


def _split(line: LetterLine) -> list[str]:
    return _GAP.split(line.text.strip())


def _alike(near: Sequence[LetterLine]) -> Iterator[list[LetterLine]]:
    """Of lines with gaps those in a row with as many cells: three columns in two lines or two in three, one of them
    of figures, and no sentence among them."""
    at = 0
    while at < len(near):
        width = len(_split(near[at]))
        end = at + 1
        while end < len(near) and len(_split(near[end])) == width:
            end += 1
        if _is_table([_split(line) for line in near[at:end]]):
            yield list(near[at:end])
        at = end


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    width = len(rows[0])
    if len(rows) < (2 if width > 2 else 3):
        return False
    if any(_SENTENCE.search(cell) or len(cell) > LONGEST_CELL for row in rows for cell in row):
        return False
    columns = list(zip(*rows[1:], strict=True))
    return any(all(map(is_figure, column)) and any(map(read_figure, column)) for column in columns[1:])


def _finding(near: Sequence[LetterLine], rows: Sequence[Sequence[str]], what: str) -> Finding:
    whole = "\n".join(line.text for line in near)
    fits = max(map(len, rows)) <= MAX_COLUMNS
    more = "改正后成为表格，按格线排印。" if fits else f"表格最多{MAX_COLUMNS}列，请拆开，或者作为附件。"
    message = f"这里像是{what}（{len(near)}行），照现在这样印出来排不齐。{more}"
    fix = "\n".join(write_rows(rows)) if fits else None
    return Finding("pasted_table", WARNING, near[0].field, near[0].paragraph, 0, len(whole), message, fix, whole)
