"""Who is addressed: 等, groups, lines above the salutation, 您 and 你们."""

import pytest

from replies.letter.checks import ERROR, HINT, WARNING, Letter, check_letter
from replies.letter.checks.salutation import salutation
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.letters import case
from tests.replies.letter.checks.whole.said import HEAD, letter, marked, said

THREE = ("周启", "沈若兰", "司马文渊")
ALL = "周启、沈若兰、司马文渊代表："


def greeted(salutation, *deputies, kind="建议"):
    head = HEAD.replace("赵洪蓉代表：", salutation, 1)
    return said("salutation", "一、做法", head=head, deputies=deputies, kind=kind)


@pytest.mark.parametrize("salutation", ["周启等代表：", "周启、沈若兰等代表：", "尊敬的周启等代表，您好："])
def test_and_others_leaves_somebody_out(salutation):
    (finding,) = greeted(salutation, *THREE)
    assert (finding.severity, "“等”没有写全" in finding.message) == (WARNING, True)
    assert finding.suggestion.removeprefix("尊敬的").startswith("周启、沈若兰、司马文渊代表")


@pytest.mark.parametrize("others", ["及附议代表", "并附议人", "和其他代表", "（及附议代表）", "并联名代表"])
def test_those_who_signed_with_the_first_are_not_named(others):
    (finding,) = greeted(f"周启代表{others}：", *THREE)
    assert (finding.severity, finding.suggestion) == (WARNING, ALL)
    assert others.strip("（）") in finding.message
    assert greeted(f"周启代表{others}：", "周启") == []


TABLE = "表1　进度\n| 项目 | 数量 |\n| 食堂 | 12 |"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (TABLE, [(ERROR, 0, "赵洪蓉代表：\n")]),
        (f"{TABLE}\n感谢您的关心。", [(ERROR, 0, "赵洪蓉代表：\n")]),
        (f"{TABLE}\n赵洪蓉代表：\n收悉。", [(WARNING, 0, None)]),
        (f"赵洪蓉代表：\n{TABLE}", []),
    ],
)
def test_a_table_addresses_nobody(body, found):
    marks = said("salutation", body, head="")
    assert [(one.severity, one.paragraph, one.suggestion) for one in marks] == found


def test_a_count_that_the_list_does_not_hold():
    (finding,) = greeted("周启等6名代表：", *THREE)
    assert (finding.severity, finding.suggestion, "提出人名单是3位" in finding.message) == (WARNING, ALL, True)


@pytest.mark.parametrize(
    ("salutation", "deputies"),
    [
        ("周启等3名代表：", THREE),
        ("周启、沈若兰等三位代表：", THREE),
        ("周启等三名市人大代表：", THREE),
        ("周启等6名代表：", ("周启",)),
        ("周启等代表：", ("周启",)),
        ("周启等6名代表：", ("周启等6名代表",)),
        ("市人大代表周启：", ("周启",)),
        ("周启（领衔）、沈若兰、司马文渊代表：", THREE),
        ("周启代表、沈若兰代表和司马文渊代表：", THREE),
        ("周启、沈若兰、司马文渊三位代表：", THREE),
        ("周启、沈若兰、司马文渊3名市人大代表：", THREE),
        ("尊敬的周启主席：", ("周启",)),
        ("周启常委：", ("周启",)),
        ("顾村代表团：", ("顾村代表团",)),
        ("第三代表团：", ("第三代表团",)),
        ("尊敬的顾村代表团：", ("顾村代表团",)),
        ("区人大社会建设委员会：", ("区人大社会建设委员会",)),
    ],
)
def test_what_other_places_write(salutation, deputies):
    assert greeted(salutation, *deputies) == []


@pytest.mark.parametrize(
    ("salutation", "proposers"),
    [
        ("民盟宝山区委：", ("民盟宝山区委",)),
        ("民盟宝山区委会：", ("民盟宝山区委员会",)),
        ("民建市委、周启委员：", ("民建市委", "周启")),
        ("九三学社宝山区委员会、沈若兰、周启委员：", ("九三学社宝山区委", "沈若兰", "周启")),
        ("区工商联：", ("区工商联",)),
        ("科学技术界：", ("科学技术界",)),
    ],
)
def test_parties_and_groups_propose_too(salutation, proposers):
    assert greeted(salutation, *proposers, kind="提案") == []


@pytest.mark.parametrize(
    ("salutation", "name", "right"),
    [
        ("中国民主建国会厦门市思明区委员会：", "民建区委会", True),
        ("民建思明区委：", "民建区委会", True),
        ("民盟宝山区委：", "中国民主同盟宝山区委员会", True),
        ("九三学社宝山区委员会：", "九三学社区委", True),
        ("中国民主促进会思明区委员会：", "民建区委会", False),
        ("中国民主建国会厦门市委员会：", "民建区委会", False),
    ],
)
def test_a_party_in_full_and_in_short_is_the_same(salutation, name, right):
    found = said("salutation", "一、做法", head=HEAD.replace("赵洪蓉代表：", salutation, 1), deputies=(name,))
    assert ([one.severity for one in found] == []) is right


@pytest.mark.parametrize(
    ("salutation", "name", "found"),
    [
        ("民建区委会委员：", "民建区委会", [("委员", "")]),
        ("顾村代表团代表：", "顾村代表团", [("代表", "")]),
        ("顾村代表团：", "顾村代表团", []),
        ("区政协经济委员会：", "区政协经济委员会", []),
    ],
)
def test_a_group_has_no_title_behind_its_name(salutation, name, found):
    head = HEAD.replace("赵洪蓉代表：", salutation, 1)
    assert marked("salutation", "一、做法", head=head, deputies=(name,)) == found


def test_one_group_is_told_to_be_one():
    head = HEAD.replace("赵洪蓉代表：", "民建区委会：", 1).replace("您在", "贵委在")
    (finding,) = said("polite_you", "感谢您的关心。", head=head, deputies=("民建区委会",))
    assert (finding.message, finding.suggestion) == ("提出人是团体，“您”宜写“你们”。", "你们")


def test_a_group_by_another_name_is_only_a_warning_and_has_no_title():
    (finding,) = greeted("民建区委：", "民盟宝山区委", kind="提案")
    assert (finding.severity, finding.suggestion) == (WARNING, "民盟宝山区委：")
    (finding,) = greeted("周启委员：", "民盟宝山区委", "沈若兰", "周启", kind="提案")
    assert (finding.severity, finding.suggestion) == (ERROR, "民盟宝山区委、沈若兰、周启委员：")


def test_lines_of_the_document_s_head_are_not_the_letter_s_beginning():
    for head in ("类别：B类\n签发人：高远", "A类", "宝民〔2026〕12号　　签发人：高远"):
        assert said("salutation", "一、做法", head=f"{head}\n{HEAD}") == []
        assert marked("typed_again", "一、做法", head=f"{head}\n{HEAD}")[0][0] == head
    (finding,) = said("salutation", "一、做法", head=f"类别：B类\n{HEAD.partition(chr(10))[2]}")
    assert (finding.paragraph, finding.suggestion) == (1, "赵洪蓉代表：\n")


def test_other_lines_above_it_are_only_a_warning():
    for above in ("特急", "内部资料", "关于这件建议的说明"):
        (finding,) = said("salutation", "一、做法", head=f"{above}\n{HEAD}")
        assert (finding.severity, finding.words, finding.suggestion) == (WARNING, above, None)


@pytest.mark.parametrize("written", ["赵洪蓉代表", "赵洪蓉代表，", "赵洪蓉代表。"])
def test_a_salutation_without_its_colon(written):
    (finding,) = greeted(written, "赵洪蓉")
    line = written[: finding.start] + finding.suggestion + written[finding.end :]
    assert (finding.severity, line) == (WARNING, "赵洪蓉代表：")


def test_you_to_several_and_to_one():
    several = HEAD.replace("赵洪蓉代表：", ALL)
    found = said("polite_you", "感谢您的关心。", head=several, deputies=THREE)
    assert [(one.words, one.suggestion, one.severity) for one in found] == [("您", "你们", HINT)] * 2
    assert marked("polite_you", "你提出的意见很好，感谢你们。") == [("你", "您"), ("你们", "您")]
    assert marked("polite_you", "感谢您（们）。", head=several, deputies=THREE)[1:] == [("您（们）", "你们")]
    party = HEAD.replace("赵洪蓉代表：", "民盟区委：")
    assert marked("polite_you", "感谢您的关心。", head=party, deputies=("民盟区委",))[-1] == ("您", "你们")


@pytest.mark.parametrize(
    "text", ["请你单位研究。", "居民说：“你看看。”", "感谢您。", "《你我同行》", "你局来函收悉。"]
)
def test_you_that_may_stand(text):
    assert marked("polite_you", text) == []


@pytest.mark.parametrize("text", ["感谢你们。", "居民说：“谢谢您。”", "感谢你们和你单位。"])
def test_you_that_may_stand_to_several(text):
    head = HEAD.replace("赵洪蓉代表：\n您", f"{ALL}\n你们")
    assert marked("polite_you", text, head=head, deputies=THREE) == []


def test_an_opinion_is_written_to_a_unit_and_addresses_no_deputy():
    for text in ("感谢你们的支持。", "请你们统一答复。", "你提出的意见很好。"):
        found = check_letter(letter(text, head="上海市宝山区民政局：\n现将会办意见函告如下：\n"), opinion=True)
        assert [one for one in found if one.rule == "polite_you"] == []


def test_you_where_the_list_knows_only_the_first():
    head = HEAD.replace("赵洪蓉代表：", "赵洪蓉等6名代表：")
    assert marked("polite_you", "感谢你们。", head=head) == []


@pytest.mark.parametrize(
    ("groups", "right"), [(["友谊路之友"], "周启代表、友谊路之友："), ([], "周启、友谊路之友代表：")]
)
def test_a_group_is_one_where_its_case_says_so_whatever_its_name(groups, right):
    made = case("周启代表：\n一、做法", title="关于做法的建议", deputies=["周启", "友谊路之友"]) | {"groups": groups}
    (finding,) = salutation(Letter(Snapshot.from_json(made)))
    assert finding.suggestion == right


@pytest.mark.parametrize(
    ("text", "found"), [("您好：您的建议", [("：", "！")]), ("您好！您的建议", []), ("您好，您的建议", [])]
)
def test_a_greeting_is_an_exclamation(text, found):
    assert marked("greeting", "今年补装40盏。", head=f"赵洪蓉代表：\n{text}收悉，现答复如下：\n") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("感谢你对交通工作的关心。", ["你"]),
        ("你的意见我们会认真研究，你提出的问题已解决。", ["你", "你"]),
        ("你所提意见很好。", ["你"]),
        ("感谢你们和你单位。", []),
        ("请你局研究。", []),
        ("居民说：“你看看。”", []),
        ("大家你追我赶，你一言我一语，不分你我。", []),
        ("《给你的信》", []),
    ],
)
def test_one_you_to_several(text, found):
    head = HEAD.replace("赵洪蓉代表：\n您", f"{ALL}\n你们")
    assert marked("polite_you", text, head=head, deputies=THREE) == [(words, "你们") for words in found]


@pytest.mark.parametrize(
    ("called", "text", "right"),
    [
        ("省卫生健康委：", "感谢您对财政工作的支持！", "贵委"),
        ("区房管局：", "请你局统一答复。感谢您的支持。", "你局"),
        ("友谊路街道办事处：", "感谢您的支持。", "贵单位"),
        ("区房管局、区民政局：", "感谢您的支持。", None),
    ],
)
def test_an_opinion_addresses_a_unit(called, text, right):
    found = check_letter(letter(text, head=f"{called}\n现将会办意见函告如下：\n"), opinion=True)
    marks = [(one.words, one.suggestion, one.severity) for one in found if one.rule == "polite_you"]
    assert marks == [("您", right, HINT)]


@pytest.mark.parametrize(
    ("called", "text"),
    [("赵洪蓉代表：", "感谢您的关心。"), ("区房管局：", "居民说：“谢谢您。”"), ("各有关同志：", "感谢您的关心。")],
)
def test_you_that_may_stand_in_an_opinion(called, text):
    found = check_letter(letter(text, head=f"{called}\n现将会办意见函告如下：\n"), opinion=True)
    assert [one for one in found if one.rule == "polite_you"] == []


@pytest.mark.parametrize("words", ["你单位", "贵单位"])
def test_words_for_a_unit_do_not_go_to_a_deputy(words):
    text = f"以上内容请{words}写入统一的答复。"
    (finding,) = said("unit_addressed", text)
    assert (finding.severity, finding.suggestion) == (ERROR, None)
    assert finding.message == f"“{words}”是写给单位的话，答复是写给代表的，请改写这一句。"
    assert marked("unit_addressed", f"有居民说：“{words}办事很快。”") == []
    assert marked("unit_addressed", text, head="民建区委会：", deputies=("民建区委会",)) == []
