"""Eight whole lists as eight offices would send them: each another layout, with invented names.

Each maker gives the file, what its suggestions come to (how many units have which part), and the notes that compare
what the list counts with what was read.
"""

import datetime as dt
from collections import Counter

from tests.proposals.intake.tables.lists import workbook
from tests.proposals.intake.tables.old_books import Shown, binary_book, old_book

UNITS = ("区民政局", "区房管局", "区财政局", "区人社局", "区绿化市容局", "区建设管理委", "区卫生健康委", "友谊路街道")
MATTERS = (
    *(
        "社区食堂",
        "老旧小区加装电梯",
        "公园夜间照明",
        "共享单车停放",
        "家门口服务",
        "河道水质",
        "社区卫生站",
        "路口信号灯",
    ),
    *("职业技能培训", "菜场改造", "儿童托育", "垃圾投放点", "停车泊位", "文化活动室", "消防通道", "助老巴士"),
)
FAMILIES = "尹戴傅邹毛顾孟秦江史侯邵龙万段雷钱汤黎易常武乔贺"
GIVEN = ("安之", "念慈", "思远", "若水", "一鸣", "清和", "佩芬", "守正", "明轩", "雨桐")
SESSION, DAY = "九届五次", dt.date(2026, 3, 5)
CONGRESS = "宝山区第九届人民代表大会第五次会议"


def person(at):
    return FAMILIES[at % len(FAMILIES)] + GIVEN[at * 7 % len(GIVEN)]


def title(at):
    return f"关于改进{MATTERS[at % len(MATTERS)]}工作（{at}）的建议"


def unit(at):
    return UNITS[at % len(UNITS)]


def of_the_cppcc():
    """政协: a head over two rows under a merged title, exported by an old program as .xls; 40 in all."""
    head = [
        "流水号",
        "提案序号",
        "提案分类",
        "第一提案人",
        "联名提案人",
        "案由",
        "提案内容",
        "办理单位",
        None,
        "交办",
        None,
    ]
    below = [*[None] * 7, "主办", "会办", "时间", "期限"]
    rows = [["政协上海市宝山区第九届委员会第五次会议立案提案"], head, below]
    for at in range(40):
        helps = f"{unit(at + 1)},{unit(at + 2)}" if at % 4 == 0 else None
        others = f"{person(at + 1)},{person(at + 2)}" if at % 3 == 0 else None
        rows.append(
            [f"2026{at:05}", Shown((at + 1, "000")), "社会建设", person(at), others, title(at), "正文", unit(at)]
        )
        rows[-1] += [helps, DAY, "5月底前"]
    rows = [[*row, "政协宝山区九届五次" if at > 2 else "届次" if at == 1 else None] for at, row in enumerate(rows)]
    merged = [(0, 0, 0, 11), (1, 1, 7, 8), (1, 1, 9, 10), (1, 2, 11, 11)]
    return old_book([("立案提案", rows)], merged), Counter(独办=30, 主办=10, 会办=20), []


def by_units():
    """Lines for the units and, within them, for their parts; no column of units; 45 in all, a total, notes."""
    rows = [
        ["宝山区代表建议交办清单"],
        ["（共45件）"],
        ["序号", "件号", "标题", "领衔代表", "附议代表", "交办日期", "备注"],
    ]
    number = 0
    for at, name in enumerate(UNITS[:5]):
        rows.append([f"{'一二三四五'[at]}、{name}（9件）"])
        for part, count in (("主办件", 6), ("会办件", 3)):
            rows.append([f"（{'一' if part == '主办件' else '二'}）{part}（{count}件）"])
            for _ in range(count):
                number += 1
                others = "、".join(person(number + more) for more in range(1, number % 4))
                rows.append([number, f"代表建议第{number:04}号", title(number), person(number), others, DAY, None])
    rows.insert(3, [f"{CONGRESS}期间提出的建议"])
    rows += [
        ["合计", None, "45件"],
        ["注：1.会办件请于一个月内送会办意见。"],
        ["填表人：孙莉", None, None, "2026年3月6日"],
    ]
    content = workbook(("交办清单", rows), merged=["A1:G1", "A2:G2"])
    return (
        content,
        Counter(独办=30, 会办=15),
        ["小标题写着的件数有15处，都读到了。", "表里合计45件，读到45件。", "表头上面写着共45件，读到45件。"],
    )


def a_sheet_for_each_unit():
    """One sheet a unit, with the part in a column; a summary and an explanation beside them; 36 in all."""
    head = ["届次", "建议编号", "建议题目", "领衔人", "附议人", "承办方式", "交办时间", "要求答复时间"]
    sheets = {name: [[f"{name}承办建议"], head] for name in UNITS[:6]}
    for at in range(36):
        cells = [SESSION, f"B-{at + 1:03}", title(at), f"{person(at)}代表", None, None, "2026.3.5", "5月20日前"]
        for more, part in enumerate(("主办", "会办") if at % 3 == 0 else ("独办",)):
            sheets[UNITS[(at + more) % 6]].append([*cells[:5], part, *cells[6:]])
    summary = [["承办单位", "件数"], *([name, len(rows) - 2] for name, rows in sheets.items())]
    content = workbook(("汇总", summary), *sheets.items(), ("说明", [["按单位分列，请各单位核对。"]]))
    notes = [
        "有12件写在几行里（一行一个单位，或者几张表里都有），已经合在一起。",
        "“汇总”“说明”表不是建议名单，没有读取。",
    ]
    return content, Counter(独办=24, 主办=12, 会办=12), notes


def a_row_for_each_unit():
    """CSV in GB 18030, saved from a sheet with merged cells: the number in the first row of each; 30 in 60 rows."""
    rows = [["闭会期间代表建议分办表"], ["（共30件）"]]
    rows.append(["届次", "建议号", "案由", "提出人", "承办单位", "办理类型", "交办日期", "办理期限"])
    for at in range(30):
        more = at % 3
        names = " ".join(person(at + one) for one in range(3))
        rows.append(
            [f"{SESSION}闭会期间", f"闭会第{at + 1}号", title(at), names, unit(at), "主办" if more else "独办"]
        )
        rows[-1] += ["二〇二六年三月五日", "两个月内"]
        rows += [["", "", "", "", unit(at + one), "会办", "", ""] for one in range(1, more + 1)]
    rows.append(["合计", "", "30件"])
    content = "\r\n".join(",".join(row) for row in rows).encode("gb18030")
    notes = ["表里合计30件，读到30件。", "表头上面写着共30件，读到30件。"]
    return (
        content,
        Counter(独办=10, 主办=20, 会办=30),
        [*notes, "有20件写在几行里（一行一个单位，或者几张表里都有），已经合在一起。"],
    )


def with_a_head_on_every_page():
    """Title, head and page number again on every printed page; the units of a suggestion in one cell; 50 in all."""
    above = f"{CONGRESS}代表建议一览表（2026年）"
    head = ["序号", "届次", "编号", "建议名称", "提出代表", "承办单位", "交办日期"]
    rows = []
    for at in range(50):
        if at % 15 == 0:
            rows += [[above], head] if not at else [[f"第{at // 15}页 共4页"], [above], head]
        units = f"主办：{unit(at)}"
        if at % 2:
            units += f"；会办：{unit(at + 1)}、{unit(at + 2).removeprefix('区')}"
        names = "、".join(f"{person(at + more)}代表" for more in range(1 + at % 3))
        rows.append(
            [at + 1, "九届人大五次会议", f"{at + 1:03}（重点）" if at % 10 == 0 else f"{at + 1:03}", title(at)]
        )
        rows[-1] += [names, units, "3月5日"]
    rows += [["第4页 共4页"], ["以上共50件"], ["制表单位：区政府办公室", None, None, None, "制表日期：2026年3月6日"]]
    return workbook(("Sheet1", rows)), Counter(独办=25, 主办=25, 会办=50), ["表里合计50件，读到50件。"]


def from_a_web_page():
    """The HTML that calls itself .xls: cells over several rows where a suggestion has several units; 32 in all."""
    head = "".join(
        f"<th>{name}</th>" for name in ("会议届次", "案号", "题目", "领衔者", "主办", "协办", "交办时间", "类别")
    )
    lines = [f"<tr><td colspan=8>代表建议<br>（共32件）</td></tr><tr>{head}</tr>"]
    for at in range(32):
        high = 2 if at % 4 == 0 else 1
        cells = [SESSION, f"{155100 + at}", title(at), person(at), unit(at), "", "2026-03-05 09:30:00", "民政"]
        if high == 2:
            cells[5] = unit(at + 1)
        spanned = [
            f"<td rowspan={high}>{cell}</td>" if one != 5 else f"<td>{cell}</td>" for one, cell in enumerate(cells)
        ]
        lines.append(f"<tr>{''.join(spanned)}</tr>")
        if high == 2:
            lines.append(f"<tr><td>{unit(at + 2)}</td></tr>")
    page = f"<html><head><meta charset=gb2312></head><body><table>{''.join(lines)}</table></body></html>"
    notes = ["表头上面写着共32件，读到32件。", "有8件写在几行里（一行一个单位，或者几张表里都有），已经合在一起。"]
    return page.encode("gb18030"), Counter(独办=24, 主办=8, 会办=16), notes


def a_bureaus_own():
    """A bureau's own .xlsb: the sheet is named after it, lines say its part; 35 in all."""
    head = ["届次", "件号", "类别", "标题", "领衔代表", "附议代表", "交办日期", "答复期限"]
    rows = [["2026年承办建议台账"], head]
    for words, numbers in (("一、主办件（20件）", range(20)), ("二、会办件（15件）", range(20, 35))):
        rows.append([words])
        rows += [[SESSION, Shown((at + 1, "000")), "民政", title(at), person(at), None, DAY, None] for at in numbers]
    notes = ["“主办件”写着20件，读到20件。", "“会办件”写着15件，读到15件。"]
    return binary_book([("区民政局", rows)], [(0, 0, 0, 7)]), Counter(独办=20, 会办=15), notes


def of_two_congresses():
    """A sheet for the city's and one for the district's session, short names of units, days since 1904; 44 in all."""
    head = ["件号", "题目", "提出人", "承办部门", "交办日", "办结时限"]
    sheets = {}
    for name, prefix in (("上海市十六届人大三次会议", "HG-2026"), ("宝山区九届人大五次会议", "代表建议第")):
        rows = [["代表建议承办情况"], head]
        for at in range(22):
            units = ("建管委（牵头）、市容局" if at % 2 else "卫健委") if at % 3 else "区民政局"
            rows.append([f"{prefix}{at + 1:04}", title(at), person(at), units, DAY, ("三个月", "5月20日前")[at % 2]])
        sheets[name] = rows
    content = old_book(list(sheets.items()), from_1904=True)
    both = sum(at % 2 == 1 and at % 3 != 0 for at in range(22)) * 2
    return content, Counter(独办=44 - both, 主办=both, 会办=both), []


MAKERS = {
    of_the_cppcc: 40,
    by_units: 45,
    a_sheet_for_each_unit: 36,
    a_row_for_each_unit: 30,
    with_a_head_on_every_page: 50,
    from_a_web_page: 32,
    a_bureaus_own: 35,
    of_two_congresses: 44,
}
