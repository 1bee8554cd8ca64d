"""What changed between two texts: paragraph by paragraph and in each word by word, for a person to read.

Paragraphs that stayed are told from those that changed, so that a page can fold them away. A table is one thing among
the paragraphs, and is compared cell by cell (tables/compare.py).
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from replies.letter.spans import Span, SpanKind, compare_runs, compare_words, pair_alike
from replies.letter.tables.compare import ComparedTable, compare_tables, show_table
from replies.letter.tables.mark import Table, find_tables, write_cells

SECONDS = 1.0  # past this the comparison gets coarser; what it says stays true
SHORT = 40  # characters: an unchanged paragraph up to this, mostly a heading, is shown to find one's way by
BLANK = "↵"


@dataclass(frozen=True)
class ComparedParagraph:
    """One line of text; an empty line that came in or went out is the sign ↵."""

    spans: tuple[Span, ...]

    @property
    def changed(self) -> bool:
        return any(span.kind != SpanKind.EQUAL for span in self.spans)

    @property
    def folds(self) -> bool:
        """Whether a page may fold it away: it stayed, and is long enough to stand in the way."""
        return not self.changed and sum(len(span.text) for span in self.spans) > SHORT

    @property
    def fold(self) -> str:
        """What a page counts it as where it folds it away: 3段; "" where it shows it."""
        return "段" if self.folds else ""


Compared = ComparedParagraph | ComparedTable


def compare_texts(before: str, after: str) -> list[Compared]:
    """The paragraphs and tables of both texts in order, each with what stayed, came in and went out; [] for the same
    text.

    What is EQUAL or INSERT makes `after`, what is EQUAL or DELETE makes `before`; CR LF, CR and LF end a line alike.
    """
    ours, theirs = _units(text_lines(before)), _units(text_lines(after))
    old, new = [key for key, _ in ours], [key for key, _ in theirs]
    if old == new:
        return []
    tables = {key: table for key, table in (*ours, *theirs) if table}
    until = time.time() + SECONDS
    shown: list[Compared] = []
    gone: list[str] = []
    for kind, texts in compare_runs(old, new, until):
        if kind == SpanKind.DELETE:
            gone = [*gone, *texts]
        elif kind == SpanKind.INSERT:
            shown += _rewritten(gone, texts, tables, until)
            gone = []
        else:
            shown += [*_whole(SpanKind.DELETE, gone, tables), *_whole(kind, texts, tables)]
            gone = []
    return [*shown, *_whole(SpanKind.DELETE, gone, tables)]


def text_lines(text: str) -> list[str]:
    """The paragraphs of a text as a person sees them: none of an empty one, no empty one after the last."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n") if text.strip("\r\n") else []


def _units(lines: list[str]) -> list[tuple[str, Table | None]]:
    """Lines, and tables: each with what makes two of them the same. How a table is typed makes no difference."""
    found: list[tuple[str, Table | None]] = []
    at = 0
    for table in find_tables(lines):
        if not table.refusal:
            found += [(line, None) for line in lines[at : table.first]]
            found.append(("\n".join(write_cells(table.cells, table.columns, table.caption)), table))
            at = table.last + 1
    return [*found, *((line, None) for line in lines[at:])]


def _whole(kind: SpanKind, texts: Sequence[str], tables: dict[str, Table]) -> Iterator[Compared]:
    for text in texts:
        if text in tables:
            yield show_table(kind, tables[text])
        else:
            yield ComparedParagraph((Span(kind, text or ("" if kind == SpanKind.EQUAL else BLANK)),))


def _rewritten(gone: list[str], come: list[str], tables: dict[str, Table], until: float) -> Iterator[Compared]:
    """Paragraphs in place of others: like ones word by word, each with its own, the rest as they went out or came."""
    old, new = [_words(text, tables) for text in gone], [_words(text, tables) for text in come]
    at = to = 0
    for left, right in [*pair_alike(old, new), (len(old), len(new))]:
        yield from _whole(SpanKind.DELETE, gone[at:left], tables)
        yield from _whole(SpanKind.INSERT, come[to:right], tables)
        if left < len(old):
            ours, theirs = tables.get(gone[left]), tables.get(come[right])
            if ours and theirs:
                yield compare_tables(ours, theirs, until)
            else:
                yield ComparedParagraph(compare_words(gone[left], come[right], until))
        at, to = left + 1, right + 1


def _words(text: str, tables: dict[str, Table]) -> list[str]:
    """What likeness is measured by. No word of a table is one of a paragraph: the two are never read as one."""
    if text not in tables:
        return rjieba.cut(text)
    table = tables[text]
    heads = [cell.text for cell in table.cells if cell.head]
    return [f"|{word}" for word in [*rjieba.cut(table.caption), *heads, *(cell.text for cell in table.cells)]]
