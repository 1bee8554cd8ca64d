"""Punctuation and spaces."""

import pytest

from tests.replies.letter.checks.whole.said import marked, said


@pytest.mark.parametrize(
    "text",
    [
        "他说：“居民说‘好’，我就放心了。”",
        "《〈条例〉实施细则》（试行）",
        "1）甲；2）乙。",
        "a）甲；b）乙。",
        "it’s so",
        "（一）甲（共12处）",
    ],
)
def test_pairs(text):
    assert marked("pairs", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("提出“关于解决“停车难”的建议”", [("“停车难”", "‘停车难’")]),
        ("他说“按“一点一策”和“一户一档”办”", [("“一点一策”", "‘一点一策’"), ("“一户一档”", "‘一户一档’")]),
        ("“按‘一点一策’办”", []),
        ("“一点一策”“一户一档”", []),
        ("“按《关于“一点一策”的通知》办”", []),
        ("“按“一点一策”办", []),  # which one lacks its partner, another rule says
    ],
)
def test_quotes_within_quotes(text, found):
    assert marked("nested_quotes", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("根据《甲办法》、《乙规定》和《丙条例》、《丁细则》办理", [("、", "")]),  # once for all
        ("“一点一策”、“一户一档”", [("、", "")]),
        ("根据《甲办法》《乙规定》办理", []),
        ("《甲办法》（第3条）、《乙规定》", []),
        ("刹车、灯光、以及防滑", [("、", "")]),
        ("刹车、灯光以及防滑", []),
    ],
)
def test_a_comma_where_none_belongs(text, found):
    assert marked("marks_in_row", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("今年已补装40盏。其余年底前完成", [("成", "成。")]),
        ("感谢您的支持。特此函复", [("复", "复。")]),
        ("特此答复", [("复", "复。")]),
        ("一、办理情况", []),
        ("（一）补装路灯。今年已补装40盏", []),  # one sentence after its heading may be a point of a list
        ("今年已补装40盏。", []),
        ("他说：“修好了。”", []),
        ("今年补装：", []),
        ("（今年已补装40盏。其余年底前完成）", []),
    ],
)
def test_the_last_sentence_of_a_paragraph_has_its_stop(text, found):
    assert marked("sentence_end", f"{text}\n二、打算\n谢谢。") == found


def test_blanks_in_a_sentence_are_no_columns():
    assert marked("spaces", "您提出的关于  补装路灯  的建议，我局收到。") == [("  ", ""), ("  ", "")]
    assert marked("spaces", "友谊路  40盏  3月") == []


def test_two_offices_that_issue_a_document_are_parted_by_a_blank():
    assert marked("spaces", "根据《市委办公厅 市政府办公厅印发〈关于推行河长制的意见〉的通知》") == []
    assert marked("spaces", "根据《关于推行 河长制的意见》") == [(" ", "")]


def test_western_marks_in_place_of_chinese():
    assert marked("half_width", "设<慢>标志，x<5且y>3") == [("<慢>", "“慢”")]
    assert marked("half_width", "《关于贯彻<意见>的细则》") == [("<意见>", "〈意见〉")]
    assert marked("half_width", "规划--融合发展专项规划") == [("--", "——")]


@pytest.mark.parametrize(("text", "found"), [("8︰30开门", [("︰", "：")]), ("8：30开门", []), ("比例为1∶2", [])])
def test_a_mark_that_only_looks_like_a_colon(text, found):
    assert marked("half_width", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“甲", ["“"]),
        ("甲”", ["”"]),
        ("《甲", ["《"]),
        ("（甲", ["（"]),
        ("甲）", ["）"]),
        ("“甲《乙”丙》", ["》", "《"]),
    ],
)
def test_marks_without_a_partner(text, found):
    assert sorted(words for words, _ in marked("pairs", text)) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "使用 GIS 系统",
        "iPhone 15 Pro",
        "一、 甲",
        "（一） 甲",
        "1. 甲",
        "联系人：高扬　　联系电话：021-55550402",
        "街镇　　现有　　新增",
        "甲\t乙\t丙",
        "　　甲段",
        "甲段  ",
    ],
)
def test_spaces_that_may_stand(text):
    assert marked("spaces", text) == []


@pytest.mark.parametrize(
    ("text", "space"),
    [("开展了22 次", " "), ("社区 食堂", " "), ("，  其中", "  "), ("2025 年", " "), ("甲\xa0乙", "\xa0")],
)
def test_spaces_that_may_not(text, space):
    assert marked("spaces", text) == [(space, "")]


@pytest.mark.parametrize(
    "text",
    [
        "比例为1:3，共1,234户，占12.5%。",
        "9:00至17:00",
        "https://www.example.cn/a?b=1",
        "a@example.cn",
        "电话021-55550402",
        "3—5月",
        "WeChat, QQ",
        "B-12型",
        "Wi-Fi",
        "NB-IoT",
        "分别为a) b) c)",
        "函数f(x)的值",
        "a) 甲",
    ],
)
def test_half_width_that_may_stand(text):
    assert marked("half_width", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共三人,其中", [(",", "，")]),
        ("共3人,12户", [(",", "，")]),
        ("共30%,其中", [(",", "，")]),
        ("如下:", [(":", "：")]),
        ("电话:021-55550402", [(":", "：")]),
        ("甲;乙", [(";", "；")]),
        ("好!", [("!", "！")]),
        ("何时?", [("?", "？")]),
        ("书记(主任)", [("(", "（"), (")", "）")]),
        ("甲)", [(")", "）")]),
        ("a)甲", [(")", "）")]),
        ("(甲", [("(", "（")]),
        ("甲(", [("(", "（")]),
        ("三月-五月", [("-", "—")]),
        ("每年十一月-次年三月", [("-", "—")]),
        ("周一-周五", [("-", "—")]),
        ("健全“受理-分办—办理-反馈”机制", [("-", "—")] * 2),
        ("骨干-副书记-书记的成长链条", [("-", "—")] * 2),
        ("我们的目标-让居民满意", [("-", "——")]),
        ("一.甲", [(".", "、")]),
        ('"选人"', [('"选人"', "“选人”")]),
        ('"选人', [('"', None)]),
    ],
)
def test_half_width_that_may_not(text, found):
    assert marked("half_width", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "健全“厂-网-河”一体化管理机制",
        "推进厂-网-河一体化，打造全链条管理",
        "研究厂-网-河一体化的培养路径",
        "吐鲁番-哈密盆地、京沪-沪昆联络线、任-洛二氏溶液",
        "完善政府-企业-高校协同的流程",
        "南-北走向，今年-底改完",
        "昆明-大理高铁",
    ],
)
def test_a_hyphen_joins_the_parts_of_a_noun(text):
    assert marked("half_width", text) == []


@pytest.mark.parametrize("text", ["甲。”乙", "甲……乙", "甲——乙", "“甲”、“乙”", "？！"])
def test_marks_that_may_follow_each_other(text):
    assert marked("doubled", text) == []


@pytest.mark.parametrize(
    ("text", "found"), [("甲，，乙", ("，，", "，")), ("甲，。", ("，。", "。")), ("甲、，乙", ("、，", None))]
)
def test_doubled(text, found):
    assert marked("doubled", text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "施工噪声控制在65dB(A)以内，昼间不超过70dB(A)，夜间不施工。",
        "地面粗糙度Ra(μm)符合要求",
        "函数f(x)的值",
        "使用PM(2.5)监测仪",
        "（一）甲（共12处）",
        "see also (ISO 9001)",
        "1）甲；2）乙",
        "沪民规(2023)5号文件",  # document_number says it
    ],
)
def test_brackets_that_may_stand(text):
    assert marked("half_width", text) == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("新增12处(含改建)，", "新增12处（含改建），"),
        ("新增12处（含改建)，", "新增12处（含改建），"),
        ("新增12处(含改建），", "新增12处（含改建），"),
        ("(一)甲", "（一）甲"),
        ("(1)甲", "（1）甲"),
        ("（1)甲", "（1）甲"),
        ("总书记(CEO)到场", "总书记（CEO）到场"),
        ("不超过70dB(A）", "不超过70dB(A)"),
        ("比例(见附件)(2024年)为", "比例（见附件）（2024年）为"),
        ("比例（见表(一)）为", "比例（见表（一））为"),
        ("书记(主任", "书记（主任"),
        ("1)甲；", "1）甲；"),
    ],
)
def test_brackets_have_one_width_as_a_pair(text, mended):
    letters = list(text)
    for one in said("half_width", text):
        assert one.end == one.start + 1
        letters[one.start] = one.suggestion
    assert "".join(letters) == mended


@pytest.mark.parametrize(
    "text",
    [
        "联 系 人：陆一鸣",
        "传  真：021-55550119",
        "邮　　编：200900",
        "地 址：友谊路1号　邮 编：200900",
        "1.1 资金来源",
        "2.1.3 用途",
        "第十二条 业主应当",
        "联系单位及电话：医政司 010-68790000",
        "图1 步道位置",
        "表2　投入资金",
    ],
)
def test_spaces_of_labels_numbers_and_articles(text):
    assert marked("spaces", text) == []


def test_a_space_before_the_mark_of_a_heading_is_one_finding():
    assert marked("spaces", "一、现状\n二、计划\n三 、经费\n四、工期") == [(" ", "")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("在学校、医院…推行。", [("…", "……")]),
        ("在学校、医院……推行。", []),
        ("根据《学校…办法》办理。", []),
    ],
)
def test_an_ellipsis_has_six_dots(text, found):
    assert marked("ellipsis", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("合格率99.1％，增长12.6%。", [("％", "%")]),
        ("合格率99.1％，增长12.6％。", []),
        ("合格率99.1%，增长12.6%。", []),
        ("根据《80％办法》，增长12.6%。", []),
        ("合格率９９％，增长12.6%。", []),  # its figures are another rule's
    ],
)
def test_one_sign_for_per_cent(text, found):
    assert marked("percent", text) == found
