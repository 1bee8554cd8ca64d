"""Who proposes, read from a name: a person, or which kind of group."""

import pytest

from proposals.formats.proposers import address_names, proposer_kind, without_title

pytestmark = pytest.mark.once

NAMES = {
    "个人": "林佩芬 司马文渊 民建国 张世界 买买提·吐尔逊 王代表 欧阳若兰",
    "代表团": "友谊路代表团 第三代表团 罗店镇代表小组",
    "党派团体": "民盟宝山区委 民盟区委 九三学社宝山区委员会 中国民主同盟上海市宝山区委员会 民进宝山总支 团区委"
    " 区妇联 宝山区工商联 区总工会 台盟上海市委 致公党",
    "委员会": "社会和法制委员会 区人大监察司法委员会 罗店镇人大工委 城建环保委",
    "界别小组": "经济界 社会科学界 特邀界 友谊路小组",
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_says_who_proposes(kind):
    assert {name: proposer_kind(name) for name in NAMES[kind].split()} == dict.fromkeys(NAMES[kind].split(), kind)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("林佩芬代表", "林佩芬"),
        ("林佩芬区人大代表", "林佩芬"),
        ("林佩芬市政协委员", "林佩芬"),
        ("欧阳若兰委员", "欧阳若兰"),
        ("王代表", "王代表"),
        ("友谊路代表团", "友谊路代表团"),
        ("林佩芬", "林佩芬"),
    ],
)
def test_a_title_is_no_part_of_a_name(written, name):
    assert without_title(written) == name


def test_persons_are_addressed_by_the_noun_and_groups_by_their_name():
    assert address_names([("赵洪蓉", False), ("周建伟", False)], "代表") == "赵洪蓉、周建伟代表"
    assert address_names([("民盟区委", True), ("周启", False), ("何勇", False)], "委员") == "民盟区委、周启、何勇委员"
    assert address_names([("周启", False), ("民盟区委", True)], "委员") == "周启委员、民盟区委"
    assert address_names([("友谊路代表团", True)], "代表") == "友谊路代表团"
