"""The table of planted errors, held to its totals: every one found, nothing else said, clean letters left alone."""

import copy
from collections import Counter

import pytest

from bench.checks import table
from replies.letter.checks import check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.letters import CLEAN, OPINIONS
from tests.replies.letter.checks.whole.planted import LETTERS, PLANTED, edited, findings, found_by


@pytest.mark.parametrize("name", LETTERS)
def test_a_clean_letter_is_left_alone(name):
    assert findings(LETTERS[name], name) == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: f"{plant.rule}-{plant.old[:8]}-{str(plant.new)[:8]}")
def test_a_planted_error_is_found_and_nothing_else(plant):
    assert set(found_by(plant)) == {plant.rule}


def test_there_are_enough_of_both():
    assert (len(PLANTED) >= 60, len(CLEAN) >= 20, len(OPINIONS) >= 2) == (True, True, True)


def mended(case, finding):
    """The case with one suggestion put in."""
    case = copy.deepcopy(case)
    holder, key = (case["letter"], finding.field[7:]) if finding.field[:7] == "letter." else (case, finding.field)
    text = holder[key]
    before = sum(len(line) + 1 for line in text.split("\n")[: finding.paragraph])
    holder[key] = text[: before + finding.start] + finding.suggestion + text[before + finding.end :]
    return case


CERTAIN = [
    plant
    for plant in PLANTED
    if any(one.suggestion is not None for one in findings(edited(plant)[0], plant.letter, edited(plant)[1]))
]


@pytest.mark.parametrize("plant", CERTAIN, ids=lambda plant: f"{plant.rule}-{plant.old[:8]}-{str(plant.new)[:8]}")
def test_a_suggestion_put_in_ends_its_finding(plant):
    """One suggestion after the other, until no certain one is left: then the rule is silent."""
    case, _ = edited(plant)
    for _ in range(10):
        certain = [one for one in findings(case, plant.letter) if one.suggestion is not None]
        if not certain:
            break
        before = Counter(one.rule for one in findings(case, plant.letter))
        case = mended(case, certain[0])
        assert Counter(one.rule for one in findings(case, plant.letter)) < before
    assert findings(case, plant.letter) == []


def test_findings_come_in_reading_order():
    case, _ = edited(next(plant for plant in PLANTED if plant.rule == "numbering"))
    case["letter"]["body"] = case["letter"]["body"].replace("我局", "我 局").replace("，", ",", 3)
    places = [
        (one.paragraph, one.start) for one in check_letter(Snapshot.from_json(case)) if one.field == "letter.body"
    ]
    assert places == sorted(places)
    assert len(places) > 3


def test_the_table_s_totals():
    totals = sum(table().values(), Counter())
    assert (totals["planted"], totals["found"], totals["missed"], totals["false"]) == (
        len(PLANTED),
        len(PLANTED),
        0,
        0,
    )
