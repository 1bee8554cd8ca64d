"""What the checker finds of planted errors, rule by rule, and how long it takes: `python -m bench.checks`.

planted   errors planted one at a time in clean letters (tests/replies/letter/checks/whole/planted.py)
found     those of which the rule spoke
missed    those of which it did not
false     findings of the rule where nothing of its kind was planted: in the clean letters, and next to other errors

The letters and the errors are our own, written with the rules: the table shows that nothing known is missed,
not what share of a stranger's errors would be found. A second table has letters as bureaus of other places write them
(tests/replies/letter/checks/whole/elsewhere.py and counties.py): findings that are true, that are false, and faults
that were missed.
"""

import copy
import statistics
import sys
import time
from collections import Counter

from replies.letter.checks import check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.counties import COUNTIES
from tests.replies.letter.checks.whole.elsewhere import ELSEWHERE
from tests.replies.letter.checks.whole.planted import LETTERS, PLANTED, findings, found_by

ROUNDS = 15


def table() -> dict[str, Counter[str]]:
    """Of each rule: planted, found, missed, false."""
    rows: dict[str, Counter[str]] = {}
    for plant in PLANTED:
        found = found_by(plant)
        row = rows.setdefault(plant.rule, Counter())
        row["planted"] += 1
        row["found" if found[plant.rule] else "missed"] += 1
        for other in found.keys() - {plant.rule}:
            rows.setdefault(other, Counter())["false"] += found[other]
    for name, case in LETTERS.items():
        for finding in findings(case, name):
            rows.setdefault(finding.rule, Counter())["false"] += 1
    return rows


def judge_elsewhere() -> list[tuple[str, int, int, int]]:
    """Of each letter of another place: its findings that are true and false, and the faults that were missed."""
    rows = []
    for one in ELSEWHERE + COUNTIES:
        found = check_letter(Snapshot.from_json(one.snapshot), opinion=one.opinion)
        said, faults = Counter((each.rule, each.words) for each in found), Counter(one.faults)
        rows.append((one.name, (said & faults).total(), (said - faults).total(), (faults - said).total()))
    return rows


def long_letter(characters: int = 8_000) -> Snapshot:
    case = copy.deepcopy(LETTERS["three deputies, nested quotes"])
    head, *rest = case["letter"]["body"].split("\n")
    body = [head]
    while sum(map(len, body)) < characters:
        body += rest
    case["letter"]["body"] = "\n".join(body)
    return Snapshot.from_json(case)


def milliseconds() -> float:
    letter, times = long_letter(), []
    for _ in range(ROUNDS):
        started = time.process_time()
        check_letter(letter)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def main() -> None:
    rows, columns = table(), ("planted", "found", "missed", "false")
    sys.stdout.write(f"{'rule':26}{''.join(f'{column:>9}' for column in columns)}\n")
    for rule, row in sorted(rows.items()):
        sys.stdout.write(f"{rule:26}{''.join(f'{row[column]:9}' for column in columns)}\n")
    totals = Counter({column: sum(row[column] for row in rows.values()) for column in columns})
    sys.stdout.write(f"{'all':26}{''.join(f'{totals[column]:9}' for column in columns)}\n")
    sys.stdout.write(f"{len(LETTERS)} clean letters; a letter of 8,000 characters takes {milliseconds():.0f} ms\n")
    sys.stdout.write(f"\n{'letters of other places':72}{'true':>9}{'false':>9}{'missed':>9}\n")
    elsewhere = judge_elsewhere()
    for name, *counts in elsewhere:
        sys.stdout.write(f"{name:72}{''.join(f'{count:9}' for count in counts)}\n")
    sums = [sum(row[column] for row in elsewhere) for column in (1, 2, 3)]
    sys.stdout.write(f"{'all':72}{''.join(f'{count:9}' for count in sums)}\n")


if __name__ == "__main__":
    main()
