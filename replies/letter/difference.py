"""What changed between two texts: paragraph by paragraph and in each word by word, for a person to read.

Chinese has no spaces between words, so each paragraph is cut into words first (rjieba) and the words are compared,
not the characters: 今年新增[12→15]处 is read at a glance, scattered single characters are not. Differences that would
be hard to read are joined (diff-match-patch's semantic clean-up), and paragraphs that stayed are told from those
that changed, so that a page can fold them away.
"""

import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import rjieba
from diff_match_patch import diff_match_patch

SECONDS = 1.0  # past this the comparison gets coarser; what it says stays true
PAIRS = 10_000  # of rewritten paragraphs in one place are tried for likeness, about a hundred by a hundred
ALIKE = 0.35  # the share of words two paragraphs have in common to be read as one that was rewritten
SHORT = 40  # characters: an unchanged paragraph up to this, mostly a heading, is shown to find one's way by
LETTERS_FROM = 0x20000  # code points that stand for words while they are compared: letters, as words are
BLANK = "↵"


class SpanKind(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


KINDS = {0: SpanKind.EQUAL, 1: SpanKind.INSERT, -1: SpanKind.DELETE}


@dataclass(frozen=True)
class Span:
    """Text that stayed, came in or went out."""

    kind: SpanKind
    text: str


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


def compare_texts(before: str, after: str) -> list[ComparedParagraph]:
    """The paragraphs of both texts in order, each with what stayed, came in and went out; [] for the same text.

    What is EQUAL or INSERT makes `after`, what is EQUAL or DELETE makes `before`; CR LF, CR and LF end a line alike.
    """
    old, new = text_lines(before), text_lines(after)
    if old == new:
        return []
    until = time.time() + SECONDS
    shown: list[ComparedParagraph] = []
    gone: list[str] = []
    for kind, texts in compare_runs(old, new, until):
        if kind == SpanKind.DELETE:
            gone = [*gone, *texts]
        elif kind == SpanKind.INSERT:
            shown += _rewritten(gone, texts, until)
            gone = []
        else:
            shown += [*_whole(SpanKind.DELETE, gone), *_whole(kind, texts)]
            gone = []
    return [*shown, *_whole(SpanKind.DELETE, gone)]


def text_lines(text: str) -> list[str]:
    """The paragraphs of a text as a person sees them: none of an empty one, no empty one after the last."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n") if text.strip("\r\n") else []


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


def _whole(kind: SpanKind, texts: Sequence[str]) -> Iterator[ComparedParagraph]:
    for text in texts:
        yield ComparedParagraph((Span(kind, text or ("" if kind == SpanKind.EQUAL else BLANK)),))


def _rewritten(gone: list[str], come: list[str], until: float) -> Iterator[ComparedParagraph]:
    """Paragraphs in place of others: like ones word by word, each with its own, the rest as they went out or came."""
    old, new = [rjieba.cut(text) for text in gone], [rjieba.cut(text) for text in come]
    at = to = 0
    for left, right in [*_alike(old, new), (len(old), len(new))]:
        yield from _whole(SpanKind.DELETE, gone[at:left])
        yield from _whole(SpanKind.INSERT, come[to:right])
        if left < len(old):
            runs = compare_runs(old[left], new[right], until, tidy=True)
            yield ComparedParagraph(tuple(Span(kind, "".join(words)) for kind, words in runs))
        at, to = left + 1, right + 1


def _alike(old: list[list[str]], new: list[list[str]]) -> list[tuple[int, int]]:
    """The pairs of paragraphs, in the order of both, that have most words in common."""
    if len(old) * len(new) > PAIRS:
        return []
    ours, theirs = [Counter(words) for words in old], [Counter(words) for words in new]
    # best[i][j]: how much is in common from the i-th old and the j-th new paragraph on, and the pairs that give it.
    none: tuple[float, tuple[tuple[int, int], ...]] = (0, ())
    best = [[none] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, j in itertools.product(reversed(range(len(old))), reversed(range(len(new)))):
        best[i][j] = max(best[i + 1][j], best[i][j + 1], key=lambda one: one[0])
        words = len(old[i]) + len(new[j])
        share = 2 * (ours[i] & theirs[j]).total() / words if words else 1
        if share >= ALIKE and share + best[i + 1][j + 1][0] > best[i][j][0]:
            best[i][j] = (share + best[i + 1][j + 1][0], ((i, j), *best[i + 1][j + 1][1]))
    return list(best[0][0][1])
