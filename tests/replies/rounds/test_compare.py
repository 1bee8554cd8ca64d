"""Two rounds side by side."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests.factories import advance, answer, contact_all, let_stand, make_case, world, write

pytestmark = pytest.mark.django_db


def answered_twice(deputies=2):
    """不满意 with the first reply, 满意 with the second; the others spoke once."""
    made = make_case("seeking_feedback", deputies=deputies)
    first, *others = made.suggestion.proposers
    for other in others:
        answer(made, world().handler, other, comment="可以。")
    answer(made, world().handler, first, result="不满意", comment="没有写完成时间。")
    advance(made, "reopen")
    contact_all(made, world().handler)
    write(made, world().handler, body="第二次的答复。")
    let_stand(made, world().handler)
    advance(made, "submit", "check", "sign")
    answer(made, world().handler, first, comment="这次清楚了。")
    return made


@pytest.fixture
def case():
    return answered_twice()


def table(page):
    rows = html.fromstring(page.content.decode()).xpath("//table[@class='rounds']//tr")
    return {
        " ".join(row[0].text_content().split()): [" ".join(cell.text_content().split()) for cell in row[1:]]
        for row in rows
    }


def test_the_rounds_are_shown_side_by_side(go, case):
    page = go(world().office, "rounds", case.pk)
    shown = table(page)
    assert shown[""] == ["第1轮 · 首次答复", "第2轮 · 再次答复"]
    day = shown["签发"][0].split()[0]
    assert shown["赵洪蓉"] == [
        f"结果 不满意方案 满意态度 满意没有写完成时间。{day} · 代表网上本人填写",
        f"结果 满意方案 满意态度 满意这次清楚了。{day} · 代表网上本人填写",
    ]
    assert shown["周建伟"] == [f"结果 满意方案 满意态度 满意可以。{day} · 代表网上本人填写", "没有反馈"]
    assert "请补充完成时间后再次答复。" in page.content.decode()
    papers = html.fromstring(page.content.decode()).xpath("//*[@class='two-papers']//article")
    assert ["第二次的答复。" in one.text_content() for one in papers] == [False, True]


@pytest.mark.once
@pytest.mark.parametrize("query", ["?left=9", "?left=1&right=1", "?left=x", "?right=3"])
def test_rounds_that_are_not_there(go, case, query):
    assert go(world().office, "rounds", case.pk, query=query).status_code == 404


def test_the_earlier_one_stands_left_however_they_are_asked_for(go, case):
    page = go(world().office, "rounds", case.pk, query="?left=2&right=1")
    assert table(page)[""] == ["第1轮 · 首次答复", "第2轮 · 再次答复"]


def test_what_is_not_signed_is_the_units_own(go):
    case = advance(make_case("under_study"), "reopen")
    assert go(world().handler, "rounds", case.pk).status_code == 200
    assert go(world().district, "rounds", case.pk).status_code == 409
    assert go(world().handler, "rounds", make_case("seeking_feedback").pk).status_code == 409


@pytest.mark.once
def test_more_deputies_take_no_more_queries(go):
    counts = []
    for deputies in (2, 4):
        case = answered_twice(deputies)
        go(world().office, "rounds", case.pk)
        with CaptureQueriesContext(connection) as asked:
            go(world().office, "rounds", case.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1]
