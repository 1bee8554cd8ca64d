"""What stands above the salutation of a Word file: letterhead, 文号, 签发人, 类别, the title in its many shapes."""

import pytest

from replies.letter.docx.markup.package import UnreadableDocument
from tests.replies.letter.docx.made import (
    BODY,
    CENTRE,
    RIGHT,
    TITLE,
    UNIT,
    add,
    add_all,
    add_letter,
    add_table,
    box,
    new_file,
    put,
    read,
    saved,
    taken,
    vml_box,
)

PRINTED = "没有放进正文的（由本系统印出，或者另有步骤登记）："
RULE = '<w:r><w:pict><v:line from="0,0" to="442pt,0" strokecolor="red"/></w:pict></w:r>'
LARGE, BOLD = {"align": CENTRE, "size": 22}, {"align": CENTRE, "size": 16, "bold": True}
CONNECTOR = (
    '<w:r><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:spPr><a:prstGeom prst="line"/></wps:spPr>'
    "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
)


def title_of_two_lines(made, **more):
    add(made, "对区九届人大五次会议", align=CENTRE, **({"size": 22} | more))
    add(made, "第118号代表建议的答复", align=CENTRE, **({"size": 22} | more))


def red_head():
    made = new_file()
    add(made, UNIT, align=CENTRE, size=36, red=True)
    add(made, "宝建〔2026〕18号", align=CENTRE)
    put(made.add_paragraph(), RULE)
    title_of_two_lines(made)
    return made


def red_head_with_a_signer():
    made = new_file()
    add(made, f"{UNIT}文件", align=CENTRE, size=36, red=True)
    add(made, "宝建〔2026〕18号　　　　　　签发人：陆一鸣")
    put(made.add_paragraph(), CONNECTOR)
    add(made, TITLE, align=CENTRE, size=22)
    return made


def joint_head_in_a_table():
    made = new_file()
    table = add_table(made, ["宝山区建设和管理委员会\n宝山区水务局", "文件"], ["宝建〔2026〕18号", "签发人：陆一鸣"])
    for cell in table.rows[0].cells:
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.font.color.rgb = add(new_file(), "", red=True).runs[0].font.color.rgb
    title_of_two_lines(made)
    return made


def head_in_boxes():
    made = new_file()
    put(made.add_paragraph(), box(UNIT, red=True) + vml_box("签发人：陆一鸣"))
    add(made, "宝建〔2026〕18号", align=CENTRE)
    title_of_two_lines(made)
    return made


def black_head():
    made = new_file()
    add(made, "上 海 市 宝 山 区 建 设 和 管 理 委 员 会", align=CENTRE, size=36, bold=True)
    add(made, "宝建〔2026〕18号", align=RIGHT)
    title_of_two_lines(made)
    return made


@pytest.mark.parametrize(
    ("make", "beside"),
    [
        (red_head, f"版头：{UNIT}。"),
        (red_head_with_a_signer, f"版头：{UNIT}文件；签发人：陆一鸣。"),
        (joint_head_in_a_table, "版头：宝山区建设和管理委员会；版头：宝山区水务局；版头：文件；签发人：陆一鸣。"),
        (head_in_boxes, f"版头：{UNIT}；签发人：陆一鸣。"),
        (black_head, "版头：上 海 市 宝 山 区 建 设 和 管 理 委 员 会。"),
    ],
)
def test_a_letterhead_is_no_title(make, beside):
    made = make()
    add_letter(made)
    found = read(made)
    assert taken(found) == (TITLE, BODY, {"document_number": "宝建〔2026〕18号"})
    assert (found.left_out, found.notes) == ([], [f"{PRINTED}{beside}"])


@pytest.mark.parametrize(
    "line",
    [
        "宝建〔2026〕18号\t签发人：陆一鸣",
        "宝建〔2026〕18号    签 发 人：陆一鸣",
        "签发人：陆一鸣　　宝建〔2026〕18号",
        "签发人:陆一鸣 文号：宝建〔2026〕18号",
        "（宝建〔2026〕18号）　签发人：陆一鸣",
    ],
)
def test_number_and_signer_on_one_line(line):
    made = new_file()
    add(made, line)
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    found = read(made)
    assert taken(found) == (TITLE, BODY, {"document_number": "宝建〔2026〕18号"})
    assert found.notes == [f"{PRINTED}签发人：陆一鸣。"]


@pytest.mark.parametrize(
    ("lines", "beside"),
    [
        (["类别：A类", "签发人：陆一鸣"], "类别：A类；签发人：陆一鸣。"),
        (["办理结果：A　　是否公开：是"], "办理结果：A；是否公开：是。"),
        (["（B1类）", "特急"], "类别：B1类；紧急程度：特急。"),
        (["类 别：C", "信息公开选项：主动公开", "------"], "类别：C；信息公开选项：主动公开。"),
        (["000012", "2026年4月20日"], "编号：000012；日期：2026年4月20日。"),
        (["发布时间：2026-05-06 来源：区建管委"], "发布时间：2026-05-06；来源：区建管委。"),
        (["宝山区人大代表建议办理情况征询意见表"], "表：宝山区人大代表建议办理情况征询意见表。"),
    ],
)
def test_lines_of_class_and_signer_are_set_aside(lines, beside):
    made = new_file()
    for line in lines:
        add(made, line, align=RIGHT)
    title_of_two_lines(made)
    add_letter(made)
    found = read(made)
    assert taken(found) == (TITLE, BODY, {})
    assert found.notes == [f"{PRINTED}{beside}"]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("办理结果：☑已解决 □正在解决 □暂难解决", {"classification": "已解决"}),
        ("办理结果分类：□已采纳　■正在研究　□留作参考", {"classification": "正在研究"}),
        ("办理结果：已采纳（ ）正在研究（√）留作参考（ ）", {"classification": "正在研究"}),
        ("类 别：□√已采纳 □正在研究", {"classification": "已采纳"}),
        ("答复类别：☒暂时难以解决 ☐已经解决", {"classification": "暂难解决"}),
        (
            "办理结果：已解决　　公开属性：主动公开（全文）",
            {"classification": "已解决", "disclosure": "主动公开·全文"},
        ),
        ("是否公开：☑不予公开 □主动公开·全文", {"disclosure": "不公开"}),
    ],
)
def test_a_ticked_box_is_put_into_its_field(line, fields):
    made = new_file()
    add(made, line, align=RIGHT)
    title_of_two_lines(made)
    add_letter(made)
    assert taken(read(made)) == (TITLE, BODY, fields)
    assert read(made).notes == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("办理结果：☑解决采纳 □列入计划 □留作参考", "办理结果：☑解决采纳 □列入计划 □留作参考。"),
        ("办理结果：☑已解决 ☑正在解决 □暂难解决", "办理结果：☑已解决 ☑正在解决 □暂难解决。"),
        ("办理结果：□已解决 □正在解决 □暂难解决", "办理结果：□已解决 □正在解决 □暂难解决。"),
        ("公开属性：☑主动公开 □不公开", "公开属性：☑主动公开 □不公开。"),
    ],
    ids=["no word of ours", "two ticked", "none ticked", "in full or a summary"],
)
def test_what_a_row_of_boxes_leaves_open_is_told(line, said):
    made = new_file()
    add(made, line, align=RIGHT)
    title_of_two_lines(made)
    add_letter(made)
    found = read(made)
    assert (taken(found), found.notes) == ((TITLE, BODY, {}), [f"{PRINTED}{said}"])


@pytest.mark.parametrize(
    "looks",
    [
        [(TITLE, BOLD)],
        [("对区九届人大五次会议", BOLD), ("第118号代表建议的答复", BOLD)],
        [("对区九届人大五次会议", LARGE), ("第118号代表建议的", LARGE), ("答复", LARGE)],
        [(TITLE, {"align": CENTRE})],
        [(f"　　　　{TITLE}", {})],
        [("　　　对区九届人大五次会议", {}), ("　　　第118号代表建议的答复", {})],
        [(TITLE, {"style": "Title"})],
        [("对区九届人大五次会议\n第118号代表建议的答复", LARGE)],
        [("对区九届人大五次会议第118号代表建议", BOLD), ("的答复", {"align": CENTRE, "size": 16})],
    ],
    ids=["bold of the text's size", "bold, two lines", "three lines", "only centred", "centred by blanks",
         "two lines by blanks", "by style", "a soft break", "one line set otherwise"],
)  # fmt: skip
def test_a_title_however_it_is_set(looks):
    made = new_file()
    for text, look in looks:
        add(made, text, **look)
    add_letter(made)
    assert taken(read(made)) == (TITLE, BODY, {})


def test_a_bold_centred_line_is_a_title_whatever_it_says():
    made = new_file()
    add(made, "老旧小区停车位增设进展", **BOLD)
    add_letter(made)
    assert taken(read(made)) == ("老旧小区停车位增设进展", BODY, {})


def test_a_style_of_ones_own_tells_the_title_too():
    made = new_file()
    style = made.styles.add_style("我的题头", 1)
    look = add(new_file(), "", size=16, bold=True, align=CENTRE)
    style.font.size, style.font.bold, style.paragraph_format.alignment = look.runs[0].font.size, True, look.alignment
    made.add_paragraph(TITLE, style=style)
    add_letter(made)
    assert taken(read(made)) == (TITLE, BODY, {})


def test_the_unit_that_begins_a_title_stays_in_it():
    made = new_file()
    add(made, UNIT, align=CENTRE, size=22)
    add(made, "关于区九届人大五次会议第118号代表建议的答复", align=CENTRE, size=22)
    add_letter(made)
    assert read(made).title == f"{UNIT}关于区九届人大五次会议第118号代表建议的答复"


def test_what_is_no_part_of_a_head_stays_in_the_text():
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_all(made, "本件由水务局另行答复排水部分")
    add_letter(made)
    assert taken(read(made)) == (TITLE, ["本件由水务局另行答复排水部分", *BODY], {})


def test_a_bold_heading_in_the_text_is_no_title():
    made = new_file()
    add_letter(made)
    add(made, "二、下一步打算", align=CENTRE, bold=True, size=22)
    assert taken(read(made)) == ("", [*BODY, "二、下一步打算"], {})


def test_without_a_salutation_the_head_ends_with_what_looks_like_one():
    made = new_file()
    add(made, UNIT, align=CENTRE, size=36, red=True)
    add(made, TITLE, align=CENTRE, size=22)
    add_all(made, "一、总体情况", "已排查小区126个。")
    assert taken(read(made)) == (TITLE, ["一、总体情况", "已排查小区126个。"], {})


@pytest.mark.parametrize("mark", ["机密★1年", "秘密", "密级：秘密"])
def test_a_secret_paper_is_not_read(mark):
    made = new_file()
    add(made, mark)
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    with pytest.raises(UnreadableDocument, match="严禁录入涉密信息"):
        read(made)
    assert saved(made)
