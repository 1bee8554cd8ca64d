"""Words that sound alike: the shipped list, and how a list is read."""

import pytest

from replies.letter.checks import check_letter
from replies.letter.checks.language.words import SOUND_ALIKE, read_pairs
from tests.replies.letter.checks.whole.letters import CLEAN
from tests.replies.letter.checks.whole.said import letter, marked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("项目分布实施，年底完成。", [("分布实施", "分步实施")]),
        ("您反应的问题已经解决。", [("反应的问题", "反映的问题")]),
        ("我局以经完成部暑。", [("以经", "已经"), ("部暑", "部署")]),
        ("建立建全制度，末能完成的折迁。", [("建立建全", "建立健全"), ("末能", "未能"), ("折迁", "拆迁")]),
        ("按步就班推进，齐抓共官。", [("按步就班", "按部就班"), ("齐抓共官", "齐抓共管")]),
    ],
)
def test_slips(text, found):
    assert marked("sound_alike", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "根据人口分布实施差别化管理。",
        "不良反应的情况已上报。",
        "以经济建设为中心，自己经办。",
        "到年末能全部完成，周末来的人最多。",
        "按装修标准，公安照常值守。",
        "既便民又利民。",
        "疏导至两侧，降低押金。",
        "新建全民健身中心，建全机制造厂。",
        "公园满意度98%。",
    ],
)
def test_words_that_hold_them_rightly(text):
    assert marked("sound_alike", text) == []


def test_a_title_is_quoted_as_it_is():
    assert marked("sound_alike", "根据《关于分布实施的通知》办理。") == []


@pytest.mark.parametrize("wrong", SOUND_ALIKE)
def test_every_pair_of_the_shipped_list_is_found_and_its_exceptions_are_not(wrong):
    right, holding = SOUND_ALIKE[wrong]
    assert (wrong, right) in marked("sound_alike", f"甲{wrong}，")
    for word in holding:
        assert wrong not in [words for words, _ in marked("sound_alike", f"甲{word}，")]


def test_no_right_word_of_the_list_is_itself_a_fault():
    for right, _ in SOUND_ALIKE.values():
        assert marked("sound_alike", right) == []


def test_a_list_of_an_office():
    text = "\ufeff# 本局\n圆林 园林 方圆林\n- 分布实施\n只有一个\n园林 园林\n错 对\n错词 对词 别的\n"
    pairs, faults = read_pairs(text, SOUND_ALIKE)
    assert faults == [4, 5, 6, 7]
    assert (pairs["圆林"], "分布实施" in pairs) == (("园林", ("方圆林",)), False)
    found = check_letter(letter("圆林局分布实施，方圆林场。"), pairs=pairs)
    assert [one.words for one in found if one.rule == "sound_alike"] == ["圆林"]
    assert check_letter(letter("圆林。"), pairs={}) == check_letter(letter("园林。"), pairs={})


def test_the_clean_letters_stay_clean():
    said = [text for one in CLEAN.values() for text in one["letter"]["body"].split("\n")]
    assert [marked("sound_alike", text) for text in said if marked("sound_alike", text)] == []
