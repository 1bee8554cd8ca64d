"""Everything the checker says of the letters of these tests, word for word: place, severity, sentence, what belongs
there, what moves where. And of near misses: lines that only one half of a condition tells from a fault."""

import json
from pathlib import Path
from typing import Any

from replies.letter.checks import Finding, check_letter
from replies.letter.snapshot import Snapshot
from tests.approved import assert_approved
from tests.replies.letter.checks.whole.counties import COUNTIES
from tests.replies.letter.checks.whole.elsewhere import ELSEWHERE
from tests.replies.letter.checks.whole.letters import OPINIONS, case
from tests.replies.letter.checks.whole.planted import PLANTED, edited
from tests.replies.letter.checks.whole.said import TITLE

HERE = Path(__file__).with_name("approved")


def told(finding: Finding) -> list[Any]:
    place = f"{finding.field} {finding.paragraph}:{finding.start}-{finding.end}"
    moves = [dict(finding.moves)] if finding.moves else []
    return [finding.rule, finding.severity, place, finding.words, finding.suggestion, finding.message, *moves]


def test_what_is_said_of_letters_of_other_places():
    rows = []
    for one in ELSEWHERE + COUNTIES:
        found = check_letter(Snapshot.from_json(one.snapshot), opinion=one.opinion)
        rows += [[one.name, *told(finding), finding.around] for finding in found]
    assert_approved(HERE / "elsewhere.jsonl", rows)


def test_what_is_said_of_a_planted_error():
    rows = []
    for plant in PLANTED:
        letter, summary = edited(plant)
        found = check_letter(Snapshot.from_json(letter), opinion=plant.letter in OPINIONS, summary=summary)
        rows += [[plant.old, str(plant.new), *told(one)] for one in found if one.rule == plant.rule]
    assert_approved(HERE / "planted.jsonl", rows)


def test_near_misses():
    """A row: what differs from an empty letter, how it is checked, and what is said. To add one, write the first two
    and approve (tests/approved.py)."""
    path = HERE / "near_misses.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert_approved(path, [[facts, how, said_of(facts, how)] for facts, how, *_ in rows])


def said_of(facts: dict[str, Any], how: dict[str, Any]) -> list[list[Any]]:
    made = case("", title=TITLE)
    letter = facts.get("letter", {})
    made |= {**facts, "letter": {**made["letter"], **letter}}
    return [told(finding) for finding in check_letter(Snapshot.from_json(made), **how)]
