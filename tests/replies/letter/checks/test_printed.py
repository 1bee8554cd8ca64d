"""What the program prints itself and somebody typed again."""

import pytest

from tests.replies.letter.checks.whole.said import HEAD, marked, said

BUREAU = "上海市宝山区民政局"


def moved(text, **facts):
    """The words that are taken out, and what goes where."""
    found = said("typed_again", f"今年补装40盏。\n{text}", **facts)
    return [(one.words, one.suggestion, dict(one.moves)) for one in found]


EMPTY = {"letter": {"contact": None, "phone": None}}


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("联系人：高扬　联系电话：021-55550402", {"letter.contact": "高扬", "letter.phone": "021-55550402"}),
        ("（联系人：高扬，联系电话：021-55550402）", {"letter.contact": "高扬", "letter.phone": "021-55550402"}),
        ("联 系 人：高扬", {"letter.contact": "高扬"}),
        ("经办人: 高扬", {"letter.contact": "高扬"}),
        ("电    话：021-55550402", {"letter.phone": "021-55550402"}),
        ("联系人及电话：高扬 021-55550402", {"letter.contact": "高扬", "letter.phone": "021-55550402"}),
        ("联系人及电话：高扬，021-55550402", {"letter.contact": "高扬", "letter.phone": "021-55550402"}),
        ("联系人：高扬 021-55550402", {"letter.contact": "高扬", "letter.phone": "021-55550402"}),
        ("承办人及联系电话：高扬  021-55550402", {"letter.contact": "高扬", "letter.phone": "021-55550402"}),
        ("联系电话：021—55550402", {"letter.phone": "021—55550402"}),
        ("办理结果：☑已采纳　□正在研究　□留作参考", {"classification": "已采纳"}),
        ("办理结果分类：□正在解决 □√已采纳 □暂难解决", {"classification": "已采纳"}),
        ("公开属性：主动公开·全文（√）主动公开·摘要（ ）不公开（ ）", {"disclosure": "主动公开·全文"}),
        ("抄送：区人大常委会代表工委、区政府办公室。", {"letter.copies_to": "区人大常委会代表工委\n区政府办公室"}),
        ("抄  送：区政府办公室", {"letter.copies_to": "区政府办公室"}),
        ("报：区人大常委会代表工委", {"letter.copies_to": "区人大常委会代表工委"}),
        ("办理结果：已采纳", {"classification": "已采纳"}),
        ("公开属性：主动公开（全文）", {"disclosure": "主动公开·全文"}),
        ("宝民[2026]012号", {"document_number": "宝民〔2026〕12号"}),
        ("抄送：区委督查室，\n　　　区政府办公室。", {"letter.copies_to": "区委督查室\n区政府办公室"}),
        ("附件：设施名单", {"letter.annexes": "设施名单"}),
        ("附件：1.设施名单\n　　　2.完工时间", {"letter.annexes": "设施名单\n完工时间"}),
        ("附件1.设施名单\n2.完工时间\n3.图纸", {"letter.annexes": "设施名单\n完工时间\n图纸"}),
    ],
)
def test_words_that_have_a_field_of_their_own(text, moves):
    assert moved(text, **EMPTY) == [(text, "", moves)]
    assert moved(f"{text}\n另：后面还有一段。", letter={"phone": "021-55550402"}) == [(text, "", moves)]


@pytest.mark.parametrize(
    "text",
    [
        "（此页无正文）",
        "此页无正文",
        "（以下无正文）",
        "宝山区民政局办公室　2026年4月20日印发",
        "（共印6份）",
        "签发人：高远",
        "领导签批：高  远",
        "承办负责人：高远",
        "主管领导人姓名：高远",
        "〔公开〕",
        "同意对外公开",
        "办复类别：B类",
        "类别：C",
        "办理类型：☑解决采纳 □列入计划 □留作参考",
        "（此件公开发布）",
        "审核：高远　校对：李倩",
    ],
)
def test_words_that_have_no_place(text):
    assert moved(text) == [(text, "", {})]
    assert moved(f"{text}\n另：后面还有一段。") == [(text, "", {})]


@pytest.mark.parametrize("text", ["联系人：王芳", "办理结果：已解决", "文号：宝民〔2026〕13号"])
def test_which_of_two_is_right_only_a_person_knows(text):
    assert moved(text) == [(text, None, {})]


@pytest.mark.parametrize(
    "text",
    [
        "联系人由各街道指定。",
        "（一）友谊路街道\n联系人：王芳\n（二）吴淞街道\n联系人：李倩\n三是加强宣传。",
        "请到窗口办理，电话：55550188。",
        "办理结果：已经补装40盏，新增12处，其余年底前完成。",
        "地址：友谊路1号",
        "详见附件1。",
        "附件里的设施名单，已于3月公布在门口。",
        "责任单位：区民政局",
        "根据宝民〔2026〕12号文件，已办结。",
        "抄送的单位已经回复。",
        "日期：5月1日\n地点：滨江",
        "区政府办公室",
        "此件已公开征求意见，将于年内印发。",
        "2026年4月20日印发的通知已执行。",
    ],
)
def test_sentences_of_the_letter_itself(text):
    assert moved(f"{text}\n谢谢。") == []


@pytest.mark.parametrize(
    "text",
    [
        BUREAU,
        "宝山区民政局",
        f"{BUREAU}（盖章）",
        f"{BUREAU}　2026年3月5日",
        "二〇二六年三月五日",
        "2026年　月　日",
        "2026 年 3 月 5 日",
        "局长：高远",
        "分管领导签名：",
        "局领导签发：高远",
        "（盖章）",
    ],
)
def test_the_signature_wherever_it_stands(text):
    assert marked("signature_in_body", f"谢谢。\n{text}") == [(text, "")]
    assert marked("signature_in_body", f"谢谢。\n{text}\n一、做法\n二、打算\n三、期限\n四、其他\n五、说明") == [
        (text, "")
    ]


@pytest.mark.parametrize(
    "text", [f"{BUREAU}已办结。", "2026年3月5日开工。", "局长高远到场。", "宝山区教育局", "民政局"]
)
def test_what_is_no_signature(text):
    assert marked("signature_in_body", f"{text}\n谢谢。") == []


def test_several_lines_without_a_field_are_one_finding():
    head = f"类别：B类\n签发人：高远\n\n{HEAD}"
    (finding,) = said("typed_again", "一、做法", head=head)
    assert (finding.paragraph, finding.words, finding.suggestion) == (0, "类别：B类\n签发人：高远", "")
    assert "“类别、签发人”不写在正文里" in finding.message


def test_the_title_above_the_salutation():
    head = f"关于宝山区第九届人民代表大会第五次会议第070号代表建议的答复\n{HEAD}"
    assert marked("typed_again", "谢谢。", head=head)[0][1] is None  # another one than in its field
    (finding,) = said("typed_again", "谢谢。", head=head, letter={"title": None})
    assert dict(finding.moves) == {"letter.title": head.partition("\n")[0]}


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("（A）类", "上海市宝山区民政局\n关于区九届人大五次会议第070号建议的\n答    复"),
        (
            "上海市宝山区人民政府（区民政局）文件",
            "对宝山区第九届人民代表大会\n第五次会议第070号代表建议的复函",
        ),
        ("〔A〕\n〔公开〕", "关于区九届人大五次会议\n第070号建议答复的函"),
    ],
)
def test_what_stands_above_the_salutation(head, title):
    above = f"{head}\n{title}\n{HEAD}"
    found = said("typed_again", "一、做法", head=above) + said("salutation", "一、做法", head=above)
    assert [(one.words, one.suggestion) for one in found] == [(head, ""), (title, None)]
    assert marked("spaces", "一、做法", head=above) == []
    (finding,) = [one for one in said("typed_again", "一、做法", head=above, letter={"title": None}) if one.moves]
    assert dict(finding.moves) == {"letter.title": "".join(title.replace(" ", "").split("\n"))}


def test_a_label_that_is_none_of_ours_stays_and_is_told():
    assert [one.words for one in said("salutation", "一、做法", head=f"类别：建议\n急件：无\n{HEAD}")] == ["急件：无"]


def test_a_first_line_of_several_things():
    head = f"宝民〔2026〕12号　　A类　同意公开\n{HEAD}"
    (finding,) = said("typed_again", "一、做法", head=head)
    assert (finding.words, dict(finding.moves)) == (
        "宝民〔2026〕12号　　A类　同意公开",
        {"document_number": "宝民〔2026〕12号"},
    )


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("上海市宝山区建设和管理委员会", "区建管委"),
        ("上海市宝山区建设和管理委员会", "宝山区建设管理委"),
        ("上海市宝山区卫生健康委员会", "宝山区卫生健康委"),
        ("上海市宝山区卫生健康委员会", "区卫健委2026年3月5日"),
        ("上海市宝山区规划和自然资源局", "上海市宝山区规划资源局（盖章）"),
        ("上海市宝山区民政局", "区民政局"),
    ],
)
def test_a_signature_in_the_unit_s_short_name(unit, text):
    assert marked("signature_in_body", f"谢谢。\n{text}", unit=unit) == [(text, "")]


@pytest.mark.parametrize("text", ["区房管局", "杨浦区建管委", "建设", "区建管委和区房管局", "区建管委已经办结。"])
def test_another_office_s_short_name_is_no_signature(text):
    assert marked("signature_in_body", f"谢谢。\n{text}", unit="上海市宝山区建设和管理委员会") == []


def test_whose_letter_it_is_stays_until_somebody_looks():
    found = marked("typed_again", "谢谢。\n办复类别：B类\n联系单位：区民政局养老科\n承办科室：养老科", **EMPTY)
    assert found == [("办复类别：B类", ""), ("联系单位：区民政局养老科", None), ("承办科室：养老科", None)]
    assert marked("typed_again", "联系单位：区民政局\n谢谢。") == []


def test_other_units_over_the_date_are_said_and_left():
    found = marked("signature_in_body", "谢谢。\n区教育局　区财政局\n2026年3月5日")
    assert found == [("区教育局　区财政局", None), ("2026年3月5日", "")]
    assert marked("spaces", "谢谢。\n区教育局　区财政局\n2026年3月5日") == []


@pytest.mark.parametrize("day", ["2026月3月5日", "2026.3.5", "2026年3月", "（2026年3月5日）", "二〇二六年三月"])
def test_a_date_in_other_forms_is_one_all_the_same(day):
    assert marked("signature_in_body", f"谢谢。\n{day}") == [(day, "")]


def test_an_annex_list_in_the_body_is_no_row_of_headings_and_names_the_annexes():
    text = "1.甲\n2.乙\n名单见附件。\n附件：1.名单\n2.图纸"
    assert marked("numbering", text) == []
    assert marked("annexes", text) == []


def test_the_json_says_where_the_words_go():
    (finding,) = said("typed_again", "谢谢。\n联系人：高扬")
    assert finding.to_json()["moves"] == {"letter.contact": "高扬"}
    (finding,) = said("plural_you", "感谢您们。")
    assert "moves" not in finding.to_json()
