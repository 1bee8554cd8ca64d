"""What offices are called."""

import pytest

from replies.letter.checks import check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.said import letter, marked


@pytest.mark.parametrize(
    "text",
    [
        "会同区人社局办理。",
        "会同区人力资源和社会保障局办理。区人力资源和社会保障局答复。",
        "会同区人力资源和社会保障局（以下简称“区人社局”）办理，区人社局答复。",
        "市规划和自然资源局批复后，区规划资源局办理。",
        "根据《宝山区人力资源和社会保障局通知》，区人社局办理。",
        "区卫生健康委员会和区商务委员会。",
        "区人力资源和社会保障局印发《区人社局工作要点》。",
    ],
)
def test_names_that_may_stand(text):
    assert marked("short_name", text) == []


@pytest.mark.parametrize("short", ["区人社局", "区人保局"])
def test_a_short_name_next_to_the_full_one(short):
    full = "区人力资源和社会保障局"
    assert marked("short_name", f"会同{full}研究。\n{short}答复。") == [(short, full)]


@pytest.mark.parametrize("text", ["原区环保局", "2016年，区环保局整治。", "区生态环境局", "《市环保局通知》"])
def test_a_former_name_that_may_stand(text):
    assert marked("former_name", text) == []


def test_a_former_name():
    assert marked("former_name", "今年，区环保局整治。") == [("区环保局", "区生态环境局")]


@pytest.mark.parametrize("text", ["原宝山区环保局移交的台账", "原区住建局、区规土局", "时任区环保局负责人"])
def test_a_former_name_said_to_be_one(text):
    assert marked("former_name", text) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"letter": {"signed_on": "2017-06-20"}},
        {"letter": {"signed_on": "2019-03-29"}},
        {"letter": {"signed_on": None}, "number_of": "宝民〔2016〕18号"},
        {"unit": "宝山区环境保护局"},
    ],
)
def test_a_former_name_in_a_letter_of_that_time(facts):
    number = facts.get("number_of", "宝民〔2026〕12号")
    facts = {key: value for key, value in facts.items() if key != "number_of"}
    made = letter("区环保局正在整治。", **facts).to_json() | {"document_number": number}
    assert [one for one in check_letter(Snapshot.from_json(made)) if one.rule == "former_name"] == []
    later = made | {"document_number": "宝民〔2020〕1号", "unit": "宝山区民政局"}
    later["letter"] = made["letter"] | {"signed_on": "2020-01-01"}
    assert [one.words for one in check_letter(Snapshot.from_json(later)) if one.rule == "former_name"] == ["区环保局"]


def test_a_line_that_is_taken_away_names_no_office_twice():
    text = "会同区人社局办理。\n抄送：区人力资源和社会保障局"
    assert marked("short_name", text) == []
