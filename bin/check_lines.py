"""Checks the JSON lines that the audit page gives: nothing of the program is needed.

    python3 bin/check_lines.py FILE [HASH] [--whole]

Each line's hash is computed again where the line says everything, and each line is bound to the one before where that
one is in the file too. Which entries are not in the file is said; with --whole (a file that was not filtered) it has
to begin with the first and miss none. With HASH (from a signed head) the last line has to have it. Exit code 2 where
something is wrong.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any


def read_lines(lines: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The entries in the order of the file, and what cannot be read."""
    entries, faults = [], []
    for place, line in enumerate(lines, 1):
        try:
            said = json.loads(line, object_pairs_hook=_once)
            number, given, previous = said["number"], said["hash"], said["previous"]
            if not isinstance(number, int) or not isinstance(given, str) or not isinstance(previous, str):
                raise ValueError(line)
        except (ValueError, KeyError, TypeError):
            faults.append(f"第{place}行读不出来")
        else:
            entries.append(said)
    return entries, faults


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a key be said twice, and every reader believes another one."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError(pairs)
    return dict(pairs)


def find_faults(entries: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong, a sentence each."""
    hashes: dict[int, str] = {}
    for before, entry in pairwise(entries):
        if before["number"] > entry["number"]:
            yield f"第{entry['number']}笔不在它的位置上"
    for entry in sorted(entries, key=lambda one: int(one["number"])):
        said = {name: value for name, value in entry.items() if name != "hash"}
        number, given = entry["number"], entry["hash"]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if "facts" in said and hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != given:
            yield f"第{number}笔内容被改过"
        if number - 1 in hashes and hashes[number - 1] != entry["previous"]:
            yield f"第{number}笔与前一笔接不上"
        if number in hashes:
            yield f"第{number}笔有两行"
        hashes[number] = given


def find_gaps(entries: list[dict[str, Any]]) -> list[str]:
    """Which entries between the first of all and the last of the file are not in it: 3, 7—9."""
    there = sorted({0, *(int(one["number"]) for one in entries)})
    missing = [(one + 1, other - 1) for one, other in pairwise(there) if other > one + 1]
    return [f"{first}" if first == last else f"{first}—{last}" for first, last in missing]


def main() -> int:
    given, whole = [word for word in sys.argv[1:] if word != "--whole"], "--whole" in sys.argv
    try:
        with open(given[0], encoding="utf-8") as file:
            entries, faults = read_lines(file.read().splitlines())
    except UnicodeDecodeError:
        entries, faults = [], ["文件不是UTF-8的文字"]
    faults += find_faults(entries)
    gaps = find_gaps(entries)
    missing = f"文件里没有第{'、'.join(gaps)}笔" if gaps else ""
    if whole and missing:
        faults.append(missing)
    last = max(entries, key=lambda one: int(one["number"]), default=None)
    if len(given) > 1 and (last is None or last["hash"] != given[1]):
        faults.append("最后一笔与给出的末笔不同")
    for fault in faults:
        print(fault)
    if missing and not whole:
        print(f"{missing}：筛选过的文件会这样；没有筛选的，请加 --whole 再核对。")
    end = f"，到第{last['number']}笔" if last else ""
    print(f"核对{len(entries)}笔{end}，", end="")
    print(f"{len(faults)}处不对" if faults else "文件里的都对得上" if missing else "一笔不缺，都对得上")
    return 2 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
