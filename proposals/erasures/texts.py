"""Words in a text or in JSON: where they stand, and what is left without them. PURE."""

from collections.abc import Iterator, Sequence
from typing import Any

from proposals.models.journal.erasure import ERASED, MARK

AROUND = 12  # characters shown on each side of what was found
Path = list[str | int]
Span = tuple[Path, int, int]  # where in JSON ([]: the text itself), from which character to which


def find_spans(value: Any, words: Sequence[str], path: Path | None = None) -> Iterator[Span]:
    """Where one of these words stands; what overlaps is one."""
    path = path or []
    if isinstance(value, str):
        for start, end in _merge(sorted(_occurrences(value, words))):
            yield path, start, end
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from find_spans(inner, words, [*path, name])
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from find_spans(inner, words, [*path, place])


def _occurrences(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for word in words:
        start = text.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + 1)


def _merge(found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in found:
        if last and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last


def text_at(value: Any, path: Path) -> str:
    """The text at this place of the JSON. Raises LookupError or TypeError where there is none."""
    for step in path:
        value = value[step]
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def blacken(value: Any, spans: Sequence[Span], *, whole: bool) -> Any:
    """The value with what stands there replaced: each character by ▇, or the whole text by 已清除 where that is not
    longer (a column takes only so many characters)."""
    for path in {tuple(span[0]) for span in spans}:
        text = text_at(value, list(path))
        if whole:
            left = ERASED if len(ERASED) <= len(text) else MARK * len(text)
        else:
            left = text
            for _, start, end in (span for span in spans if tuple(span[0]) == path):
                left = left[:start] + MARK * (end - start) + left[end:]
        value = _put(value, list(path), left)
    return value


def _put(value: Any, path: Path, left: str) -> Any:
    if not path:
        return left
    first, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {name: _put(inner, rest, left) if name == first else inner for name, inner in value.items()}
    return [_put(inner, rest, left) if place == first else inner for place, inner in enumerate(value)]


def count_characters(value: Any, spans: Sequence[Span], *, whole: bool) -> int:
    """How many characters go."""
    if whole:
        return sum(len(text_at(value, list(path))) for path in {tuple(span[0]) for span in spans})
    return sum(end - start for _, start, end in spans)


def show_around(value: Any, spans: Sequence[Span], *, wide: bool = True) -> list[tuple[str, str, str]]:
    """Of each find what stands before it, itself, and what follows; itself alone where what stands around it is not
    for who looks (`wide` False)."""
    shown, around = [], AROUND if wide else 0
    for path, start, end in spans:
        text = text_at(value, path)
        shown.append((text[max(0, start - around) : start], text[start:end], text[end : end + around]))
    return shown
