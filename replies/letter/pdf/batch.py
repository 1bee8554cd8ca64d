"""Many print sets in one file, in print order, with one set in memory at a time.

The sets are our own, assembled plain: every object stands by itself and is found by a table at the end
(ISO 32000-1, 7.5.4). Joining renumbers the references in their dictionaries and appends them; no page is parsed.
"""

import re
from array import array
from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R(?![\w])")
_PAGES = re.compile(rb"/Type /Pages(?![\w])")
_COUNT = re.compile(rb"/Count (\d+)")
CATALOG, PAGES = 1, 2  # object numbers of the whole


def join_sets(sets: Iterable[bytes], target: BinaryIO) -> int:
    """Write the sets as one PDF and return how many pages it has. ValueError without a set."""
    joined = Joined(target)
    for content in sets:
        joined.append(content)
    return joined.finish()


def count_pages(content: bytes) -> int:
    """How many pages a set has that was assembled plain."""
    joined = Joined(BytesIO())
    return joined.append(content)


class Joined:
    """A PDF that grows by whole sets. Kept in memory: where each object begins, and the root of each set's pages."""

    def __init__(self, target: BinaryIO) -> None:
        self.target = target
        self.places = array("Q", [0, 0, 0])
        self.roots: list[int] = []
        self.pages = 0
        self.at = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, content: bytes) -> None:
        self.target.write(content)
        self.at += len(content)

    def append(self, content: bytes, name: str = "") -> int:
        """Add the objects of one set, in the order of its file. Returns its pages. (`name` is for archives.)"""
        base, before = len(self.places) - 1, self.pages
        table = int(content[content.rindex(b"startxref") :].split()[1])
        lines = content[table : content.index(b"trailer", table)].splitlines()[2:]
        used = sorted((int(line[:10]), number) for number, line in enumerate(lines) if line[17:18] == b"n")
        self.places.extend([0] * (len(lines) - 1))
        for (start, number), (end, _) in pairwise([*used, (table, 0)]):
            self._object(base, number, content[start:end])
        return self.pages - before

    def _object(self, base: int, number: int, content: bytes) -> None:
        head, stream, data = content.partition(b"stream\n")
        head = _REFERENCE.sub(lambda match: b"%d 0 R" % (base + int(match.group(1))), head.partition(b"obj")[2])
        if _PAGES.search(head):
            self.roots.append(base + number)
            self.pages += int(_COUNT.search(head).group(1))  # type: ignore[union-attr]  # a tree of pages says how many
            head = _PAGES.sub(b"/Type /Pages /Parent %d 0 R" % PAGES, head, count=1)
        self._set(base + number, head + stream + data)

    def _set(self, number: int, content: bytes) -> None:
        self.places[number] = self.at
        self._write(b"%d 0 obj%s" % (number, content))

    def finish(self) -> int:
        """Write the tables that make it a file, and return how many pages it has."""
        if not self.roots:
            raise ValueError("no sets")
        kids = b" ".join(b"%d 0 R" % root for root in self.roots)
        self._set(PAGES, b"\n<< /Type /Pages /Count %d /Kids [ %s ] >>\nendobj\n" % (self.pages, kids))
        self._set(CATALOG, b"\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % PAGES)
        table, count = self.at, len(self.places)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        self._write(b"".join(b"%010d 00000 %s \n" % (place, b"n" if place else b"f") for place in self.places[1:]))
        trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        self._write(trailer % (count, CATALOG, table))
        return self.pages
