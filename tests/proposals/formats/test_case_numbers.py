"""件号 as places write them: what is kept, what is the same, what comes first."""

import re

import pytest

from proposals.formats.case_numbers import keep_number, number_key

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "ways",
    [
        ["070", "70", "第070号", "第 70 号", "０７０", "No.70", "建议第70号", "70号", "（九届三次）第070号"],
        ["台52", "台052", "第台52号", "台５２号", "台-52"],
        ["HG-201901287", "hg201901287", "ＨＧ－２０１９０１２８７", "第HG-201901287号"],
        ["B-012", "b12", "B012号"],
        ["闭会第3号", "闭会3号", "闭会03", "第闭会3号"],
        ["105-1", "第105-1号", "105－01"],
    ],
)
def test_one_number_typed_in_many_ways_has_one_key(ways):
    assert {number_key(way) for way in ways} == {number_key(ways[0])}


def test_numbers_that_are_not_the_same_have_keys_of_their_own():
    numbers = ["1051", "105-1", "105", "台105", "B105", "闭会105", "HG-105", "105A", "0", "建议", "第号", ""]
    assert len({number_key(one) for one in numbers[:8]}) == 8
    assert [keep_number(one) for one in numbers[8:]] == [""] * 4


def test_keys_stand_as_numbers_do():
    """Figures by their value, those with letters or characters after them, the same on every database."""
    right = ["2", "09", "10", "105", "105-1", "105-2", "106", "0124", "9052", "155144", "B-2", "B-012", "台9", "台52"]
    assert sorted(set(right), key=number_key) == right
    assert [one for one in right if re.search("[^0-9a-z]", number_key(one))] == []


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05",
        "关于第3件事的建议",
        "七十",
        "第号",
        "0",
        "000",
        "12.5",
        "1/2",
        "１" * 13,
        "a" * 20 + "1",
        "-1",
        "－7",
    ],
)
def test_what_is_no_number_is_not_kept(written):
    assert keep_number(written) == ""
