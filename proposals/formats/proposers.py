"""Who proposes, as lists write it: a person, or a group by its name."""

import re

PERSON, DELEGATION, PARTY, COMMITTEE, SECTOR = "个人", "代表团", "党派团体", "委员会", "界别小组"
KINDS = (PERSON, DELEGATION, PARTY, COMMITTEE, SECTOR)
_PLACE = "(?:(?:中国|全国|[\u4e00-\u9fff]{2,3}市)?(?:[\u4e00-\u9fff]{1,4}?[省市区县])?)?"
_PARTIES = (
    "民革|民盟|民建|民进|农工|农工党|农工民主党|致公|致公党|九三|九三学社|台盟|中国国民党革命委员会|中国民主同盟|中国民主建国会|"
    "中国民主促进会|中国农工民主党|中国致公党|台湾民主自治同盟|共青团|团(?=[省市区县]委)"
)
_BODIES = (
    "工商联|工商业联合会|总工会|妇联|妇女联合会|科协|科学技术协会|侨联|归国华侨联合会|台联|文联|残联|青联|青年联合会|"
    "知联会|新联会|欧美同学会|红十字会|学会|协会|商会|促进会|研究会|联合会|支部|总支|党派|中心|公司|大学|医院"
)
_SECTORS = "经济|教育|农业|科技|科学|文艺|文化|体育|宗教|民族|特邀|医卫|工会|环境"
_GROUPS = (
    (DELEGATION, re.compile("代表团$|代表小组$|代表组$")),
    (SECTOR, re.compile(f"^(?:{_SECTORS}|.{{3,}})界$|界别$|界别组$|小组$|联组$")),
    (PARTY, re.compile(f"^{_PLACE}(?:{_PARTIES})(?:$|.{{0,5}}[省市区县州]|基层|总?支)|(?:{_BODIES})$")),
    (COMMITTEE, re.compile("委员会$|专委会$|[市区县镇]人大工委$|(?:工|司法|法制|财经|农|城建环保|教科文卫|社会)委$")),
)
_TITLE = re.compile(r"^(?P<name>.{2,30}?)(?:[省市区县]?(?:人大|政协)?)(?:代表|委员)$")


def proposer_kind(name: str) -> str:
    """个人, or what kind of group has such a name: 友谊路代表团, 民盟宝山区委, 社会和法制委员会, 经济界."""
    if len(name) < 2 or "·" in name:
        return PERSON
    return next((kind for kind, written in _GROUPS if written.search(name)), PERSON)


def without_title(name: str) -> str:
    """林佩芬代表, 林佩芬区人大代表, 林佩芬委员 are 林佩芬; a group keeps its name."""
    if proposer_kind(name) != PERSON or not (match := _TITLE.fullmatch(name)):
        return name
    return match["name"]


def address_names(named: list[tuple[str, bool]], noun: str) -> str:
    """赵洪蓉、周建伟代表; 民盟宝山区委、周启委员: persons by the noun, groups (True) by their name alone."""
    followed = [*(is_group for _, is_group in named[1:]), True]  # a noun stands after the last of several persons
    pieces = (
        name if is_group or not ends else f"{name}{noun}"
        for (name, is_group), ends in zip(named, followed, strict=False)
    )
    return "、".join(pieces)
