"""Checks the JSON lines that the audit page gives: nothing of the program is needed.

    python3 bin/check_lines.py FILE [HASH]

Each line's hash is computed anew where the line says everything, and each line is bound to the one before where that
one is in the file too. With HASH (from a signed head) the last line has to have it. Exit code 2 where something is
wrong.
"""

import hashlib
import json
import sys
from collections.abc import Iterator


def find_faults(lines: list[str]) -> Iterator[str]:
    """What is wrong, a sentence each."""
    hashes: dict[int, str] = {}
    for place, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
            number, given, previous = said["number"], said.pop("hash"), said["previous"]
        except (ValueError, KeyError, TypeError, AttributeError):
            yield f"第{place}行读不出来"
            continue
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if "facts" in said and hashlib.sha256(text.encode()).hexdigest() != given:
            yield f"第{number}笔内容被改过"
        if number - 1 in hashes and hashes[number - 1] != previous:
            yield f"第{number}笔与前一笔接不上"
        if number in hashes:
            yield f"第{number}笔有两行"
        hashes[number] = given


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = file.read().splitlines()
    faults = list(find_faults(sorted(lines, key=_number_of)))
    last = max(lines, key=_number_of, default="")
    if len(sys.argv) > 2 and (not last or json.loads(last)["hash"] != sys.argv[2]):
        faults.append("最后一笔与给出的末笔不同")
    print("\n".join([*faults, f"核对{len(lines)}笔，{f'{len(faults)}处不对' if faults else '都对得上'}"]))
    return 2 if faults else 0


def _number_of(line: str) -> int:
    try:
        return int(json.loads(line)["number"])
    except (ValueError, KeyError, TypeError):
        return 0


if __name__ == "__main__":
    sys.exit(main())
