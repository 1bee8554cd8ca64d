"""Earlier suggestions like this one, next to the draft: which, what was answered and promised, and who may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models import Part
from replies.drafts import similar
from tests import factories as f
from tests.factories import advance, day, make_case, promised, world

pytestmark = pytest.mark.django_db

MEALS = {
    "title": "关于在大型居住社区增设老年助餐场所的建议",
    "text": "社区食堂排队久，独居老人吃饭难。建议增设助餐点，送餐到楼组。",
}
ALIKE = {"title": "关于加强社区老年助餐点食品安全的建议", "text": "老年助餐点的价格要公示，社区食堂的送餐要保温。"}
WEDDINGS = {"title": "关于优化婚姻登记服务的建议", "text": "热门日期登记要排队，建议分时预约，设户外颁证点。"}
LAMPS = {"title": "关于修好河边路灯的建议", "text": "河边步道路灯不亮，夜里走路不安全。"}


def found(case, who="handler"):
    return [one.case for one in similar.similar_cases(case, getattr(world(), who))]


def test_the_most_alike_come_first_and_the_others_not_at_all():
    near, same = make_case("closed", **ALIKE), make_case("closed", **{**MEALS, "number": "901"})
    make_case("closed", **WEDDINGS)
    make_case("closed", **LAMPS)
    case = make_case("in_progress", **MEALS)
    assert found(case) == [same, near]


def test_neither_itself_nor_what_was_given_back():
    for status in ("returned", "return_requested", "withdrawn"):
        make_case(status, **ALIKE)
    case = make_case("in_progress", **MEALS)
    f.hand_over(case.suggestion, world().other_bureau, Part.HELP)
    assert found(case) == []


def test_only_the_own_unit_s_and_only_for_who_may_see_them():
    other = f.hand_over(f.suggestion(**ALIKE), world().other_bureau)
    advance(other, "sign_for", "assign")
    near, case = make_case("in_progress", **ALIKE), make_case("in_progress", **MEALS)
    people = ("handler", "leader", "district", "congress", "other_handler", "nobody")
    shown = {who: found(case, who) for who in people}
    none: dict[str, list] = {who: [] for who in people[4:]}
    assert shown == {"handler": [near], "leader": [near], "district": [near], "congress": [near], **none}


def test_it_says_what_was_answered_and_what_became_of_the_promise(go):
    near = promised(("新增助餐点12处", 20), ("价格公示", 90), **ALIKE)
    advance(near, "keep")
    unanswered = make_case("received", **{**ALIKE, "number": "902"})
    case = make_case("in_progress", **MEALS)
    page = go(world().handler, "draft", case.pk).content.decode()
    assert "相似的建议 2 件" in page
    kept = day(20)
    for words in (
        ALIKE["title"],
        "赵洪蓉、周建伟代表",
        "答复：正在解决",
        f"承诺{kept.year}年{kept.month}月{kept.day}日前：新增助餐点12处",
        "——已兑现",
        "——进行中",
        "已签收，还没有答复",
        f'href="/cases/{near.pk}/draft/1/1/"',
        f'href="/cases/{unanswered.pk}/"',
    ):
        assert words in page, words


def test_it_quotes_the_paragraphs_that_speak_of_it():
    near = make_case("in_progress", **ALIKE)
    f.contact_all(near, world().handler)
    body = (
        f"赵洪蓉、周建伟代表：\n你们提出的第{near.suggestion.number}号建议《{ALIKE['title']}》收悉，现答复如下：\n"
        "一、送餐\n独居老人送餐到楼组，社区食堂增设助餐点8处。\n二、其他\n河道整治按年度计划推进。\n谢谢。"
    )
    f.write(near, world().handler, body=body)
    near.reload()
    advance(near, "submit", "check", "sign")
    case = make_case("in_progress", **MEALS)
    assert [one.quotes for one in similar.similar_cases(case, world().handler)] == [
        ("独居老人送餐到楼组，社区食堂增设助餐点8处。",)
    ]


@pytest.mark.parametrize(("title", "text"), [("路灯", ""), ("？！", "。。。"), ("A" * 200, "𠮷" * 5000)])
def test_odd_texts_are_like_nothing(title, text):
    make_case("closed", **ALIKE)
    assert found(make_case("in_progress", title=title, text=text)) == []


def test_the_number_of_queries_is_constant():
    case = make_case("in_progress", **MEALS)
    promised(("甲", 20), **ALIKE)
    with CaptureQueriesContext(connection) as one:
        similar.similar_cases(case, world().handler)
    count = len(one)
    for n in range(3):
        promised(("甲", 20), ("乙", 30), **{**ALIKE, "number": f"{910 + n}"})
    case.reload()
    with CaptureQueriesContext(connection) as many:
        assert len(similar.similar_cases(case, world().handler)) == 4
    assert len(many) == count
