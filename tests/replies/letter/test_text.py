"""Plain text → paragraphs and levels; a title broken by sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letter.text import Paragraph, ParagraphKind, split_paragraphs, title_lines, two_lines
from tests.replies.letter.awkward import WHOLE_TITLES
from tests.replies.letter.pages import case


def kinds(text):
    return [paragraph.kind for paragraph in split_paragraphs(text)]


def test_the_real_letter_is_read_whole():
    body = case()["letter"]["body"]
    found = split_paragraphs(body)
    assert [paragraph.whole for paragraph in found] == body.splitlines()
    assert [(paragraph.kind, paragraph.heading) for paragraph in found if paragraph.heading] == [
        (ParagraphKind.LEVEL_1, "一、主要做法"),
        (ParagraphKind.LEVEL_2, "（一）规范招聘工作，优化队伍结构"),
        (ParagraphKind.LEVEL_2, "（二）开展多维培训，助力社工增能"),
        (ParagraphKind.LEVEL_2, "（三）加强实训赋能，提升实操能力。"),
        (ParagraphKind.LEVEL_2, "（四）健全考核机制，实现能进能出"),
        (ParagraphKind.LEVEL_2, "（五）合理调整薪酬，实现优绩优酬"),
        (ParagraphKind.LEVEL_2, "（六）落实关爱措施，温暖一线社工"),
        (ParagraphKind.LEVEL_1, "二、下一步计划"),
        (ParagraphKind.LEVEL_2, "（一）持续把好选人入口关。"),
        (ParagraphKind.LEVEL_2, "（二）建立跨区域流转机制。"),
        (ParagraphKind.LEVEL_2, "（三）打通晋升通道。"),
        (ParagraphKind.LEVEL_2, "（四）持续推进队伍增能。"),
    ]
    assert found[0] == Paragraph(ParagraphKind.SALUTATION, "", "赵洪蓉代表，您好：")
    assert [paragraph.kind for paragraph in found].count(ParagraphKind.SALUTATION) == 1


@pytest.mark.parametrize(
    ("line", "kind", "heading"),
    [
        ("一、主要做法", ParagraphKind.LEVEL_1, "一、主要做法"),
        ("二十一、其他", ParagraphKind.LEVEL_1, "二十一、其他"),
        ("（十二）其他。", ParagraphKind.LEVEL_2, "（十二）其他。"),
        ("(一)半角括号", ParagraphKind.LEVEL_2, "(一)半角括号"),
        ("1.开展培训", ParagraphKind.LEVEL_3, "1.开展培训"),
        ("1. 开展培训。共三期。", ParagraphKind.LEVEL_3, "1. 开展培训。"),
        ("2．全角句点", ParagraphKind.LEVEL_3, "2．全角句点"),
        ("3、顿号", ParagraphKind.LEVEL_3, "3、顿号"),
        ("（1）分层分类", ParagraphKind.LEVEL_4, "（1）分层分类"),
        ("（一）持续把好选人入口关。根据意见", ParagraphKind.LEVEL_2, "（一）持续把好选人入口关。"),
        ("2.0版实训基地已经启动。", ParagraphKind.BODY, ""),
        ("2022年，举办首届社工节。", ParagraphKind.BODY, ""),
        ("10.5%的居民参加。", ParagraphKind.BODY, ""),
        ("一是组织培训。二是开展走访。", ParagraphKind.BODY, ""),
        ("一方面、另一方面", ParagraphKind.BODY, ""),
        ("（见附件）另行说明", ParagraphKind.BODY, ""),
        ("一、" + "长" * 60 + "。", ParagraphKind.BODY, ""),
        ("主要做法：一、培训", ParagraphKind.BODY, ""),
    ],
)
def test_the_level_is_read_from_the_numbering(line, kind, heading):
    (_, paragraph) = split_paragraphs("第一段。\n" + line)
    assert (paragraph.kind, paragraph.heading) == (kind, heading)
    assert paragraph.whole == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赵洪蓉代表，您好：\n正文。", [ParagraphKind.SALUTATION, ParagraphKind.BODY]),
        ("赵洪蓉、周建伟代表:\n正文：", [ParagraphKind.SALUTATION, ParagraphKind.BODY]),
        ("赵洪蓉代表，您好：您的建议收悉。", [ParagraphKind.BODY]),
        ("一、做法：", [ParagraphKind.LEVEL_1]),
        ("正文。\n赵洪蓉代表，您好：", [ParagraphKind.BODY, ParagraphKind.BODY]),
    ],
)
def test_only_a_first_line_that_ends_with_a_colon_is_the_salutation(text, expected):
    assert kinds(text) == expected


def test_one_full_width_blank_says_that_a_line_is_no_heading():
    typed = "第一段。\n　一、二两项已经办结。\n　　二、下一步打算\n 　三、其他\n　（一）也不是。\n　"
    assert [(row.kind, row.whole) for row in split_paragraphs(typed)] == [
        (ParagraphKind.BODY, "第一段。"),
        (ParagraphKind.BODY, "一、二两项已经办结。"),
        (ParagraphKind.LEVEL_1, "二、下一步打算"),
        (ParagraphKind.LEVEL_1, "三、其他"),
        (ParagraphKind.BODY, "（一）也不是。"),
    ]


def test_blank_lines_and_edges_do_not_count():
    assert split_paragraphs("\n　　第一段　\n \n\t第二段\n") == [
        Paragraph(ParagraphKind.BODY, "", "第一段"),
        Paragraph(ParagraphKind.BODY, "", "第二段"),
    ]
    assert split_paragraphs(" \n ") == []


@given(st.text(alphabet="一二、（）1.。：\n 字", max_size=80))
def test_no_text_is_lost(text):
    assert [paragraph.whole for paragraph in split_paragraphs(text)] == [
        line.strip() for line in text.splitlines() if line.strip()
    ]


# As an experienced typist would break them; a stroke is a break.
TITLES = """
《加强基层社区工作者队伍建设，/抓好“选人、留人、培育人”三要素》/代表建议的答复
对宝山区第九届人民代表大会/第三次会议第070号代表建议的答复
对区九届人大三次会议/第070号代表建议的答复
《关于在《上海市“十四五”/规划（2021—2025年）》/中增列“一老一小”“15分钟生活圈”/等内容的建议》代表建议的答复
《关于加快推进老旧小区加装/电梯工作的建议》代表建议的答复
关于加快推进老旧小区/加装电梯工作的建议的答复
关于宝山区第九届人民代表大会/第三次会议第112号代表建议的会办意见
对《关于进一步完善居家养老/服务体系建设的建议》的答复
《关于优化轨道交通1号线沿线公交/接驳线路的建议》代表建议的答复
《关于加强生活垃圾分类常态化管理的建议》/代表建议的答复
《关于推动“城中村”改造中历史/建筑保护利用的建议》代表建议的答复
《关于在顾村公园周边增设停车位、/缓解节假日停车难问题的建议》/代表建议的答复
《关于支持专精特新中小企业融资的建议》/代表建议的答复
《关于规范电动自行车充电设施/建设和管理的建议》代表建议的答复
对政协上海市宝山区第九届委员会/第三次会议第0045号提案的答复
《关于加大对独居老人关爱力度的建议》/代表建议的答复
《关于将社区卫生服务中心家庭医生签约/服务向产业园区延伸的建议》代表建议的答复
《关于提升杨行镇、月浦镇农村生活污水处理/设施运行维护水平的建议》代表建议的答复
《关于完善12345市民服务热线/工单办理机制的建议》代表建议的答复
关于上海市宝山区第九届人民代表大会/第三次会议第070号代表建议/办理情况的再次答复
《关于规范共享单车停放秩序的建议》/代表建议的答复
《关于尽快打通宝山区断头路的建议》/代表建议的答复
《关于进一步加强校外培训机构监管、保障/学生家长合法权益的建议》代表建议的答复
《关于依法治理高空抛物的建议》/代表建议的答复
《关于促进宝山邮轮经济高质量/发展的若干建议》代表建议的答复
《关于增加区域内公共体育健身设施的建议》/代表建议的答复
建议的答复
""".strip().splitlines()


@pytest.mark.parametrize(
    "lines", [line.split("/") for line in TITLES], ids=[line.replace("/", "")[:24] for line in TITLES]
)
def test_a_title_is_broken_by_sense(lines):
    assert title_lines("".join(lines), 20) == lines


@pytest.mark.parametrize("lines", WHOLE_TITLES, ids="".join)
def test_what_belongs_together_in_a_title_is_not_torn(lines):
    assert title_lines("".join(lines), 20) == lines


def test_the_names_that_are_given_stay_whole_in_a_title():
    title = "对古丽米热·阿不都外力、欧阳文涛代表提出的建议的答复"
    assert title_lines(title, 20) == ["对古丽米热·阿不都外力、", "欧阳文涛代表提出的建议的答复"]
    title = "关于对阿卜杜热合曼·吾买尔江代表所提建议的答复"
    assert title_lines(title, 20, ["阿卜杜热合曼·吾买尔江"]) == ["关于对阿卜杜热合曼·吾买尔江代表", "所提建议的答复"]


@pytest.mark.parametrize(
    ("unit", "lines"),
    [
        (
            "上海市宝山区人民政府友谊路街道办事处社区平安建设办公室",
            ["上海市宝山区人民政府", "友谊路街道办事处社区平安建设办公室"],
        ),
        (
            "上海市宝山区精神文明建设委员会办公室未成年人思想道德建设工作联席会议",
            ["上海市宝山区精神文明建设委员会办公室", "未成年人思想道德建设工作联席会议"],
        ),
    ],
)
def test_a_long_units_name_is_broken_between_the_names_in_it(unit, lines):
    assert two_lines(unit) == lines


@given(st.text(alphabet="字、，《》“”07大会议", min_size=1, max_size=120))
def test_a_title_keeps_its_text_and_its_width(title):
    lines = title_lines(title, 20)
    assert "".join(lines) == title
    assert all(0 < sum(0.6 if one in "07" else 1 for one in line) <= 20 for line in lines)
