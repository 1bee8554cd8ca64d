"""What stands below a letter in a Word file: 附件, 落款, date, 联系人, 抄送, 印发, and the pages of annexes."""

import pytest
from docx.enum.style import WD_STYLE_TYPE

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
    new_file,
    read,
    taken,
)
from tests.replies.letter.docx.test_head import PRINTED


def letter(*more):
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made, *more)
    return made


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        (["（联系人：陆一鸣，联系电话：55550118）"], {"contact": "陆一鸣", "phone": "55550118"}),
        (["联 系 人：陆一鸣", "联系电话：021－55550118转3"], {"contact": "陆一鸣", "phone": "021－55550118转3"}),
        (["联系人及电话：陆一鸣 021-55550118"], {"contact": "陆一鸣", "phone": "021-55550118"}),
        (["经办人：陆一鸣（55550118）"], {"contact": "陆一鸣", "phone": "55550118"}),
        (["联系人：陆一鸣　　电话：13800005555"], {"contact": "陆一鸣", "phone": "13800005555"}),
        (["（联系人：陆一鸣", "联系电话：55550118）"], {"contact": "陆一鸣", "phone": "55550118"}),
        (["抄送：区人大常委会代表工委，区政府办公室。"], {"copies_to": "区人大常委会代表工委\n区政府办公室"}),
        (["抄 送：区人大常委会代表工委、区政府办公室"], {"copies_to": "区人大常委会代表工委\n区政府办公室"}),
        (["抄送：区人大常委会代表工委，", "　　　区政府办公室，各街道、镇。"],
         {"copies_to": "区人大常委会代表工委\n区政府办公室\n各街道、镇"}),
        (["抄报：区政府。", "抄送：区水务局。"], {"copies_to": "区政府\n区水务局"}),
        (["附件：老旧小区改造项目清单"], {"annexes": "老旧小区改造项目清单"}),
        (["附件：1.2026年项目清单 2.资金安排表"], {"annexes": "2026年项目清单\n资金安排表"}),
        (["　　附件：1．项目清单", "　　　　　2．资金安排表；"], {"annexes": "项目清单\n资金安排表"}),
        (["附：1.项目清单", "　　2.资金安排表"], {"annexes": "项目清单\n资金安排表"}),
        (["附件（2份）：项目清单、资金安排表"], {"annexes": "项目清单、资金安排表"}),
        (["附件：无", "抄送：/"], {}),
        (["联 系 人： 陆 一 鸣", "联系电话： 5555 0118"], {"contact": "陆一鸣", "phone": "5555 0118"}),
        (["附件：", "1、项目清单", "2、资金安排表"], {"annexes": "项目清单\n资金安排表"}),
        (["附件1：项目清单", "附件2：资金安排表"], {"annexes": "项目清单\n资金安排表"}),
        (["联系人：1）陆一鸣"], {"contact": "1）陆一鸣"}),
        (["联系人：陆一鸣（综合科）"], {"contact": "陆一鸣（综合科）"}),
        (["联系人：（综合科）陆一鸣"], {"contact": "（综合科）陆一鸣"}),
        (["附件：1.老旧小区雨污混接改造", "　　　　　　和停车位增设项目清单", "　　　　　2.资金安排表"],
         {"annexes": "老旧小区雨污混接改造和停车位增设项目清单\n资金安排表"}),
    ],
)  # fmt: skip
def test_the_lines_of_the_end_go_to_their_fields(lines, fields):
    found = read(letter(*lines))
    assert (taken(found), found.notes) == ((TITLE, BODY, fields), [])


@pytest.mark.parametrize(
    ("lines", "beside"),
    [
        ([f"　　　　　　{UNIT}", "　　　　　　2026年4月20日"], f"落款：{UNIT}；成文日期：2026年4月20日。"),
        ([f"　　　{UNIT}　　2026年4月20日"], f"落款：{UNIT}；成文日期：2026年4月20日。"),
        ([f"{UNIT}（盖章）", "二〇二六年四月二十日"], f"落款：{UNIT}；成文日期：二〇二六年四月二十日。"),
        ([UNIT, "宝山区水务局", "2026年 月 日"], f"落款：{UNIT}；落款：宝山区水务局；成文日期：2026年月日。"),
        ([UNIT, "（公章）", "2026年4月20日"], f"落款：{UNIT}；成文日期：2026年4月20日。"),
        (["（此页无正文）", UNIT, "2026.4.20"], f"（此页无正文）；落款：{UNIT}；成文日期：2026.4.20。"),
        (
            [UNIT, "2026年4月20日", "（此件公开发布）"],
            f"落款：{UNIT}；成文日期：2026年4月20日；公开属性：此件公开发布。",
        ),
        (
            ["区建管委办公室 2026年4月20日印发", "（共印8份）"],
            "印发：区建管委办公室 2026年4月20日印发；印发：共印8份。",
        ),
        ([f"　　　　　　{UNIT}"], f"落款：{UNIT}。"),
        (
            ["分管领导：郑国华", "（签名）", UNIT, "2026年4月20日"],
            f"分管领导：郑国华；落款：{UNIT}；成文日期：2026年4月20日。",
        ),
        (["拟稿：陆一鸣　校对：王小川　共印：8份"], "拟稿：陆一鸣；校对：王小川；共印：8份。"),
        (["联系地址：友谊路1号　邮编：201999"], "联系地址：友谊路1号；邮编：201999。"),
    ],
)
def test_what_the_program_prints_itself_is_set_aside(lines, beside):
    found = read(letter(*lines))
    assert (taken(found), found.notes) == ((TITLE, BODY, {}), [f"{PRINTED}{beside}"])


def test_a_whole_end_in_the_order_of_the_standard():
    made = letter("附件：项目清单")
    add(made, UNIT, align=RIGHT)
    add(made, "2026年4月20日", align=RIGHT)
    add_all(made, "（联系人：陆一鸣，联系电话：55550118）")
    add_table(made, ["抄送：区人大常委会代表工委，区政府办公室。", ""], ["区建管委办公室", "2026年4月20日印发"])
    found = read(made)
    assert taken(found) == (
        TITLE,
        BODY,
        {
            "contact": "陆一鸣",
            "phone": "55550118",
            "annexes": "项目清单",
            "copies_to": "区人大常委会代表工委\n区政府办公室",
        },
    )
    beside = f"落款：{UNIT}；成文日期：2026年4月20日；印发：区建管委办公室 2026年4月20日印发。"
    assert (found.left_out, found.notes) == ([], [f"{PRINTED}{beside}"])


@pytest.mark.parametrize(
    "line",
    [
        "联系人由各街道指定，电话见区政府网站。",
        "二、区建设和管理委员会",
        "附件：详见所附清单。请查收后告知我委。",
        "2026年4月20日前完成全部排查。",
        "抄送各街道后，由其逐户告知。",
        "工程由区水务局",
        "1.2026年",
    ],
)
def test_text_that_only_begins_like_an_end_stays(line):
    assert taken(read(letter(line))) == (TITLE, [*BODY, line], {})


def test_a_unit_that_stands_above_the_date_and_apart_from_it_is_text():
    end = ["联系人：陆一鸣", f"　　　　　　{UNIT}", "　　　　　　2026年4月20日"]
    found = read(letter("　　　　　　宝山区水务局", *end))
    assert taken(found) == (TITLE, [*BODY, "宝山区水务局"], {"contact": "陆一鸣"})
    assert found.notes == [f"{PRINTED}落款：{UNIT}；成文日期：2026年4月20日。"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([UNIT, "2026年4月20日"], f"落款：{UNIT}；成文日期：2026年4月20日。"),
        ([UNIT], f"落款：{UNIT}。"),
        (["2026年4月20日"], "成文日期：2026年4月20日。"),
    ],
)
def test_the_signature_of_our_own_file_is_told_by_its_parts(lines, told):
    made = letter()
    made.styles.add_style("公文落款", WD_STYLE_TYPE.PARAGRAPH)
    for line in lines:
        add(made, line, style="公文落款")
    found = read(made)
    assert (taken(found), found.notes) == ((TITLE, BODY, {}), [f"{PRINTED}{told}"])


def test_what_stands_in_the_middle_stays_there():
    lines = ["联系人：王小川", "附件：项目清单", "2026年4月20日", "以上工作年内完成。"]
    assert taken(read(letter(*lines))) == (TITLE, [*BODY, *lines], {})


def test_a_second_value_and_one_too_long_for_its_field_are_told():
    found = read(letter("联系人：陆一鸣", "联系人：王小川", f"联系电话：{'5' * 7}、{'6' * 30}"))
    assert found.fields == {"contact": "陆一鸣"}
    assert found.notes == [f"{PRINTED}联系人：王小川；联系电话：{'5' * 7}、{'6' * 30}。"]


@pytest.mark.parametrize("heading", ["附件", "附件1", "附 件 一", "附件1：项目清单"])
def test_pages_of_annexes_are_not_the_letters_text(heading):
    made = letter("附件：项目清单", UNIT, "2026年4月20日", "（联系人：陆一鸣，联系电话：55550118）")
    add_all(made, heading, "老旧小区改造项目清单", "一、友谊路街道", "抄送：区政府办公室。")
    found = read(made)
    fields = {"contact": "陆一鸣", "phone": "55550118", "annexes": "项目清单", "copies_to": "区政府办公室"}
    assert taken(found) == (TITLE, BODY, fields)
    assert found.left_out == [f"第10段起的附件正文没有取入（“{heading}”，共3段）"]


def test_a_form_to_be_sent_back_is_not_the_letters_text():
    made = letter(UNIT, "2026年4月20日")
    add(made, "代表建议办理情况反馈表", align=CENTRE)
    add_table(made, ["建议编号", "118", "代表", "林佩芬"], ["满意", "", "基本满意", ""])
    add(made, "请于收到后十五日内寄回。")
    found = read(made)
    assert taken(found) == (TITLE, BODY, {})
    assert found.left_out == ["第8段起的附件正文没有取入（“代表建议办理情况反馈表”，共4段）"]


def test_text_under_the_signature_stays_and_is_told():
    found = read(letter(UNIT, "2026年4月20日", "附注：本件由水务局配合办理。", "（联系人：陆一鸣）"))
    assert taken(found) == (TITLE, [*BODY, "附注：本件由水务局配合办理。"], {"contact": "陆一鸣"})
    assert found.notes == [
        "落款之后还有1段（“附注：本件由水务局配合办理。”），留在正文末尾，请看一看。",
        f"{PRINTED}落款：{UNIT}；成文日期：2026年4月20日。",
    ]


def test_annexes_named_under_the_date_are_no_page():
    found = read(letter(UNIT, "2026年4月20日", "附件：项目清单"))
    assert (taken(found), found.left_out) == ((TITLE, BODY, {"annexes": "项目清单"}), [])
