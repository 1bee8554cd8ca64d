"""Planted errors: a clean letter, one edit, the rule that must speak of it, and no other.

`found_by(plant)` are the rules that speak after the edit and did not before. The letters are those of letters.py, and
the table of `python -m bench.checks` is drawn from here.
"""

import copy
from collections import Counter
from dataclasses import dataclass
from typing import Any

from replies.letter.checks import HINT, Finding, check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.letters import CLEAN, OPINIONS

LETTERS = CLEAN | OPINIONS


@dataclass(frozen=True)
class Plant:
    """`old` becomes `new` in one text of the letter, at its first place; with `old` "" the value is set."""

    rule: str
    letter: str
    text: str  # body, title, handling, summary or a key of the case
    old: str
    new: Any


def edited(plant: Plant) -> tuple[dict[str, Any], str]:
    """The letter with its error, and its 公开摘要."""
    case = copy.deepcopy(LETTERS[plant.letter])
    if plant.text == "summary":
        return case, str(plant.new)
    inside = plant.text.startswith("letter.") or plant.text in ("body", "title")
    holder = case["letter"] if inside else case
    key = plant.text.rpartition(".")[2]
    if plant.old:
        assert plant.old in holder[key], f"{plant.letter}：没有“{plant.old}”"
        holder[key] = holder[key].replace(plant.old, plant.new, 1)
    else:
        holder[key] = plant.new
    return case, ""


def findings(case: dict[str, Any], name: str, summary: str = "") -> list[Finding]:
    """What the checker says of it, the hints left out."""
    found = check_letter(Snapshot.from_json(case), opinion=name in OPINIONS, summary=summary)
    return [finding for finding in found if finding.severity != HINT]


def found_by(plant: Plant) -> Counter[str]:
    case, summary = edited(plant)
    return Counter(finding.rule for finding in findings(case, plant.letter, summary))


ONE, THREE, TWELVE = "one deputy, two levels", "three deputies, nested quotes", "twelve deputies, each called 代表"
LIST, LATIN, FORMS = "no headings, 一是二是三是", "Latin words and versions", "every number form"
MEMBER, MEMBERS, LONG = "提案 of one member", "提案 of two members, summary only", "a long letter of four levels"
FULL, POINTS, SHORT = (
    "full names throughout",
    "a list of points in one sentence",
    "short names throughout, and a document of a full name",
)
BOTH, DOORS, FOLLOW = "speaks of the other body", "service numbers and office doors", "a follow-up after a year"
TABLE, ROWS = "a table of figures in text", "| 街镇 | 现有 | 今年新增 |\n| 友谊路 | 120 | 30 |\n| 吴淞 | 86 | 24 |"
ITEMS = (
    "1.改造两处旧厂房，新增餐位160个\n2.制定助餐点验收办法，由街道和卫生监督所在开放前一个月逐处联合验收。\n"
    "3.给予每处助餐点每月300元的运营补助，资金由市、区两级财政共同分担。\n"
)
ELDERS, ANNEX = "two-character names set with a space", "annexes"

PLANTED = [
    # 称呼
    Plant("salutation", THREE, "body", "赵洪蓉、周建伟、李倩宇代表：", "赵洪蓉代表："),
    Plant("salutation", THREE, "body", "赵洪蓉、周建伟、李倩宇代表：", "周建伟、赵洪蓉、李倩宇代表："),
    Plant("salutation", THREE, "body", "李倩宇代表：", "李倩雨代表："),
    Plant("salutation", THREE, "body", "赵洪蓉、周建伟、李倩宇代表：\n", ""),
    Plant("salutation", THREE, "body", "赵洪蓉、周建伟、李倩宇代表：", "各位代表："),
    Plant("salutation", ONE, "body", "赵洪蓉代表：", "赵洪荣代表，您好："),
    Plant("salutation", LIST, "body", "尊敬的周建伟代表：", "尊敬的赵洪蓉代表："),
    Plant("salutation", TWELVE, "body", "孙㛃代表：", "孙洁代表："),
    Plant("salutation", TWELVE, "body", "何勇代表、", ""),
    Plant("salutation", MEMBERS, "body", "苏敏、陆文委员：", "苏敏委员："),
    Plant("salutation", DOORS, "body", "赵洪蓉、范明代表：", "赵洪蓉、范明、莫兰代表："),
    # 人大和政协的说法
    Plant("kind_words", ONE, "body", "赵洪蓉代表：", "赵洪蓉委员："),
    Plant("kind_words", ONE, "body", "第070号建议", "第070号提案"),
    Plant("kind_words", ONE, "title", "代表建议", "政协提案"),
    Plant("kind_words", ONE, "body", "您提出的增加助餐点", "您的提案增加助餐点"),
    Plant("kind_words", LIST, "body", "到您所在的", "走访委员，到您所在的"),
    Plant("kind_words", THREE, "body", "我局逐条作了研究", "我局按照该提案逐条作了研究"),
    Plant("kind_words", MEMBER, "body", "沈岚委员：", "沈岚代表："),
    Plant("kind_words", MEMBER, "body", "第031号提案", "第031号建议"),
    Plant("kind_words", MEMBER, "title", "政协提案", "代表建议"),
    Plant("kind_words", MEMBER, "body", "感谢委员", "感谢代表"),
    Plant("kind_words", MEMBER, "body", "感谢委员", "再次感谢各位人大代表"),
    Plant("kind_words", MEMBERS, "body", "苏敏、陆文委员：", "苏敏代表、陆文委员："),
    # 写给单位的话
    Plant("unit_addressed", ONE, "body", "感谢您对", "以上请你单位统一答复。感谢您对"),
    Plant("unit_addressed", THREE, "handling", "你们提出", "贵单位提出"),
    # 您们
    Plant("plural_you", THREE, "body", "你们在", "您们在"),
    Plant("plural_you", THREE, "handling", "你们提出", "您们提出"),
    Plant("plural_you", ONE, "body", "感谢您对", "感谢您们对"),
    Plant("plural_you", MEMBERS, "body", "你们在政协", "您们在政协"),
    # 届和次
    Plant("session", ONE, "body", "第九届人民代表大会第五次会议", "第九次人民代表大会第五次会议"),
    Plant("session", ONE, "body", "第九届人民代表大会第五次会议", "第九届人民代表大会第五届会议"),
    Plant("session", ONE, "body", "第九届人民代表大会第五次会议", "第八届人民代表大会第五次会议"),
    Plant("session", ONE, "title", "第五次会议", "第四次会议"),
    Plant("session", FORMS, "body", "区九届人大五次会议", "区九次人大五次会议"),
    Plant("session", FORMS, "body", "区九届人大五次会议", "区九届人大三次会议"),
    Plant("session", MEMBER, "body", "第九届委员会第五次会议", "第九次委员会第五次会议"),
    Plant("session", MEMBER, "body", "第九届委员会第五次会议", "第九届委员会第四次会议"),
    Plant("session", FOLLOW, "body", "第四次会议", "第四届会议"),
    # 标题和件号
    Plant(
        "title_quoted",
        ONE,
        "body",
        "《关于优化社区食堂、方便老年人就餐的建议》",
        "《关于优化社区食堂、方便老人就餐的建议》",
    ),
    Plant("title_quoted", ONE, "body", "社区食堂、方便", "社区食堂，方便"),
    Plant("title_quoted", ONE, "handling", "就餐的建议》", "就餐》"),
    Plant("title_quoted", THREE, "body", "抓好“选人、留人、培育人”三要素》", "抓好选人、留人、培育人三要素》"),
    Plant("title_quoted", THREE, "title", "三要素》", "三个要素》"),
    Plant("title_quoted", MEMBER, "body", "激发基层治理活力", "激发社区治理活力"),
    Plant(
        "title_quoted", LIST, "body", "《关于完善困境儿童个案保护机制的建议》", "“关于完善困境儿童个案保护制度的建议”"
    ),
    Plant("number", ONE, "body", "第070号建议", "第071号建议"),
    Plant("number", ONE, "body", "第070号建议", "第70号建议"),
    Plant("number", ONE, "title", "第070号", "第007号"),
    Plant("number", ONE, "handling", "第070号建议", "第170号建议"),
    Plant("number", LIST, "body", "（第088号）", "（第008号）"),
    Plant("number", MEMBER, "body", "第031号提案", "第013号提案"),
    # 简称、旧称
    Plant("short_name", FULL, "body", "区卫生健康委员会已把", "区卫健委已把"),
    Plant("short_name", FULL, "body", "区医疗保障局派", "区医保局派"),
    Plant("short_name", "short name declared", "body", "（以下简称区人社局）", ""),
    Plant("short_name", SHORT, "body", "加装电梯由区房管局牵头", "加装电梯由区住房保障和房屋管理局牵头"),
    Plant("former_name", SHORT, "body", "区规划资源局", "区规土局"),
    Plant("former_name", FULL, "body", "经市医疗保障局同意", "经市工商局同意"),
    # 空格
    Plant("spaces", ONE, "body", "新增社区食堂4家", "新增社区食堂4 家"),
    Plant("spaces", ONE, "body", "友谊路街道利用", "友谊路街道 利用"),
    Plant("spaces", THREE, "body", "“三支一扶”人员", "“ 三支一扶”人员"),
    Plant("spaces", LIST, "body", "一是建立", "一是　建立"),
    Plant("spaces", MEMBER, "title", "第031号", "第 031号"),
    Plant("spaces", DOORS, "body", "一、到哪里求助", "一、到哪里 求助"),
    # 半角标点
    Plant("half_width", ONE, "body", "助餐点12处，日均", "助餐点12处,日均"),
    Plant("half_width", ONE, "body", "赵洪蓉代表：", "赵洪蓉代表:"),
    Plant("half_width", LIST, "body", "（第088号）", "(第088号)"),
    Plant("half_width", THREE, "body", "普通社工—骨干", "普通社工-骨干"),
    Plant("half_width", ONE, "body", "双休日照常供应早餐。", "双休日照常供应早餐."),
    Plant("half_width", THREE, "body", "“三支一扶”", '"三支一扶"'),
    Plant("half_width", LIST, "body", "档案里，孩子不必把难处讲三遍；", "档案里，孩子不必把难处讲三遍;"),
    Plant("half_width", ONE, "body", "一、已经做的工作", "一.已经做的工作"),
    Plant("half_width", ONE, "body", "（一）增加助餐点", "(一)增加助餐点"),
    # 标题的句号、序号
    Plant("full_stop", ONE, "body", "（一）增加助餐点\n", "（一）增加助餐点。\n"),
    Plant("full_stop", ONE, "body", "二、下一步打算\n", "二、下一步打算。\n"),
    Plant("full_stop", LONG, "body", "（三）把时间表亮出来\n", "（三）把时间表亮出来。\n"),
    Plant("full_stop", FORMS, "body", "2.改造场所\n", "2.改造场所。\n"),
    Plant("point_end", ONE, "body", "二、下一步打算\n", f"二、下一步打算\n{ITEMS}"),
    Plant("numbering", ONE, "body", "二、下一步打算", "三、下一步打算"),
    Plant("numbering", ONE, "body", "（二）延长供餐", "（一）延长供餐"),
    Plant("numbering", LONG, "body", "（四）把结果晒出来", "（五）把结果晒出来"),
    Plant("numbering", LONG, "body", "四、空间使用", "三、空间使用"),
    Plant("numbering", FORMS, "body", "3.补领证件", "4.补领证件"),
    Plant("numbering", FORMS, "body", "（2）上门办理", "（3）上门办理"),
    Plant("numbering", "long numbered paragraphs", "body", "三、对不识字", "四、对不识字"),
    Plant("numbering", POINTS, "body", "一、今年要办成的三件事", "二、今年要办成的三件事"),
    Plant("inline_numbering", LIST, "body", "三是开展", "四是开展"),
    Plant("inline_numbering", LIST, "body", "二是规定", "三是规定"),
    # 成对的标点
    Plant("pairs", THREE, "body", "“三支一扶”", "“三支一扶"),
    Plant("pairs", ONE, "body", "就餐的建议》收悉", "就餐的建议收悉"),
    Plant("pairs", LIST, "body", "（第088号）", "（第088号"),
    Plant("pairs", ONE, "handling", "第070号建议《", "第070号建议"),
    Plant("pairs", FORMS, "body", "（2024年为95.2%）", "2024年为95.2%）"),
    Plant("pairs", THREE, "body", "‘四治一体’", "‘四治一体"),
    Plant("word_again", ONE, "body", "新增社区食堂4家", "新增社区社区食堂4家"),
    Plant("sentence_end", ONE, "body", "有7个。\n（二）延长", "有7个\n（二）延长"),
    Plant("adverb", LIST, "body", "下一步，我局将", "我们清醒的认识到差距。下一步，我局将"),
    Plant("nested_quotes", THREE, "body", "‘四治一体’", "“四治一体”"),
    Plant("inline_numbering", LIST, "body", "二是规定", "第一，规定若干。第三，"),
    Plant("heading_mark", ONE, "body", "二、下一步打算", "二，下一步打算"),
    Plant("heading_mark", ONE, "body", "（二）延长供餐", "二）延长供餐"),
    Plant("half_width", FORMS, "body", "3.补领证件", "3,补领证件"),
    Plant("full_stop", ONE, "title", "的答复", "的答复。"),
    Plant("ellipsis", ONE, "body", "助餐点12处，日均", "助餐点12处…日均"),
    Plant("thousands", ONE, "body", "新增社区食堂4家", "新增餐位1，204个"),
    Plant("doubled", ONE, "body", "12处，日均", "12处，，日均"),
    Plant("doubled", ONE, "body", "符合老年居民的实际需要，", "符合老年居民的实际需要，。"),
    # 缺的
    Plant("missing_document_number", ONE, "document_number", "", None),
    Plant("missing_unit", ONE, "unit", "", None),
    Plant("missing_signed_on", ONE, "letter.signed_on", "", None),
    Plant("missing_contact", ONE, "letter.contact", "", None),
    Plant("missing_phone", ONE, "letter.phone", "", None),
    Plant("missing_contact", "opinion", "letter.contact", "", None),
    Plant("missing_title", LATIN, "letter.title", "", None),
    Plant("document_number", ONE, "document_number", "", "宝民（2026）12号"),
    Plant("document_number", ONE, "document_number", "", "宝民〔2026〕第012号"),
    Plant("signature_in_body", ONE, "body", "感谢您对民政工作的关心和支持。", "感谢您的关心。\n上海市宝山区民政局"),
    Plant("signature_in_body", ONE, "body", "感谢您对民政工作的关心和支持。", "感谢您的关心。\n2026年3月5日"),
    Plant("annexes", ANNEX, "letter.annexes", "", []),
    # 收悉、书名号、重复
    Plant("received", ONE, "body", "收悉，", "悉，"),
    Plant("received", LATIN, "body", "收悉，", "，"),
    Plant(
        "title_marks",
        LATIN,
        "body",
        "《关于为独居老人安装智能水表等安全守护设备的建议》",
        "关于为独居老人安装智能水表等安全守护设备的建议",
    ),
    Plant(
        "title_doubled",
        LIST,
        "body",
        "《关于完善困境儿童个案保护机制的建议》",
        "《关于完善困境儿童个案保护机制的建议》的建议",
    ),
    Plant(
        "title_doubled",
        LIST,
        "body",
        "《关于完善困境儿童个案保护机制的建议》",
        "关于“关于完善困境儿童个案保护机制的建议”的建议",
    ),
    # 人大和政协的说法，会办意见也一样
    Plant("kind_words", "opinion", "body", "答复代表时", "答复提案者时"),
    Plant("kind_words", "opinion on a 提案", "body", "答复委员时", "答复代表时"),
    Plant("kind_words", ONE, "body", "符合老年居民", "该议案符合老年居民"),
    # 程序自己印的
    Plant("typed_again", ONE, "body", "赵洪蓉代表：", "类别：B\n签发人：高远\n赵洪蓉代表："),
    Plant("typed_again", ONE, "body", "的关心和支持。", "的关心和支持。\n联系人：高扬　电话：021-55550402"),
    Plant("typed_again", ONE, "body", "的关心和支持。", "的关心和支持。\n抄送：区人大常委会代表工委"),
    Plant("typed_again", LIST, "body", "目前主要", "（此页无正文）\n目前主要"),
    Plant("signature_in_body", LIST, "body", "目前主要", "宝山区民政局\n目前主要"),
    # 数字、序号、括号
    Plant("number", THREE, "body", "第070号", "第092070号"),
    Plant("heading_mark", FORMS, "body", "1.分时预约", "1、分时预约"),
    Plant("heading_mark", FORMS, "body", "（1）自助机", "（1）、自助机"),
    Plant("number_span", ONE, "body", "2025年，全区", "2023-2025年，全区"),
    Plant("number_span", ONE, "body", "4家、", "4-6家、"),
    Plant("twice_approximate", ONE, "body", "4家、", "近40余家、"),
    Plant("twice_approximate", LIST, "body", "612人次", "约612人次左右"),
    Plant("half_width", FORMS, "body", "（2024年为95.2%）", "（2024年为95.2%)"),
    Plant("sound_alike", LIST, "body", "目前主要", "项目分布实施。目前主要"),
    Plant("sound_alike", ONE, "body", "公布价格", "部暑公布价格"),
    Plant("pasted_table", LIST, "body", "目前主要", "年度\t人次\n2025年\t612\n目前主要"),
    Plant(
        "pasted_table",
        TABLE,
        "body",
        ROWS,
        "街镇　　　现有　　　今年新增\n友谊路　　120　　　　30\n吴淞　　　86　　　　24",
    ),
    Plant("table_sum", TABLE, "body", "| 270 |", "| 280 |"),
    Plant("table_sum", TABLE, "body", "| 24 |", "| 34 |"),
    Plant("table_caption", LIST, "body", "目前主要", "表1　各街镇人次\n目前主要"),
    Plant("table_size", TABLE, "body", "| 顾村 |", f"| 顾村 {'| 1 ' * 25}|"),
    # 日期
    Plant("dates", ONE, "body", "2025年11月1日", "2025年11月31日"),
    Plant("dates", FOLLOW, "body", "2026年2月28日", "2026年2月29日"),
    Plant("dates", FOLLOW, "body", "2025年6月17日", "2025年16月17日"),
    Plant("dates", LIST, "body", "3月12日", "3月32日"),
    Plant("zero_padding", ONE, "body", "2025年11月1日", "2025年11月01日"),
    Plant("zero_padding", FORMS, "body", "2026年1月1日", "2026年01月1日"),
    # 错别字
    Plant("wrong_word", LIST, "body", "目前主要做了", "截止目前主要做了"),
    Plant("wrong_word", ONE, "body", "公布当周菜单", "布署公布当周菜单"),
    # 将要公开的文字里的个人信息
    Plant("personal_data", ONE, "body", "友谊路街道利用", "居民张阿姨（13812345678）建议友谊路街道利用"),
    Plant("personal_data", ONE, "body", "友谊路街道利用", "居民陈某（身份证号310113194903074526）建议友谊路街道利用"),
    Plant("personal_data", ONE, "body", "友谊路街道利用", "家住友谊路123弄45号的老人建议友谊路街道利用"),
    Plant("personal_data", ONE, "body", "友谊路街道利用", "住在密山二村12号402室的老人建议友谊路街道利用"),
    Plant("personal_data", ONE, "body", "友谊路街道利用", "居民王师傅（家里电话021-56781234）建议友谊路街道利用"),
    Plant("personal_data", ONE, "body", "友谊路街道利用", "退款已汇到银行卡6222021001112223334，友谊路街道利用"),
    Plant("personal_data", ONE, "letter.phone", "", "13912345678"),
    Plant("personal_data", MEMBERS, "summary", "", "家住共江路200弄18号的老人刘某可以到居委会登记。"),
    Plant("personal_data", MEMBERS, "summary", "", "报名请找陈老师，手机139 1234 5678。"),
]
