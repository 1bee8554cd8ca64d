"""Two rows of words, lines or cells next to each other: what stayed, what came in, what went out.

Chinese has no spaces between words, so a text is cut into words first (rjieba) and the words are compared, not the
characters: 今年新增[12→15]处 is read at a glance, scattered single characters are not. Differences that would be hard
to read are joined (diff-match-patch's semantic clean-up).
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import rjieba
from diff_match_patch import diff_match_patch

PAIRS = 10_000  # of rewritten paragraphs in one place are tried for likeness, about a hundred by a hundred
ALIKE = 0.35  # the share of words two paragraphs have in common to be read as one that was rewritten
LETTERS_FROM = 0x20000  # code points that stand for words while they are compared: letters, as words are


class SpanKind(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"

    @property
    def came_in(self) -> bool:
        return self is SpanKind.INSERT

    @property
    def went_out(self) -> bool:
        return self is SpanKind.DELETE


KINDS = {0: SpanKind.EQUAL, 1: SpanKind.INSERT, -1: SpanKind.DELETE}


@dataclass(frozen=True)
class Span:
    """Text that stayed, came in or went out."""

    kind: SpanKind
    text: str


def compare_runs(
    before: Sequence[str], after: Sequence[str], until: float, *, tidy: bool = False
) -> Iterator[tuple[SpanKind, list[str]]]:
    """Two rows of words or lines as runs that stayed, went out and came in; a run that went out stands before the one
    that came in for it. `until` is when to get coarser (time.time()); `tidy` joins runs for reading."""
    taken = set("".join((*before, *after)))
    free = (letter for letter in map(chr, itertools.count(LETTERS_FROM)) if letter not in taken)
    # One character for each: its own for a word of one character, so that 。 still ends a sentence for the differ.
    letters = {one: one if len(one) == 1 else next(free) for one in dict.fromkeys((*before, *after))}
    meant = {letter: one for one, letter in letters.items()}
    differ = diff_match_patch()
    found = differ.diff_main(
        "".join(letters[one] for one in before), "".join(letters[one] for one in after), False, until
    )
    if tidy:
        differ.diff_cleanupSemantic(found)
    for kind, run in found:
        yield KINDS[kind], [meant[letter] for letter in run]


def compare_words(before: str, after: str, until: float) -> tuple[Span, ...]:
    """One text made from another, word by word."""
    if before == after:
        return (Span(SpanKind.EQUAL, after),) if after else ()
    runs = compare_runs(rjieba.cut(before), rjieba.cut(after), until, tidy=True)
    return tuple(Span(kind, "".join(words)) for kind, words in runs)


def pair_alike(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """The pairs of texts, each given as its words, that have most in common, in the order of both."""
    if len(old) * len(new) > PAIRS:
        return []
    ours, theirs = [Counter(words) for words in old], [Counter(words) for words in new]
    # best[i][j]: how much is in common from the i-th old and the j-th new one on, and the pairs that give it.
    none: tuple[float, tuple[tuple[int, int], ...]] = (0, ())
    best = [[none] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, j in itertools.product(reversed(range(len(old))), reversed(range(len(new)))):
        best[i][j] = max(best[i + 1][j], best[i][j + 1], key=lambda one: one[0])
        words = len(old[i]) + len(new[j])
        share = 2 * (ours[i] & theirs[j]).total() / words if words else 1
        if share >= ALIKE and share + best[i + 1][j + 1][0] > best[i][j][0]:
            best[i][j] = (share + best[i + 1][j + 1][0], ((i, j), *best[i + 1][j + 1][1]))
    return list(best[0][0][1])
