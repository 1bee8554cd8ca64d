"""Words, dates, phrases without substance."""

import pytest

from replies.letter.checks import HINT, check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.letters import case
from tests.replies.letter.checks.whole.said import marked, said


def test_there_is_no_plural_of_the_polite_you():
    assert marked("plural_you", "感谢您们。") == [("您们", "您")]
    assert marked("plural_you", "感谢您和你们。") == []
    assert marked("plural_you", "感谢你们您们的支持。", deputies=("赵洪蓉", "周建伟")) == [("您们", "")]


@pytest.mark.parametrize(
    "text",
    [
        "截至目前，已完成。",
        "截止日期为5月1日。",
        "发布署名文章。",
        "按排水户分类。",
        "达到目的的工作。",
        "做为民服务的实事。",
        "没有什么做为难的事。",
        "进行了了解，不能不了了之。",
        "打的的费用，目的的确定，的的确确。",
        "开展自己采取的办法，与以往相同，贴了一份补帖。",
    ],
)
def test_words_that_are_right(text):
    assert marked("wrong_word", text) == []


def test_slips():
    assert marked("wrong_word", "截止目前，按排专人布署，做为重点。") == [
        ("截止", "截至"),
        ("按排", "安排"),
        ("布署", "部署"),
        ("做为", "作为"),
    ]
    assert [fix for _, fix in marked("wrong_word", "己采取措施，颁发了了证书，我局的的补帖，与以约谈。")] == [
        "已",
        "了",
        "的",
        "补贴",
        "予以",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2024年2月29日",
        "2月29日",
        "12月31日",
        "0至36月龄",
        "第13月的工资",
        "第十三月的工资",
        "二〇二四年二月二十九日",
        "每月31日",
        "3个月30日",
        "九月初九",
        "18月龄",
        "1月32号线",
    ],
)
def test_days_that_exist_or_are_none(text):
    assert marked("dates", text) == []


@pytest.mark.parametrize(
    "text",
    ["2023年2月29日", "2月30日", "11月31日", "2024年13月", "2024年3月35日", "二〇二三年二月二十九日", "六月三十一日"],
)
def test_days_that_do_not(text):
    assert marked("dates", f"定于{text}。") == [(text, None)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我们清醒的认识到", [("的", "地")]),
        ("及时有效的、有针对性的做好保护", [("的", "地")]),
        ("有效的改善了环境", [("的", "地")]),
        ("积极的配合好各街道", [("的", "地")]),
        ("积极的推动作用", []),
        ("有效的解决办法", []),
        ("及时的落实情况", []),
        ("充分的做好事的热情", []),
        ("有效地改善了环境", []),
        ("居民的提高了认识", []),
    ],
)
def test_before_a_verb_with_its_complement(text, found):
    assert marked("adverb", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("纳入水土保持项目项目清单", [("项目项目", "项目")]),
        ("我局我局将派人", [("我局我局", "我局")]),
        ("一个一个地查，一件一件地办", []),
        ("还要研究研究、讨论讨论", []),
        ("很多很多居民", []),
        ("家家户户、方方面面", []),
        ("我区社区社会组织较多", []),
        ("逐格逐格地比，表格一格一格地看", []),
        ("《社区社区治理办法》", []),
    ],
)
def test_a_word_that_was_typed_twice(text, found):
    assert marked("word_again", text) == found


def test_a_month_where_the_year_belongs():
    assert marked("dates", "2026月3月5日开工，2025年3月完工。") == [("月", "年")]


def test_no_zero_before_months_and_days():
    assert marked("zero_padding", "2024年03月05日，10月20日") == [("0", ""), ("0", "")]


def test_empty_words_are_counted_and_only_hinted_at():
    (finding,) = said("no_substance", "我局高度重视，进一步加强管理，切实提高水平，狠抓落实。")
    assert (finding.severity, finding.suggestion) == (HINT, None)
    assert "空泛的话4处" in finding.message


@pytest.mark.parametrize(
    "title",
    [
        "关于进一步加强滨江步道夜间照明的建议",
        "关于切实提升社区食堂水平的建议",
        "关于大力推进、扎实做好垃圾分类的建议",
    ],
)
def test_the_deputy_s_own_title_is_not_the_letter_s_empty_words(title):
    for named in (f"《{title}》", f"“{title}”", title):
        body = f"赵洪蓉代表：\n您提出的{named}收悉，现答复如下：\n今年补装40盏，6月底前亮灯。"
        made = Snapshot.from_json(case(body, title=title))
        assert [one for one in check_letter(made) if one.rule == "no_substance"] == []


def test_a_finding_shows_a_few_words_on_either_side_and_where_the_line_goes_on():
    cases = {
        "感谢您们。": "感谢您们。",
        "感谢您们" + "一二三四五六七八九十一二三四五六七八九": "感谢您们一二三四五六七八九十一二三四五六…",
        "一二三四五六七八九十您们。": "…三四五六七八九十您们。",
        "感谢您们一二三四五六七八九十一二三四五": "感谢您们一二三四五六七八九十一二三四五",
    }
    for text, shown in cases.items():
        (finding,) = said("plural_you", text)
        assert finding.around == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("计划12月31号前完成。", [("号", "日")]),
        ("4月8号，召开座谈会。", [("号", "日")]),
        ("12月31日前完成。", []),
        ("5月1号线开通，3月2号文印发。", []),
        ("12月13号楼完工。", []),
        ("《12月31号前》", []),
    ],
)
def test_a_day_as_it_is_said(text, found):
    assert marked("day_said", text) == found


@pytest.mark.parametrize(
    "text", ["己会同区城管局查处23起。", "己经完成。", "我局己印发通知。", "项目己竣工。", "己先后召开3次会议。"]
)
def test_a_stroke_too_few(text):
    assert marked("wrong_word", text) == [("己", "已")]


@pytest.mark.parametrize(
    "text",
    [
        "居民自己会同物业查看。",
        "舍己为人，视如己出。",
        "一己之力完成。",
        "甲乙丙丁戊己建筑",
        "己方全部同意",
        "己亥年",
        "己烷超标",
        "推己及人",
        "己经济上独立",
    ],
)
def test_a_stroke_that_is_not_missing(text):
    assert marked("wrong_word", text) == []
