"""What offices are called."""

import pytest

from tests.replies.letter.checks.said import marked


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
