"""Names by the initials of their pinyin."""

import pytest

from proposals.formats.pinyin import name_initials

SURNAMES = {
    "赵洪蓉": "zhr",
    "曾国华": "zgh",
    "单小芳": "sxf",
    "仇英": "qy",
    "解晓东": "xxd",
    "查良镛": "zly",
    "盖文": "gw",
    "区丽": "ol",
    "朴正": "pz",
    "欧阳询": "oyx",
    "尉迟恭": "ycg",
    "万俟卨": "mqx",
    "陈犇": "cb",
    "王赟": "wy",
    "古丽·买买提": "glmmt",
    "Anna 李": "annal",
    "李": "l",
}


@pytest.mark.parametrize("name", SURNAMES)
def test_a_name_has_its_initials(name):
    assert SURNAMES[name] in name_initials(name).split()


@pytest.mark.parametrize(
    ("name", "wrong"), [("曾国华", "cgh"), ("单小芳", "dxf"), ("仇英", "cy"), ("解明", "jm"), ("查明", "cm")]
)
def test_a_surname_is_not_read_as_the_plain_character(name, wrong):
    assert wrong not in name_initials(name).split()


def test_every_reading_of_a_given_name_counts_and_both_of_a_surname_that_differs():
    assert name_initials("李行").split() == ["lx", "lh"]
    assert name_initials("乐天").split() == ["yt", "lt"]


@pytest.mark.parametrize("name", ["", "  ", "·", "123"])
def test_what_is_no_name_has_none(name):
    assert name_initials(name) == ""


def test_a_long_name_of_many_readings_stays_short():
    assert len(name_initials("长" * 40)) <= 24 * 41 + 1
