"""Whole files as offices make them, with Word's own numbers, from letterhead to 抄送."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.replies.letter.docx.made import CENTRE, RIGHT, TITLE, UNIT, add, add_all, new_file, put, read, taken
from tests.replies.letter.docx.test_head import PRINTED, RULE

LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimalFullWidth", "%3．"))
OPENED = [
    "林佩芬、司马文渊、顾晓代表：",
    "你们在区九届人大五次会议上提出的第118号建议《关于增设停车位的建议》收悉，现答复如下：",
]
WHOLE = [
    *OPENED,
    "一、总体情况",
    "（一）排查",
    "已排查小区126个。",
    "1.立管",
    "2.支管",
    "（二）改造",
    "二、下一步打算",
]
FIELDS = {
    "contact": "陆一鸣",
    "phone": "55550118",
    "annexes": "老旧小区改造项目清单\n资金安排表",
    "copies_to": "区人大常委会代表工委\n区政府办公室",
}
SIGNED = f"落款：{UNIT}；成文日期：2026年4月20日。"


def number_levels(made):
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(LEVELS)
    )
    numbering = made.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def count(made, level, text):
    numbered = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    add(made, text)._p.get_or_add_pPr().append(parse_xml(numbered))


def add_whole(made):
    number_levels(made)
    add_all(made, OPENED[0], f"　　{OPENED[1]}")
    count(made, 0, "总体情况")
    count(made, 1, "排查")
    add(made, "　　已排查小区126个。")
    count(made, 2, "立管")
    count(made, 2, "支管")
    count(made, 1, "改造")
    count(made, 0, "下一步打算")
    add_all(made, "　　附件：1.老旧小区改造项目清单", "　　　　　2.资金安排表")
    add_all(made, f"　　　　　　　　　　{UNIT}", "　　　　　　　　　　　　　2026年4月20日")
    add_all(made, "（联系人：陆一鸣，联系电话：55550118）", "抄送：区人大常委会代表工委，区政府办公室。")


def two_lines(made):
    add(made, "对区九届人大五次会议", align=CENTRE, size=22)
    add(made, "第118号代表建议的答复", align=CENTRE, size=22)


def with_a_red_head(made):
    add(made, UNIT, align=CENTRE, size=36, red=True)
    add(made, "宝建〔2026〕18号", align=CENTRE)
    put(made.add_paragraph(), RULE)
    two_lines(made)
    return {"document_number": "宝建〔2026〕18号"}, f"版头：{UNIT}；"


def with_class_and_signer_first(made):
    add(made, "类别：A类", align=RIGHT)
    add(made, "签发人：陆一鸣", align=RIGHT)
    two_lines(made)
    return {}, "类别：A类；签发人：陆一鸣；"


def with_a_bold_title(made):
    add(made, TITLE, align=CENTRE, bold=True)
    return {}, ""


@pytest.mark.parametrize("head", [with_a_red_head, with_class_and_signer_first, with_a_bold_title])
def test_a_whole_file(head):
    made = new_file()
    fields, beside = head(made)
    add_whole(made)
    found = read(made)
    assert taken(found) == (TITLE, WHOLE, FIELDS | fields)
    assert (found.left_out, found.notes) == ([], [f"{PRINTED}{beside}{SIGNED}"])


def test_a_paper_with_one_paragraph_of_text():
    """A letter that stands in one cell as one paragraph is one paragraph here; the red unit above is no title."""
    made = new_file()
    add(made, UNIT, align=CENTRE, size=36, red=True)
    table = made.add_table(3, 1)
    text = "林佩芬、司马文渊、顾晓代表：你们提出的第118号建议收悉，现答复如下：一、总体情况。已排查小区126个。"
    for row, said in zip(table.rows, ("发文稿纸", "拟稿：陆一鸣", text), strict=True):
        row.cells[0].text = said
    found = read(made)
    assert (taken(found), found.left_out) == (("", [text], {}), [])
    assert found.notes == [f"{PRINTED}拟稿：陆一鸣；版头：{UNIT}；稿纸：发文稿纸。"]
