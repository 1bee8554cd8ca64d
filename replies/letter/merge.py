"""Two texts written on top of the same one, brought together paragraph by paragraph.

What only one side changed is taken from that side. Where both changed the same paragraph both stand, between marks,
and a person chooses; a text with a mark left in it cannot be saved as a version (replies.drafts.forms). The row of a
table in which each side changed other cells takes those of both.
"""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from replies.letter.difference import SECONDS, text_lines
from replies.letter.spans import SpanKind, compare_runs
from replies.letter.tables.mark import UPWARD, is_row, split_row

MINE = "【这一处两边都改了，请只留一种】您写的："
THEIRS = "【另一种】"
END = "【选到这里】"
MARKS = (MINE, THEIRS, END)
IN_PARAGRAPHS = ("body", "handling", "summary")


@dataclass(frozen=True)
class Merge:
    """The proposal for every field, and where a person has to look: `open` fields hold marks, in `ours` both sides
    wrote something different and the person's own was kept."""

    texts: dict[str, Any]
    open: tuple[str, ...]
    ours: tuple[str, ...]


def merge_drafts(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], whose: str) -> Merge:
    """Bring the fields of `mine` and `theirs` together, both written on top of `base`; `whose` names theirs."""
    texts, ours = dict(mine), []
    for name in mine:
        old, left, right = (one.get(name) or "" for one in (base, mine, theirs))
        if left in (old, right):
            texts[name] = theirs.get(name)
        elif right != old and name in IN_PARAGRAPHS:
            texts[name] = merge_texts(old, left, right, whose)
        elif right != old:
            ours.append(name)
    return Merge(
        texts, tuple(name for name in texts if name in IN_PARAGRAPHS and count_open(texts[name])), tuple(ours)
    )


def count_open(text: str) -> int:
    """How many places of the text still wait for a choice."""
    return max(sum(line.startswith(mark) for line in text.splitlines()) for mark in MARKS)


def merge_texts(base: str, mine: str, theirs: str, whose: str) -> str:
    """One text from two, with marks around what both changed."""
    merged: list[str] = []
    for old, left, right in _chunks(text_lines(base), text_lines(mine), text_lines(theirs)):
        merged += _chosen(old, left, right, whose)
    return "\n".join(merged)


def _chosen(old: list[str], left: list[str], right: list[str], whose: str) -> list[str]:
    if left in (old, right):
        return right
    if right == old:
        return left
    if not old:  # both added paragraphs at one place: nothing of either stands against the other
        apart = is_row(right[-1]) and is_row(left[0]) and _width(right[-1]) != _width(left[0])
        return [*right, *([""] if apart else []), *left]
    if all(map(is_row, (*old, *left, *right))):
        if len({_width(row) for row in (*old, *left, *right)}) > 1:  # columns came in or went out: one choice for all
            return [MINE, *left, f"{THEIRS}{whose}写的：", *right, END]
        if len(old) == len(left) == len(right) == 1 and (row := _merge_row(old[0], left[0], right[0])):
            return [row]
        if max(map(len, (old, left, right))) > 1 and (rows := _merge_rows(old, left, right, whose)) is not None:
            return rows
    if len(old) == len(left) == len(right) > 1:
        each = (_chosen([o], [m], [t], whose) for o, m, t in zip(old, left, right, strict=True))
        return list(itertools.chain.from_iterable(each))
    return [MINE, *left, f"{THEIRS}{whose}写的：", *right, END]


def _width(row: str) -> int:
    return len(split_row(row))


def _merge_row(old: str, left: str, right: str) -> str:
    """One row from two, each cell from the side that changed it; "" where both changed one."""
    cells = []
    for was, mine, theirs in zip(split_row(old), split_row(left), split_row(right), strict=True):
        if was not in (mine, theirs) and mine != theirs:
            return ""
        cells.append(mine if theirs == was else theirs)
    return f"| {' | '.join(cells)} |"


def _merge_rows(old: list[str], left: list[str], right: list[str], whose: str) -> list[str] | None:
    """The rows of both, each known by its first cell: what either added stands where it was added. None where rows
    cannot be told apart by it, are merged or stand in another order, and where one was taken out and changed."""
    if not old or any(UPWARD in split_row(row) for row in (*old, *left, *right)):
        return None
    sides = [{split_row(row)[0]: row for row in rows} for rows in (old, left, right)]
    apart = all(len(side) == len(rows) for side, rows in zip(sides, (old, left, right), strict=True))
    was, mine, theirs = sides
    stayed = [[name for name in side if name in was] == [name for name in was if name in side] for side in sides]
    if not apart or not all(stayed) or "" in was | mine | theirs:
        return None
    if any(
        name not in side and one[name] != row
        for side, one in ((mine, theirs), (theirs, mine))
        for name, row in was.items()
        if name in one
    ):
        return None
    added = [_added(side, was) for side in (theirs, mine)]
    merged: list[str] = []
    for name in ("", *was):
        if name:
            one, other, another = ([side[name]] if name in side else [] for side in sides)
            merged += _chosen(one, other, another, whose)
        come = [side.get(name, {}) for side in added]
        merged += [row for called, row in come[0].items() if mine.get(called) != row]
        merged += come[1].values()
    return merged


def _added(rows: dict[str, str], was: dict[str, str]) -> dict[str, dict[str, str]]:
    """The rows that came in, by the one of old above them; "" where there is none."""
    found: dict[str, dict[str, str]] = {}
    above = ""
    for name, row in rows.items():
        if name in was:
            above = name
        else:
            found.setdefault(above, {})[name] = row
    return found


def _chunks(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut at the paragraphs that all of them kept; each of those is a chunk of its own."""
    until = time.time() + SECONDS
    left, right = _places(base, mine, until), _places(base, theirs, until)
    at, in_mine, in_theirs = 0, 0, 0
    for kept in sorted(left.keys() & right.keys()):
        yield base[at:kept], mine[in_mine : left[kept]], theirs[in_theirs : right[kept]]
        yield [base[kept]], [base[kept]], [base[kept]]
        at, in_mine, in_theirs = kept + 1, left[kept] + 1, right[kept] + 1
    yield base[at:], mine[in_mine:], theirs[in_theirs:]


def _places(base: Sequence[str], text: Sequence[str], until: float) -> dict[int, int]:
    """Where each paragraph of the base stands in the text that kept it."""
    places: dict[int, int] = {}
    at = to = 0
    for kind, run in compare_runs(base, text, until):
        if kind == SpanKind.EQUAL:
            places |= {at + step: to + step for step in range(len(run))}
        at += len(run) if kind != SpanKind.INSERT else 0
        to += len(run) if kind != SpanKind.DELETE else 0
    return places
