"""Letters of other places: what is right there is left alone, what a careful reader marks is found."""

import pytest

from bench.checks import judge_elsewhere
from replies.letter.checks import check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.counties import COUNTIES
from tests.replies.letter.checks.whole.elsewhere import ELSEWHERE, RIGHT


def found(one):
    return check_letter(Snapshot.from_json(one.snapshot), opinion=one.opinion)


@pytest.mark.parametrize("one", RIGHT, ids=lambda one: one.name)
def test_what_is_right_in_its_place_is_left_alone(one):
    assert [(each.rule, each.words) for each in found(one)] == []


@pytest.mark.parametrize("one", ELSEWHERE + COUNTIES, ids=lambda one: one.name)
def test_its_faults_are_found_and_nothing_else(one):
    assert sorted((each.rule, each.words) for each in found(one)) == sorted(one.faults)


def test_the_table_of_other_places():
    rows = judge_elsewhere()
    planted = sum(len(one.faults) for one in ELSEWHERE + COUNTIES)
    assert [sum(row[column] for row in rows) for column in (1, 2, 3)] == [planted, 0, 0]
