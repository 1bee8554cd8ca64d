"""Checks, without network, that what is installed is what the lock file says, file by file.

    .venv/bin/python bin/check_lock.py [--wheels DIR] [--advisories FILE]

- every pinned package is there in the pinned version, and no other package is;
- every file of it is as the package was made (RECORD), none was changed on the server;
- --wheels: every file to be carried has a SHA-256 that the lock names;
- --advisories: the list of known weaknesses, OSV's export for PyPI (all.zip), carried from a machine with network:
  which of them concern a pinned version.

Exit code 1 where anything is wrong.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
OF_PIP = {"pip", "setuptools", "wheel"}  # what a new environment brings itself


@dataclass(frozen=True)
class Pin:
    """A package of the lock file."""

    version: str
    hashes: frozenset[str]
    marker: str


def canonical(name: str) -> str:
    """A name as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(path: Path) -> dict[str, Pin]:
    """Every package that the lock pins, by name."""
    found = {}
    for row in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if match := re.match(r"([\w.-]+)(?:\[[^]]*\])?==(\S+?)(?: ; ([^-]+?))?\s+--hash", row):
            hashes = frozenset(re.findall(r"sha256:([0-9a-f]{64})", row))
            found[canonical(match[1])] = Pin(match[2], hashes, match[3] or "")
    return found


def check_installed(pins: dict[str, Pin], distributions: list[metadata.Distribution]) -> Iterator[str]:
    """What differs between the lock and what is installed."""
    there = {canonical(one.name): one for one in distributions}
    for name, pin in pins.items():
        if name not in there:
            if not pin.marker:
                yield f"{name} {pin.version} 没有安装"
        elif there[name].version != pin.version:
            yield f"{name} 装的是 {there[name].version}，锁定的是 {pin.version}"
    for name in sorted(there.keys() - pins.keys() - OF_PIP):
        yield f"{name} {there[name].version} 不在锁定的清单里"
    for name in sorted(there.keys() & pins.keys()):
        yield from check_files(name, there[name])


def check_files(name: str, found: metadata.Distribution) -> Iterator[str]:
    """What differs between the files of a package and what they were when it was made."""
    for file in found.files or ():
        if file.hash is None or file.hash.mode != "sha256":
            continue
        path = Path(str(found.locate_file(file)))
        if not path.is_file():
            yield f"{name}：缺 {file}"
            continue
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")
        if digest != file.hash.value:
            yield f"{name}：{file} 被改过"


def check_wheels(pins: dict[str, Pin], folder: Path) -> Iterator[str]:
    """Files that the lock does not name."""
    allowed = {one for pin in pins.values() for one in pin.hashes}
    for path in sorted(folder.iterdir()):
        if hashlib.sha256(path.read_bytes()).hexdigest() not in allowed:
            yield f"{path.name} 的 SHA-256 不在锁定的清单里"


def check_advisories(pins: dict[str, Pin], path: Path) -> Iterator[str]:
    """The weaknesses of OSV's export that concern a pinned version and were not withdrawn."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            said: dict[str, Any] = json.loads(archive.read(name))
            if said.get("withdrawn"):
                continue
            for affected in said.get("affected", ()):
                package = canonical(affected.get("package", {}).get("name", ""))
                if package in pins and is_affected(pins[package].version, affected):
                    yield f"{package} {pins[package].version}：{said['id']} {said.get('summary', '')}".rstrip()


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    """Whether the version is named, or lies in a range that begins and has not ended."""
    if version in affected.get("versions", ()):
        return True
    here = Version(version)
    for one in affected.get("ranges", ()):
        if one.get("type") != "ECOSYSTEM":
            continue
        inside = False
        for event in one.get("events", ()):
            try:
                if "introduced" in event and here >= Version(event["introduced"]):
                    inside = True
                elif ("fixed" in event and here >= Version(event["fixed"])) or (
                    "last_affected" in event and here > Version(event["last_affected"])
                ):
                    inside = False
            except InvalidVersion:
                inside = True  # better looked at by somebody
        if inside:
            return True
    return False


def main() -> int:
    """Print what is wrong; how many things were looked at where nothing is."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--lock", type=Path, default=ROOT / "requirements.lock")
    asked.add_argument("--wheels", type=Path)
    asked.add_argument("--advisories", type=Path)
    options = asked.parse_args()
    pins = read_lock(options.lock)
    wrong = list(check_installed(pins, list(metadata.distributions())))
    wrong += check_wheels(pins, options.wheels) if options.wheels else []
    wrong += check_advisories(pins, options.advisories) if options.advisories else []
    for sentence in wrong:
        print(sentence)
    if not wrong:
        print(f"{len(pins)}个软件包与锁定的清单相同。")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
