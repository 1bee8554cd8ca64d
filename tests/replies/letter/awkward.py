"""Cases that are hard to set well: every page of each is measured. `SNAPSHOTS` gives them by name."""

from tests.replies.letter.pages import blank, case

TWELVE = ["欧阳" + name for name in "甲乙丙丁戊己庚辛壬癸"] + ["司马子", "诸葛丑"]
QUOTES = "关于在《上海市“十四五”规划（2021—2025年）》中增列“一老一小”“15分钟生活圈”等内容的建议"
SENTENCE = "本区持续推进社区工作者队伍建设，取得阶段性进展，得到了“两委”班子和居民的支持。"
RARE = ["䶮㛃堃", "赟犇珺", "𠮷𬭚"]


def _letter(body, **more):
    return {
        "title": "对区九届人大三次会议第070号代表建议的答复",
        "body": body,
        "signed_on": "2024-03-05",
        "contact": "高扬",
        "phone": "021-55550402",
        "copies_to": ["区人大常委会代表工委", "区政府办公室"],
        **more,
    }


def _opinions(deputies, **more):
    row = {"result": "满意", "plan": "基本满意", "attitude": "满意", "signed_on": "2024-03-12", "channel": "paper"}
    return [{"deputy": name, **row, **more} for name in deputies]


# 22 lines of 28 characters: line counts at which the letter's end meets the page's end.
def ending_at(lines):
    """A letter whose body, the salutation aside, is that many full lines."""
    return blank(unit="上海市宝山区民政局", letter=_letter("赵洪蓉代表：\n" + "汉" * (28 * lines - 2)))


HEADINGS = "\n".join(
    f"{count}、第{count}部分的标题\n（一）第一节的标题\n1.第一点的标题\n（1）第一小点的标题"
    for count in "一二三四五六七八"
)
# A heading of two lines that goes to the next page with 落款.
TORN = "赵洪蓉代表：\n" + "汉" * (28 * 10 - 2) + "\n1." + "长" * 40 + "\n现答复如下。"
LATIN = (
    "赵洪蓉代表：\n2024年，本区GDP增长5.6%，PM2.5均值为29μg/m³；“15分钟社区生活圈”覆盖率达100%，"
    "其中5G基站3,842个、ICU床位212张。平台地址为www.example.gov.cn/zhengwu/2024，热线12345。"
    "按照ISO/IEC 27001:2022与GB/T 9704-2012，每10万人拥有3.5个A级站点，办结率从98.7%升至99.95%。"
)

SNAPSHOTS = {
    "070": case(),
    "one deputy": case(deputies=["赵洪蓉"], feedback=_opinions(["赵洪蓉"])),
    "twelve deputies": case(deputies=TWELVE, feedback=_opinions(TWELVE)),
    "twelve opinions": case(
        deputies=TWELVE,
        feedback=[row | {"comment": f"第{index}条意见。"} for index, row in enumerate(_opinions(TWELVE))],
    ),
    "nested quotes": case(
        title=QUOTES, letter=_letter(case()["letter"]["body"], title=f"《{QUOTES}》代表建议的答复")
    ),
    "8,000 characters": case(letter=_letter("赵洪蓉代表：\n" + "\n".join([SENTENCE * 10] * 20))),
    "no letter": case(letter=None),
    "empty form": blank(),
    "only headings": case(letter=_letter(HEADINGS)),
    "long heading before 落款": case(letter=_letter(TORN)),
    "numbers and Latin": case(letter=_letter(LATIN * 6)),
    "rare characters": case(deputies=RARE, feedback=_opinions(RARE), unit="䶮山区𠮷祥街道办事处"),
    "600-character opinions": case(
        review={"opinion": SENTENCE * 15, "signer": "郑国华", "date": "2024-03-05"},
        feedback=_opinions(case()["deputies"], comment=SENTENCE * 15),
    ),
    "long account": case(handling=SENTENCE * 40),
    "ends with the page": ending_at(17),
    "落款 would stand alone": ending_at(39),
    "room for 落款 but not for 抄送": ending_at(33),
}

# Names that would be torn where 28 characters are full, by where they stand; a stroke is the end of a line.
LONG_NAMES = ["阿卜杜热合曼·吾买尔江", "欧阳文涛", "王芳", "沈若兰", "司马文渊", "周启", "古丽米热·阿不都外力"]
AT_LINE_ENDS = {
    "in the salutation": """
        阿卜杜热合曼·吾买尔江、欧阳文涛、王芳、沈若兰、/司马文渊、周启代表：
        欧阳文涛、司马文渊、沈若兰、周启、欧阳文涛、王芳、/沈若兰、司马文渊代表：
        王芳、周启、沈若兰、欧阳文涛、司马文渊、/古丽米热·阿不都外力代表：
    """,
    "in the body": """
        今年三月，我们邀请各位代表到滨江步道现场查看，由/欧阳文涛代表介绍情况。
        四月八日，我们又到现场查看了一次，/古丽米热·阿不都外力以外的代表都到了。
        收到建议后我们与领衔代表当面沟通，会后又请/古丽米热·阿不都外力代表看了方案。
        步道西段的灯由养护单位每月查看，“司马文渊”和/“沈若兰”两位代表可以随时提出。
    """,
    "in a heading": """
        （一）三月的现场查看、四月的方案比选和七月的验收，/王芳代表都参加了
        一、三月现场查看、四月方案比选、七月竣工验收都请/沈若兰代表参加
    """,
}

# Titles by what they must not tear; a stroke is a break.
WHOLE = {
    "meeting": """
        上海市宝山区人民政府/对市十六届人大三次会议/第0124号代表建议的会办意见
        江苏省昆山市人民政府办公室/对省十四届人大三次会议/第1126号建议的答复
        关于上海市静安区第三届一次会议/第17号建议的答复
        宝山区交通委员会/对区政协九届二次会议/第061号提案的答复
        上海市宝山区教育局/对政协第九届宝山区委员会第三次会议/第093027号提案的答复
    """,
    "number": """
        宝山区顾村镇人民政府/关于区九届人大五次会议/第HG-201901287号代表建议的答复
        关于上海市杨浦区十七届人大六次会议/第YP-2026-0107号代表建议的答复
        关于市十六届人大一次会议/代表建议第0123号的答复
    """,
    "unit": """
        上海市宝山区绿化和市容管理局/对市十六届人大三次会议/第0124号代表建议的会办意见
        关于请上海市宝山区退役军人事务局/增设服务窗口的建议的答复
        上海市宝山区人民政府友谊路街道办事处/关于区九届人大五次会议/第118号代表建议的答复
        广西壮族自治区南宁市青秀区/城市管理和综合行政执法局/对区八届人大五次会议第31号建议的答复
    """,
    "place": """
        对浙江省杭州市西湖区第十六届人大三次会议/第52号建议的答复
        关于增设轨道交通/15号线顾村公园站/出入口的建议的答复
        关于尽快开通葑塘路至/泰和西路公交线路的建议的答复
    """,
    "title within": """
        《关于提高社区老年助餐点覆盖率的建议》/代表建议的答复
        对《关于落实/〈上海市养老服务条例〉的建议》的答复
        对《关于在罗店镇增设/公交站点的建议》的答复
    """,
}
TORN_NAMES = [
    (where, line.strip().split("/")) for where, lines in AT_LINE_ENDS.items() for line in lines.strip().splitlines()
]
WHOLE_TITLES = [line.strip().split("/") for titles in WHOLE.values() for line in titles.strip().splitlines()]

NAMES = [*LONG_NAMES, "王赟", "𠮷永强"]
SNAPSHOTS["names"] = case(
    deputies=NAMES,
    feedback=_opinions(NAMES),
    title="关于推进北部地区老旧住房加装电梯的建议",
    letter=_letter(
        "\n".join(
            [
                "、".join(NAMES) + "代表：",
                *("".join(lines) for where, lines in TORN_NAMES if where != "in the salutation"),
            ]
        ),
        title="".join(WHOLE_TITLES[0]),
    ),
)
