"""What a district's bureaus are called after the reform of 2018: in full, usually in short, otherwise in short."""

import re

# A name that is its own short form (民政局) is not listed.
OFFICES = (
    ("人力资源和社会保障局", "人社局", ("人力资源社会保障局", "人保局", "社保局")),
    ("发展和改革委员会", "发改委", ("发展改革委",)),
    ("规划和自然资源局", "规划资源局", ("规资局", "自然资源局")),
    ("住房保障和房屋管理局", "房管局", ("住房保障房屋管理局",)),
    ("建设和管理委员会", "建管委", ("建设管理委",)),
    ("住房和城乡建设局", "住建局", ()),
    ("市场监督管理局", "市场监管局", ("市监局",)),
    ("文化和旅游局", "文旅局", ("文化旅游局",)),
    ("退役军人事务局", "退役军人局", ()),
    ("应急管理局", "应急局", ()),
    ("医疗保障局", "医保局", ()),
    ("卫生健康委员会", "卫健委", ("卫生健康委",)),
    ("绿化和市容管理局", "绿化市容局", ("绿容局",)),
    ("城市管理行政执法局", "城管执法局", ("城管局",)),
    ("农业农村委员会", "农业农村委", ("农委",)),
    ("国有资产监督管理委员会", "国资委", ()),
    ("科学技术委员会", "科委", ()),
    ("经济和信息化委员会", "经信委", ("经济信息化委",)),
    ("经济委员会", "经委", ()),
    ("商务委员会", "商务委", ()),
    ("交通运输局", "交通局", ()),
    ("交通委员会", "交通委", ()),
    ("机关事务管理局", "机管局", ()),
    ("民族和宗教事务办公室", "民宗办", ()),
    ("人民政府办公室", "政府办", ("府办",)),
    ("妇女联合会", "妇联", ()),
    ("残疾人联合会", "残联", ()),
)


def is_same_unit(text: str, unit: str) -> bool:
    """Whether the words can only mean this unit: 宝山区建设和管理委员会, 区建管委 and 建管委 are one."""
    unit = re.sub(r"\s", "", unit)
    if text.endswith(("委员会", "委")) and unit.endswith(("委员会", "委")):
        text, unit = (re.sub("委员会$", "委", one) for one in (text, unit))
    shorter, longer = sorted((text, unit), key=len)
    if len(shorter) >= 4 and longer.endswith(shorter) and len(longer) - len(shorter) <= 8:
        return True
    for full, short, others in OFFICES:
        stem = re.sub("委员会$", "委", full)
        if not unit.endswith(stem):
            continue
        place = unit.removesuffix(stem)
        for name in (short, *others):
            if text.endswith(name) and place.endswith(text.removesuffix(name)):
                return True
    return False
