"""The files of a folder of heads, in the order of the journal, however many: they are sorted on the disk."""

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from proposals.heads.keys import is_signed_by

LARGEST, MOST = 100_000, 100_000  # bytes of a file, files
NUMBERS = range(1, 2**63)  # what an entry of the journal can be numbered
YEAR = re.compile(r"\d{4}\Z")
LATER = 500  # heads asked for at once


@dataclass(frozen=True)
class KeptHead:
    """One file: its name, what was signed."""

    name: str
    number: int
    hash: str
    at: str
    key: str
    installation: str
    text: str
    signature: str
    receipt: str = ""

    @property
    def date(self) -> dt.date | None:
        """The day on which it was signed, here."""
        try:
            return timezone.localtime(dt.datetime.fromisoformat(self.at)).date()
        except ValueError:
            return None

    @property
    def day(self) -> str:
        """2026-03-04."""
        return str(self.date or self.at[:10])

    @property
    def said(self) -> dict[str, Any]:
        """What was signed, by name."""
        facts: dict[str, Any] = json.loads(self.text)
        return facts


def read_head(content: str, name: str = "") -> KeptHead:
    """The head in a file's text. Raises ValueError where it is none; the signature is looked at by others."""
    try:
        kept: dict[str, Any] = json.loads(content)
        text, signature = str(kept["text"]), str(kept["signature"])
        receipt = json.dumps(kept["receipt"], ensure_ascii=False) if "receipt" in kept else ""
        facts: dict[str, Any] = json.loads(text)
        if type(facts["number"]) is not int or facts["number"] not in NUMBERS:
            raise ValueError
        said = (str(facts["hash"]), str(facts["at"]), str(facts["key"]), str(facts.get("installation", "")))
        "".join([*said, text, signature]).encode()  # half a sign is none
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError("head") from None
    return KeptHead(name, facts["number"], *said, text, signature, receipt)


@dataclass(frozen=True)
class Unreadable:
    """A file that is no head, and why."""

    name: str
    why: str


def walk_files(folder: Path) -> Iterator[Path]:
    """The .json files of the folder and of its folders by year, but the manifest. No link is followed."""
    for path in folder.iterdir():
        if path.is_symlink():
            continue
        if path.is_dir() and YEAR.match(path.name):
            yield from (one for one in path.glob("*.json") if not one.is_symlink() and one.name != "manifest.json")
        elif path.suffix == ".json" and path.name != "manifest.json":
            yield path


def read_file(path: Path, folder: Path) -> KeptHead | Unreadable:
    """The file, if it is one and its signature is right."""
    name = str(path.relative_to(folder))
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError
        found = read_head(path.read_text(encoding="utf-8"), name)
    except (OSError, ValueError):
        return Unreadable(name, "读不出来，不是末笔文件，或者被改过")
    if not is_signed_by(found.key, found.text, found.signature):
        return Unreadable(name, "签名不对，文件被改过")
    return found


class HeadFolder:
    """The heads of a folder, sorted in a file of their own that is gone with the proof."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.unreadable, self.too_many = folder, list[Unreadable](), False
        self.sorted = sqlite3.connect("")  # on the disk, without a name
        self.sorted.execute("CREATE TABLE head (number, at, name, hash, key, installation, text, signature, receipt)")
        for count, path in enumerate(walk_files(folder)):
            if count >= MOST:
                self.too_many = True
                break
            found = read_file(path, folder)
            if isinstance(found, Unreadable):
                self.unreadable.append(found)
            else:
                self._keep(found)
        self.sorted.execute("CREATE INDEX by_signature ON head (signature)")
        self.unreadable.sort(key=lambda one: one.name)

    def _keep(self, one: KeptHead) -> None:
        row = (
            one.number,
            one.at,
            one.name,
            one.hash,
            one.key,
            one.installation,
            one.text,
            one.signature,
            one.receipt,
        )
        self.sorted.execute("INSERT INTO head VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def heads(self) -> Iterator[KeptHead]:
        """All of them, by number."""
        names = "name, number, hash, at, key, installation, text, signature, receipt"
        with closing(self.sorted.execute(f"SELECT {names} FROM head ORDER BY number, at, name")) as rows:  # noqa: S608 - fixed names
            for row in rows:
                yield KeptHead(*row)

    def in_some(self) -> Iterator[list[KeptHead]]:
        """The same, so many at a time as one question takes."""
        some: list[KeptHead] = []
        for one in self.heads():
            some.append(one)
            if len(some) == LATER:
                yield some
                some = []
        if some:
            yield some

    def holds(self, signature: str) -> bool:
        """Whether a file has this signature."""
        return bool(self.sorted.execute("SELECT 1 FROM head WHERE signature = ?", (signature,)).fetchone())

    def close(self) -> None:
        self.sorted.close()
